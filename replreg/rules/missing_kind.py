"""Each resource has an `apiVersion` and a `kind`.

## Why

Both together say what a resource is. Kubernetes refuses a resource without them, and the vendor portal refuses the
release. A mapping is taken for a resource if its `metadata` has a name. A file without any `apiVersion` is not judged.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: v1
metadata:
  name: web
spec:
  ports:
    - port: 80
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
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
```

## How to fix

This rule has no automatic fix. Write the key that is missing; `kubectl explain` shows the version of a kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "missing-kind"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a resource without `kind` or `apiVersion`"
APPLIES_TO = ("metadata",)
VENDOR_NAMES = ("missing-kind-field", "missing-api-version-field")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report resources that do not say what they are."""
    from replreg.delivery.resource_basics import resources_without_kind

    yield from resources_without_kind(delivery.release)
