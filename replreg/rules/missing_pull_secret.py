"""A pod with a private image names the pull secret that the platform creates.

## Why

Kubernetes pulls a private image only with credentials. The platform creates one secret for all registries, and its name
is always `replicatedregistrykey`. A pod that names another secret, or none, stays in `ImagePullBackOff`. The secret
exists only in the application's own namespace.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
---
# kind: scheduler-kubernetes
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: quay.io/namespace/imagename:2.0.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
---
# kind: scheduler-kubernetes
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  imagePullSecrets:
  - name: replicatedregistrykey
  containers:
  - name: web
    image: quay.io/namespace/imagename:2.0.0
```

## How to fix

This rule has no automatic fix. In a classic release, add `imagePullSecrets: [{name: replicatedregistrykey}]` to the
pod's spec, beside `containers`, or to its `ServiceAccount`. A pod is reported once, at its first private image.

In `HelmChart` v1beta2, give the chart `{{repl ImagePullSecretName }}`. For Helm alone it is `enterprise-pull-secret`,
which the chart of the Replicated SDK makes from version 1.11.0 on. Embedded Cluster 3 needs none. A namespace other
than the app's has the secret if `additionalNamespaces` lists it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.release.model import PULL_SECRET, Pod, Release
from replreg.release.resolution.private_pods import private_pods
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.templates import MASK, legible

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "missing-pull-secret"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "a private image without the pull secret of the target, such as `replicatedregistrykey`"
APPLIES_TO = ("private-pod-without-secret",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report the first private image of each such pod."""
    for pod, used in private_pods(resolution):
        if not _has_secret(pod, resolution.release):
            yield Problem(used.use.document, used.use.image.span, _message(pod))


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report private images of a release of today that are pulled without the secret of the target."""
    from replreg.delivery.pull_secrets import pull_secrets

    yield from pull_secrets(delivery)


def _has_secret(pod: Pod, release: Release) -> bool:
    if pod.secrets is None or PULL_SECRET in pod.secrets or MASK in pod.service_account:
        return True
    of_account = release.account_secrets.get(pod.service_account, ())
    return of_account is None or PULL_SECRET in of_account


def _message(pod: Pod) -> str:
    others = [name for name in pod.secrets or () if name]
    if others:
        named = " and ".join(f"'{legible(name)}'" for name in others[:3])
        return (
            f"the pod of this private image names the pull secret {named}; the platform's secret is always called "
            f"'{PULL_SECRET}', so add '- name: {PULL_SECRET}' to 'imagePullSecrets'"
        )
    return (
        f"the pod of this private image names no pull secret, so the image cannot be pulled; add "
        f"'imagePullSecrets: [{{name: {PULL_SECRET}}}]' to the pod's spec"
    )
