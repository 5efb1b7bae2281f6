"""KOTS: the ``Application``, the Helm values of ``HelmChart``, and image strings that template functions are given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from replreg.document import Document, Field, Source
from replreg.pattern import lazy_pattern
from replreg.release import Release, Use
from replreg.schedulers import helmvalues
from replreg.template import MASK, Template, Templates, mask
from replreg.yamltree import Mapping, Node, Scalar

__all__ = ["FUNCTIONS", "read", "read_calls"]

FUNCTIONS = (
    "LocalImageName",
    "ReplicatedImageName",
    "ReplicatedImageRegistry",
    "ReplicatedImageRepository",
    "LocalRegistryImagePullSecret",
)
"""Template functions that take an image string, or the host of one, as an argument."""

_NAMES = "|".join(FUNCTIONS)
# A string of the template language, written in YAML's double quotes or not; nothing that an image cannot have.
_ARGUMENT = r"""(?P<quote{n}>\\?"|`)(?P<argument{n}>[\w.:/@+-]+)(?P=quote{n})"""
_CALL = lazy_pattern(
    rf"(?<![\w$.])(?P<called>{_NAMES})\s+\(?\s*{_ARGUMENT.format(n=1)}"
    rf"|{_ARGUMENT.format(n=2)}\s*\|\s*(?P<piped>{_NAMES})(?!\w)"
)
_COMMENT = lazy_pattern(r"(?:^|\s)#")


def read(document: Document, release: Release) -> None:
    """Add what a document of ``kots.io`` names: additional and excluded images, or Helm values."""
    root = document.root
    if not isinstance(root, Mapping):
        return
    spec = root.mapping("spec")
    if spec is None:
        return
    kind = root.text("kind")
    if kind == "Application":
        _read_list(document, release, spec, "additionalImages", strict=True)
        _read_list(document, release, spec, "excludedImages", strict=False)
    elif kind == "HelmChart":
        helmvalues.read_values(document.index, document.source, _values(spec), release, set())


def _read_list(document: Document, release: Release, spec: Mapping, key: str, *, strict: bool) -> None:
    seen: set[int] = set()
    for item in spec.sequence(key):
        if isinstance(item, Scalar) and item.value and id(item) not in seen:
            seen.add(id(item))
            field = Field(document.source, item)
            release.uses.append(Use(document.index, field, f"an entry of '{key}'", strict=strict))


def _values(spec: Mapping) -> Iterator[tuple[str, Node]]:
    for key in ("values", "builder"):
        node = spec.get(key)
        if node is not None:
            yield f"spec.{key}", node
    for optional in spec.sequence("optionalValues"):
        node = optional.get("values") if isinstance(optional, Mapping) else None
        if node is not None:
            yield "spec.optionalValues", node


def read_calls(release: Release) -> None:
    """Add the images that template functions are given, wherever in the file the templates stand.

    An argument may be an image string, or with ``ReplicatedImageRegistry`` a host alone. Templates behind a ``#`` are
    somebody's note. ``release.documents`` has to be complete.
    """
    text = release.text
    if not any(name in text for name in FUNCTIONS):
        return
    plain = Source(text, text, Templates())
    masked = ""
    for template in release.templates:
        for call in _CALL.finditer(text, template.start, template.end):
            masked = masked or mask(text).text
            if _is_comment(masked, text, template):
                break
            group = "1" if call.group("called") else "2"
            start, end = call.span(f"argument{group}")
            name = call.group("called") or call.group("piped")
            value = text[start:end]
            field = Field(plain, Scalar(start, end, None, value, ""))
            behind = f"/{MASK}" if "/" not in value and name == "ReplicatedImageRegistry" else ""
            release.uses.append(
                Use(_document_at(release, start), field, f"the argument of '{name}'", strict=False, behind=behind)
            )


def _is_comment(masked: str, text: str, template: Template) -> bool:
    if text.startswith(("/*", "- /*"), template.start + len("{{repl")):
        return True
    line_start = max(masked.rfind("\n", 0, template.start), masked.rfind("\r", 0, template.start)) + 1
    return _COMMENT.search(masked, line_start, template.start) is not None


def _document_at(release: Release, offset: int) -> int:
    """Return the number of the document at an offset of the file."""
    place = bisect_right(release.documents, offset, key=attrgetter("start")) - 1
    return release.documents[place].index if place >= 0 else 0
