"""A document with the marker `# kind: replicated` is the release, and an empty one has no version.

## Why

The platform refuses a release without a version. An empty document without a marker, between two `---` lines, means
nothing and is not reported. Nor is an empty one with the marker of another kind: it only has no effect. A marker before
the first `---` of a file belongs to the document after it, unless that has a marker of another kind: then the first
marker has an empty document. A file that `kinds` in `replreg.yaml` names as `replicated` is reported if it is empty.

## Wrong

```yaml
---
# kind: replicated
---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: redis:6.2-alpine
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
images:
  - source: public
    name: redis
    tag: 6.2-alpine
---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: redis:6.2-alpine
```

## How to fix

This rule has no automatic fix. Fill in the document, or remove it with its marker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "empty-document"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "a document that is marked as `replicated` and holds nothing"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each document that a marker or the configuration announces and that is empty."""
    return record_problems(records)
