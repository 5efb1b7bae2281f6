"""The `Application` says by which resources its state is known.

## Why

The admin console shows whether the application is ready by the resources under `spec.statusInformers`. Without them,
it never says so.

Only a folder that is the whole release is judged, and not a file that is named alone. A folder with resources of one
kind may be a part of a release.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
  statusInformers:
    - deployment/web
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
```

## How to fix

This rule has no automatic fix. Name the workloads that must run under `spec.statusInformers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "application-status-informers"
GROUP = "kots"
SEVERITY = "info"
FIX = None
SUMMARY = "an `Application` without `spec.statusInformers`"
APPLIES_TO = ("whole-folder",)
VENDOR_NAMES = ("application-statusInformers",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report applications without status informers."""
    from replreg.delivery.application_checks import absent_key

    message = (
        "the application has no status informers, so the admin console never shows whether it is ready; add "
        "'spec.statusInformers'"
    )
    yield from absent_key(delivery.release, "statusInformers", message)
