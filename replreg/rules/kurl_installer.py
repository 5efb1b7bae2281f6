"""A kURL `Installer` names one version of each add-on.

## Why

The version `latest`, or one such as `1.31.x`, changes with each release of the add-on, so that two customers get two
clusters. The portal refuses it. `kurl.sh/v1beta1` is the deprecated API version of an installer, which is a
warning.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: kurl.sh/v1beta1
kind: Installer
metadata:
  name: cluster
spec:
  kubernetes:
    version: 1.31.x
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
apiVersion: cluster.kurl.sh/v1beta1
kind: Installer
metadata:
  name: cluster
spec:
  kubernetes:
    version: 1.31.4
```

## How to fix

`replreg fix` writes `cluster.kurl.sh/v1beta1`. Write the version of the add-on that you have tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "kurl-installer"
GROUP = "kots"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an add-on of kURL without one version, or a deprecated `Installer`"
APPLIES_TO = ("kurl.sh",)
VENDOR_NAMES = ("invalid-kubernetes-installer", "deprecated-kubernetes-installer-version")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report add-ons of kURL that are not pinned."""
    from replreg.delivery.kurl import installers

    yield from installers(delivery.release)
