"""Images that are written out in a chart's templates, once Helm's own templates are set aside.

Nothing is evaluated here: an image that comes from the values has no text in the template but `MASK` characters. Who
can evaluate Helm's templates starts from the same scalars, by `template_scalars`.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.files import ChartFile
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.release.documents import Document, read_documents
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import HELM, MASKS

__all__ = ["TemplateScalar", "is_template_image_key", "template_images", "template_scalars"]


class TemplateScalar(NamedTuple):
    """A scalar of a template. ``key`` is the key that it is under, in a list that of the list; ``field`` its value.

    ``document`` counts from 0, or is -1 where the document is not YAML, so that the line was read alone.
    """

    file: ChartFile
    document: int
    key: str
    field: ScalarValue


# A key that holds an image: `image`, `imageName`, `sidecarImage`, `busybox_image`.
_IMAGE_KEY = lazy_compile(r"(?:.*[a-z0-9]I|.*[_.-]i|[iI])mage(?:Name|_name)?")
_LINE = lazy_compile(r"[ \t]*(?:-[ \t]+)*([\w./-]+|\"[\w./-]+\"|'[\w./-]+'):[ \t]+(?=[^\s#|>&*])([^\r\n]*)")
_LIST_ITEM = lazy_compile(r"[ \t]*(?:-[ \t]+)+(?=[^\s#|>&*{\[-])([^\r\n]*)")
_LINE_STARTS = lazy_compile(r"(?m)^")


def template_scalars(file: ChartFile) -> Iterator[TemplateScalar]:
    """Yield the scalar values of a template file in the order of the file, each once.

    A document that is not YAML even without its templates is read line by line, where a line has a key and a value or
    is an item of a list. Takes time in proportion to the text.
    """
    for document in read_documents(file.text, HELM):
        if document.error is not None:
            yield from _scalars_of_lines(file, document)
        elif document.root is not None:
            for key, node in _scalars(document.root):
                yield TemplateScalar(file, document.index, key, ScalarValue(document.fragment, node))


def is_template_image_key(key: str) -> bool:
    """Return True if a key of a template holds an image: ``image``, ``imageName``, ``sidecarImage``."""
    return _IMAGE_KEY.fullmatch(key) is not None


def template_images(file: ChartFile) -> Iterator[TemplateScalar]:
    """Yield the values of a template file under keys such as ``image`` of which a part is written out."""
    if "mage" not in file.text:
        return
    for scalar in template_scalars(file):
        value = scalar.field.value
        if is_template_image_key(scalar.key) and MASKS.sub("", value).strip(" :/@") and " " not in value:
            yield scalar


def _scalars(root: Node) -> Iterator[tuple[str, Scalar]]:
    """Yield the scalars below a node with the keys that they are under, in order, each node once."""
    stack: list[tuple[str, Node]] = [("", root)]
    seen: set[int] = set()
    while stack:
        key, node = stack.pop()
        if node.shared:
            if id(node) in seen:
                continue
            seen.add(id(node))
        if isinstance(node, Scalar):
            yield key, node
        elif isinstance(node, Mapping):
            stack.extend((name.value, value) for name, value in reversed(node.pairs) if isinstance(name, Scalar))
        elif isinstance(node, Sequence):
            stack.extend((key, item) for item in reversed(node.items))


def _scalars_of_lines(file: ChartFile, document: Document) -> Iterator[TemplateScalar]:
    fragment = document.fragment
    text = fragment.text
    for start in _LINE_STARTS.finditer(text, document.start, document.end):
        found = _LINE.match(text, start.start(), document.end)
        key = ""
        if found is not None:
            key, content, position = found[1].strip("\"'"), found[2], found.start(2)
        else:
            found = _LIST_ITEM.match(text, start.start(), document.end)
            if found is None:
                continue
            content, position = found[1], found.start(1)
        try:
            roots = compose(content, position).roots
        except YAMLSyntaxError:
            continue
        if len(roots) == 1 and isinstance(roots[0], Scalar):
            yield TemplateScalar(file, -1, key, ScalarValue(fragment, roots[0]))
