"""No two images of a release have the same last part and tag: in an air gap one overwrites the other.

## Why

The local registry of KOTS and Embedded Cluster 2 keeps only the last part of each image's path. `quay.io/a/web:1.0` and
`quay.io/b/web:1.0` are both `web:1.0` there, so one of the two containers runs the other's image.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  additionalImages:
    - quay.io/my-org/web:1.4.0
    - quay.io/other-org/web:1.4.0
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  additionalImages:
    - quay.io/my-org/web:1.4.0
    - quay.io/other-org/other-web:1.4.0
```

## How to fix

This rule has no automatic fix. Push one of the images under another name or another tag, and use that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "airgap-collision"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "two images whose last part and tag are equal: one overwrites the other in an air gap"


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report an image with the last part and the tag of another one that comes before it."""
    from replreg.delivery.airgap_collisions import airgap_collisions

    yield from airgap_collisions(delivery)
