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

It has no automatic fix. Follow the advice if it fits, or switch the rule off: `--ignore config-advice`, or the group
of it with `--ignore advice`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "config-advice"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "what works on the config screen, but serves the customer badly"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report what is doubtful on the config screen."""
    return record_problems(records)
