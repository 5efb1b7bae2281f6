"""``global.imageRegistry``: in many charts it takes the place of the registry of each image.

It is a convention of the templates, not of Helm: a chart follows it if its templates, or those of a library chart that
it brings along, read the value. So do the charts of Bitnami and all that are made of their library.
"""

from __future__ import annotations

from collections.abc import Sequence

from replreg.charts.chart import Chart
from replreg.charts.effective import EffectiveChart
from replreg.charts.values import Leaf
from replreg.delivery.field import Field
from replreg.delivery.shapes import Part, Role, Shape
from replreg.yaml.composer import Scalar

__all__ = ["global_registry", "with_registry"]

_KEY = "imageRegistry"
_LIBRARY = "common"
"""Bitnami's library of templates, which a chart may list without bringing it along."""
# A chart that has one of these words and does not read the value has no other registry for its images there.
_READS = ("global.imageRegistry", "global).imageRegistry", "common.images.image")


def global_registry(chart: EffectiveChart) -> Field | None:
    """Return the global registry that a chart's images are pulled from; None if there is none, or it is not read."""
    leaf = chart.values.get(f"global.{_KEY}")
    if not isinstance(leaf, Leaf) or not isinstance(leaf.node, Scalar) or not leaf.text:
        return None
    return Field(leaf.origin, leaf.node, _KEY) if _reads(chart.chart) else None


def _reads(chart: Chart) -> bool:
    if any(dependency.name == _LIBRARY for dependency in chart.metadata.dependencies):
        return True
    own = (inner for inner in chart.walk() if inner is chart or inner.metadata.type == "library")
    return any(words in file.text for inner in own for file in inner.templates.values() for words in _READS)


def with_registry(shapes: Sequence[Shape], registry: Field) -> list[Shape]:
    """Return the images of a chart with a global registry in place of their own.

    The global registry alone is one of ``shapes``, too; it is left out where an image has it.
    """
    found = [_with(shape, registry) for shape in shapes]
    if not any(changed is not shape for changed, shape in zip(found, shapes, strict=True)):
        return found
    return [shape for shape in found if len(shape.parts) > 1 or shape.first.node is not registry.node]


def _with(shape: Shape, registry: Field) -> Shape:
    own = shape.part(Role.REGISTRY)
    if own is None or shape.part(Role.REPOSITORY) is None or own.fields[0].node is registry.node:
        return shape
    return shape._replace(parts=(Part(Role.REGISTRY, (registry,)), *(part for part in shape.parts if part is not own)))
