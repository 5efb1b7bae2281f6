"""A resource has no namespace of its own.

## Why

The customer chooses the namespace of the application. A resource with another one is deployed beside it, where the
application may lack the rights, the pull secret and the other resources. This rule is off by default.

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
  namespace: default
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
  namespace: repl{{ Namespace }}
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
```

## How to fix

This rule has no automatic fix. Leave the namespace out, or write `repl{{ Namespace }}`. List further namespaces under
`additionalNamespaces` of the `Application`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "hardcoded-namespace"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a `metadata.namespace` that is written out"
APPLIES_TO = ("namespace",)
VENDOR_NAMES = ("hardcoded-namespace",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report namespaces that are written out."""
    from replreg.delivery.workload_advice import hardcoded_namespaces

    yield from hardcoded_namespaces(delivery.release)
