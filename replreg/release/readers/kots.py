"""KOTS: the ``Application``, the Helm values of ``HelmChart``, and image strings that template functions are given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from replreg.lazy_re import lazy_compile
from replreg.release.dialects import mask_text
from replreg.release.documents import Document
from replreg.release.model import Release, Use
from replreg.release.readers import IMAGE_FUNCTIONS, LOCAL_HOST
from replreg.release.readers.helm_values import read_values
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.templates import MASK, Template, Templates
from replreg.yaml.text import line_end, line_start

__all__ = ["read", "read_calls"]

_NAMES = "|".join(IMAGE_FUNCTIONS)
# A string of the template language, written in YAML's double quotes or not; nothing that an image cannot have.
_ARGUMENT = r"""(?P<quote{n}>\\?"|`)(?P<argument{n}>[\w.:/@+-]+)(?P=quote{n})"""
# Called, piped, and the usual way to choose between the customer's own registry and the vendor's:
# `HasLocalRegistry | ternary LocalRegistryHost "quay.io"`.
_CALL = lazy_compile(
    rf"(?<![\w$.])(?P<called>{_NAMES})\s+(?:\(\s*)?{_ARGUMENT.format(n=1)}"
    rf"|{_ARGUMENT.format(n=2)}\s*\|\s*(?P<piped>{_NAMES})(?!\w)"
    rf"|(?<![\w$.])(?P<chosen>ternary)\s+(?:{LOCAL_HOST}|\(\s*print\s+{LOCAL_HOST}\s[^()]*\))\s+{_ARGUMENT.format(n=3)}"
)
_GROUPS = ("argument1", "argument2", "argument3")
_COMMENT = lazy_compile(r"(?<!\S)#")


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
        _read_list(document, release, spec, "additionalImages")
        _read_list(document, release, spec, "excludedImages", is_excluded=True)
    elif kind == "HelmChart":
        read_values(document.index, document.source, _values(spec), release, set())


def _read_list(document: Document, release: Release, spec: Mapping, key: str, *, is_excluded: bool = False) -> None:
    seen: set[int] = set()
    lists = [value for value in document.source.choices(spec, key) if isinstance(value, Sequence)]
    for item in [item for found in lists for item in found.items]:
        if isinstance(item, Scalar) and item.value and id(item) not in seen:
            seen.add(id(item))
            field = ScalarValue(document.source, item)
            described_as = f"an entry of '{key}'"
            release.uses.append(
                Use(document.index, field, described_as, is_certain=not is_excluded, is_excluded=is_excluded)
            )


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
    """Add the images that are arguments of template functions, in all templates of the file.

    An argument may be an image string, or with ``ReplicatedImageRegistry`` a host alone. Templates in comments are left
    out. ``release.documents`` has to be complete.
    """
    text = release.text
    plain = Fragment(text, text, Templates())
    comments: _Comments | None = None
    for template in release.templates:
        for call in _CALL.finditer(text, template.start, template.end):
            comments = comments or _Comments(text)
            if comments.contain(template):
                break
            name = call["called"] or call["piped"] or call["chosen"]
            start, end = next(call.span(group) for group in _GROUPS if call[group])
            value = text[start:end]
            if name == "ternary" and "/proxy/" in value:
                continue  # a proxy path, which starts with a host and has its own form
            field = ScalarValue(plain, Scalar(start, end, None, value, ""))
            # The path follows in another key, also after the host's proxy path.
            is_host = name == "ReplicatedImageRegistry" or ("/" not in value and name == "ternary")
            suffix = f"/{MASK}" if is_host else ""
            described_as = f"the argument of '{name}'"
            release.uses.append(Use(_document_at(release, start), field, described_as, is_certain=False, suffix=suffix))


class _Comments:
    """The comments of a text, for templates in the order of the text. Each line is read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._masked = mask_text(text).text
        self._line_end = -1
        self._start = 0

    def contain(self, template: Template) -> bool:
        """Return True if a template is a comment itself, or follows a ``#`` on its line."""
        text, masked = self._text, self._masked
        if text.startswith(("/*", "- /*"), template.start + len("{{repl")):
            return True
        if template.start >= self._line_end:
            self._line_end = line_end(masked, template.end)
            comment = _COMMENT.search(masked, line_start(masked, template.start), self._line_end)
            self._start = comment.start() if comment else self._line_end
        return self._start < template.start


def _document_at(release: Release, offset: int) -> int:
    """Return the number of the document at an offset of the file."""
    place = bisect_right(release.documents, offset, key=attrgetter("start")) - 1
    return release.documents[place].index if place >= 0 else 0
