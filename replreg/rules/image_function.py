"""A function for images is called where it works, with an argument that it takes.

## Why

KOTS and Embedded Cluster 2 have `HasLocalRegistry`, `LocalRegistryHost`, `LocalRegistryNamespace` and `LocalImageName`.
Embedded Cluster 3 has `ReplicatedImageName`, `ReplicatedImageRegistry` and `HelmValue` instead. A template with a
function that does not exist is not rendered at all. `ReplicatedImageRegistry` takes a host and nothing more, for a
`registry` key; `ReplicatedImageName` is for the key that has the path. KOTS rewrites the containers of plain manifests
itself, so `LocalImageName` there rewrites an image twice. `additionalImages`, `excludedImages` and `builder` take no
templates, `HelmValue` gives nothing where the chart has no such value, and `{{ repl` with a space is plain text.

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
    image:
      registry: 'repl{{ ReplicatedImageName "quay.io" }}'
      repository: my-org/web
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
    image:
      registry: 'repl{{ ReplicatedImageRegistry "quay.io" }}'
      repository: my-org/web
```

## How to fix

`replreg fix` writes `ReplicatedImageRegistry` under a registry, and removes the space of `{{ repl` where an image is in
the template. The first fix is unsafe if the argument is not written out, and not made if it has a path. Do the rest
yourself. If the release is not for a target that the finding names, set `targets` in the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "image-function"
GROUP = "kots"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "a function for images in the wrong place, with the wrong argument, or of another target"
VENDOR_NAMES = ("container-image-local-image-name",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report functions for images that are called in the wrong place or with the wrong argument."""
    from replreg.delivery.image_functions import image_functions

    yield from image_functions(delivery)
