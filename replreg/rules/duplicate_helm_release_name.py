"""No two `HelmChart` resources give their releases the same name.

## Why

Helm knows an installation by its release name. With one name for two charts, the second one replaces the first one.
Resources with `exclude` may exclude one another, so they are not compared. The same chart twice is a finding of
`chart-pairing`.

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
  releaseName: app
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: worker
spec:
  chart:
    name: worker
    chartVersion: 1.0.0
  releaseName: app
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
  releaseName: web
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: worker
spec:
  chart:
    name: worker
    chartVersion: 1.0.0
  releaseName: worker
```

## How to fix

This rule has no automatic fix. Give each release a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "duplicate-helm-release-name"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "one release name for two charts"
APPLIES_TO = ("releaseName",)
VENDOR_NAMES = ("duplicate-helm-release-name",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report release names that are there twice."""
    from replreg.delivery.helm_release_names import duplicate_release_names

    yield from duplicate_release_names(delivery.release)
