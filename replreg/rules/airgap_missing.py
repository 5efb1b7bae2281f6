"""Each image that an air gap install pulls is in the air gap bundle.

## Why

The bundle is built from the containers of plain manifests, from the pods of each chart rendered with its `builder`
values, from the `run` of collectors, and from `additionalImages`. The builder does not look at fields of custom
resources, environment variables, arguments of functions such as `LocalImageName`, collectors other than `run`, or
preflights of `troubleshoot.sh/v1beta3`, which are templates of Helm. A part that `values` turn on and
`builder` does not is missing, too. Everything works online, and the pull fails where nothing reaches the internet.

## Wrong

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My app
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: db
spec:
  imageName: ghcr.io/cloudnative-pg/postgresql:16.2
```

## Right

```yaml
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My app
  additionalImages:
    - ghcr.io/cloudnative-pg/postgresql:16.2
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: db
spec:
  imageName: ghcr.io/cloudnative-pg/postgresql:16.2
```

## How to fix

`replreg fix --unsafe-fixes` adds the image by its upstream name to `additionalImages` of the `Application`, in the
layout of that list, or makes the list. It does so in the file that has the `Application`, so name the folder of the
release. An image is added once. The fix is unsafe, since the bundle grows, and since `builder` may be the better place.
No fix is offered if the tag is not known, or if the image would have the name and tag of another one in the local
registry. A release without an `Application` is not looked at, nor is an image of a chart that is not there. List an
image in `excludedImages` if the bundle need not have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "airgap-missing"
GROUP = "kots"
SEVERITY = "warning"
FIX = "unsafe"
SUMMARY = "an image that the air gap bundle's builder does not see and `additionalImages` does not have"


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report each image that an air gap install pulls and the bundle does not have, at its first place."""
    from replreg.delivery.airgap_missing import airgap_missing

    yield from airgap_missing(delivery)
