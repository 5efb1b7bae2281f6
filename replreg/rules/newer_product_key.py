"""Some keys came with a version of the product, and an older product ignores them.

## Why

The documentation marks keys with the version of the product that brought them. That is another number than
`replicated_api_version`, and many releases that work have an old one with newer keys. But a customer who installs such
a release on a product of the old version gets a container without its shared memory, or a volume without its options.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
  - name: Web
    containers:
      - source: public
        image_name: example/web
        version: 1.0.0
        shm_size: 67108864
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
host_requirements:
  replicated_version: ">=2.15.0"
components:
  - name: Web
    containers:
      - source: public
        image_name: example/web
        version: 1.0.0
        shm_size: 67108864
```

## How to fix

This rule has no automatic fix. State the version of the product that the finding names in
`host_requirements.replicated_version`, raise `replicated_api_version`, or remove the key. This rule is off by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.release.checks.record import Record
from replreg.rules.base import Problem, record_problems

ID = "newer-product-key"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a key that came with a later version of the product than `replicated_api_version` names"


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report each key and value that an older product does not read."""
    return record_problems(records)
