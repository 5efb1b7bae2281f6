"""Checks that look at several keys of one mapping: what must be there, and what excludes what.

Each function takes the walk, a mapping of its shape, and the mapping's path; it reports through the walk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.release.checks.access import (
    entry_span,
    has_template,
    is_absent,
    known_text,
    lacks,
    may_have_more,
)
from replreg.release.checks.record import Path
from replreg.yaml.nodes import MERGE_KEY, Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import legible

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["CHECKS"]

_Check = Callable[["Walk", Mapping, "Path | None"], None]

_PUBLIC_PORT_OPTIONAL = (2, 8, 0)
_EXCLUSIVE_OPTIONS = (
    ("rw", "ro"),
    ("z", "Z"),
    ("nocopy",),
    ("shared", "slave", "private", "rshared", "rslave", "rprivate"),
)


def _missing(walk: Walk, mapping: Mapping, path: Path | None, key: str, severity: Severity, hint: str = "") -> None:
    if lacks(mapping, key):
        walk.report_missing(mapping, path, key, severity, hint)


def _check_port(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if walk.is_whole and lacks(mapping, "private_port") and lacks(mapping, "public_port"):
        walk.report_missing(mapping, path, "private_port", Severity.WARNING)
    elif walk.version is not None and walk.version < _PUBLIC_PORT_OPTIONAL and lacks(mapping, "public_port"):
        hint = "add 'public_port', or set 'replicated_api_version' to 2.8.0 or later"
        walk.report_missing(mapping, path, "public_port", Severity.ERROR, hint)


def _check_config_file(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if walk.is_whole and known_text(walk.fragment, mapping.get("source")) == "github":
        for key in ("owner", "repo", "path", "ref"):
            _missing(walk, mapping, path, key, Severity.WARNING)


def _check_event(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    trigger = known_text(walk.fragment, mapping.get("trigger")) if walk.is_whole else None
    if trigger == "exec":
        _missing(walk, mapping, path, "args", Severity.WARNING)
    elif trigger == "port-listen":
        _missing(walk, mapping, path, "data", Severity.WARNING, "add 'data' with the number of the port")


def _check_admin_command(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if _is_old_image(mapping):
        _missing(walk, mapping, path, "component", Severity.ERROR)
        return
    _check_labels_of(walk, mapping, path, "selector")
    _check_place(walk, mapping, path, Severity.WARNING)


def _check_support(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    _check_labels_of(walk, mapping, path, "selector")
    _check_place(walk, mapping, path, Severity.ERROR)


def _is_old_image(mapping: Mapping) -> bool:
    return not lacks(mapping, "image") and lacks(mapping, "container")


def _check_command_image(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    _missing(walk, mapping, path, "image_name", Severity.ERROR)


def _check_place(walk: Walk, mapping: Mapping, path: Path | None, severity: Severity) -> None:
    """Report an admin command, or an entry of ``support``, that does not say where to run."""
    names = ("replicated", "swarm", "kubernetes")
    source = mapping.get("source")
    if isinstance(source, Mapping):
        if not any(not is_absent(source.get(name)) for name in names) and not _is_placed_inline(source):
            walk.report_missing(source, (path, "source"), "replicated", severity, _PLACE)
        return
    if isinstance(source, Scalar) and has_template(walk.fragment, source):
        return
    if any(not is_absent(mapping.get(name)) for name in names) or _is_placed_inline(mapping):
        return
    if not lacks(mapping, "component"):
        walk.report_missing(mapping, path, "container", severity)
    elif not lacks(mapping, "container"):
        walk.report_missing(mapping, path, "component", severity)
    elif not may_have_more(walk.fragment, mapping):
        message = f"this entry does not say where to run; the platform cannot find a container; {_PLACE}"
        walk.report("missing-key", path, entry_span(walk.fragment, mapping), severity, message)


_PLACE = "add 'component' and 'container', 'service' or 'selector'"


def _is_placed_inline(mapping: Mapping) -> bool:
    return (
        not lacks(mapping, "service")
        or not lacks(mapping, "selector")
        or not lacks(mapping, "selectors")
        or (not lacks(mapping, "component") and not (lacks(mapping, "container") and lacks(mapping, "image")))
    )


def _check_kubernetes_source(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if lacks(mapping, "selectors"):
        _missing(walk, mapping, path, "selector", Severity.ERROR)
    _check_labels_of(walk, mapping, path, "selector" if not lacks(mapping, "selector") else "selectors")


def _check_labels_of(walk: Walk, mapping: Mapping, path: Path | None, key: str) -> None:
    labels = mapping.get(key)
    if isinstance(labels, Mapping):
        for name, value in labels.entries():
            if is_absent(value):
                message = f"the label '{legible(name.value)}' of '{key}' is empty; the platform refuses the release"
                walk.report(
                    "missing-key", ((path, key), name.value), name, Severity.ERROR, f"{message}; give it a value"
                )


def _check_custom_monitor(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if lacks(mapping, "target"):
        _missing(walk, mapping, path, "targets", Severity.ERROR)


def _check_localization(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    locales = mapping.get("locales_enabled")
    if isinstance(locales, Sequence) and not locales.items:
        message = (
            "'locales_enabled' is an empty list; the platform refuses the release; name a locale or remove the key"
        )
        walk.report("missing-key", (path, "locales_enabled"), locales, Severity.ERROR, message)
    elif isinstance(locales, Sequence):
        from replreg.messages import NearWords

        near_words = NearWords()
        tags = [item.text("tag") or "" for item in mapping.sequence("locales") if isinstance(item, Mapping)]
        known = {*tags}
        for number, item in enumerate(locales.items):
            text = known_text(walk.fragment, item)
            right = near_words.nearest(text, tags) if text is not None and text not in known else None
            if right:
                message = (
                    f"'{legible(text or '')}' is not the tag of a locale here; it is not offered unless the platform "
                    f"has it; did you mean '{legible(right)}'?"
                )
                walk.report("unknown-reference", ((path, "locales_enabled"), number), item, Severity.INFO, message)


def _check_kubernetes_requirements(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    for number, item in enumerate(mapping.sequence("api_versions")):
        if is_absent(item):
            message = "an entry of 'api_versions' is empty; the platform refuses the release; remove it or fill it in"
            walk.report("missing-key", ((path, "api_versions"), number), item, Severity.ERROR, message)


def _check_labels(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    labels = mapping.get("labels")
    if isinstance(labels, Mapping):
        for key, _ in labels.entries():
            if is_absent(key):
                message = "a label has an empty key; the platform refuses the release; name the label or remove it"
                walk.report("missing-key", (path, "labels"), key, Severity.ERROR, message)


def _check_volume(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    options = [item for item in mapping.sequence("options") if isinstance(item, Scalar)]
    for group in _EXCLUSIVE_OPTIONS:
        chosen = [item for item in options if item.value in group]
        if len(chosen) > 1 and not walk.fragment.crosses_control_flow(
            *walk.fragment.span(chosen[0].start, max(chosen[-1].end, chosen[0].start))
        ):
            first, second = chosen[0].value, chosen[1].value
            what = f"'{first}' is there twice" if first == second else f"'{first}' and '{second}' exclude each other"
            message = f"{what}; the platform refuses the release; keep one of them"
            walk.report("conflicting-options", (path, "options"), chosen[1], Severity.ERROR, message)


def _check_component(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if "cluster_host_count" in mapping.index or any(
        isinstance(container, Mapping) and container.get("cluster_instance_count") is not None
        for container in mapping.sequence("containers")
    ):
        from replreg.release.checks.cluster_size import check_sizes

        check_sizes(walk, mapping, path)


def _check_release(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    if walk.fragment.file.count("public_port") > 1 and "components" in mapping.index:
        from replreg.release.checks.public_ports import check_public_ports

        check_public_ports(walk, mapping, path)


def _check_config_item(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    kind = known_text(walk.fragment, mapping.get("type"))
    if kind in ("select_one", "select_many") and walk.is_whole:
        _missing(walk, mapping, path, "items", Severity.WARNING, "add 'items' to choose from")
    keys = mapping.index
    is_shown = kind == "text" or kind is None
    if (
        kind in ("select_one", "select_many")
        or "write_once" in keys
        or MERGE_KEY in keys
        or (is_shown and _may_be_secret(keys.get("name")))
    ):
        from replreg.release.checks.config_advice import check_item

        check_item(walk, mapping, path, kind)


def _may_be_secret(name: Node | None) -> bool:
    text = name.value.lower() if isinstance(name, Scalar) else ""
    return any(word in text for word in ("key", "pass", "access", "secret", "token"))


def _check_test(name: str) -> _Check:
    def check(walk: Walk, mapping: Mapping, path: Path | None) -> None:
        if name == "config group" and "test_proc" not in mapping.index and MERGE_KEY not in mapping.index:
            return
        from replreg.release.checks import test_procedures

        if name == "config group":
            test_procedures.check_group(walk, mapping, path)
        elif name == "test procedure":
            test_procedures.check_test_procedure(walk, mapping, path)
        else:
            test_procedures.check_custom_command(walk, mapping, path)

    return check


def _check_ship(name: str) -> _Check:
    def check(walk: Walk, mapping: Mapping, path: Path | None) -> None:
        from replreg.release.checks.ship_structure import check_ship

        check_ship(walk, mapping, path, name)

    return check


CHECKS: dict[str, _Check] = {
    "release": _check_release,
    "port": _check_port,
    "config file": _check_config_file,
    "event": _check_event,
    "admin command": _check_admin_command,
    "command image": _check_command_image,
    "support file": _check_support,
    "support command": _check_support,
    "kubernetes source": _check_kubernetes_source,
    "custom monitor": _check_custom_monitor,
    "test procedure": _check_test("test procedure"),
    "localization": _check_localization,
    "kubernetes requirements": _check_kubernetes_requirements,
    "swarm secret": _check_labels,
    "swarm config": _check_labels,
    "volume": _check_volume,
    "component": _check_component,
    "config group": _check_test("config group"),
    "config item": _check_config_item,
    "ship item": _check_config_item,
    "ship asset": _check_ship("ship asset"),
    "ship step": _check_ship("ship step"),
    "ship eks cluster": _check_ship("ship eks cluster"),
    "ship helm chart": _check_ship("ship helm chart"),
    "custom command": _check_test("custom command"),
    "requirement command": _check_test("requirement command"),
}
"""The check of each shape that has one."""
