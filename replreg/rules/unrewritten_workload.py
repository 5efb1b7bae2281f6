"""The platform rewrites private images in the workloads of some API versions only."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.document import Kind
from replreg.problem import Problem
from replreg.resolution import Resolution

ID = "unrewritten-workload"
SEVERITY = "warning"
FIX = None
SUMMARY = "a private image in a workload whose API version the platform does not rewrite"

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
    release = resolution.release
    if not release.has(Kind.REPLICATED) and not release.is_marked:
        return
    told: set[int] = set()
    for used in resolution.used:
        pod = used.use.pod
        if pod is None or id(pod) in told or not used.is_private:
            continue
        right = REWRITTEN.get(pod.kind)
        if right is None or pod.api_version == right:
            continue
        told.add(id(pod))
        yield Problem(
            used.use.document,
            used.use.image.span,
            f"the platform does not rewrite images in a {pod.kind} of '{pod.api_version}', so this private one "
            f"cannot be pulled; use '{right}'",
        )
