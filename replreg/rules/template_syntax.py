"""Each template of a KOTS release can be read.

## Why

KOTS renders a file as a whole, also its comments. One template that cannot be read stops the release. A delimiter or a
quote that is missing is reported by `template-delimiter`.

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
kind: ConfigMap
metadata:
  name: web
data:
  host: 'repl{{ if ConfigOption "host" }}'
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
kind: ConfigMap
metadata:
  name: web
data:
  host: 'repl{{ ConfigOption "host" }}'
```

## How to fix

This rule has no automatic fix. Close each `if`, `with` and `range` with an `end`, and give each pipe a function.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "template-syntax"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a template that KOTS cannot read"
APPLIES_TO = ("repl",)
VENDOR_NAMES = ("unable-to-render",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report the first template of each file that cannot be read."""
    from replreg.delivery.resource_basics import unreadable_templates

    yield from unreadable_templates(delivery.release)
