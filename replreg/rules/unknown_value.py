"""Some keys take one word of a short list, and case matters.

## Why

The platform refuses a release with an item of the type `string`, or with a strategy or a role that it does not know.
Other keys are not checked by the platform: an unknown word there is ignored, so an event with a misspelt trigger never
happens. Those findings are warnings. The first argument of some template functions comes from such a list, too.

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
        type: string
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

If one known word is nearest, `replreg fix --unsafe-fixes` writes it. This is unsafe, because the nearest word need not
be the one that you meant. Otherwise the finding lists the words, or says where they are documented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "unknown-value"
GROUP = "document"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "a word that is not one of those that its key takes; names the nearest one"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each word that its key does not take."""
    return record_problems(records)
