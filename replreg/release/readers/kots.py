"""KOTS: the ``Application``, the Helm values of ``HelmChart``, and image strings that template functions are given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:  # only a file with a function of images is parsed for its calls
    from replreg.templates.calls import Argument, FoundCall

__all__ = ["read", "read_calls"]

_IMAGE = lazy_compile(r"[\w.:/@+-]+")
"""The characters of an argument that is an image."""
# The usual way to choose between the customer's own registry and the vendor's:
# `HasLocalRegistry | ternary LocalRegistryHost "quay.io"`.
_LOCAL = lazy_compile(rf"{LOCAL_HOST}|\(\s*print\s+{LOCAL_HOST}\s[^()]*\)")
_CALLED = (*IMAGE_FUNCTIONS, "ternary")
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
        read_values(document.index, document.fragment, _values(spec), release, set())


def _read_list(document: Document, release: Release, spec: Mapping, key: str, *, is_excluded: bool = False) -> None:
    seen: set[int] = set()
    lists = [value for value in document.fragment.choices(spec, key) if isinstance(value, Sequence)]
    for item in [item for found in lists for item in found.items]:
        if isinstance(item, Scalar) and item.value and id(item) not in seen:
            seen.add(id(item))
            field = ScalarValue(document.fragment, item)
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
    if not release.templates or not any(name in text for name in _CALLED):
        return
    from replreg.templates.values import Known

    plain = Fragment(text, text, Templates())
    comments: _Comments | None = None
    for template, calls in _calls(release):
        comments = comments or _Comments(text)
        if comments.contain(template):
            continue
        for name, argument in calls:
            pieces = argument.literal.pieces if argument.literal is not None else ()
            if len(pieces) != 1 or not isinstance(pieces[0], Known) or not pieces[0].exact:
                continue  # it is not written as it is read, so no part of it can be pointed at
            value, (start, end, _) = pieces[0].text, pieces[0].place
            if not _IMAGE.fullmatch(value) or (name == "ternary" and "/proxy/" in value):
                continue  # a proxy path starts with a host and has its own form
            field = ScalarValue(plain, Scalar(start, end, None, value, ""))
            # The path follows in another key, also after the host's proxy path.
            is_host = name == "ReplicatedImageRegistry" or ("/" not in value and name == "ternary")
            suffix = f"/{MASK}" if is_host else ""
            described_as = f"the argument of '{name}'"
            release.uses.append(Use(_document_at(release, start), field, described_as, is_certain=False, suffix=suffix))


def _calls(release: Release) -> Iterator[tuple[Template, list[tuple[str, Argument]]]]:
    """Yield the templates of a file in order, each with the calls in it and the argument of each that is an image.

    The file is parsed as a whole, or where that fails, each template alone.
    """
    text = release.text
    found = _calls_between(text, 0, len(text))
    if found is None:
        alone = (_calls_between(text, template.start, template.end) for template in release.templates)
        found = [call for calls in alone for call in calls or ()]
    images = sorted(
        ((call.start, call.name, argument) for call in found if (argument := _image_argument(call, text))),
        key=itemgetter(0),
    )
    number = 0
    for template in release.templates:
        calls: list[tuple[str, Argument]] = []
        while number < len(images) and images[number][0] < template.end:
            if images[number][0] >= template.start:
                calls.append(images[number][1:])
            number += 1
        if calls:
            yield template, calls


def _calls_between(text: str, start: int, end: int) -> list[FoundCall] | None:
    """Return the calls between two offsets; None where the templates there cannot be parsed, such as half a block."""
    from replreg.templates.calls import find_calls
    from replreg.templates.lexer import TemplateError
    from replreg.templates.parser import parse_template

    try:
        return find_calls(parse_template(text, start=start, end=end), _CALLED)
    except TemplateError:
        return None


def _image_argument(call: FoundCall, text: str) -> Argument | None:
    """Return the argument of a call that is an image or a host of images, if it can be one."""
    arguments = call.arguments
    if call.name != "ternary":
        return arguments[0] if arguments else None
    if len(arguments) < 2 or _LOCAL.fullmatch(text, arguments[0].start, arguments[0].end) is None:
        return None
    return arguments[1]


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
