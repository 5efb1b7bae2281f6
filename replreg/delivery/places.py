"""The places of a release that have an image, and what kind of place each is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from replreg.charts.chart import Chart
from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.values import dotted
from replreg.delivery.cluster import Extension
from replreg.delivery.field import Field
from replreg.delivery.shapes import Part, Role, Shape
from replreg.named_tuple import NamedTuple
from replreg.templates.worlds import Target

__all__ = ["ImagePlace", "PlaceKind", "Scope"]


class PlaceKind(Enum):
    """The kind of place that has the image; the value says it in words."""

    CONTAINER = "a container"
    RUN_COLLECTOR = "the `run` of a collector"
    COLLECTOR = "a collector"
    CUSTOM_RESOURCE = "a field of a resource"
    HELM_VALUE = "a value of a `HelmChart`"
    BUILDER = "a value for the bundle's builder"
    CHART_DEFAULT = "a default of a chart"
    CHART_TEMPLATE = "a template of a chart"
    EXTENSION_VALUE = "a value of an extension"
    ADDITIONAL_IMAGE = "an entry of `additionalImages`"
    EXCLUDED_IMAGE = "an entry of `excludedImages`"
    DATA = "a file in a scalar"


class Scope(NamedTuple):
    """The receiver of values: a ``HelmChart`` or an extension, with its chart if that is there; or a chart alone."""

    resource: HelmChartResource | Extension | None = None
    chart: Chart | None = None

    @property
    def is_rewritten_by_kots(self) -> bool:
        """Whether KOTS rewrites the images of the rendered chart: for ``HelmChart`` v1beta1."""
        return isinstance(self.resource, HelmChartResource) and self.resource.api_version == "kots.io/v1beta1"


class ImagePlace(NamedTuple):
    """An image, or the host of one, in the release.

    ``shape`` has the scalars that make it up, which may be in several files. ``optional`` are the numbers of the
    ``optionalValues`` that hold where it is found first; ``is_certain`` is False where it is not there without some of
    them, and whether these apply is not known.
    """

    kind: PlaceKind
    shape: Shape
    scope: Scope = Scope()
    optional: tuple[int, ...] = ()
    is_certain: bool = True

    @property
    def key(self) -> str:
        """The keys that lead to the image, with dots between them."""
        return dotted(self.shape.path)

    @property
    def identity(self) -> object:
        """The identity of a place: a template is at one place, with whichever values its chart is installed."""
        if self.shape.chart is None:
            return id(self)
        return (self.kind, id(self.scope.resource), id(self.scope.chart), id(self.first.node))

    @property
    def first(self) -> Field:
        """The field that the image begins with."""
        return self.shape.first

    @property
    def fields(self) -> Iterator[Field]:
        """The fields of all parts."""
        return (field for part in self.shape.parts for field in part.fields)

    def part(self, role: Role) -> Part | None:
        """Return the part with a role."""
        return self.shape.part(role)

    def exists_in(self, target: Target) -> bool:
        """Return True if a target delivers this place at all."""
        if self.kind in (PlaceKind.ADDITIONAL_IMAGE, PlaceKind.EXCLUDED_IMAGE, PlaceKind.BUILDER):
            return False
        if target is Target.HELM:
            return isinstance(self.scope.chart, Chart)
        if isinstance(self.scope.resource, HelmChartResource):
            return target is not Target.EMBEDDED_CLUSTER_3 or not self.scope.is_rewritten_by_kots
        if isinstance(self.scope.resource, Extension):
            return (target is Target.EMBEDDED_CLUSTER_3) == (self.scope.resource.major == 3)
        if self.scope.chart is not None:
            return False
        return target is not Target.EMBEDDED_CLUSTER_3 or self.kind in (PlaceKind.RUN_COLLECTOR, PlaceKind.COLLECTOR)

    def is_rewritten(self, target: Target) -> bool:
        """Return True if KOTS rewrites the image string, so that the upstream's host is right here."""
        if target not in (Target.KOTS, Target.EMBEDDED_CLUSTER_2):
            return False
        return self.kind in (PlaceKind.CONTAINER, PlaceKind.RUN_COLLECTOR) or self.scope.is_rewritten_by_kots
