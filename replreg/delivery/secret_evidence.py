"""The signs that pods get a pull secret: in the values for a chart, in its own values, and in its templates."""

from __future__ import annotations

from replreg.charts.chart import Chart
from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.values import Table
from replreg.delivery.field import Field
from replreg.delivery.helm_secret import HELM_SECRET, NAMES_A_SECRET, sdk_is_too_old
from replreg.delivery.images import Delivery
from replreg.delivery.places import Scope
from replreg.delivery.tree import levels
from replreg.lazy_re import lazy_compile

__all__ = ["chart_has_secret", "has_secret", "names_in", "secrets_in"]

_FUNCTIONS = ("ImagePullSecretName", "LocalRegistryImagePullSecret", "LicenseDockerCfg")
_DATA = "dockerconfigjson"
_KEY = lazy_compile(r"(?i).*pull_?secrets?(?:_?name)?")
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
    is_made = scope.chart is None or delivery.release.makes_helm_secret
    if any(_working_secrets_in(table, is_made) for table in tables if table is not None):
        return True
    return scope.chart is not None and chart_has_secret(delivery, scope.chart)


def _gives_login(delivery: Delivery, resource: HelmChartResource) -> bool:
    """Return True if a ``HelmChart`` calls a function for a login, or has the data of one, but not in a comment."""
    start, end = resource.fragment.node_span(resource.root)
    file = delivery.release.files[resource.path]
    if file.calls_any(_FUNCTIONS, start, end):
        return True
    place = file.text.find(_DATA, start, end)
    while place >= 0:
        if not file.comments.hold(place):
            return True
        place = file.text.find(_DATA, place + 1, end)
    return False


def chart_has_secret(delivery: Delivery, chart: Chart, *, for_helm: bool = False) -> bool:
    """Return True if a chart's own values or templates name a pull secret that is there.

    ``for_helm`` is True where Helm alone installs the chart: another chart beside it may make the secret of Helm then.
    """
    is_made = not sdk_is_too_old(chart) if for_helm else delivery.release.makes_helm_secret
    values = delivery.finder.chart_values(chart)
    # Most values have no such key, and a search of their text takes much less time than a walk over them.
    files = (inner.values for inner in chart.walk() if inner.values is not None)
    has_word = any("ecret" in file.text.lower() for file in files)
    if has_word and values is not None and _working_secrets_in(values.table, is_made):
        return True
    texts = (file.text for inner in chart.walk() for file in inner.templates.values())
    return any(NAMES_A_SECRET.search(text) is not None or (is_made and HELM_SECRET in text) for text in texts)


def _working_secrets_in(table: Table, is_made: bool) -> list[Field]:
    """Return the names of pull secrets in values, without the one of Helm where nothing makes that."""
    return [field for field in secrets_in(table) if is_made or field.node.value.strip() != HELM_SECRET]


def secrets_in(table: Table) -> list[Field]:
    """Return the names of pull secrets in values, as far as they are not empty."""
    found: list[Field] = []
    for level in levels(table, None):
        below = _is_secret_key(level.key)
        for key, fields in level.fields.items():
            if (below and key == "name") or _is_secret_key(key):
                found += (field for field in fields if field.is_text and field.node.value.strip())
        found += (field for field in level.listed if _is_secret_key(field.key) and field.node.value.strip())
    return found


def _is_secret_key(key: str) -> bool:
    return "ecret" in key.lower() and _KEY.fullmatch(key) is not None


def names_in(chart: Chart) -> set[str]:
    """Return what the resources of a chart are called, as far as that is written out."""
    return {name for inner in chart.walk() for file in inner.templates.values() for name in _NAMED.findall(file.text)}
