"""A template of a repeated part names an option that is repeatable.

## Why

In a part that is repeated, `repl[[ ConfigOptionName "port" ]]` is filled in for each value of the option `port`. An
option without `repeatable: true` has one value only, and the platform cannot repeat it.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Config
metadata:
  name: config
spec:
  groups:
    - name: main
      title: Main
      items:
        - name: port
          title: Port
          type: text
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ports
data:
  port: repl{{ ConfigOption "repl[[ .port ]]" }}
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Config
metadata:
  name: config
spec:
  groups:
    - name: main
      title: Main
      items:
        - name: port
          title: Port
          type: text
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ports
data:
  port: repl{{ ConfigOption "port" }}
```

## How to fix

This rule has no automatic fix. Add `repeatable: true` to the option, or read it with an ordinary template.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "config-option-not-repeatable"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a repeated part that reads an option which is not repeatable"
APPLIES_TO = ("repl[[",)
VENDOR_NAMES = ("config-option-not-repeatable",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report options in repeated parts that are not repeatable."""
    from replreg.delivery.config_screen import unrepeated_names

    yield from unrepeated_names(delivery.release)
