"""The values that an installation gives to Helm, once the platform's templates in them are evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.chart import Chart
from replreg.charts.helm_chart import HelmChartResource, is_release_name
from replreg.charts.values import Leaf, Origin, Table, pairs_of, tables_in
from replreg.charts.write_values import to_yaml
from replreg.delivery.cluster import Extension
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.field import Field
from replreg.delivery.finder import PlaceFinder
from replreg.delivery.helm_release import ReleaseResource, release_fields
from replreg.delivery.places import Scope
from replreg.delivery.stand_ins import UNKNOWN, is_hidden, text_for_helm
from replreg.delivery.targets import Installation
from replreg.delivery.worlds import make_world
from replreg.named_tuple import NamedTuple
from replreg.templates.values import Datum, Value
from replreg.templates.worlds import Target
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence

__all__ = ["Given", "datum_of", "given_to_helm", "values_in"]


class Given(NamedTuple):
    """The input of one run of Helm: the values as a table and as YAML, the release's name and its namespace.

    ``installation`` is None for the values of ``builder``. ``is_whole`` is False where something in the values or the
    names is not known, so that an error of Helm may be due to that.
    """

    installation: Installation | None
    table: Table
    text: str
    release: str
    namespace: str
    is_whole: bool


def given_to_helm(finder: PlaceFinder, scope: Scope) -> Iterator[Given]:
    """Yield what each installation gives to the chart of a scope, and what the bundle's builder does."""
    resource, chart = scope.resource, scope.chart
    if chart is None:
        return
    installations = finder.release.installations
    for installation in installations:
        for table in _tables(finder, scope, installation):
            yield _given(finder, scope, chart, installation, table)
    builder = None if resource is None else resource.builder
    if isinstance(resource, HelmChartResource) or builder is not None:
        given = _given(finder, scope, chart, installations[0], builder if builder is not None else Table())
        yield given._replace(installation=None)


def values_in(finder: PlaceFinder, chart: Chart | None, installation: Installation) -> FieldValues:
    """Return what evaluates the fields of a chart's values in an installation."""
    world = make_world(finder.release, installation, finder.chart_values(chart))
    return FieldValues(finder.release.files, world)


def datum_of(values: FieldValues, field: Field) -> Datum | None:
    """Return the likeliest value of a field; None where it is certainly not rendered."""
    value: Value | None = values.of(field)
    return None if value is None or not value.alternatives else value.alternatives[0].datum


def _tables(finder: PlaceFinder, scope: Scope, installation: Installation) -> list[Table]:
    resource = scope.resource
    if installation.target is Target.HELM:
        return [Table()]
    if isinstance(resource, HelmChartResource):
        defaults = finder.chart_values(scope.chart)
        return [variant.values for variant in finder.variants.for_helm(resource, installation, defaults)]
    if isinstance(resource, Extension) and resource.values is not None:
        return [resource.values]
    return [Table()]


def _given(finder: PlaceFinder, scope: Scope, chart: Chart, installation: Installation, table: Table) -> Given:
    defaults = finder.chart_values(chart)
    writer = _Writer(values_in(finder, chart, installation), defaults.table if defaults is not None else Table())
    text = to_yaml(writer.without_unknown(table), writer.evaluate)
    release, namespace = _names(scope.resource, writer)
    return Given(installation, table, text, release, namespace, writer.is_whole and not table.is_open)


def _names(resource: ReleaseResource, writer: _Writer) -> tuple[str, str]:
    """Return the names of the release and of its namespace as Helm is given them.

    A name that a customer or KOTS chooses has a stand-in, and so has one that Helm would refuse, which
    `invalid-helm-release-name` reports.
    """
    fields = release_fields(resource, writer.values.world.target)
    release, namespace = (UNKNOWN if field is None else writer.evaluate(field.origin, field.node) for field in fields)
    return release if is_release_name(release) else UNKNOWN, namespace if is_release_name(namespace) else UNKNOWN


class _Writer:
    def __init__(self, values: FieldValues, defaults: Table) -> None:
        self.values = values
        self.defaults = defaults
        self.is_whole = True

    def without_unknown(self, table: Table) -> Table:
        """Return the values without those that are not rendered, or that are not known where the chart wants no text.

        A stand-in for a number or a switch would make Helm refuse the chart: its default is taken.
        """
        self.values.prepare(_fields(table))
        result = Table(table.key, table.origin)
        stack: list[tuple[Table, Table, Table | None]] = [(table, result, self.defaults)]
        while stack:
            current, made, defaults = stack.pop()
            self.is_whole = self.is_whole and not current.is_open
            for key, value in current.entries.items():
                default = None if defaults is None else defaults.entries.get(key)
                if isinstance(value, Table):
                    inner = made.entries[key] = Table(value.key, value.origin)
                    stack.append((value, inner, default if isinstance(default, Table) else None))
                elif isinstance(value.node, Scalar):
                    chosen = self._chosen(value, default)
                    if chosen is not None:
                        made.entries[key] = chosen
                else:
                    made.entries[key] = value
        return result

    def _chosen(self, leaf: Leaf, default: Leaf | Table | None) -> Leaf | None:
        for node in (leaf.node, *leaf.alternatives):
            if not isinstance(node, Scalar):
                return leaf
            field = Field(leaf.origin, node, leaf.key.value)
            if self.values.is_literal(field):
                return leaf
            datum = datum_of(self.values, field)
            if datum is None:
                continue
            if is_hidden(datum) and default is not None and not _is_text(default):
                self.is_whole = False
                return None
            return leaf if node is leaf.node else Leaf(leaf.key, node, leaf.origin)
        return None

    def evaluate(self, origin: Origin, scalar: Scalar) -> str:
        """Return a scalar with templates as Helm is given it."""
        text = text_for_helm(datum_of(self.values, Field(origin, scalar, "")))
        self.is_whole = self.is_whole and UNKNOWN not in text
        return text


def _fields(table: Table) -> Iterator[Field]:
    for _, inner in tables_in(table):
        for value in inner.entries.values():
            if isinstance(value, Leaf):
                yield from _fields_of(value)


def _fields_of(leaf: Leaf) -> Iterator[Field]:
    stack: list[Node] = [leaf.node, *leaf.alternatives]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield Field(leaf.origin, node, leaf.key.value)
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping):
                stack += [value for _, value in pairs_of(node)]
            elif isinstance(node, Sequence):
                stack += node.items


def _is_text(value: Leaf | Table) -> bool:
    if not isinstance(value, Leaf) or not isinstance(value.node, Scalar) or value.is_null:
        return False
    return Field(value.origin, value.node, value.key.value).is_text
