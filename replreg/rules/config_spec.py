"""A release for KOTS has a `Config`.

## Why

Without a `Config`, the customer sees no config screen. A release with nothing to set needs none: switch the rule off
for it. Only a folder that is the whole release is judged. One with resources of one kind may be a part of a release.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: troubleshoot.sh/v1beta2
kind: SupportBundle
metadata:
  name: bundle
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
apiVersion: troubleshoot.sh/v1beta2
kind: SupportBundle
metadata:
  name: bundle
spec: {}
---
apiVersion: kots.io/v1beta1
kind: Config
metadata:
  name: config
spec:
  groups:
    - name: main
      title: Main
      items:
        - name: hostname
          title: Host name
          type: text
```

## How to fix

This rule has no automatic fix. Add a `Config`, or set the level of the rule to `off`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "config-spec"
GROUP = "kots"
SEVERITY = "info"
FIX = None
SUMMARY = "a KOTS release without a `Config`"
APPLIES_TO = ("whole-folder",)
VENDOR_NAMES = ("config-spec",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report a release folder without a ``Config``."""
    from replreg.delivery.release_contents import missing_kind

    message = "the release has no 'Config', so the customer can set nothing; add one if there is something to set"
    yield from missing_kind(delivery.release, "kots.io", frozenset(("Config",)), message)
