"""The numbers of hosts and instances of the native scheduler: what cannot run, and what has no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.release.checks.access import absent_key, entry_span, is_absent, is_false, known_text, lacks, node_span
from replreg.release.checks.record import Path
from replreg.yaml.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["check_sizes"]

_RULE = "cluster-size"


def check_sizes(walk: Walk, component: Mapping, path: Path | None) -> None:
    """Report what is doubtful about the sizes of a native component and of its containers."""
    hosts = component.mapping("cluster_host_count")
    clustered = not is_false(walk.fragment, component.get("cluster"))
    if hosts is not None:
        place: Path = (path, "cluster_host_count")
        _check_order(walk, hosts, place, "min")
        if clustered and _number(walk, hosts, "min") == 1 == _number(walk, hosts, "max"):
            message = "this component is clustered, but never runs on more than one host; raise 'max' or drop 'cluster'"
            walk.report(_RULE, place, entry_span(walk.fragment, hosts, "max"), Severity.INFO, message)
        if not clustered:
            _report_useless(walk, component, path, "cluster_host_count")
    for number, container in enumerate(component.sequence("containers")):
        if isinstance(container, Mapping):
            _check_container(walk, container, ((path, "containers"), number))


def _check_container(walk: Walk, container: Mapping, path: Path) -> None:
    count = container.mapping("cluster_instance_count")
    if count is None:
        return
    place: Path = (path, "cluster_instance_count")
    _check_order(walk, count, place, "initial")
    if is_false(walk.fragment, container.get("cluster")):
        _report_useless(walk, container, path, "cluster_instance_count")
        return
    key = next((key for key in ("initial", "max") if _number(walk, count, key) not in (None, 1)), None)
    if key is None:
        return
    span = entry_span(walk.fragment, count, key)
    public = [
        port for port in container.sequence("ports") if isinstance(port, Mapping) and not lacks(port, "public_port")
    ]
    if public:
        message = (
            "this container can have several instances, and only one of them can bind its 'public_port'; remove the "
            "port, or use 'public_port_initial' (product version 2.43.0 or later)"
        )
        walk.report(_RULE, place, span, Severity.WARNING, message)
    elif not is_absent(container.get("name")):
        message = (
            "this container can have several instances, and container names are unique on a host; remove its 'name', "
            "or set the count to 1"
        )
        walk.report(_RULE, place, span, Severity.WARNING, message)


def _check_order(walk: Walk, counts: Mapping, path: Path, first: str) -> None:
    """Report limits that contradict one another. A ``max`` of 0 has no limit."""
    lowest, most = _number(walk, counts, first), _number(walk, counts, "max")
    healthy, degraded = _number(walk, counts, "threshold_healthy"), _number(walk, counts, "threshold_degraded")
    if lowest is not None and most and most < lowest:
        _report_order(walk, counts, path, "max", f"'max' is {most}, less than '{first}', which is {lowest}")
    if healthy is not None and most and healthy > most:
        mistake = f"'threshold_healthy' is {healthy}, more than 'max', which is {most}"
        _report_order(walk, counts, path, "threshold_healthy", mistake)
    if degraded is not None and healthy is not None and degraded > healthy:
        mistake = f"'threshold_degraded' is {degraded}, more than 'threshold_healthy', which is {healthy}"
        _report_order(walk, counts, path, "threshold_degraded", mistake)


def _report_order(walk: Walk, counts: Mapping, path: Path, key: str, mistake: str) -> None:
    node = counts.get(key)
    message = f"{mistake}; the count can never be right; exchange or change the numbers"
    walk.report(_RULE, (path, key), node or counts, Severity.WARNING, message)


def _report_useless(walk: Walk, holder: Mapping, path: Path | None, key: str) -> None:
    place = holder.key(key)
    message = f"'{key}' has no effect without 'cluster: true'"
    hint = "add that, or remove the counts"
    lacks = (absent_key(walk.fragment, holder, "cluster"),) if holder.get("cluster") is None else ()
    span = entry_span(walk.fragment, holder) if place is None else node_span(walk.fragment, place)
    walk.report(_RULE, (path, key), span, Severity.INFO, message, hint=hint, lacks=lacks)


def _number(walk: Walk, mapping: Mapping, key: str) -> int | None:
    node = mapping.get(key)
    text = known_text(walk.fragment, node) if isinstance(node, Scalar) else None
    return int(text) if text is not None and text.isdecimal() and text.isascii() and len(text) < 19 else None
