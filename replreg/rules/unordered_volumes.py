"""A container that mounts another one's volumes must start after it, and only a subscription makes it wait.

## Why

The native scheduler starts containers at the same time, unless one subscribes to an event of the other. If nothing
starts the mounting container after the mounted one, the platform refuses the release.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
components:
  - name: App
    containers:
      - source: public
        image_name: postgres
        version: "13.4"
        name: data
      - source: public
        image_name: redis
        version: 6.2-alpine
        volumes_from: [data]
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
components:
  - name: App
    containers:
      - source: public
        image_name: postgres
        version: "13.4"
        name: data
        publish_events:
          - name: data-started
            trigger: container-start
            subscriptions:
              - component: App
                container: redis
                action: start
      - source: public
        image_name: redis
        version: 6.2-alpine
        volumes_from: [data]
```

## How to fix

This rule has no automatic fix. Give the mounted container an event, and subscribe the mounting one to it with
`action: start`. A chain of such subscriptions over other containers does as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "unordered-volumes"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "`volumes_from` of a container that need not have started before"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each entry of `volumes_from` without an order of starting."""
    return record_problems(records)
