"""A workload has more than one replica.

## Why

A workload with one replica is down while its pod is moved, updated or restarted. Where it must be one, such as for a
database without replication, switch the rule off. It is off by default.

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
  replicas: 1
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
  replicas: 2
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
```

## How to fix

This rule has no automatic fix. Run two replicas or more, or let the customer choose with a config option.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "replicas-1"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a workload with `replicas: 1`"
APPLIES_TO = ("replicas",)
VENDOR_NAMES = ("replicas-1",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report workloads with one replica."""
    from replreg.delivery.workload_advice import single_replicas

    yield from single_replicas(delivery.release)
