"""The platform rewrites private images only in workloads of certain API versions.

## Why

A private image is pulled through the platform, so the platform rewrites its image string in a manifest. It does so in
DaemonSets, Deployments, ReplicaSets and StatefulSets of `apps/v1`, Jobs of `batch/v1`, CronJobs of `batch/v1beta1`, and
Pods and ReplicationControllers of `v1`. In a workload of an older API version, or of another kind, the string stays as
it is, and the cluster asks the vendor's registry without credentials.

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
apiVersion: extensions/v1beta1
kind: Job
metadata: {name: migrate}
spec:
  template:
    spec:
      imagePullSecrets: [{name: replicatedregistrykey}]
      containers:
      - name: migrate
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
apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  template:
    spec:
      imagePullSecrets: [{name: replicatedregistrykey}]
      containers:
      - name: migrate
        image: quay.io/namespace/imagename:2.0.0
```

## How to fix

This rule has no automatic fix, because API versions differ in more than their names: `apps/v1` requires a `selector`,
for example. Write the manifest for the version that the message names, or use a workload of another kind. A workload is
reported once.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.model import Pod
from replreg.release.resolution.private_pods import private_pods
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.templates import MASK, legible

ID = "unrewritten-workload"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "a private image in a workload whose API version the platform does not rewrite"
APPLIES_TO = ("private-pod",)

REWRITTEN = {
    "DaemonSet": "apps/v1",
    "Deployment": "apps/v1",
    "ReplicaSet": "apps/v1",
    "StatefulSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1beta1",
    "Pod": "v1",
    "ReplicationController": "v1",
}


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report the first private image of each such workload."""
    for pod, used in private_pods(resolution):
        if not _is_left_alone(pod):
            continue
        right = REWRITTEN.get(pod.kind)
        advice = f"use '{right}'" if right else f"use one of {', '.join(REWRITTEN)}"
        yield Problem(
            used.use.document,
            used.use.image.span,
            f"the platform does not rewrite images in a {legible(pod.kind)} of '{legible(pod.api_version)}', so this "
            f"private one cannot be pulled; {advice}",
        )


def _is_left_alone(pod: Pod) -> bool:
    """Return True if the platform does not rewrite a workload. False if its kind or version is not known."""
    if not pod.kind or not pod.api_version or MASK in pod.kind + pod.api_version:
        return False
    return REWRITTEN.get(pod.kind) != pod.api_version
