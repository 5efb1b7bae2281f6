"""Some settings of the config screen work, but do not do what their author hopes.

## Why

A password in an item of the type `text` is shown to everybody who sees the screen. `write_once` with a default locks
the default at the first saving, whether or not the customer has looked at it. The title of a `select_one` is not shown.
A test procedure that is never run on saving is not run at all unless somebody clicks it.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
config:
  - name: main
    title: Main
    items:
      - name: smtp_password
        title: Password
        type: text
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
config:
  - name: main
    title: Main
    items:
      - name: smtp_password
        title: Password
        type: password
```

## How to fix

This rule has no automatic fix. Follow the advice if it fits. The rules of the group `advice` are off unless they are
asked for: with `--select config-advice`, or with `rules: {advice: info}` in the configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "config-advice"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a setting of the config screen that works, but serves the customer badly"
APPLIES_TO = ("password", "secret", "token")
VENDOR_NAMES = ("config-option-password-type",)


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report what is doubtful on the config screen."""
    return record_problems(records)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report options of a KOTS ``Config`` that are passwords and are shown."""
    from replreg.delivery.config_screen import open_passwords

    yield from open_passwords(delivery.release)
