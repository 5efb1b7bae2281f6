"""Templates that the platform does not see as templates, or cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix, Severity
from replreg.lazy_re import lazy_compile
from replreg.release.checks.comments import Comments
from replreg.release.checks.record import Record
from replreg.yaml.templates import Masked, mask

__all__ = ["template_delimiters"]

_SPACED = lazy_compile(r"\{\{([ \t]+)repl(?![\w$])")
_OPEN = lazy_compile(r"\{\{repl(?![\w$])|repl\{\{")
_STRING = lazy_compile(r'"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"|`[^`]*`|\'"\'')
_ESCAPED_STRING = lazy_compile(r'\\"(?:[^"\\]|\\\\\\"|\\(?!"))*\\"')
_RULE = "template-delimiter"


def template_delimiters(text: str, masked: Masked | None = None) -> Iterator[Record]:
    """Yield the templates of a file's text that are not opened or closed rightly. Comments are left out.

    ``masked`` is what `mask` makes of the text, where the caller has it. The records have no path, and the document 0.
    """
    if "repl" not in text or "{{" not in text:
        return
    comments: Comments | None = None
    for found in _SPACED.finditer(text) if "{{ " in text or "{{\t" in text else ():
        comments = comments or Comments((masked or mask(text)).text)
        if comments.hold(found.start()):
            continue
        message = "'{{ repl' has a space and is not a template; the platform leaves it as it is; write '{{repl'"
        span = (found.start(), found.end())
        fix = None
        line_end = text.find("\n", found.end())
        if text.find("}}", found.end(), line_end if line_end >= 0 else len(text)) >= 0:
            fix = Fix(True, "remove the space", (Edit(found.start(1), found.end(1), ""),))
        yield Record(_RULE, "", span, Severity.WARNING, message, fix)
    if "{{repl" not in text and "repl{{" not in text:
        return
    masked = masked or mask(text)
    comments = comments or Comments(masked.text)
    if "{{" in masked.text:  # a template that is closed is covered
        for found in _OPEN.finditer(masked.text):
            if not comments.hold(found.start()):
                message = "this template has no '}}'; the platform cannot read the document; close it"
                yield Record(_RULE, "", (found.start(), found.end()), Severity.WARNING, message)
    right: set[str] = set()  # a large release has the same templates very often
    for start, end, _ in masked.templates:
        template = text[start:end]
        if template in right:
            continue
        if _pairs_quotes(template):
            right.add(template)
        elif not comments.hold(start):
            message = "the quotes in this template do not pair up; the platform cannot read it; add the missing one"
            line = template.partition("\n")[0]
            yield Record(_RULE, "", (start, start + len(line)), Severity.WARNING, message)


def _pairs_quotes(template: str) -> bool:
    """Return True if each string of a template is closed, written as Go does or inside of YAML's double quotes."""
    if ('"' not in template and "`" not in template) or template.lstrip("{repl -").startswith("/*"):
        return True
    if "\\" not in template and "`" not in template and "'" not in template:
        return template.count('"') % 2 == 0
    rest = _STRING.sub("", template)
    if '"' not in rest and "`" not in rest:
        return True
    rest = _STRING.sub("", _ESCAPED_STRING.sub("", template))
    return '"' not in rest and "`" not in rest
