"""The sizes of a cluster limit one another, and a container with a host's port or a name runs once on a host.

## Why

A second instance of a container cannot bind a public port that the first one has, nor take its name. A `max` below
`min`, or a healthy threshold above `max`, can never be reached. Sizes without `cluster: true` have no effect; that
finding is an info.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
components:
  - name: App
    cluster: true
    cluster_host_count:
      min: 3
      max: 2
    containers:
      - source: public
        image_name: redis
        version: 6.2-alpine
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
components:
  - name: App
    cluster: true
    cluster_host_count:
      min: 2
      max: 3
    containers:
      - source: public
        image_name: redis
        version: 6.2-alpine
```

## How to fix

This rule has no automatic fix. Correct the number that the finding names. To run several instances of a container with
a port, leave out `public_port`, or set `public_port_initial`, from which the platform counts up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "cluster-size"
GROUP = "document"
SEVERITY = "warning"
FIX = None
SUMMARY = "numbers of hosts or instances that cannot be, or that have no effect"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each size that cannot be reached or has no effect."""
    return record_problems(records)
