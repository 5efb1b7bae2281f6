"""The name of a Helm release has the form that Helm takes.

## Why

Helm refuses a release name with capitals, underscores or spaces, and one with more than 53 characters. KOTS cannot
install the chart then. HelmChart v1beta2 has the name in `spec.releaseName`, v1beta1 in `spec.chart.releaseName`.

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
  releaseName: Web_App
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
  releaseName: web-app
```

## How to fix

This rule has no automatic fix. Write lower-case letters, digits and `-`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "invalid-helm-release-name"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a release name that Helm refuses"
APPLIES_TO = ("releaseName",)
VENDOR_NAMES = ("invalid-helm-release-name",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report release names that Helm refuses."""
    from replreg.delivery.helm_release_names import invalid_release_names

    yield from invalid_release_names(delivery.release)
