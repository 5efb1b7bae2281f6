"""Ship does only what the steps of the lifecycle say: assets without a `render` step are never written.

## Why

Ship goes through `lifecycle.v1` step by step and ends without an error, whatever has not been done. Assets need a
`render` step. Assets that make Terraform files need a `terraform` step, and such a step needs an asset of this kind.

## Wrong

```yaml
assets:
  v1:
    - inline:
        dest: readme.txt
        contents: Welcome
lifecycle:
  v1:
    - message:
        contents: Welcome
```

## Right

```yaml
assets:
  v1:
    - inline:
        dest: readme.txt
        contents: Welcome
lifecycle:
  v1:
    - message:
        contents: Welcome
    - render: {}
```

## How to fix

This rule has no automatic fix, because steps have an order that you know. Add the step that the finding names, where it
belongs, or remove what has no use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "ship-lifecycle"
GROUP = "document"
SEVERITY = "warning"
FIX = None
SUMMARY = "a step that a Ship release needs and does not have, or has without a use"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each step of the lifecycle that is missing or without a use."""
    return record_problems(records)
