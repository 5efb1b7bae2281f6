"""A repeatable config option says what is repeated.

## Why

KOTS makes one copy of a part of a resource for each value of a `repeatable` option. `templates` says which part:
`yamlPath` ends with the index of an entry of a list. `valuesByGroup` has the first values.

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
          type: text
          repeatable: true
          templates:
            - apiVersion: v1
              kind: Service
              name: web
              yamlPath: spec.ports
          valuesByGroup:
            main:
              port-1: "80"
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
          type: text
          repeatable: true
          templates:
            - apiVersion: v1
              kind: Service
              name: web
              yamlPath: spec.ports[0]
          valuesByGroup:
            main:
              port-1: "80"
```

## How to fix

This rule has no automatic fix. Add what is missing, and an index such as `[0]` at the end of `yamlPath`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "repeatable-option"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a repeatable option without `templates`, `valuesByGroup` or an index"
APPLIES_TO = ("repeatable",)
VENDOR_NAMES = (
    "repeat-option-missing-template",
    "repeat-option-missing-valuesByGroup",
    "repeat-option-malformed-yamlpath",
)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report repeatable items that repeat nothing."""
    from replreg.delivery.config_screen import repeated_items

    yield from repeated_items(delivery.release)
