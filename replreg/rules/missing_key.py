"""Some entries do nothing, or make the release unreadable, without a certain key.

## Why

The platform refuses a release with a component without a name, a config item without a type, or an admin command
without an alias. An empty value counts as none. If only the documentation asks for the key, the finding is a warning.
A document without `replicated_api_version` is taken for a part of a release: there, only those keys are missed without
which the part has no meaning. Nothing is missed if a template may bring in the key.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
config:
  - name: main
    title: Main
    items:
      - name: hostname
        title: Host name
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
config:
  - name: main
    title: Main
    items:
      - name: hostname
        title: Host name
        type: text
```

## How to fix

Only you know the value: add the key that the finding names, or remove the entry. A key that is there with a slip in it
is a finding of `unknown-key`, which `replreg fix --unsafe-fixes` renames.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "missing-key"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "a key that its mapping must have is absent or empty"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each mapping without a key that it needs."""
    return record_problems(records)
