"""A version of KOTS is a semantic version.

## Why

KOTS compares its own version with `spec.minKotsVersion` and `spec.targetKotsVersion`. The portal refuses a release in
which one of them is not a semantic version. A `v` may precede it. Whether KOTS has such a release is not looked up.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
  minKotsVersion: "1.107"
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
  minKotsVersion: "1.107.0"
```

## How to fix

This rule has no automatic fix. Write three numbers with points between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "invalid-kots-version"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "`minKotsVersion` or `targetKotsVersion` that is not a semantic version"
APPLIES_TO = ("KotsVersion",)
VENDOR_NAMES = ("invalid-min-kots-version", "invalid-target-kots-version")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report versions of KOTS that cannot be compared."""
    from replreg.delivery.application_checks import wrong_versions

    yield from wrong_versions(delivery.release)
