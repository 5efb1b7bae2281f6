"""A release for KOTS has an `Application`.

## Why

Without an `Application` of `kots.io/v1beta1`, the admin console shows neither a title nor an icon nor the state of
the application.

Only a folder that is the whole release is judged, and not a file that is named alone. A folder with resources of one
kind may be a part of a release.

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
apiVersion: troubleshoot.sh/v1beta2
kind: SupportBundle
metadata:
  name: bundle
spec:
  collectors: []
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
apiVersion: troubleshoot.sh/v1beta2
kind: SupportBundle
metadata:
  name: bundle
spec:
  collectors: []
---
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
```

## How to fix

This rule has no automatic fix. Add an `Application` with a title, an icon and status informers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "application-spec"
GROUP = "kots"
SEVERITY = "info"
FIX = None
SUMMARY = "a KOTS release without an `Application`"
APPLIES_TO = ("whole-folder",)
VENDOR_NAMES = ("application-spec",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report a release folder without an ``Application``."""
    from replreg.delivery.release_contents import missing_kind

    message = (
        "the release has no 'Application' of kots.io, so the admin console shows neither a title nor the state; add one"
    )
    yield from missing_kind(delivery.release, "kots.io", frozenset(("Application",)), message)
