"""Templates that the platform does not see as templates, or cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix, Severity
from replreg.lazy_re import lazy_compile
from replreg.release.checks.record import Record
from replreg.yaml.templates import Masked, mask

__all__ = ["template_delimiters"]

_SPACED = lazy_compile(r"\{\{([ \t]+)repl(?![\w$])")
_OPEN = lazy_compile(r"\{\{repl(?![\w$])|repl\{\{")
_COMMENT = lazy_compile(r"(?<!\S)#")
_STRING = lazy_compile(r'"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"|`[^`]*`|\'"\'')
_ESCAPED_STRING = lazy_compile(r'\\"(?:[^"\\]|\\\\\\"|\\(?!"))*\\"')
_RULE = "template-delimiter"


def template_delimiters(text: str, masked: Masked | None = None) -> Iterator[Record]:
    """Yield the templates of a file's text that are not opened or closed rightly. Comments are left out.

    ``masked`` is what `mask` makes of the text, where the caller has it. The records have no path, and the document 0.
    """
    if "repl" not in text or "{{" not in text:
        return
    comments: _Comments | None = None
    for found in _SPACED.finditer(text):
        comments = comments or _Comments(masked or mask(text))
        if comments.hold(found.start()):
            continue
        message = "'{{ repl' has a space and is not a template; the platform leaves it as it is; write '{{repl'"
        edit = Edit(found.start(1), found.end(1), "")
        span = (found.start(), found.end())
        yield Record(_RULE, "", span, Severity.WARNING, message, Fix(True, "remove the space", (edit,)))
    if "{{repl" not in text and "repl{{" not in text:
        return
    comments = comments or _Comments(masked or mask(text))
    position = 0
    for start, end, _ in [*comments.templates, (len(text), len(text), False)]:
        for found in _OPEN.finditer(text, position, start):
            if not comments.hold(found.start()):
                message = "this template has no '}}'; the platform cannot read the document; close it"
                yield Record(_RULE, "", (found.start(), found.end()), Severity.WARNING, message)
        position = end
        if start < end and not _pairs_quotes(text[start:end]) and not comments.hold(start):
            message = "the quotes in this template do not pair up; the platform cannot read it; add the missing one"
            line = text[start:end].partition("\n")[0]
            yield Record(_RULE, "", (start, start + len(line)), Severity.WARNING, message)


def _pairs_quotes(template: str) -> bool:
    """Return True if each string of a template is closed, written as Go does or inside of YAML's double quotes."""
    if ('"' not in template and "`" not in template) or template.lstrip("{repl -").startswith("/*"):
        return True
    rest = _STRING.sub("", template)
    if '"' not in rest and "`" not in rest:
        return True
    rest = _STRING.sub("", _ESCAPED_STRING.sub("", template))
    return '"' not in rest and "`" not in rest


class _Comments:
    """Finds out whether an offset is in a YAML comment. Asked in the order of the text, it reads each line once."""

    def __init__(self, masked: Masked) -> None:
        self.templates = masked.templates
        self._text = masked.text
        self._end = -1
        self._start = 0

    def hold(self, offset: int) -> bool:
        """Return True if a ``#`` that starts a comment comes before an offset on its line."""
        text = self._text
        if not self._start_of_line <= offset < self._end:
            self._start_of_line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
            end = text.find("\n", offset)
            self._end = end if end >= 0 else len(text)
            found = _COMMENT.search(text, self._start_of_line, self._end)
            self._start = found.start() if found else self._end
        return self._start < offset

    _start_of_line = 0
