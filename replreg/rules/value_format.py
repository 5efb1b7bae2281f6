"""Versions, sizes, counts, flags, URLs, colours and paths each have a form, and the platform takes no other.

## Why

Most values of a release are text to the platform: it looks at the characters, before YAML makes something else of them.
So `cluster: yes` is the text `yes`, which is not a flag, and `shm_size: 64m` is not a number of bytes. The platform
refuses the whole release for some of them. For others, which only the documentation describes, the finding is a
warning. A value with a template is not checked, because nobody knows what it becomes.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
host_requirements:
  memory: 8 GB
  replicated_version: ^2.1.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
host_requirements:
  memory: 8GB
  replicated_version: ">=2.1.0 <3.0.0"
```

## How to fix

This rule has no automatic fix. The finding says which form the key takes, and what to write if that is certain. Flags
are `true`, `t`, `1`, `false`, `f` or `0`, but not `yes` or `on`. Counts are digits without a sign or a unit. Sizes are
a number and a unit without a space between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "value-format"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "a value whose written form the platform does not take: versions, sizes, counts, flags, colours"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each value that is not written as its key needs it."""
    return record_problems(records)
