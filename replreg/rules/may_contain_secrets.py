"""A release has no password, token or key that is written out.

## Why

Each customer can read the release, so such a value is the same for all and known to all. A value is reported under a
key such as `password` or `apiToken`, beside a name such as `DB_PASSWORD`, and in an address with a password. The
result of a template is not reported. The message does not repeat the value. This rule is off by default.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
          env: [{name: DB_PASSWORD, value: correct-horse}]
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My App
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27.0
          env: [{name: DB_PASSWORD, value: 'repl{{ ConfigOption "db_password" }}'}]
```

## How to fix

This rule has no automatic fix. Make an option of type `password` in the `Config`, and write a template; a value that
the customer need not know can be generated with `RandomString`. Replace a real secret, since it has been published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "may-contain-secrets"
GROUP = "advice"
SEVERITY = "info"
FIX = None
SUMMARY = "a password, token or key that is written out"
IS_SECRET = True  # the place of a finding can be a password
VENDOR_NAMES = ("may-contain-secrets",)


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report values that look like secrets."""
    from replreg.delivery.literal_secrets import literal_secrets

    yield from literal_secrets(delivery.release)
