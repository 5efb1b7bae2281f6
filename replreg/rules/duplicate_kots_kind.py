"""A resource that a release has once is not there twice.

## Why

The platform reads one `Application`, one `Config`, one `Identity`, one of each kind of Troubleshoot, one `Backup` and
one `Restore` of Velero, one kURL `Installer`, and one `Application` of `app.k8s.io`. With two of a kind, one of them
is ignored. Resources with the annotations `kots.io/exclude` or `kots.io/when` may exclude one another, so they are
not compared.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-other-app
spec:
  title: My App
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
```

## How to fix

This rule has no automatic fix. Put both into one resource, or remove one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "duplicate-kots-kind"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "two resources of a kind that a release has once"
VENDOR_NAMES = ("duplicate-kots-kind",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report resources of a kind that the release already has."""
    from replreg.delivery.release_contents import duplicate_kinds

    yield from duplicate_kinds(delivery.release)
