"""Whether a release makes the secret ``enterprise-pull-secret``. The chart of the platform's SDK does, from 1.11.0 on.

KOTS gives that chart the login, just as the platform's registry does for Helm. Sources: the chart's template
``enterprise-pull-secret.yaml`` and the release notes in replicatedhq/replicated-sdk and replicatedhq/replicated-docs;
replicatedhq/kots, pkg/upstream/helm.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.charts.chart import Chart
from replreg.charts.semver import Version, parse_version
from replreg.lazy_re import lazy_compile

if TYPE_CHECKING:  # which asks this module
    from replreg.delivery.folder import FolderRelease

__all__ = ["HELM_SECRET", "NAMES_A_SECRET", "makes_helm_secret", "sdk_is_too_old"]

HELM_SECRET = "enterprise-pull-secret"  # noqa: S105 - the name of a secret
NAMES_A_SECRET = lazy_compile(
    r"(?m)\bdockerconfigjson\b|imagePullSecrets:\s*\n\s*-\s*name:(?!\s*[\"']?enterprise-pull-secret[\"']?\s*$)"
)
"""A template whose pods have a pull secret has one of these, apart from the name of the secret of Helm."""

_SDK = frozenset({"replicated", "replicated-sdk"})
_FIRST = Version(1, 11, 0)
_SECRET = lazy_compile(r"(?m)^kind:[ \t]*[\"']?Secret\b")


def makes_helm_secret(release: FolderRelease) -> bool:
    """Return True if something of a release makes the secret, or if an absent chart of the release may make it."""
    if not all(charts for _, charts in release.pairing.paired):
        return True
    if any(resource.kind == "Secret" and HELM_SECRET in resource.file.text for resource in release.manifests):
        return True
    return any(_is_sdk(name, version) or _has_template(one) for one in release.charts for name, version in _parts(one))


def sdk_is_too_old(chart: Chart) -> bool:
    """Return True if a chart has the SDK's chart, in versions only that do not make the secret."""
    found = [(name, version) for name, version in _parts(chart) if name in _SDK]
    return bool(found) and not any(_is_sdk(*one) for one in found)


def _parts(chart: Chart) -> Iterator[tuple[str, str]]:
    """Yield the names and versions of a chart, of the charts in it, and of what they depend on."""
    for one in chart.walk():
        yield one.name, one.version
        for dependency in one.metadata.dependencies:
            yield dependency.name, dependency.version


def _is_sdk(name: str, version: str) -> bool:
    """Return True if this may be the SDK's chart in a version that makes the secret; a range of versions may be."""
    parsed = parse_version(version) if version.count(".") > 1 else None
    return name in _SDK and (parsed is None or parsed >= _FIRST)


def _has_template(chart: Chart) -> bool:
    texts = (file.text for one in chart.walk() for file in one.templates.values())
    return any(
        _SECRET.search(text) is not None and (HELM_SECRET in text or "dockerconfigjson" in text) for text in texts
    )
