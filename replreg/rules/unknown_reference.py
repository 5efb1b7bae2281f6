"""A release names its parts from other places, and a name without a part leads nowhere.

## Why

Admin commands, subscriptions, monitors and template calls name a component and a container of the native scheduler.
The container's name there is its image name. The platform refuses the release if it does not find them. Services, pods,
volumes, secrets and labels of Swarm and Kubernetes documents are named, too. The platform does not look those up before
the install, so the finding is a warning. All documents of a file are looked at together. In a part of a release, a name
is judged only if the list is there that it points into.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
admin_commands:
  - alias: redis-cli
    command: [redis-cli]
    component: DB
    container: radis
components:
  - name: DB
    containers:
      - source: public
        image_name: redis
        version: 6.2-alpine
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
admin_commands:
  - alias: redis-cli
    command: [redis-cli]
    component: DB
    container: redis
components:
  - name: DB
    containers:
      - source: public
        image_name: redis
        version: 6.2-alpine
```

## How to fix

If one name is nearest, `replreg fix --unsafe-fixes` writes it. This is unsafe, because another part may be meant.
Otherwise correct the name, or add the part that it names. Names are compared exactly: case counts, and spaces count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "unknown-reference"
GROUP = "document"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "a component, container, command, service or other part that the release does not have"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each name of a part of the release that is not there."""
    return record_problems(records)
