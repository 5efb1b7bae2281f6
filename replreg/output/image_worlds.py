"""The state of each image in an installation: pulled or not, through what, and from which host."""

from __future__ import annotations

from replreg.finding import Severity
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.output.images import WORLDS, ImageReport
from replreg.registries.linked_registry import normalize_host
from replreg.registries.reference import Reference, is_reference, looks_like_host
from replreg.release.inventory import ImageRow

__all__ = [
    "AIRGAP_RULES",
    "STATES",
    "UNKNOWN_HOST",
    "WORLDS",
    "Origin",
    "faults_of",
    "origin_of",
    "state_of",
    "worlds_of",
]

STATES = {
    "wrong": "wrong",
    "unknown": "not known",
    "direct": "direct",
    "proxy": "proxied",
    "local": "local",
    "ok": "correct",
    "listed": "only listed",
}
"""The states of an image in an installation, with their words; those that a person should look at come first."""

AIRGAP_RULES = frozenset({"airgap-collision", "airgap-missing", "local-registry-path"})
"""The rules whose mistakes show only in an air gap: online, the same image is pulled."""

UNKNOWN_HOST = "not known"
_HOLE = "…"
_TAG = lazy_compile("[:@]")


class Origin(NamedTuple):
    """Where an image is pulled from: the host (``host[:port]``), and ``proxy``, ``local``, ``plain`` or ``unknown``."""

    host: str
    kind: str


def worlds_of(report: ImageReport) -> list[str]:
    """Return the installations that the report is about. A release without an air gap of its own has only one."""
    if not report.is_delivered:
        return ["online"]
    return list(WORLDS) if report.mode == "both" else [report.mode]


def faults_of(row: ImageRow, world: str) -> list[str]:
    """Return the rules that make an image wrong in an installation: not those that only inform."""
    rules = row.verdict
    if row.broken:
        grave = {one.rule for one in row.broken if one.severity is not Severity.INFO}
        rules = tuple(rule for rule in rules if rule in grave)
    return [rule for rule in rules if world == "airgap" or rule not in AIRGAP_RULES]


def state_of(row: ImageRow, world: str) -> str:
    """Return what an image is in an installation: one of `STATES`."""
    if faults_of(row, world):
        return "wrong"
    if not row.is_known:
        return "unknown"
    if not row.is_delivered:
        return "ok"
    pull = row.pull(world)
    return "listed" if pull is None else pull.via


def origin_of(row: ImageRow, world: str) -> Origin:
    """Return where an installation pulls an image from; of one that is only listed, its own registry."""
    pull = row.pull(world)
    if pull is not None and row.is_delivered and pull.via == "local":
        return Origin("local registry", "local")
    host = _host(row.image if pull is None else pull.address)
    if pull is None and not row.is_delivered:
        host = None
    if host is None:
        return Origin(UNKNOWN_HOST, "unknown")
    return Origin(host, "proxy" if pull is not None and pull.via == "proxy" else "plain")


def _host(address: str) -> str | None:
    """Return the host of an address of which a part may not be known; None if that part may be the host."""
    head = address.partition("/")[0]
    first = head if "/" in address else _TAG.split(head)[0]
    if _HOLE in first or ("/" in address and "{" in first):
        return None
    whole = address.replace(_HOLE, "x")
    if is_reference(whole):
        return normalize_host(Reference.parse_normalized(whole).domain or "") or None
    return normalize_host(head) if "/" in address and looks_like_host(head) else None
