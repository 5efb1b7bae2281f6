"""A pod with a private image needs the pull secret that the platform puts into the application's namespace."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.document import Kind
from replreg.problem import Problem
from replreg.release import Pod, Release
from replreg.resolution import Resolution

ID = "missing-pull-secret"
SEVERITY = "warning"
FIX = None
SUMMARY = "a pod with a private image and no `imagePullSecrets` entry `replicatedregistrykey`"

SECRET = "replicatedregistrykey"  # noqa: S105 - the name of the platform's secret, whatever the registry


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report the first private image of each such pod."""
    release = resolution.release
    if not release.has(Kind.REPLICATED) and not release.is_marked:
        return
    told: set[int] = set()
    for used in resolution.used:
        pod = used.use.pod
        if pod is None or id(pod) in told or not used.is_private or _has_secret(pod, release):
            continue
        told.add(id(pod))
        yield Problem(
            used.use.document,
            used.use.image.span,
            f"this image is private, but its pod names no pull secret '{SECRET}'; add "
            f"'imagePullSecrets: [{{name: {SECRET}}}]' to the pod's spec",
        )


def _has_secret(pod: Pod, release: Release) -> bool:
    if pod.secrets is None or SECRET in pod.secrets:
        return True
    return SECRET in release.account_secrets.get(pod.service_account, ())
