"""Finds the values that an installation may give to the chart of a ``HelmChart``, ``builder`` aside.

They depend on the installation, since the ``when`` of ``optionalValues`` may ask whether there is a local registry.
"""

from __future__ import annotations

from replreg.charts.chart import Chart
from replreg.charts.helm_chart import HelmChartResource, OptionalValues, Variant, decide_literal, variants
from replreg.charts.values import Origin, Table
from replreg.delivery.chart_data import ChartData
from replreg.delivery.chart_templates import ChartTemplates
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.field import Field
from replreg.delivery.folder import FolderRelease
from replreg.delivery.known_starts import KnownStarts
from replreg.delivery.optional_values import decides_images, subsets_of
from replreg.delivery.shapes import shapes_of
from replreg.delivery.targets import Installation
from replreg.delivery.tree import levels
from replreg.delivery.worlds import make_world
from replreg.templates.values import Text
from replreg.yaml.composer import Scalar
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import MASK

__all__ = ["VariantFinder"]

_TRUTH = {"true": True, "1": True, "false": False, "0": False, "": False}
_MOST_OPTIONAL = 32
_MOST_RENDERED = 8
_NEVER, _ALWAYS = (Scalar(0, 0, None, word, "") for word in ("false", "true"))


class VariantFinder:
    """Finds the values for the charts of one release. ``defaults`` are those of the chart of a ``HelmChart``."""

    def __init__(self, release: FolderRelease, known: KnownStarts, templates: ChartTemplates) -> None:
        self._release = release
        self._known = known
        self._templates = templates
        self._deciding: dict[int, HelmChartResource] = {}
        self._found: dict[tuple[int, Installation], list[Variant]] = {}

    def for_helm(
        self, resource: HelmChartResource, installation: Installation, defaults: ChartData | None
    ) -> list[Variant]:
        """Return the values to render a chart with.

        If there are very many ``optionalValues``, those after the first ones are taken to hold.
        """
        optional = [
            item if number < _MOST_RENDERED else item._replace(when=_ALWAYS)
            for number, item in enumerate(resource.optional)
        ]
        return self._variants(resource._replace(optional=tuple(optional)), installation, defaults)

    def with_images(
        self, resource: HelmChartResource, chart: Chart | None, installation: Installation, defaults: ChartData | None
    ) -> list[Variant]:
        """Return the values that may differ in their images. They are found once."""
        key = (id(resource), installation)
        found = self._found.get(key)
        if found is None:
            deciding = self._deciding.get(id(resource))
            if deciding is None:
                deciding = self._deciding[id(resource)] = self._with_deciding(resource, chart)
            found = self._found[key] = self._variants(deciding, installation, defaults)
        return found

    def _variants(
        self, resource: HelmChartResource, installation: Installation, defaults: ChartData | None
    ) -> list[Variant]:
        world = make_world(self._release, installation, defaults)
        values = FieldValues(self._release.files, world)

        def decide(fragment: Fragment, when: Scalar) -> bool | None:
            if MASK not in when.value:
                return decide_literal(fragment, when)
            return _truth(values, Field(Origin(resource.path, "when", fragment), when, "when"))

        return variants(resource, decide, subsets_of)

    def _with_deciding(self, resource: HelmChartResource, chart: Chart | None) -> HelmChartResource:
        """Return a resource in which ``optionalValues`` that decide no image never hold: there may be very many.

        Those beyond the first `_MOST_OPTIONAL` with images are taken to hold, since each is one more way to merge.
        """
        if not resource.optional:
            return resource
        optional: list[OptionalValues] = []
        given = [resource.values, *(item.values for item in resource.optional)]
        with_images = {  # without `recursiveMerge`, they are replaced as a whole
            key
            for table in (given if any(not item.recursive for item in resource.optional) else ())
            for key, value in (table.entries.items() if table is not None else ())
            if isinstance(value, Table) and self._decides_images(value, chart)
        }
        count = 0
        for item in resource.optional:
            has_images = (
                item.values is None
                or self._decides_images(item.values, chart)
                or (not item.recursive and not with_images.isdisjoint(item.values.entries))
            )
            count += has_images
            if not has_images:
                item = item._replace(when=_NEVER)
            elif count > _MOST_OPTIONAL:
                item = item._replace(when=_ALWAYS)
            optional.append(item)
        return resource._replace(optional=tuple(optional))

    def _decides_images(self, values: Table, chart: Chart | None) -> bool:
        keys = self._templates.keys_of(chart) if chart is not None else frozenset()
        if decides_images(values, keys.__contains__):
            return True
        return any(True for level in levels(values, None) for _ in shapes_of(level, self._known))


def _truth(values: FieldValues, field: Field) -> bool | None:
    value = values.of(field)
    if value is None or not value.is_certain:
        return None
    datum = value.alternatives[0].datum
    known = datum.known if isinstance(datum, Text) else None
    return None if known is None else _TRUTH.get(known.lower())
