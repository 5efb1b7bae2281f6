"""The images that a chart's templates make, evaluated with the values that the chart is installed with.

What Helm's templates make of an image comes from the values, which may come from a ``HelmChart`` and have the
platform's templates in them. So each part is traced to the line that decides it, in whichever file that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replreg.charts.chart import Chart
from replreg.charts.effective import EffectiveChart
from replreg.charts.files import ChartFile, ChartProblem
from replreg.charts.template_images import is_template_image_key, template_scalars
from replreg.charts.values import Origin
from replreg.delivery.chart_data import ChartData
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.field import Field, content_of, literal_text
from replreg.delivery.helm_release import ReleaseResource, helm_release
from replreg.delivery.known_starts import KnownStarts
from replreg.delivery.looks import looks_like_image
from replreg.delivery.shapes import Part, Role, Shape
from replreg.lazy_re import lazy_compile
from replreg.templates.evaluator import evaluate, evaluate_spans
from replreg.templates.lexer import Dialect, TemplateError, TooDeep
from replreg.templates.nodes import Template
from replreg.templates.parser import parse_template
from replreg.templates.texts import strip, unknown_text
from replreg.templates.values import NOWHERE, Alternative, Known, Place, Text, Value
from replreg.templates.worlds import World
from replreg.yaml.composer import Scalar
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import MASK, MASKS, Templates

__all__ = ["ChartTemplates", "TemplateValues"]


_KEY = lazy_compile(r"\.(\w+)")


class ChartTemplates:
    """The images in templates, by file: each file is composed and parsed once, however often its chart is installed."""

    def __init__(self, known: KnownStarts) -> None:
        self._known = known
        self._by_file: dict[int, list[tuple[Field, bool]]] = {}
        self._parsed: dict[int, Template | None] = {}
        self._definitions: dict[int, dict[str, Template]] = {}
        self.problems: list[ChartProblem] = []
        """The mistakes in the templates that were read: those of files that have images or definitions, and those
        of files in which one is not closed."""
        self._keys: dict[int, frozenset[str]] = {}

    def images(self, chart: EffectiveChart) -> Iterator[Shape]:
        """Yield the images that the templates and the ``crds`` of one chart have; its subcharts are not looked at.

        Under a key such as ``image`` anything may be one; under another key, a hint is what begins with a registry's
        name or host, or with a template that a path follows. A template that is not closed is noticed in any file.
        """
        for file in chart.chart.templates.values():
            if _may_be_open(file.text):
                self.template(file)
        for files in (chart.chart.templates, chart.chart.crds):
            for file in files.values():
                for field, is_hint in self.fields(file):
                    yield Shape(((), field.key), (Part(Role.IMAGE, (field,), _skip(field)),), is_hint, chart)

    def fields(self, file: ChartFile) -> list[tuple[Field, bool]]:
        """Return the scalars of a template that may be images, in order; each with whether it is a hint only."""
        found = self._by_file.get(id(file))
        if found is None:
            found = self._by_file[id(file)] = list(self._read(file))
        return found

    def _read(self, file: ChartFile) -> Iterator[tuple[Field, bool]]:
        if not ("mage" in file.text or "egistry" in file.text or self._known.are_in(file.text)):
            return
        for scalar in template_scalars(file):
            value = self._known.without_scheme(scalar.field.value)
            if " " in value or "\n" in value:
                yield from self._in_text(file, *scalar.field.span, scalar.key)
                continue
            field = Field(Origin(file.path, "template", scalar.field.fragment), scalar.field.node, scalar.key)
            if is_template_image_key(scalar.key) and (MASK in value or looks_like_image(value)):
                yield field, False
            elif "/" in value and self._is_hint(value[_skip(field) :]):
                yield field, True

    def _is_hint(self, value: str) -> bool:
        if not looks_like_image(value):
            return False
        return self._known.begin(value) or (value[:1] == MASK and MASKS.sub("", value)[:1] == "/")

    def _in_text(self, file: ChartFile, start: int, end: int, key: str) -> Iterator[tuple[Field, bool]]:
        """Yield what may be an image in a text of several words, such as a script, between two offsets of a file."""
        for first, last in self._known.inside(file.text[start:end]):
            first, last = start + first, start + last
            word = file.text[first:last]
            if looks_like_image(word):
                # The file has these very characters, so their offsets need no map.
                origin = Origin(file.path, "template", Fragment(file.text, file.text, Templates()))
                yield Field(origin, Scalar(first, last, None, word, ""), key), True

    def keys_of(self, chart: Chart) -> frozenset[str]:
        """Return the keys of values that the templates of a chart, and of the charts below it, may make images of.

        These are the words after a dot in fields that have an image, and in files with definitions and variables. A
        word that is there for something else costs one more way to give values, and never an image.
        """
        found = self._keys.get(id(chart))
        if found is None:
            texts: list[str] = []
            for file in (file for inner in chart.walk() for file in inner.templates.values()):
                if "define" in file.text or ":=" in file.text:
                    texts.append(file.text)
                else:
                    texts += (file.text[slice(*field.span)] for field, _ in self.fields(file))
            found = self._keys[id(chart)] = frozenset(key for text in texts for key in _KEY.findall(text))
        return found

    def template(self, file: ChartFile) -> Template | None:
        """Return the templates of a whole file; None where they cannot be read."""
        if id(file) not in self._parsed:
            self._parsed[id(file)] = None
            try:
                self._parsed[id(file)] = parse_template(file.text, Dialect.HELM, origin=file.path)
            except TooDeep as error:
                message = f"the templates of the file are not read: {error}"
                self.problems.append(ChartProblem(file.path, "limit", message, error.offset, error.offset))
            except TemplateError as error:
                message = f"the templates of the file cannot be read: {error}; Helm refuses the chart"
                self.problems.append(ChartProblem(file.path, "template", message, error.offset, error.offset))
        return self._parsed[id(file)]

    def definitions(self, chart: Chart) -> dict[str, Template]:
        """Return the named templates of a chart and of the charts below it: to Helm, all of them have one name space.

        A file that cannot be read has none. If two have one name, that of the chart that is further up counts.
        """
        found = self._definitions.get(id(chart))
        if found is None:
            found = self._definitions[id(chart)] = {}
            for inner in chart.walk():
                for file in inner.templates.values():
                    template = self.template(file) if "define" in file.text else None
                    for name in template.definitions if template is not None else ():
                        found.setdefault(name, template)  # type: ignore[arg-type]
        return found


class TemplateValues:
    """The values of the fields of charts' templates in one world, which ``values`` has. Each file is evaluated once.

    ``resource`` is what installs the charts, if anything of the release does.
    """

    def __init__(
        self, templates: ChartTemplates, root: Chart | None, values: FieldValues, resource: ReleaseResource = None
    ) -> None:
        self._templates = templates
        self._root = root
        self._values = values
        self._resource = resource
        self._worlds: dict[int, World] = {}
        self._found: dict[tuple[int, int], dict[int, Value]] = {}
        self._files: dict[int, dict[str, ChartFile]] = {}

    def of(self, field: Field, chart: EffectiveChart) -> Value:
        """Return what a field renders to with the values of a chart. A condition around it is taken to hold."""
        if MASK not in field.node.value:
            return Value.of(literal_text(field))
        key = (id(chart), id(field.origin.fragment.file))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._evaluate(field, chart)
        return found[id(field.node)]

    def _evaluate(self, field: Field, chart: EffectiveChart) -> dict[int, Value]:
        """Evaluate all fields of the file that a field is in, with the variables and conditions of the whole file."""
        file = self._file(chart.chart, field.path)
        fields = [one for one, _ in self._templates.fields(file) if MASK in one.node.value]
        fields.sort(key=content_of)
        world = self._world(chart)
        template = self._templates.template(file)
        whole: Sequence[Value | None] = [None] * len(fields)
        if template is not None:
            whole = evaluate_spans(template, world, [content_of(one) for one in fields])
        found: dict[int, Value] = {}
        for one, value in zip(fields, whole, strict=True):
            # In a loop or a definition the dot is not known; what does not depend on it is found alone.
            if value is None or not _is_determined(value):
                alone = _alone(one, world)
                value = alone if value is None or _is_determined(alone) else value
            found[id(one.node)] = _read(one, value)
        return found

    def _file(self, chart: Chart, path: str) -> ChartFile:
        files = self._files.get(id(chart))
        if files is None:
            files = self._files[id(chart)] = {
                file.path: file for found in (chart.crds, chart.templates) for file in found.values()
            }
        return files[path]

    def _world(self, chart: EffectiveChart) -> World:
        world = self._worlds.get(id(chart))
        if world is None:
            world = self._worlds[id(chart)] = self._values.world._replace(
                chart_value=ChartData(chart.values, self._values.of).get,
                chart=_metadata(chart.chart),
                release=helm_release(self._resource, self._values),
                definitions=self._templates.definitions(self._root or chart.chart),
            )
        return world


def _may_be_open(text: str) -> bool:
    """Return True if something opens a template and nothing closes it before the next one, as a string may, too."""
    return any("}}" not in part for part in text.split("{{")[1:])


def _skip(field: Field) -> int:
    """Return how much of a field comes before the image: ``--image=`` of an argument."""
    value = field.node.value
    return value.find("=") + 1 if value.startswith("-") and "=" in value.partition(MASK)[0] else 0


def _is_determined(value: Value) -> bool:
    return all(isinstance(datum, Text) and datum.is_determined for datum, _ in value.alternatives)


def _alone(field: Field, world: World) -> Value:
    text = field.origin.fragment.file
    start, end = content_of(field)
    try:
        return evaluate(parse_template(text, Dialect.HELM, start=start, end=end, origin=field.path), world)
    except TemplateError as error:
        return Value.of(unknown_text(f"the template cannot be read: {error}", Place(start, end, field.path)))


def _read(field: Field, value: Value) -> Value:
    """Return rendered text as YAML reads it: without white space and, in a plain scalar, quotes at its ends."""
    return Value(
        tuple(
            Alternative(_unquoted(field, strip(datum)) if isinstance(datum, Text) else datum, assumptions)
            for datum, assumptions in value.alternatives
        )
    )


def _unquoted(field: Field, text: Text) -> Text:
    if field.node.style or len(text.pieces) < 2:
        return text
    first, last = text.pieces[0], text.pieces[-1]
    if isinstance(first, Known) and isinstance(last, Known) and first.text[:1] == last.text[-1:] and first.text[:1]:
        return strip(text, first.text[0]) if first.text[0] in "\"'" else text
    return text


def _metadata(chart: Chart) -> dict[str, Text | str]:
    """Return what ``.Chart`` has, with its places in ``Chart.yaml``."""
    metadata = chart.metadata
    found: dict[str, Text | str] = {}
    for name, key, text in (
        ("Name", "name", metadata.name),
        ("Version", "version", metadata.version),
        ("AppVersion", "appVersion", metadata.app_version),
    ):
        place = metadata.places.get(key)
        file = chart.metadata_file
        at = NOWHERE if place is None or file is None else Place(*place, file.path)
        found[name] = Text((Known(text, at),)) if text else Text()
    return found
