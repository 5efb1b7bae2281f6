"""A path in the local registry has one part after the namespace: the last one of the image's path.

## Why

In an air gap, KOTS and Embedded Cluster 2 push each image to the local registry as host, namespace and the last part of
the image's path. A path with more parts, or without the namespace, is not there. The mistake shows only in an install
without internet access. Embedded Cluster 3 keeps whole paths, so this rule does not concern it.

## Wrong

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  values:
    image: 'repl{{ HasLocalRegistry | ternary LocalRegistryAddress "docker.io" }}/my-org/web:1.4.0'
    sidecar: 'repl{{ HasLocalRegistry | ternary (print LocalRegistryHost "/my-org/side") "docker.io/my-org/side" }}:1.0'
```

## Right

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  values:
    image: 'repl{{ HasLocalRegistry | ternary LocalRegistryAddress "docker.io/my-org" }}/web:1.4.0'
    sidecar: 'repl{{ HasLocalRegistry | ternary (print LocalRegistryAddress "/side") "docker.io/my-org/side" }}:1.0'
```

## How to fix

`replreg fix` keeps the last part, and writes `LocalRegistryAddress` for `LocalRegistryHost`. Where the wrong part is
also a part of the address online, the fix is not automatic: move it into the branch for the online install.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "local-registry-path"
GROUP = "kots"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "a path that the local registry of KOTS and Embedded Cluster 2 does not have"


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report paths in the local registry with more than the last part, or without the namespace."""
    from replreg.delivery.local_registry_paths import local_registry_paths

    yield from local_registry_paths(delivery)
