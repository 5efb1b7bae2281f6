"""A container has no more rights than it needs.

## Why

A privileged container can do on the node what the node can. Many clusters refuse such a pod, and one that may
escalate its rights. This rule is off by default.

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
          securityContext:
            privileged: true
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
          securityContext:
            privileged: false
```

## How to fix

This rule has no automatic fix. Remove the key, and grant the single capabilities that the container needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "privileged-container"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a container that is privileged or may escalate its rights"
APPLIES_TO = ("privileged", "allowPrivilegeEscalation")
VENDOR_NAMES = ("privileged", "allow-privilege-escalation")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report containers with more rights than usual."""
    from replreg.delivery.workload_advice import privileged_containers

    yield from privileged_containers(delivery.release)
