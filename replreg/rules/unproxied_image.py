"""A private image is pulled through the proxy: nothing rewrites what is given to a chart.

## Why

The platform rewrites the images of plain manifests and of `HelmChart` v1beta1. Nothing rewrites the `values` of
`HelmChart` v1beta2, the values and templates of a chart, or the values of an extension of Embedded Cluster. A private
image by its own host is pulled on the vendor's machine, which is logged in. A customer's cluster is not, and the pod
ends in `ImagePullBackOff`.

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
    image:
      repository: quay.io/my-org/web
      tag: 1.4.0
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
    image:
      repository: proxy.replicated.com/proxy/my-app/quay.io/my-org/web
      tag: 1.4.0
```

## How to fix

`replreg fix` puts the proxy's domain, `proxy/`, and the app slug before the host. The fix is safe if the slug and the
domain are configured, and unsafe if they are taken from the other images of the release.

`replreg fix --unsafe-fixes` writes more into a `HelmChart`: templates that take the image from the local registry in an
air gap, and the pull secret if the chart gets none. For Embedded Cluster 3 alone, it writes `ReplicatedImageName` or
`ReplicatedImageRegistry` around the image. Where only the defaults of the chart have the image, the `HelmChart` gets a
value of its own for it. It gets none where the default has the tag too, or where a template of the chart continues the
path.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "unproxied-image"
GROUP = "kots"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "a private image by its upstream host, in values that nothing rewrites"


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report images of linked registries by their own host where nothing rewrites them."""
    from replreg.delivery.unproxied_images import unproxied_images

    yield from unproxied_images(delivery)
