"""An image in Kubernetes has a host, also if it is on Docker Hub.

## Why

`nginx:1.27` means `docker.io/library/nginx:1.27` to Docker and to containerd. CRI-O and Podman can enforce full names:
then the pod ends in `ImageInspectError`, because nothing says which registry is meant. Such clusters are usually the
customer's, and not the vendor's.

## Wrong

```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27
---
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My app
```

## Right

```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: docker.io/library/nginx:1.27
---
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My app
```

## How to fix

`replreg fix` inserts `docker.io/`, and `library/` before a name without a namespace. No fix is offered if
`excludedImages` has the same string. Values are reported only where the chart's templates write them directly after
`image:`. Releases of the classic schedulers are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "short-name"
GROUP = "kots"
SEVERITY = "info"
FIX = "safe"
SUMMARY = "a Kubernetes image without a host: runtimes that enforce full names refuse it"


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report images of pods that have no host."""
    from replreg.delivery.short_names import short_names

    yield from short_names(delivery)
