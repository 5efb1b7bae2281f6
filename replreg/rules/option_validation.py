"""A validation of a config option is a regular expression of RE2, on an option with text.

## Why

KOTS checks what the customer types with `validation.regex.pattern`, which is an expression of RE2. Other languages
have parts that RE2 does not have: lookahead, lookbehind, and references to a group. Only options of type text,
textarea, password and file can have such a validation. The portal refuses the others.

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
        - name: code
          title: Code
          type: text
          validation:
            regex:
              pattern: ^(?!0)[0-9]+$
              message: A number without a zero at the start.
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
        - name: code
          title: Code
          type: text
          validation:
            regex:
              pattern: ^[1-9][0-9]*$
              message: A number without a zero at the start.
```

## How to fix

This rule has no automatic fix. Write the expression without the part that RE2 lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "option-validation"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a pattern that RE2 does not have, or a validation of an option without text"
APPLIES_TO = ("validation",)
VENDOR_NAMES = ("config-option-invalid-regex-validator", "config-option-regex-validator-invalid-type")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report validations that do not work."""
    from replreg.delivery.config_screen import validations

    yield from validations(delivery.release)
