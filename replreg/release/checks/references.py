"""References of a release that lead nowhere: to components and containers, and to what other documents define."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix, Severity
from replreg.messages import suggestion
from replreg.release.checks.calls import CLUSTER_CALLS, CONTAINER_CALLS, DEPRECATED_CALLS
from replreg.release.checks.index import Index
from replreg.release.checks.names import Names, Site
from replreg.release.checks.record import Record, written_path
from replreg.yaml.templates import MASK, legible

__all__ = ["deprecated_calls", "unknown_references", "unused_definitions"]

_CONTAINER_CALLS = frozenset(CONTAINER_CALLS)
_MOST_COMPARED = 300_000
_WHERE = {
    "tags": ("tag", "'tags' of a component", Severity.INFO),
    "steps": ("step", "'id' of a step", Severity.WARNING),
    "volume claims": ("volume claim", "PersistentVolumeClaim", Severity.WARNING),
    "shared file system paths": ("path", "entry of 'kubernetes.shared_fs.mount_paths'", Severity.WARNING),
    "secrets": ("secret", "entry of 'swarm.secrets'", Severity.WARNING),
    "configs": ("config", "entry of 'swarm.configs'", Severity.WARNING),
}
"""For each kind of name: its word, the list that defines it, and the severity if nothing defines it."""


def unknown_references(index: Index) -> Iterator[Record]:
    """Yield the references that lead nowhere, as far as the release has what they point into."""
    if index.names("containers").is_listed or index.container_references or index.called & _CONTAINER_CALLS:
        from replreg.release.checks.container_references import container_references

        yield from container_references(index)
    prefixes = tuple(index.claim_prefixes)
    for thing, sites in index.referred.items():
        names = index.defined.get(thing)
        is_own = thing.startswith("own ") or thing in ("tags", "steps")
        if names is None or not _are_judged(index, thing, names) or (index.is_unreadable and not is_own):
            continue
        for site in sites:
            if site.text is not None and not names.may_hold(site.text):
                key = site.path[1] if thing in ("secrets", "configs") and site.path is not None else None
                if isinstance(key, str) and key in names.exact:
                    continue  # an external one is found by its key too
                if thing == "volume claims" and site.text.startswith(prefixes):
                    continue
                yield _unknown_name(index, thing, names, site)
    yield from _check_commands(index)
    yield from _check_selectors(index)
    yield from _check_clusters(index)


def _are_judged(index: Index, thing: str, names: Names) -> bool:
    """Return True if a name that is not there is a mistake. A whole release without a list of secrets has none."""
    may_be_absent = thing in ("secrets", "configs") or thing.startswith("own ")
    return names.is_judged or (may_be_absent and index.is_whole and not names.is_open)


def _unknown_name(index: Index, thing: str, names: Names, site: Site) -> Record:
    from replreg.release.checks.reference_records import rename

    word, place, severity = _WHERE.get(thing) or _described(thing)
    text = site.text or ""
    right = index.nearest(text, names)
    hint = suggestion(right, f"define it or remove the {word}")
    message = f"the {word} '{legible(text)}' does not exist: no {place} has this name; it has no effect"
    return Record(
        "unknown-reference", written_path(site.path), site.span, severity, message, rename(site, right), (),
        site.document, hint, index.absent(text, thing),
    )  # fmt: skip


def _described(thing: str) -> tuple[str, str, Severity]:
    """Return the words for a kind of thing that only one kind of document defines, such as its services."""
    if thing.startswith("own "):
        word = "secret" if "secrets" in thing else "config"
        return word, f"entry of this document's '{word}s'", Severity.WARNING
    noun, _, kind = thing.partition(" of ")
    word = noun.removesuffix("s")
    return word, f"{word} of the '{kind}' documents", Severity.WARNING


def _check_commands(index: Index) -> Iterator[Record]:
    names = index.names("commands")
    if names.is_open or not (names.is_listed or index.is_whole):
        return
    for site, number in index.item_commands:
        if site.text is None:
            continue
        if not names.may_hold(site.text):
            from replreg.release.checks.reference_records import part_record

            right = index.nearest(site.text, names)
            hint = suggestion(right, "define it under 'cmds'")
            message = f"'{legible(site.text)}' is not one of the commands in 'cmds'; the option gets no value from it"
            part, lacks = (site, 0, len(site.text)), index.absent(site.text, "cmds")
            yield part_record(part, Severity.WARNING, message, right, hint, lacks)
        elif number is not None and number.text is not None and number.text.isdecimal():
            kind = index.command_kinds.get(site.text)
            most = 2 if kind == "cert" else 0
            if kind is not None and int(number.text[:9]) > most:
                message = f"the command '{legible(site.text)}' has no value {number.text}; the option stays empty"
                what = "0 to 2" if most else "0"
                yield Record(
                    "unknown-value", written_path(number.path), number.span, Severity.WARNING,
                    f"{message}; write {what}", document=number.document,
                )  # fmt: skip


def _check_selectors(index: Index) -> Iterator[Record]:
    if not index.labels or index.has_open_labels or index.is_unreadable:
        return
    judged = max(1, _MOST_COMPARED // len(index.labels))  # each is compared with all of them
    for site, wanted in index.selectors[:judged]:
        if not any(_selects(wanted, labels) for labels in index.labels):
            message = (
                "no pod of the 'scheduler-kubernetes' documents has these labels; nothing is selected; compare them"
            )
            path = written_path(site.path[0] if site.path else None)
            yield Record("unknown-reference", path, site.span, Severity.INFO, message, document=site.document)


def _selects(wanted: dict[str, str], labels: dict[str, str]) -> bool:
    """Return True if labels, which may have masked templates, have the wanted values."""
    for key, value in wanted.items():
        label = labels.get(key)
        if label == value:
            continue
        if label is None or MASK not in label:
            return False
        from replreg.yaml.masked_values import could_become

        if not could_become(label, value):
            return False
    return True


def _check_clusters(index: Index) -> Iterator[Record]:
    for call in index.calls if index.is_ship else ():
        argument = call.argument(0)
        if call.name not in CLUSTER_CALLS or argument is None:
            continue
        names = index.names(f"clusters of {call.name}")
        if names.is_judged and not names.may_hold(argument.text):
            from replreg.release.checks.reference_records import call_record

            right = index.nearest(argument.text, names)
            hint = suggestion(right, "name the 'cluster_name' of an asset")
            message = (
                f"'{legible(argument.text)}' is not a cluster of this release; '{call.name}' yields nothing; {hint}"
            )
            yield call_record(index, argument, Severity.WARNING, message, right)


def unused_definitions(index: Index) -> Iterator[Record]:
    """Yield Swarm secrets and configs that no Swarm document uses, as an info."""
    for kind in ("secrets", "configs"):
        names = index.names(kind)
        if not index.names("services of scheduler-swarm").is_listed or index.is_unreadable or names.is_open:
            continue
        sites = index.referred.get(kind, ())
        if any(site.text is None for site in sites):
            continue
        used = {site.text for site in sites} | index.renamed.get(kind, set())
        # A name with a slip in it is one mistake, and the use that it is meant for says so.
        used |= {index.nearest(site.text, names) for site in sites if site.text and not names.may_hold(site.text)}
        for name, site in names.exact.items():
            if name not in used:
                message = (
                    f"no '{kind}' of a 'scheduler-swarm' document uses '{legible(name)}' as external; it has no "
                    "effect; use it or remove it"
                )
                yield Record(
                    "unknown-reference", written_path(site.path), site.span, Severity.INFO, message,
                    document=site.document,
                )  # fmt: skip


def deprecated_calls(index: Index) -> Iterator[Record]:
    """Yield the calls of deprecated template functions, with the unsafe fix that calls the new one."""
    for call in index.calls:
        new = DEPRECATED_CALLS.get(call.name)
        if new is not None:
            span = (call.start, call.start + len(call.name))
            message = f"'{call.name}' is deprecated; later versions may not have it; call '{new}'"
            fix = Fix(False, f"replace '{call.name}' with '{new}'", (Edit(*span, new),))
            document = index.document_at(call.start)
            yield Record("deprecated-key", "", span, Severity.INFO, message, fix, document=document)
