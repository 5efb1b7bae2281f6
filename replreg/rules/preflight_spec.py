"""A release has a `Preflight`.

## Why

Preflight checks say what a cluster lacks before the installation fails on it. A `Preflight` in the templates of a
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
kind: Preflight
metadata:
  name: checks
spec:
  analyzers: []
```

## How to fix

This rule has no automatic fix. Add a `Preflight` of `troubleshoot.sh`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "preflight-spec"
GROUP = "kots"
SEVERITY = "info"
FIX = None
SUMMARY = "a KOTS release without a `Preflight`"
APPLIES_TO = ("whole-folder",)
VENDOR_NAMES = ("preflight-spec",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report a release folder without a ``Preflight``."""
    from replreg.delivery.release_contents import missing_kind

    message = "the release has no 'Preflight', so nothing is checked before the installation; add one"
    yield from missing_kind(delivery.release, "troubleshoot", frozenset(("Preflight",)), message)
