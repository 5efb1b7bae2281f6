"""Helm can read each chart of the release, and the values that the release gives to it.

## Why

Helm refuses a chart without a name or a version, with values that are not a mapping, with a template that it cannot
parse, or in an archive that is cut off. The platform then refuses the release, or the installation fails. A part that
cannot be read is not checked either, so a chart that is far too large, a link in an archive and a path that leads out
of it are reported, too. Templates are parsed where a file has images or definitions, or where one is not closed.

With `--render`, the rule also reports what a real Helm says of a chart that it cannot render.

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
  values:
    web: &web
      inner: *web
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
  values:
    web:
      inner: {}
```

## How to fix

This rule has no automatic fix. Change what the message names, and pack the chart again with `helm package`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "invalid-chart"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a chart, or a value for it, that Helm refuses or that cannot be read whole"
VENDOR_NAMES = ("helm-schema-violation", "rendering")


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report what is wrong with the charts of the release, and with the values for them."""
    from replreg.delivery.chart_problems import chart_problems

    yield from chart_problems(delivery)
