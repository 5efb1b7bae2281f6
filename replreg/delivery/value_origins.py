"""Which value of a chart, or which line of a template, an image comes from that Helm has made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.charts.chart import Chart
from replreg.charts.files import ChartFile
from replreg.charts.values import KeyPath, Leaf, Origin, Table, tables_in
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.field import Field
from replreg.delivery.helm_values import datum_of
from replreg.delivery.looks import is_image_key, is_registry_key, looks_like_registry
from replreg.delivery.stand_ins import text_for_helm
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.templates.values import Place
from replreg.yaml.composer import Scalar
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import Templates

__all__ = ["Decided", "ValueOrigins", "in_templates"]

_JOINTS = "/:@"
_LETTER = lazy_compile("[a-z]")
_IMAGE_LINE = lazy_compile(r"(?m)^[ \t]*-?[ \t]*[\w.-]*[iI]mage[ \t]*:[ \t]*(\S.*?)[ \t]*$")
_PATH_KEYS = frozenset({"repository", "name", "image"})
_SHORTEST = 3


class Decided(NamedTuple):
    """The characters ``start:end`` of an image, the field that they are from, and the keys that lead to that."""

    start: int
    end: int
    field: Field
    path: KeyPath


class ValueOrigins:
    """The values of one installation of a chart, by their texts."""

    def __init__(self, table: Table, values: FieldValues) -> None:
        leaves = list(_leaves(table))
        values.prepare(field for _, field in leaves)
        self._by_text: dict[str, list[tuple[KeyPath, Field]]] = {}
        for path, field in leaves:
            text = text_for_helm(datum_of(values, field)).strip("/")
            if len(text) >= 1:
                self._by_text.setdefault(text, []).append((path, field))

    def decide(self, image: str) -> list[Decided]:
        """Return the values that an image is made of, the one that has its path first; none if none has."""
        end = _path_end(image)
        best: tuple[tuple[bool, bool, int], Decided] | None = None
        for start, stop in _parts(image):
            # The value has to reach into the last part of the path, which names the image.
            if start >= end or stop <= image.rfind("/", 0, end) + 1 or _LETTER.search(image, start, stop) is None:
                continue
            for path, field in self._by_text.get(image[start:stop], ()):
                named = is_image_key(field.key) or field.key in _PATH_KEYS
                if not named and (stop - start < _SHORTEST or "/" not in image[start:stop]):
                    continue
                rank = (stop >= end, named, stop - start)
                if best is None or rank > best[0]:
                    best = rank, Decided(start, stop, field, path)
        if best is None:
            return self._inside(image)
        main = best[1]
        return [main, *self.around(image, main)]

    def place_of(self, part: str) -> Place | None:
        """Return the place of the value that is a host or a path of an image, if there is just one such value."""
        places = self._by_text.get(part, ())
        if len(places) != 1 or not (looks_like_registry(part) or "/" in part):
            return None
        field = places[0][1]
        return Place(*field.span, field.path)

    def _inside(self, image: str) -> list[Decided]:
        """Return the first value that has the image in a longer text, such as a list of containers as text."""
        for text, places in self._by_text.items():
            if len(text) > len(image) and _whole(text, image) >= 0:
                path, field = places[0]
                return [Decided(0, len(image), _narrowed(field, image), path)]
        return []

    def around(self, image: str, main: Decided) -> Iterator[Decided]:
        """Yield the registry before the part that is decided, and the tag after it, where values have just these."""
        if main.start > 0:
            for path, field in self._by_text.get(image[: main.start - 1], ()):
                if is_registry_key(field.key) or looks_like_registry(image[: main.start - 1]):
                    yield Decided(0, main.start - 1, field, path)
                    break
        if 0 < main.end < len(image):
            for path, field in self._by_text.get(image[main.end + 1 :], ()):
                if path[:1] == main.path[:1] and field.key in ("tag", "imageTag", "digest"):
                    yield Decided(main.end + 1, len(image), field, path)
                    break


def _narrowed(field: Field, part: str) -> Field:
    """Return the characters of a field that are a part of its text, where the file has just these; else the field."""
    fragment = field.origin.fragment
    start = fragment.file.find(part, *field.span) if fragment.map is None else -1
    return field if start < 0 else Field(field.origin, Scalar(start, start + len(part), None, part, ""), field.key)


def in_templates(image: str, file: ChartFile, chart: Chart) -> Decided:
    """Return the line that an image is from: of its template, or of another one that has more of it written out."""
    others = [other for other in chart.templates.values() if other is not file and other.name.endswith(".tpl")]
    end = _path_end(image)
    spans = sorted(_parts(image), key=lambda span: span[0] - span[1])
    for start, stop in spans:
        if stop - start < _SHORTEST or start >= end or _LETTER.search(image, start, stop) is None:
            continue
        for one in (file, *others):
            found = _whole(one.text, image[start:stop])
            if found >= 0:
                return Decided(start, stop, _field(one, found, found + stop - start), ((), "image"))
    line = _IMAGE_LINE.search(file.text)
    span = (0, 0) if line is None else line.span(1)
    return Decided(0, 0, _field(file, *span), ((), "image"))


def _leaves(table: Table) -> Iterator[tuple[KeyPath, Field]]:
    for path, inner in tables_in(table):
        for key, value in inner.entries.items():
            if isinstance(value, Leaf):
                for node in _scalars(value):
                    yield (path, key), Field(value.origin, node, key)


def _scalars(leaf: Leaf) -> Iterable[Scalar]:
    if isinstance(leaf.node, Scalar):
        nodes = (leaf.node, *leaf.alternatives)
        return [node for node in nodes if isinstance(node, Scalar) and node.value]
    return [node for node in getattr(leaf.node, "items", ()) if isinstance(node, Scalar) and node.value]


def _path_end(image: str) -> int:
    at = image.find("@")
    end = at if at >= 0 else len(image)
    colon = image.rfind(":", image.rfind("/", 0, end) + 1, end)
    return colon if colon >= 0 else end


def _parts(image: str) -> list[tuple[int, int]]:
    """Return the spans of whole parts of an image, at most some hundreds."""
    joints = [number for number, character in enumerate(image) if character in _JOINTS][:24]
    starts = [0, *(number + 1 for number in joints)]
    ends = [*joints, len(image)]
    return [(start, end) for start in starts for end in ends if end > start]


def _whole(text: str, part: str) -> int:
    """Return where a text has some characters as a whole word, or -1."""
    found = text.find(part)
    while found >= 0:
        before, after = text[found - 1 : found], text[found + len(part) : found + len(part) + 1]
        if not (before.isalnum() or before in ("-", "_", ".")) and not (after.isalnum() or after in ("-", "_")):
            return found
        found = text.find(part, found + 1)
    return -1


def _field(file: ChartFile, start: int, end: int) -> Field:
    source = Fragment(file.text, file.text, Templates())
    return Field(Origin(file.path, "template", source), Scalar(start, end, None, file.text[start:end], ""), "image")
