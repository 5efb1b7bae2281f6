"""The needs of every resource of a release: a kind, and templates that can be read.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.resource_problems import literal, missing
from replreg.release.checks.access import lacks, may_have_more
from replreg.templates.lexer import Dialect

__all__ = ["resources_without_kind", "unreadable_templates"]

_KEYS = ("apiVersion", "kind")
_LONGEST = 40
"""How much of a template is underlined, in code points."""


def resources_without_kind(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the resources without ``apiVersion``, without ``kind``, or without both.

    A mapping is taken for a resource if its ``metadata`` has a name: other YAML files may be in the same folder. A file
    is read for this only if it has more lines that begin with ``metadata:`` than lines that begin with the keys.
    """
    for file in release.all_files():
        lines = f"\n{file.text}"
        if file.dialect is Dialect.HELM or lines.count("\nmetadata:") <= min(lines.count(f"\n{key}:") for key in _KEYS):
            continue
        for resource in file.resources():
            absent = [key for key in _KEYS if lacks(resource.root, key)]
            if absent and _is_resource(resource):
                message = (
                    f"this resource has no {' and no '.join(map(repr, absent))}, so the platform cannot know what it "
                    "is, and the portal refuses the release"
                )
                yield missing(resource, resource.root, absent, message, f"add {'them' if len(absent) > 1 else 'it'}")


def _is_resource(resource: Resource) -> bool:
    if may_have_more(resource.fragment, resource.root) or _follows_template(resource):
        return False
    metadata = resource.root.mapping("metadata")
    return literal(metadata, "name") is not None or literal(metadata, "generateName") is not None


def _follows_template(resource: Resource) -> bool:
    """Return True if a template is in the document before the resource: it may make the first keys."""
    start, _ = resource.fragment.node_span(resource.root)
    document = resource.file.text.rfind("\n---", 0, start) + 1
    return bool(resource.fragment.templates) and bool(resource.fragment.templates.within(document, start))


def unreadable_templates(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the first mistake of the templates in each file that the language of templates cannot read.

    A delimiter or a quote that is missing is reported by ``template-delimiter``, and by that rule alone.
    """
    from replreg.release.checks.template_delimiters import template_delimiters
    from replreg.templates.lexer import TemplateError
    from replreg.templates.parser import parse_template

    for file in release.all_files():
        text = file.text
        if file.dialect is Dialect.HELM or "repl" not in text or "{{" not in text or file.template is not None:
            continue
        if next(iter(template_delimiters(text)), None) is not None:
            continue
        try:
            parse_template(text, file.dialect, origin=file.path)
        except TemplateError as error:
            start = min(error.offset, len(text))
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            message = (
                f"this template cannot be read: {error.reason}; the platform renders nothing of the file; correct the "
                "template"
            )
            shown = text[start : min(end, start + _LONGEST)].rstrip("\r")
            yield DeliveryProblem(file.path, start, start + len(shown), message)
