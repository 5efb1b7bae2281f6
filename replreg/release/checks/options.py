"""Config options: calls and conditions that name one that does not exist, and options that depend on themselves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from replreg.finding import Severity
from replreg.messages import suggestion
from replreg.release.checks.access import GO_FLAGS
from replreg.release.checks.calls import OPTION_CALLS, Argument, Call
from replreg.release.checks.index import Index
from replreg.release.checks.index_model import Option
from replreg.release.checks.names import Site
from replreg.release.checks.record import SEVERITIES, Record, written_path
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import legible

__all__ = ["Edges", "circle", "circular_options", "closing_edges", "read_edges", "unknown_options"]

Edges = dict[str, list[tuple[str, Argument]]]
"""Which options the value of an option reads, each with the argument that names it."""

_COMPARING = frozenset(("ConfigOptionEquals", "ConfigOptionNotEquals"))
_CHOOSING = frozenset(("select_one", "select", "radio", "dropdown"))
_BOOLS = frozenset("01")
_READING = frozenset(("ConfigOption", "ConfigOptionData", "ConfigOptionEquals", "ConfigOptionNotEquals"))


def unknown_options(index: Index) -> Iterator[Record]:
    """Yield the places that name a config option which the release does not have, or not of the type that it needs."""
    if not index.judges_options:
        return
    kinds = {option.name.text: option for option in reversed(index.options)}
    for call in index.calls:
        argument = call.argument(0) if call.name in OPTION_CALLS else None
        if argument is not None and argument.text:
            yield from _check_call(index, call, argument, kinds)
    for site, fact in index.conditions:
        if site.fragment.file == index.text:
            yield from _check_condition(index, site, fact, kinds)
    for site, is_file in index.option_references:
        if site.fragment.file == index.text:
            yield from _check_reference(index, site, is_file, kinds)


def _check_call(index: Index, call: Call, argument: Argument, kinds: dict[str | None, Option]) -> Iterator[Record]:
    text = argument.text
    if "[[" in text:
        return  # a name that a repeated item fills in
    span, document = (argument.start, argument.end), index.document_at(argument.start)
    if not index.option_names.may_hold(text):
        right = index.nearest(text, index.option_names)
        hint = suggestion(right, "define it on the config screen")
        message = f"'{legible(text)}' is not a config option; '{call.name}' yields nothing"
        from replreg.release.checks.reference_records import rename_argument

        fix = rename_argument(argument, right)
        lacks = index.absent(text, "config")
        yield Record("unknown-option", "", span, Severity.WARNING, message, fix, (), document, hint, lacks)
    elif call.name == "ConfigOptionData" and text in kinds:
        kind = kinds[text].kind
        if kind is not None and kind != "file":
            message = (
                f"the config option '{legible(text)}' is of the type '{legible(kind)}', and only a file has data; "
                "'ConfigOptionData' yields nothing; call 'ConfigOption'"
            )
            yield Record("unknown-option", "", span, Severity.WARNING, message, document=document)
    elif call.name in _COMPARING and text in kinds:
        yield from _check_comparison(index, call, kinds[text])


def _check_comparison(index: Index, call: Call, option: Option) -> Iterator[Record]:
    """Check the text that a call compares an option with: one that the option never has makes the call useless."""
    compared = call.argument(1)
    if compared is None or not compared.text or option.initial is None or "[[" in compared.text:
        return
    text, kind = compared.text, option.kind
    if text in option.initial:
        return
    right, hint = None, "compare with one of its 'items'"
    if kind in _CHOOSING and not option.choices.is_open and option.choices.exact:
        if option.choices.may_hold(text):
            return
        right = index.nearest(text, option.choices)
        mistake = f"'{legible(text)}' is not an item of '{legible(option.name.text or '')}'"
    elif kind == "bool" and not option.is_child and option.initial <= _BOOLS and text not in _BOOLS:
        right = {"true": "1", "false": "0"}.get(text.lower())
        mistake = f"'{legible(option.name.text or '')}' is a bool, whose values are 0 and 1"
        hint = "compare with 0 or 1"
    else:
        return
    never = "always" if call.name == "ConfigOptionNotEquals" else "never"
    hint = suggestion(right, hint)
    message = f"{mistake}; the comparison with '{legible(text)}' is {never} true; {hint}"
    span = (compared.start, compared.end)
    from replreg.release.checks.reference_records import rename_argument

    fix = rename_argument(compared, right)
    yield Record("unknown-option", "", span, Severity.WARNING, message, fix, document=index.document_at(compared.start))


def _check_condition(index: Index, site: Site, fact: str, kinds: dict[str | None, Option]) -> Iterator[Record]:
    """Check a ``when``: a flag, or the old form ``name=value``, ``name!=value`` or ``name``. Nothing is trimmed."""
    text = site.text or ""
    if text in GO_FLAGS or "{{" in text:
        return  # a '{{ repl' is another mistake
    place = text.find("!=")
    place = place if place >= 0 else text.find("=")
    name = text if place < 0 else text[:place]
    severity = SEVERITIES[fact]
    if not index.option_names.may_hold(name):
        yield _unknown_condition(index, site, name, severity)
        return
    option = kinds.get(name)
    if place < 0 or option is None or option.kind is None:
        return
    value = text[place:].lstrip("!").removeprefix("=")
    message = ""
    if option.kind in ("select_one", "select") and not option.choices.is_open and option.choices.exact:
        if not option.choices.may_hold(value):
            right = index.nearest(value, option.choices)
            hint = suggestion(right, "name one of its 'items'")
            message = f"'{legible(value)}' is not an item of '{legible(name)}'; the condition never changes; {hint}"
    elif option.kind == "bool" and not option.is_child and value not in ("0", "1", ""):
        message = (
            f"'{legible(name)}' is a bool, whose values are 0 and 1; the condition never changes; compare with 0 or 1"
        )
    if message:
        start = len(text) - len(value)
        field = ScalarValue(site.fragment, site.node, site.node.value)
        span = (field.locate(start, len(text)) if value else None) or site.span
        path = written_path(site.path)
        yield Record("unknown-option", path, span, Severity.WARNING, message, document=site.document)


def _unknown_condition(index: Index, site: Site, name: str, severity: Severity) -> Record:
    bare = name.strip(" <>=!\t")
    right = bare if bare != name and bare in index.option_names.exact else index.nearest(name, index.option_names)
    why = "the platform refuses the release" if severity is Severity.ERROR else "the condition has no effect"
    if name.lower() in ("yes", "on", "y", "no", "off", "n"):
        right = "true" if name.lower() in ("yes", "on", "y") else "false"
        message = f"'{name}' is not a flag in 'when', but the name of an option that does not exist; {why}"
        hint = f"write {right}"
    else:
        hint = suggestion(right, "write true, false, a template, or name=value")
        message = f"'{legible(name)}' is not a config option; {why}"
    from replreg.release.checks.reference_records import rename

    fix = rename(site, right, 0, len(name))
    path = written_path(site.path)
    lacks = index.absent(name, "config")
    return Record("unknown-option", path, site.span, severity, message, fix, (), site.document, hint, lacks)


def _check_reference(index: Index, site: Site, is_file: bool, kinds: dict[str | None, Option]) -> Iterator[Record]:
    text = site.text
    if text is None:
        return
    path = written_path(site.path)
    if not index.option_names.may_hold(text):
        right = index.nearest(text, index.option_names)
        hint = suggestion(right, "define it under 'config'")
        message = f"'{legible(text)}' is not a config option; it has no value here"
        from replreg.release.checks.reference_records import rename

        fix = rename(site, right)
        lacks = index.absent(text, "config")
        yield Record("unknown-option", path, site.span, Severity.WARNING, message, fix, (), site.document, hint, lacks)
    elif is_file and text in kinds and kinds[text].kind not in (None, "file"):
        message = (
            f"the config option '{legible(text)}' is of the type '{legible(kinds[text].kind or '')}', and only a file "
            "can be put into a container; name an option of the type 'file'"
        )
        yield Record("unknown-option", path, site.span, Severity.WARNING, message, document=site.document)


def circular_options(index: Index) -> Iterator[Record]:
    """Yield the calls in a config item that read the item itself, directly or through the values of other items."""
    edges: Edges = {}
    yield from read_edges(index, edges)
    for name, argument in closing_edges(edges):
        yield circle(index, name, argument)


def read_edges(index: Index, edges: Edges) -> Iterator[Record]:
    """Add which options the values of the file's options read; yield the calls that read the very item they are in."""
    own = (option for option in index.options if not option.is_child and option.fragment.file == index.text)
    items = sorted(own, key=lambda option: option.extent)
    if not items or not index.calls:
        return
    starts = [option.extent[0] for option in items]
    for call in index.calls:
        argument = call.argument(0) if call.name in _READING else None
        if argument is None:
            continue
        place = bisect_right(starts, call.start) - 1
        option = items[place] if place >= 0 else None
        if option is None or not option.extent[0] <= call.start < option.extent[1]:
            continue
        name = option.name.text or ""
        if option.tests is not None and option.tests[0] <= call.start < option.tests[1]:
            continue
        if argument.text == name:
            yield circle(index, "", argument)
        elif any(start <= call.start < end for start, end in option.valued):
            edges.setdefault(name, []).append((argument.text, argument))


