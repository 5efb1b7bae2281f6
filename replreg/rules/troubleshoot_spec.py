"""A release has a `SupportBundle`.

## Why

A support bundle collects what is needed to help a customer. A `SupportBundle` or a `Collector` in the templates of a
chart counts too.

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
---
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

## How to fix

This rule has no automatic fix. Add a `SupportBundle` of `troubleshoot.sh`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "troubleshoot-spec"
GROUP = "kots"
SEVERITY = "info"
FIX = None
SUMMARY = "a KOTS release without a `SupportBundle`"
APPLIES_TO = ("whole-folder",)
VENDOR_NAMES = ("troubleshoot-spec",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report a release folder without a ``SupportBundle``."""
    from replreg.delivery.release_contents import missing_kind

    message = (
        "the release has no 'SupportBundle', so a customer can send only what the platform collects by default; add one"
    )
    yield from missing_kind(delivery.release, "troubleshoot", frozenset(("SupportBundle", "Collector")), message)
