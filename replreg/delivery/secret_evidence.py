"""What shows that pods get a pull secret: in the values for a chart, in its own values, and in its templates."""

from __future__ import annotations

from replreg.charts.chart import Chart
from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.values import Table
from replreg.delivery.field import Field
from replreg.delivery.images import Delivery
from replreg.delivery.places import Scope
from replreg.delivery.tree import levels
from replreg.lazy_re import lazy_compile
from replreg.release.checks.comments import Comments
from replreg.yaml.templates import mask

__all__ = ["OF_HELM", "chart_has_secret", "has_secret", "names_in", "secrets_in"]

OF_HELM = "enterprise-pull-secret"
"""The secret that the chart of the platform's SDK makes."""

_FUNCTIONS = ("ImagePullSecretName", "LocalRegistryImagePullSecret", "LicenseDockerCfg")
_DATA = "dockerconfigjson"
_KEY = lazy_compile(r"(?i).*pull_?secrets?(?:_?name)?")
_IN_TEMPLATES = lazy_compile(rf"{_DATA}|{OF_HELM}|imagePullSecrets:\s*\n\s*-\s*name:")
"""What is written out in a template of a chart, outside of calls. What it makes of values shows in the values."""

_NAMED = lazy_compile(r"(?m)^[ \t]*name:[ \t]*[\"']?([a-z0-9][a-z0-9.-]*)")


def has_secret(delivery: Delivery, scope: Scope, resource: HelmChartResource) -> bool:
    """Return True if a ``HelmChart`` gives its chart a secret, may do so, or the chart has one."""
    tables = [resource.values, *(item.values for item in resource.optional)]
    if any(table is None for table in tables[1:]):
        return True
    if resource.values is None and resource.spec.get("values") is not None:
        return True
    if _gives_login(delivery, resource):
        return True
    if any(secrets_in(table) for table in tables if table is not None):
        return True
    return scope.chart is not None and chart_has_secret(delivery, scope.chart)


def _gives_login(delivery: Delivery, resource: HelmChartResource) -> bool:
    """Return True if a ``HelmChart`` calls a function for a login, or has the data of one, but not in a comment."""
    start, end = resource.fragment.node_span(resource.root)
    file = delivery.release.files[resource.path]
    if file.calls_any(_FUNCTIONS, start, end):
        return True
    place = file.text.find(_DATA, start, end)
    comments = Comments(mask(file.text).text) if place >= 0 else None
    while comments is not None and place >= 0:
        if not comments.hold(place):
            return True
        place = file.text.find(_DATA, place + 1, end)
    return False


def chart_has_secret(delivery: Delivery, chart: Chart) -> bool:
    """Return True if a chart's own values or templates name a pull secret."""
    values = delivery.finder.chart_values(chart)
    if values is not None and secrets_in(values.table):
        return True
    texts = (file.text for inner in chart.walk() for file in inner.templates.values())
    return any(_IN_TEMPLATES.search(text) is not None for text in texts)


def secrets_in(table: Table) -> list[Field]:
    """Return the names of pull secrets in values, as far as they are not empty."""
    found: list[Field] = []
    for level in levels(table, None):
        below = _KEY.fullmatch(level.key) is not None
        for key, fields in level.fields.items():
            if (below and key == "name") or _KEY.fullmatch(key) is not None:
                found += (field for field in fields if field.is_text and field.node.value.strip())
        found += (field for field in level.listed if _KEY.fullmatch(field.key) is not None and field.node.value.strip())
    return found


def names_in(chart: Chart) -> set[str]:
    """Return what the resources of a chart are called, as far as that is written out."""
    return {name for inner in chart.walk() for file in inner.templates.values() for name in _NAMED.findall(file.text)}
