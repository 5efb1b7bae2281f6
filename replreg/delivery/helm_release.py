"""The name and the namespace of the Helm release that a chart is installed as: what ``.Release`` is to its templates.

A ``HelmChart`` has ``releaseName`` and ``namespace``, and so has a chart of Embedded Cluster, where ``name`` is the
older spelling. Without a name, KOTS takes the name of the chart (replicatedhq/kotskinds, apis/kots/v1beta1 and v1beta2,
``GetReleaseName``). Without a namespace it takes its own one, which the customer chooses; and who installs a chart with
Helm alone chooses both.
"""

from __future__ import annotations

from typing import TypeAlias

from replreg.charts.helm_chart import HelmChartResource, is_release_name
from replreg.charts.values import Origin
from replreg.delivery.cluster import Extension
from replreg.delivery.evaluation import FieldValues
from replreg.delivery.field import Field
from replreg.templates.texts import unknown_text
from replreg.templates.values import NOWHERE, Known, Text
from replreg.templates.worlds import Target
from replreg.yaml.composer import Scalar

__all__ = ["ReleaseResource", "helm_release", "release_fields"]

ReleaseResource: TypeAlias = "HelmChartResource | Extension | None"

_WHY = {"Name": "the name of the Helm release is not known", "Namespace": "the namespace is not known"}


def release_fields(resource: ReleaseResource, target: Target) -> tuple[Field | None, Field | None]:
    """Return the fields that give the name and the namespace of a release in a target; None where nothing does."""
    if resource is None or target is Target.HELM:
        return None, None
    name: Scalar | None = resource.release_name
    if isinstance(resource, HelmChartResource):
        origin = Origin(resource.path, "release", resource.fragment)
        name = resource.chart.scalar("name") if name is None else name
    else:
        origin = resource.resource.origin("release")
    fields = (None if node is None else Field(origin, node, "") for node in (name, resource.namespace))
    first, second = fields
    return first, second


def helm_release(resource: ReleaseResource, values: FieldValues) -> dict[str, Text]:
    """Return what ``.Release`` has in the world of some values, with the places that it comes from.

    A name is unknown where a template may make several of it, and where Helm does not take it. No fix of an image is to
    rename a release, so its pieces are not exact.
    """
    found = {"Service": Text((Known("Helm"),))}
    for name, field in zip(_WHY, release_fields(resource, values.world.target), strict=True):
        value = None if field is None else values.of(field)
        datum = value.alternatives[0].datum if value is not None and value.is_certain else None
        if not isinstance(datum, Text) or not (datum.known is None or is_release_name(datum.known)):
            found[name] = unknown_text(_WHY[name], NOWHERE)
            continue
        found[name] = Text(
            tuple(piece._replace(exact=False) if isinstance(piece, Known) else piece for piece in datum.pieces)
        )
    return found
