"""With Embedded Cluster 3, each `Preflight` is of `troubleshoot.sh/v1beta3`.

## Why

Embedded Cluster 3 reads the checks that a chart renders, which are of that version. It does not run a `Preflight` of
an older one.

## Wrong

```yaml
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  version: 3.0.0
---
apiVersion: troubleshoot.sh/v1beta2
kind: Preflight
metadata:
  name: checks
spec:
  analyzers: []
```

## Right

```yaml
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  version: 3.0.0
---
apiVersion: troubleshoot.sh/v1beta3
kind: Preflight
metadata:
  name: checks
spec:
  analyzers:
    - nodeResources:
        checkName: Nodes
        outcomes:
          - pass:
              message: The cluster has nodes.
```

## How to fix

This rule has no automatic fix. Write the file for `troubleshoot.sh/v1beta3`, as a template of Helm.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "ec-v3-preflight-api-version"
GROUP = "kots"
SEVERITY = "error"
FIX = None
SUMMARY = "a `Preflight` that Embedded Cluster 3 does not read"
APPLIES_TO = ("Preflight",)
VENDOR_NAMES = ("ec-v3-preflight-api-version",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report checks that Embedded Cluster 3 does not run."""
    from replreg.delivery.release_contents import old_preflights

    yield from old_preflights(delivery.release)
