"""A template starts with `{{repl`, without a space, and ends with `}}`.

## Why

The platform leaves `{{ repl …}}` as it is: the application sees the braces. As a condition or as a flag it is refused.
A template without `}}`, with a quote that is not closed, or with the name of a function that does not exist cannot be
rendered. Functions are reported only if a known name is almost the same, because a template may call many others.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.50.0
properties:
  app_url: 'https://{{ repl ConsoleSetting "tls.hostname" }}'
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.50.0
properties:
  app_url: 'https://{{repl ConsoleSetting "tls.hostname" }}'
```

## How to fix

`replreg fix` removes the space. `replreg fix --unsafe-fixes` also replaces the misspelt name of a function with the
nearest known one. Add missing braces and quotes yourself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "template-delimiter"
GROUP = "document"
SEVERITY = "warning"
FIX = "safe"
SUMMARY = "a template that the platform does not read: `{{ repl`, no `}}`, open quotes, a misspelt function"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each template that is not one, or that cannot be rendered."""
    return record_problems(records, yields_to=("image-function",))  # which says it of a template with an image
