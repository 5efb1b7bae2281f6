"""Some options exclude each other: the platform refuses a release that has both.

## Why

A volume is either writable or read-only, and its label is either shared (`z`) or private (`Z`). With both, or with one
option twice, nobody knows what is meant, and the platform refuses the release.

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
        volumes:
          - host_path: /var/lib/app
            container_path: /data
            options: [rw, ro]
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
        volumes:
          - host_path: /var/lib/app
            container_path: /data
            options: [ro]
```

## How to fix

This rule has no automatic fix. Keep the option that you mean and remove the other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "conflicting-options"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "options of one volume or container that exclude each other"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report options that cannot be together."""
    return record_problems(records)
