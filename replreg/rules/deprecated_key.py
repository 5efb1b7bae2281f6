"""Some keys have a successor, and some have no effect beside another key.

## Why

The platform still reads most deprecated keys, but the documentation describes only their successors. `static_val` of an
environment variable is such a key: the one to write is `value`. Where a key is only old, the finding is an info. It is
a warning where the key has no effect, such as a key of `backup` beside `strategies`.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
components:
  - name: App
    containers:
      - source: public
        image_name: redis
        version: 6.2-alpine
        env_vars:
          - name: MODE
            static_val: cluster
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
components:
  - name: App
    containers:
      - source: public
        image_name: redis
        version: 6.2-alpine
        env_vars:
          - name: MODE
            value: cluster
```

## How to fix

`replreg fix` renames `static_val` to `value`, if there is no `value` yet. For every other key the finding says what to
write, and you decide: the successor often has another shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "deprecated-key"
GROUP = "document"
SEVERITY = "warning"
FIX = "safe"
SUMMARY = "a key that has a successor, or that has no effect where it is"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each key that is deprecated or ignored."""
    return record_problems(records)
