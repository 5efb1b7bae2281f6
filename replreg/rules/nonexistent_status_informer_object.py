"""A status informer names a resource that the release has.

## Why

The admin console says that the application is ready when the resources under `spec.statusInformers` are. One that
does not exist is never ready.
The resources of charts are not read. A release that installs a chart is not judged, because the resource may be
there.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
  statusInformers:
    - deployment/wep
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
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
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
```

## How to fix

This rule has no automatic fix. Write the name that the resource has, or remove the informer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "nonexistent-status-informer-object"
GROUP = "kots"
SEVERITY = "warning"
FIX = None
SUMMARY = "a status informer that names a resource which the release does not have"
APPLIES_TO = ("statusInformers",)
VENDOR_NAMES = ("nonexistent-status-informer-object",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report status informers that name nothing."""
    from replreg.delivery.application_checks import unknown_informers

    yield from unknown_informers(delivery.release)
