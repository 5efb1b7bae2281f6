"""The `Application` has an icon.

## Why

The admin console shows the icon beside the title; without one it shows an empty square.

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
  icon: https://example.com/icon.png
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

This rule has no automatic fix. Write the address of an image under `spec.icon`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "application-icon"
GROUP = "kots"
SEVERITY = "info"
FIX = None
SUMMARY = "an `Application` without `spec.icon`"
APPLIES_TO = ("whole-folder",)
VENDOR_NAMES = ("application-icon",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report applications without an icon."""
    from replreg.delivery.application_checks import absent_key

    message = "the application has no icon, so the admin console shows none; add 'spec.icon'"
    yield from absent_key(delivery.release, "icon", message)
