"""The annotations for phases and for properties to wait for have their form.

## Why

KOTS deploys resources in the order of `kots.io/creation-phase` and removes them in that of `kots.io/deletion-phase`.
Both are whole numbers from -9999 to 9999. `kots.io/wait-for-properties` is a list of `path=value`, joined by commas.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    kots.io/creation-phase: first
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
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    kots.io/creation-phase: "-1"
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
```

## How to fix

This rule has no automatic fix. Write the number in quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "kots-annotation"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "an annotation of KOTS that it cannot read"
APPLIES_TO = ("-phase", "wait-for-properties")
VENDOR_NAMES = ("deployment-phase-annotation", "wait-for-properties-annotation")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report annotations of another form."""
    from replreg.delivery.conditions import invalid_annotations

    yield from invalid_annotations(delivery.release)
