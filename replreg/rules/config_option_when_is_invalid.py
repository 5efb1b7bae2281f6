"""A `when` of the config screen is true, false or one template.

## Why

KOTS renders `when` of a group or an item and reads the result as a boolean. The old form `name=value` of classic
releases is not one, and neither is a text around a template. The portal refuses such a release.

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
        - name: hostname
          title: Host name
          type: text
          when: repl {{ ConfigOptionEquals "tls" "1" }}
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
        - name: tls
          title: TLS
          type: bool
        - name: hostname
          title: Host name
          type: text
          when: repl{{ ConfigOptionEquals "tls" "1" }}
```

## How to fix

`replreg fix` removes the space of `repl {{`. Otherwise write one template that renders true or false, such as a call
of `ConfigOptionEquals`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "config-option-when-is-invalid"
GROUP = "kots"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "a `when` of a KOTS `Config` that is neither a flag nor one template"
APPLIES_TO = ("when:", 'when"', "when'", "when :")
VENDOR_NAMES = ("config-option-when-is-invalid",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report conditions of the config screen that cannot be read."""
    from replreg.delivery.config_screen import invalid_when

    yield from invalid_when(delivery.release)
