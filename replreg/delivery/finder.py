"""Finds the places of a release that have an image: those of its manifests once, those of values in each installation.

`replreg.delivery.variants` finds the values that a chart is installed with.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.charts.chart import Chart
from replreg.charts.effective import EffectiveChart, default_values, effective_values
from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.values import KeyPath, Table
from replreg.delivery.chart_data import ChartData
from replreg.delivery.chart_templates import ChartTemplates
from replreg.delivery.cluster import Extension
from replreg.delivery.folder import FolderRelease
from replreg.delivery.global_registry import global_registry, with_registry
from replreg.delivery.known_starts import KnownStarts, known_starts
from replreg.delivery.manifests import find_manifest_places
from replreg.delivery.places import ImagePlace, PlaceKind, Scope
from replreg.delivery.shapes import Shape, shapes_of
from replreg.delivery.targets import Installation
from replreg.delivery.tree import Level, levels
from replreg.delivery.variants import VariantFinder
from replreg.named_tuple import NamedTuple
from replreg.templates.worlds import Target

__all__ = ["PlaceFinder"]

_KEPT_NULLS = frozenset({"global"})
_SWITCH = "enabled"
_MOST_EVALUATED = 8
"""How many ways to give values to a chart its templates are evaluated with, and the last, which has all values."""
_FOR_BUNDLE = (-1,)
_Key = tuple[int, ...]


class _Found(NamedTuple):
    """An image in values. ``is_on`` is False where a mapping around it has ``enabled: false``."""

    shape: Shape
    kind: PlaceKind
    is_on: bool


class PlaceFinder:
    """Finds the places of one release. Places that do not depend on the installation are found once."""

    def __init__(self, release: FolderRelease) -> None:
        self.release = release
        self.known: KnownStarts = known_starts(release)
        self._manifests: list[ImagePlace] | None = None
        self._found: dict[tuple[int, tuple[int, ...]], list[_Found]] = {}
        self._chart_values: dict[int, ChartData] = {}
        self._defaults: dict[int, dict[int, Table]] = {}
        self.templates: ChartTemplates = ChartTemplates(self.known)
        self.variants: VariantFinder = VariantFinder(release, self.known, self.templates)
        self._places: dict[tuple[int, PlaceKind, _Key, int], ImagePlace] = {}
        self._is_on: dict[int, bool] = {}
        self._open_images: dict[int, set[_Key]] = {}

    def places(self, installation: Installation) -> Iterator[ImagePlace]:
        """Yield the places that may be installed in an installation, and those that are for the bundle alone."""
        if self._manifests is None:
            self._manifests = list(find_manifest_places(self.release, self.known))
        yield from self._manifests
        for scope in self.scopes():
            resource = scope.resource
            if installation.target is Target.HELM:  # what the resources of the platform give is not for Helm alone
                yield from self._of_chart_alone(scope)
            elif isinstance(resource, HelmChartResource):
                yield from self._of_helm_chart(scope, resource, installation)
            elif isinstance(resource, Extension):
                yield from self._of_extension(scope, resource)
            else:
                yield from self._of_chart_alone(scope)

    def scopes(self) -> list[Scope]:
        """Return each resource that gives values to a chart, with the chart; and the charts that none names."""
        release = self.release
        by_version = {id(resource): charts for resource, charts in release.pairing.same_name}
        scopes = [
            Scope(resource, next(iter(charts or by_version.get(id(resource), [])), None))
            for resource, charts in release.pairing.paired
        ]
        by_name = {(chart.name, chart.version): chart for chart in release.charts}
        scopes += [
            Scope(extension, by_name.get((extension.chart_name, extension.chart_version)))
            for config in release.clusters
            for extension in config.extensions
        ]
        used = {id(scope.chart) for scope in scopes}
        return scopes + [Scope(None, chart) for chart in release.pairing.unused if id(chart) not in used]

    def chart_values(self, chart: Chart | None) -> ChartData | None:
        """Return the default values of a chart, which are merged once."""
        if chart is None:
            return None
        found = self._chart_values.get(id(chart))
        if found is None:
            effective, problems = effective_values(chart, defaults=self._defaults_of(chart))
            self.release.problems.extend(problem for problem in problems if problem not in self.release.problems)
            found = self._chart_values[id(chart)] = ChartData(effective.values)
        return found

    def _of_chart_alone(self, scope: Scope) -> Iterator[ImagePlace]:
        shapes = [] if scope.chart is None else self._shapes((id(scope.chart), ()), scope.chart, Table())
        yield from (self._place(found.kind, found, scope, (), True) for found in shapes)

    def _of_helm_chart(
        self, scope: Scope, resource: HelmChartResource, installation: Installation
    ) -> Iterator[ImagePlace]:
        open_ones = self._uncertain(scope, resource)
        defaults = self.chart_values(scope.chart)
        found = self.variants.with_images(resource, scope.chart, installation, defaults)
        for number, variant in enumerate(found):
            shapes = self._shapes((id(resource), variant.optional), scope.chart, variant.values)
            has_templates = number < _MOST_EVALUATED or number == len(found) - 1
            for one in shapes if has_templates else _of_values(shapes):
                yield self._place(one.kind, one, scope, variant.optional, _nodes(one.shape) not in open_ones)
        if resource.builder is not None or scope.chart is not None:  # without one, the chart's defaults are rendered
            given = resource.builder if resource.builder is not None else Table()
            for one in self._shapes((id(resource), _FOR_BUNDLE), scope.chart, given):
                yield self._place(PlaceKind.BUILDER, one, scope, (), True)

    def _uncertain(self, scope: Scope, resource: HelmChartResource) -> set[_Key]:
        """Return the images, by their fields, that an installation has with some of its possible values only."""
        found = self._open_images.get(id(resource))
        if found is None:
            found = self._open_images[id(resource)] = set()
            for installation in self.release.installations:
                defaults = self.chart_values(scope.chart)
                variants = self.variants.with_images(resource, scope.chart, installation, defaults)
                if len(variants) > 1:
                    each = [
                        {
                            _nodes(one.shape)
                            for one in self._shapes((id(resource), item.optional), scope.chart, item.values)
                        }
                        for item in variants
                    ]
                    found |= each[0].union(*each) - each[0].intersection(*each)
        return found

    def effective(self, chart: Chart, given: Table) -> EffectiveChart:
        """Return a chart with the values that others make of its own ones."""
        return effective_values(chart, (given,), defaults=self._defaults_of(chart))[0]

    def _of_extension(self, scope: Scope, extension: Extension) -> Iterator[ImagePlace]:
        values = extension.values if extension.values is not None else Table()
        for one in self._shapes((id(extension), ()), scope.chart, values):
            yield self._place(one.kind, one, scope, (), True)
        if extension.builder is not None:
            for one in self._shapes((id(extension), _FOR_BUNDLE), scope.chart, extension.builder):
                yield self._place(PlaceKind.BUILDER, one, scope, (), True)

    def _shapes(self, key: tuple[int, tuple[int, ...]], chart: Chart | None, given: Table) -> list[_Found]:
        """Return the images of the values that ``given`` makes of a chart's; of ``given`` alone without a chart.

        ``key`` says which values these are, so that they are looked at once.
        """
        found = self._found.get(key)
        if found is None:
            found = self._of_table(given) if chart is None else self._effective(chart, given)
            self._found[key] = found
        return found

    def _of_table(self, table: Table) -> list[_Found]:
        return [_Found(shape, _kind_of(shape), is_on) for shape, is_on in self._in_levels(levels(table, None))]

    def _in_levels(self, found: Iterator[Level]) -> Iterator[tuple[Shape, bool]]:
        """Yield the images of mappings, outer ones first, and whether none around them has ``enabled: false``."""
        is_on: dict[KeyPath, bool] = {}
        for level in found:
            path = level.path
            above = is_on.get(path[0], True) if path else True
            here = above and not (_SWITCH in level.fields and _is_switched_off(level))
            is_on[path] = here or is_on.get(path, False)  # the items of a list have one path
            for shape in shapes_of(level, self.known):
                yield shape, here

    def _defaults_of(self, chart: Chart) -> dict[int, Table]:
        """Return the values in the files of a chart and of its subcharts, which are composed once."""
        found = self._defaults.get(id(chart))
        if found is None:
            found = self._defaults[id(chart)] = default_values(chart, self.release.problems)
        return found

    def _effective(self, chart: Chart, given: Table) -> list[_Found]:
        """Return the images of a chart's values once others are given to it, those of its subcharts included."""
        effective, problems = effective_values(chart, (given,), defaults=self._defaults_of(chart))
        self.release.problems.extend(problem for problem in problems if problem not in self.release.problems)
        found: list[_Found] = []
        seen: set[_Key] = set()
        for inner in effective.walk():
            override = global_registry(inner)
            in_levels = list(self._in_levels(levels(inner.values, None, ".".join(inner.path[1:]), _skipped(inner))))
            off = {shape.path for shape, is_on in in_levels if not is_on}
            shapes = [shape for shape, _ in in_levels]
            if override is not None:
                shapes = with_registry(shapes, override)
            for shape in shapes:
                if (nodes := _nodes(shape)) not in seen:
                    seen.add(nodes)
                    found.append(_Found(shape, _kind_of(shape), shape.path not in off))
            found += (_Found(shape, PlaceKind.CHART_TEMPLATE, True) for shape in self.templates.images(inner))
        return found

    def is_switched_off(self, place: ImagePlace) -> bool:
        """Return True if a mapping around the image has ``enabled: false`` wherever the place was found."""
        return not self._is_on.get(id(place), True)

    def _place(
        self, kind: PlaceKind, one: _Found, scope: Scope, optional: tuple[int, ...], is_certain: bool
    ) -> ImagePlace:
        """Return the one place with these fields in a scope; a template has one for each way to install its chart."""
        shape = one.shape
        scoped = id(scope.resource) if scope.resource is not None else id(scope.chart)
        key = (scoped, kind, _nodes(shape), id(shape.chart) if shape.chart is not None else 0)
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = ImagePlace(kind, shape, scope, optional, is_certain)
        self._is_on[id(found)] = self._is_on.get(id(found), False) or one.is_on
        return found


def _of_values(found: list[_Found]) -> Iterator[_Found]:
    return (one for one in found if one.shape.chart is None)


def _is_switched_off(level: Level) -> bool:
    switches = level.fields.get(_SWITCH)
    return bool(switches) and all(field.node.value.lower() == "false" for field in switches or ())


def _nodes(shape: Shape) -> _Key:
    return tuple(id(field.node) for part in shape.parts for field in part.fields)


def _kind_of(shape: Shape) -> PlaceKind:
    """Return whose values an image comes from: those of a resource go before the chart's own."""
    roles = {field.origin.role.partition(".")[0] for part in shape.parts for field in part.fields}
    if "extensions" in roles:
        return PlaceKind.EXTENSION_VALUE
    return PlaceKind.CHART_DEFAULT if roles == {"chart"} else PlaceKind.HELM_VALUE


def _skipped(chart: EffectiveChart) -> frozenset[str]:
    """Return the keys of a chart's values that belong to its subcharts, or were looked at in the chart above it."""
    names = {subchart.name for subchart in chart.subcharts} | {disabled.name for disabled in chart.disabled}
    return frozenset(names if len(chart.path) == 1 else names | _KEPT_NULLS)
