"""The platform reads a release by its `replicated_api_version`, and ignores keys of later versions.

## Why

A release of version 2.3.0 with `custom_requirements` installs without checking any of them, because that key came with
2.4.0. The platform says nothing. A release without a version is not checked.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.3.0
custom_requirements:
  - id: scheduler
    message: The scheduler is there.
    command:
      id: raw
    results:
      - status: success
        message: It is.
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.4.0
custom_requirements:
  - id: scheduler
    message: The scheduler is there.
    command:
      id: raw
    results:
      - status: success
        message: It is.
```

## How to fix

This rule has no automatic fix. Raise `replicated_api_version` to the one that the finding names, or remove the key. A
higher version needs a version of the platform that knows it: state that one in `host_requirements.replicated_version`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "newer-key"
GROUP = "document"
SEVERITY = "warning"
FIX = None
SUMMARY = "a key that the release's `replicated_api_version` is too low for"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each key that the version of the release does not know yet."""
    return record_problems(records)
