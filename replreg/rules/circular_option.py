"""An option whose condition or value reads the option itself can never be computed.

## Why

The platform computes the items of the config screen from one another. An item that reads itself, in
any of its texts, or over the values of other items, has no answer, and the platform refuses it. A test procedure may
read its own item, because it runs after the item has a value.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
config:
  - name: main
    title: Main
    items:
      - name: hostname
        title: Host name
        type: text
        when: '{{repl ConfigOptionEquals "hostname" "a" }}'
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
config:
  - name: main
    title: Main
    items:
      - name: has_hostname
        title: Use a host name
        type: bool
      - name: hostname
        title: Host name
        type: text
        when: '{{repl ConfigOptionEquals "has_hostname" "1" }}'
```

## How to fix

This rule has no automatic fix. Read another option, or add one that the condition can depend on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "circular-option"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "a config option that depends on itself"
APPLIES_TO = ("ConfigOption",)
VENDOR_NAMES = ("config-option-is-circular",)


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each call that closes a circle of options."""
    return record_problems(records)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report the same for the ``Config`` of a KOTS release, over all files of the release."""
    from replreg.delivery.option_checks import option_problems

    yield from option_problems(delivery.release, ID)
