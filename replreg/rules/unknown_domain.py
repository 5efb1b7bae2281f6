"""A domain of the proxy or of the registry is the platform's, or one of this app.

## Why

An app can have domains of its own for the platform's proxy and registry. They are set in the vendor portal, so
nobody finds a misspelt one until a customer pulls an image from it. Once the app's domains are known, from
`domains` in the configuration or from the release, each other domain before a proxy path is a mistake. A field that
names a domain takes no scheme and no path.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  proxyRegistryDomain: https://images.example.com
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  proxyRegistryDomain: images.example.com
```

## How to fix

This rule has no automatic fix. Correct the domain, or add it to `domains` in the configuration. The vendor's
command-line tool lists the domains of an app with `app hostname ls`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "unknown-domain"
GROUP = "kots"
SEVERITY = "warning"
FIX = None
SUMMARY = "a proxy or registry domain that is neither the platform's nor the app's, or has a scheme or a path"


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report domains that are not the app's, and fields with more than a domain."""
    from replreg.delivery.unknown_domains import unknown_domains

    yield from unknown_domains(delivery)
