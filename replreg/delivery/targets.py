"""The targets of a release, from its files, and the installations in which it is looked at.

====================================================  ====================================
what the files have                                   targets
====================================================  ====================================
an Embedded Cluster ``Config``, version 3             Embedded Cluster 3
an Embedded Cluster ``Config``, version 2             KOTS and Embedded Cluster 2
no ``Config``; functions of Embedded Cluster 3 alone  Embedded Cluster 3
other ``kots.io`` documents                           KOTS
a chart, and none of these                            Helm
nothing of these                                      KOTS: it deploys plain manifests
====================================================  ====================================

A release with a version 3 ``Config`` is for KOTS, too, where it calls functions that only KOTS has, and none of those
that KOTS does not have. KOTS and Embedded Cluster 2 have the same functions and rewrite the same images, so a release
for both is looked at as one for KOTS.

Source: the tables of who rewrites what and of the functions, in replicatedhq/replicated-docs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from replreg.named_tuple import NamedTuple
from replreg.templates.worlds import Target

__all__ = ["LAST_PART_ONLY", "Installation", "fails_in", "find_targets", "installations", "named_targets"]

LAST_PART_ONLY = (Target.KOTS, Target.EMBEDDED_CLUSTER_2)
"""The targets whose local registry keeps only the last part of each path."""

_KOTS_FUNCTIONS = (
    "HasLocalRegistry",
    "LocalRegistryHost",
    "LocalRegistryNamespace",
    "LocalRegistryAddress",
    "LocalRegistryImagePullSecret",
    "LocalImageName",
)
_NEW_FUNCTIONS = ("ReplicatedImageName", "ReplicatedImageRegistry", "ReplicatedImageRepository")


class Installation(NamedTuple):
    """A target, and whether it is installed in an air gap, from a local registry."""

    target: Target
    airgap: bool

    def __str__(self) -> str:
        return f"{self.target.value} {'air gap' if self.airgap else 'online'}"


def find_targets(
    is_kots: bool, majors: Iterable[int | None], has_charts: bool, calls_any: Callable[[Collection[str]], bool]
) -> frozenset[Target]:
    """Return what a release is for.

    ``is_kots`` says whether it has a ``kots.io`` document, ``majors`` has the major version of each ``Config`` of
    Embedded Cluster (None: not known), ``has_charts`` whether there is a chart, and ``calls_any`` whether its templates
    call one of some functions.
    """
    versions = list(majors)
    if not is_kots and not versions:
        return frozenset((Target.HELM if has_charts else Target.KOTS,))
    found: set[Target] = set()
    if 3 in versions:
        found.add(Target.EMBEDDED_CLUSTER_3)
        if calls_any(_KOTS_FUNCTIONS) and not calls_any(_NEW_FUNCTIONS):
            found.add(Target.KOTS)
        return frozenset(found)
    if versions:
        found.add(Target.EMBEDDED_CLUSTER_2)
    elif is_kots and calls_any(_NEW_FUNCTIONS):
        found.add(Target.EMBEDDED_CLUSTER_3)
        if not calls_any(_KOTS_FUNCTIONS):
            return frozenset(found)
    found.add(Target.KOTS)
    return frozenset(found)


def named_targets(methods: Iterable[str], majors: Iterable[int | None]) -> frozenset[Target]:
    """Return the targets that install methods mean: ``kots``, ``helm``, and ``embedded-cluster``.

    The last one is that of the versions in ``majors``; version 3 where there are none.

    >>> sorted(target.value for target in named_targets(["kots", "embedded-cluster"], [2]))
    ['embedded-cluster-2', 'kots']
    """
    clusters = {Target.EMBEDDED_CLUSTER_2 if major == 2 else Target.EMBEDDED_CLUSTER_3 for major in majors}
    found: set[Target] = set()
    for method in methods:
        if method == "embedded-cluster":
            found |= clusters or {Target.EMBEDDED_CLUSTER_3}
        else:
            found.add(Target(method))
    return frozenset(found)


def fails_in(targets: Collection[Target], wrong: Iterable[Target]) -> tuple[str, ...]:
    """Return a note that names the targets in which a problem exists; none if that is all of a release's targets.

    >>> fails_in({Target.KOTS, Target.HELM}, [Target.HELM, Target.EMBEDDED_CLUSTER_3])
    ('it fails in helm',)
    """
    found = set(targets).intersection(wrong)
    return () if len(found) == len(targets) else (f"it fails in {', '.join(sorted(one.value for one in found))}",)


def installations(targets: Iterable[Target]) -> tuple[Installation, ...]:
    """Return the installations to look at: each target online and, but for Helm alone, in an air gap.

    >>> [str(found) for found in installations([Target.KOTS, Target.EMBEDDED_CLUSTER_2])]
    ['kots online', 'kots air gap']
    """
    wanted = set(targets)
    if Target.KOTS in wanted:
        wanted.discard(Target.EMBEDDED_CLUSTER_2)
    return tuple(
        Installation(target, airgap)
        for target in Target
        if target in wanted
        for airgap in ((False,) if target is Target.HELM else (False, True))
    )
