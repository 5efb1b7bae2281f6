"""A release with a Velero `Restore` has a Velero `Backup`.

## Why

A `Restore` restores what a `Backup` of the same release describes. Without it, there are no snapshots to restore
from.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: velero.io/v1
kind: Restore
metadata:
  name: restore
spec: {}
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
apiVersion: velero.io/v1
kind: Restore
metadata:
  name: restore
spec: {}
---
apiVersion: velero.io/v1
kind: Backup
metadata:
  name: backup
spec: {}
```

## How to fix

This rule has no automatic fix. Add a `Backup`, or remove the `Restore`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "backup-resource-required-when-restore-exists"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a Velero `Restore` in a release without a `Backup`"
APPLIES_TO = ("velero.io",)
VENDOR_NAMES = ("backup-resource-required-when-restore-exists",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report a ``Restore`` without a ``Backup``."""
    from replreg.delivery.release_contents import missing_backup

    yield from missing_backup(delivery.release)
