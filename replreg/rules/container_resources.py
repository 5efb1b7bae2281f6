"""A container says how much of processor and memory it needs and may take.

## Why

Kubernetes places a pod by the `requests` of its containers and stops what exceeds their `limits`. Without them, one
container can take all of a node. The values of charts are not looked at. This rule is off by default.

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
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
          resources:
            limits: {cpu: 500m, memory: 128Mi}
            requests: {cpu: 100m, memory: 64Mi}
```

## How to fix

This rule has no automatic fix. Measure what the container needs, and write `resources` with `limits` and `requests`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "container-resources"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a container without limits or requests of processor and memory"
APPLIES_TO = ("containers",)
VENDOR_NAMES = (
    "container-resources",
    "container-resource-limits",
    "container-resource-requests",
    "resource-limits-cpu",
    "resource-limits-memory",
    "resource-requests-cpu",
    "resource-requests-memory",
)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report containers that may take all of a node."""
    from replreg.delivery.workload_advice import unlimited_containers

    yield from unlimited_containers(delivery.release)
