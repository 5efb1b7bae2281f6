"""`exclude` and `when` are true, false or a template.

## Why

KOTS renders `exclude` and `when` of a `HelmChart`, and the annotations `kots.io/exclude` and `kots.io/when` of a
resource, and reads the result as a boolean: `true`, `True`, `TRUE`, `t`, `1`, and the same of false. It refuses a
`HelmChart` with another text. It does not apply an annotation with another text: the resource is deployed.

## Wrong

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  exclude: never
```

## Right

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  exclude: false
```

## How to fix

This rule has no automatic fix. Write `true`, `false` or a template that renders one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "invalid-condition"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "an `exclude` or a `when` that is neither true nor false nor a template"
APPLIES_TO = ("exclude", "when:", "kots.io/when")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report conditions that cannot be read."""
    from replreg.delivery.conditions import invalid_conditions

    yield from invalid_conditions(delivery.release)
