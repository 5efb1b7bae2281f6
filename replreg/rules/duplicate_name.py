"""Two containers with one name cannot run on one host, and only one of two options with one name can be read.

## Why

The platform refuses a release with two containers of one `name`. For components, commands, config options, secrets and
aliases it does not check: the second one is never found by its name, and the finding is a warning. Names with a
template are not compared, nor are two names if control flow keeps only one of them.

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
        name: cache
      - source: public
        image_name: postgres
        version: "13.4"
        name: cache
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
        name: cache
      - source: public
        image_name: postgres
        version: "13.4"
        name: database
```

## How to fix

This rule has no automatic fix, because nobody knows which of the two is meant where the name is used. Give each a name
of its own. The finding shows where the name is used first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "duplicate-name"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "a name twice where each must be unique"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each name that another entry has already."""
    return record_problems(records)
