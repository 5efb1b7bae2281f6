"""Each `HelmChart` names one chart of the release, by the name and version in its `Chart.yaml`.

## Why

The platform installs a packed chart only if a `HelmChart` has its name and its version. A `HelmChart` without a chart
of this name and version stops the release, and a chart without a `HelmChart` is not installed. Two `HelmChart`
resources with the same name and version cannot be distinguished, unless each has a release name of its own.

## Wrong

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web-again
spec:
  chart:
    name: web
    chartVersion: 1.0.0
```

## Right

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web-again
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  releaseName: web-again
```

## How to fix

This rule has no automatic fix. Write the version that `Chart.yaml` has, and give each resource for the same chart a
`releaseName` of its own. Where the release has no packed chart, since a build packs them, a chart that is nowhere in
the repository is a warning: its values are not checked with it. Another version than that of the chart's folder is a
warning, too, since a build may write the version. Name the folder of the release for this; a single file does not show
what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "chart-pairing"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a `HelmChart` without its chart, a chart without a `HelmChart`, or one pair twice"
VENDOR_NAMES = ("helm-archive-missing", "helm-chart-missing")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report ``HelmChart`` resources that no chart of the release fits, and those for one and the same installation."""
    from replreg.delivery.chart_pairing import chart_pairing

    yield from chart_pairing(delivery)
