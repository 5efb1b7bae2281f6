"""A template or a `when` that names an option which nobody defines never has a value.

## Why

`{{repl ConfigOption "hostname"}}` yields nothing if no item of `config` is called `hostname`, and the install goes on
without it. In the old form of a condition, `when: name=value`, an unknown name is an error: the platform refuses the
release. It does not trim anything: `a = 1` names the option `a `, with a space. A `yes` in `when` is taken for the name
of an option. A comparison with a value that the option cannot have is a warning: the condition never changes.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
properties:
  app_url: '{{repl ConfigOption "hostnam" }}'
config:
  - name: main
    title: Main
    items:
      - name: hostname
        title: Host name
        type: text
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
properties:
  app_url: '{{repl ConfigOption "hostname" }}'
config:
  - name: main
    title: Main
    items:
      - name: hostname
        title: Host name
        type: text
```

## How to fix

If one option's name is nearest, `replreg fix --unsafe-fixes` writes it. This is unsafe, because another option may be
meant. Otherwise define the option under `config`, or remove what reads it. The name of a group is not an option.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "unknown-option"
GROUP = "document"
SEVERITY = "warning"
FIX = "unsafe"
SUMMARY = "a config option that does not exist, or a `when` that can never change"
APPLIES_TO = ("ConfigOption",)
VENDOR_NAMES = ("config-option-not-found",)


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each name of a config option that the release does not have."""
    return record_problems(records)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report the same for the ``Config`` of a KOTS release, over all files of the release."""
    from replreg.delivery.option_checks import option_problems

    yield from option_problems(delivery.release, ID)