def closing_edges(edges: Edges) -> Iterator[tuple[str, Argument]]:
    """Yield the argument that closes each cycle of values, found by a search over all options, with the cycle's names.

    The names are text, in the order in which the options read one another.
    """
    done: set[str] = set()
    for first in edges:
        if first in done:
            continue
        path = [first]
        on_path = {first: 0}
        ways = [iter(edges[first])]
        done.add(first)
        while path:
            step = next(ways[-1], None)
            if step is None:
                del on_path[path.pop()]
                ways.pop()
                continue
            name, argument = step
            if name in on_path:
                yield " → ".join(f"'{legible(one)}'" for one in [*path[on_path[name] :][:8], name]), argument
            elif name not in done and name in edges:
                done.add(name)
                on_path[name] = len(path)
                path.append(name)
                ways.append(iter(edges[name]))


def circle(index: Index, names: str, argument: Argument) -> Record:
    """Return the record of a call that closes a circle; without ``names``, of an option that reads itself."""
    if names:
        message = f"the values of config options form a circle: {names}; none of them can be computed; break the circle"
    else:
        message = (
            f"the config option '{legible(argument.text)}' depends on itself; the platform refuses it; name another "
            "option"
        )
    span = (argument.start, argument.end)
    return Record("circular-option", "", span, Severity.ERROR, message, document=index.document_at(argument.start))
