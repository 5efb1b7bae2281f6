"""A volume is not a path of the node.

## Why

A `hostPath` is there on one node only, many clusters do not allow it, and `/var/run/docker.sock` is not there at all
where the runtime is not Docker. This rule is off by default.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
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
      volumes:
        - name: data
          hostPath:
            path: /data
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
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
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: data
```

## How to fix

This rule has no automatic fix. Use a volume claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "host-path-volume"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a volume that is a path of the node"
APPLIES_TO = ("hostPath",)
VENDOR_NAMES = ("volumes-host-paths", "volume-docker-sock")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report volumes of the node."""
    from replreg.delivery.workload_advice import host_paths

    yield from host_paths(delivery.release)
