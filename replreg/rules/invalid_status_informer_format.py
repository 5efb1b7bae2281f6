"""A status informer is `type/name` or `namespace/type/name`.

## Why

KOTS looks up the resource that a status informer names. Text of another form names none, and the state of the
application stays unknown. An empty text and a text with a template are not judged.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
  statusInformers:
    - web
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
  statusInformers:
    - deployment/web
```

## How to fix

This rule has no automatic fix. Write the type, a slash and the name of the resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "invalid-status-informer-format"
GROUP = "kots"
SEVERITY = "warning"
FIX = None
SUMMARY = "a status informer that is not `[namespace/]type/name`"
APPLIES_TO = ("statusInformers",)
VENDOR_NAMES = ("invalid-status-informer-format",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report status informers of another form."""
    from replreg.delivery.application_checks import informer_formats

    yield from informer_formats(delivery.release)
