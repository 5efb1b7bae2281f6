"""The images that are written out in a chart's templates, evaluated with the values that the chart is installed with.

What Helm's templates hide of such an image comes from the values, which may come from a ``HelmChart`` and have the
platform's templates in them. So a part is traced to the line that decides it, in whichever file that is.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.effective import EffectiveChart
from replreg.charts.files import ChartFile
from replreg.charts.template_images import template_images
from replreg.charts.values import Leaf, Origin, Table
from replreg.charts.values import Value as ChartValue
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.field import Field, content_of, literal_text
from replreg.delivery.looks import looks_like_image
from replreg.delivery.shapes import Part, Role, Shape
from replreg.templates.evaluator import evaluate
from replreg.templates.lexer import Dialect, TemplateError
from replreg.templates.nodes import Template
from replreg.templates.parser import parse_template
from replreg.templates.texts import strip, unknown_text
from replreg.templates.values import NIL, Alternative, Boolean, Datum, Opaque, Place, Text, Value
from replreg.yaml.composer import Scalar
from replreg.yaml.templates import MASK

__all__ = ["ChartTemplates", "evaluate_in_chart"]

_CALLS = ("include", "template")


class ChartTemplates:
    """The images in templates, by file: each file is composed once, however often its chart is installed."""

    def __init__(self) -> None:
        self._by_file: dict[int, list[Field]] = {}

    def images(self, chart: EffectiveChart) -> Iterator[Shape]:
        """Yield the images that the templates and the ``crds`` of one chart have; its subcharts are not looked at."""
        for files in (chart.chart.templates, chart.chart.crds):
            for file in files.values():
                for field in self._fields(file):
                    yield Shape(((), field.key), (Part(Role.IMAGE, (field,)),), chart=chart)

    def _fields(self, file: ChartFile) -> list[Field]:
        found = self._by_file.get(id(file))
        if found is None:
            found = self._by_file[id(file)] = [
                Field(Origin(file.path, "template", scalar.field.source), scalar.field.node, scalar.key)
                for scalar in template_images(file)
                if looks_like_image(scalar.field.value)
            ]
        return found


def evaluate_in_chart(field: Field, chart: EffectiveChart, values: FieldValues) -> Value:
    """Return the value of a field of a chart's template. ``values`` has the world, and evaluates the chart's values."""
    if MASK not in field.node.value:
        return Value.of(literal_text(field))
    text = field.origin.source.file
    start, end = content_of(field)
    try:
        template = parse_template(text, Dialect.HELM, start=start, end=end, origin=field.path)
    except TemplateError as error:
        return Value.of(unknown_text(f"the template cannot be read: {error}", Place(start, end, field.path)))
    needs_definitions = any(word in text[start:end] for word in _CALLS)
    metadata = chart.chart.metadata
    world = values.world._replace(
        chart_value=_Lookup(chart.values, values).get,
        chart={"Name": metadata.name, "Version": metadata.version, "AppVersion": metadata.app_version},
        definitions=_definitions(chart) if needs_definitions else {},
    )
    found = evaluate(template, world)
    return Value(
        tuple(
            Alternative(strip(datum) if isinstance(datum, Text) else datum, assumptions)
            for datum, assumptions in found.alternatives
        )
    )


class _Lookup:
    """Values of a chart as data of templates, once the platform's templates in them are evaluated."""

    def __init__(self, table: Table, values: FieldValues) -> None:
        self._table = table
        self._values = values

    def get(self, path: tuple[str, ...]) -> Datum | None:
        """Return the value at a path; None where it is not known, `NIL` where there is none."""
        value: ChartValue = self._table
        for key in path:
            if not isinstance(value, Table):
                return None if value.is_unknown else NIL
            found = value.entries.get(key)
            if found is None:
                return None if value.is_open else NIL
            value = found
        return Opaque("it is a table of values", path=path) if isinstance(value, Table) else self._datum(value)

    def _datum(self, leaf: Leaf) -> Datum | None:
        if leaf.is_null:
            return NIL
        if leaf.alternatives or not isinstance(leaf.node, Scalar):
            return None
        boolean = leaf.boolean
        if boolean is not None:
            return Boolean(boolean)
        value = self._values.of(Field(leaf.origin, leaf.node, leaf.key.value))
        if value is None:
            return NIL
        return value.alternatives[0].datum if value.is_certain else None


def _definitions(chart: EffectiveChart) -> dict[str, Template]:
    """Return the named templates of a chart and of the charts below it; a file that cannot be read has none."""
    found: dict[str, Template] = {}
    for inner in chart.chart.walk():
        for file in inner.templates.values():
            template = _with_definitions(file) if "define" in file.text else None
            if template is not None:
                found.update(dict.fromkeys(template.definitions, template))
    return found


def _with_definitions(file: ChartFile) -> Template | None:
    try:
        return parse_template(file.text, Dialect.HELM, origin=file.path)
    except TemplateError:
        return None
