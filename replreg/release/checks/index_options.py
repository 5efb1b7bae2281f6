"""Reads config screens into the index: options, conditions, and what names an option."""

from __future__ import annotations

from replreg.release.checks.access import is_absent, known_text, may_have_more
from replreg.release.checks.index import Index
from replreg.release.checks.index_model import Option
from replreg.release.checks.index_places import add_custom_command
from replreg.release.checks.reader import Reader
from replreg.release.checks.record import Path
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping, Sequence

__all__ = ["add_options"]


def add_options(
    index: Index, document: int, fragment: Fragment, root: Mapping, key: str, path: Path | None, fact: str = "P"
) -> None:
    """Take in the groups of a config screen: the list under ``key`` of a mapping.

    ``fact`` is the source of the fact that a ``when`` of a group or an item must be right. It is empty for the
    ``Config`` of KOTS, whose ``when`` is a flag and names no option without a template.
    """
    reader = Reader(index, document, fragment)
    reader.define(index.option_names, root, key)
    for group, place in reader.mappings(root, key, path):
        _add_condition(reader, group, place, fact)
        _add_test(reader, group, place)
        items = group.get("items")
        if items is None and fact:
            index.lack("config", fragment, group, "items")
        elif items is None:
            index.option_names.is_open = True  # a KOTS screen may have them under a misspelt key, in another file
        if (isinstance(items, Sequence) and may_have_more(fragment, items)) or may_have_more(fragment, group):
            index.option_names.is_open = True
        for item, where in reader.mappings(group, "items", place):
            _add_item(reader, item, where, fact)


def _add_item(reader: Reader, item: Mapping, path: Path, fact: str) -> None:
    index, fragment = reader.index, reader.fragment
    _add_condition(reader, item, path, fact)
    _add_test(reader, item, path)
    for key in ("value_cmd", "default_cmd", "data_cmd"):
        command = item.mapping(key)
        site = reader.child(command, "name", (path, key)) if command is not None else None
        if command is not None and site is not None:
            index.item_commands.append((site, reader.child(command, "value_at", (path, key))))
    option = _add_option(reader, item, path)
    children = item.get("items")
    if isinstance(children, Sequence) and may_have_more(fragment, children):
        index.option_names.is_open = True
        if option is not None:
            option.choices.is_open = True
    for child, place in reader.mappings(item, "items", path):
        _add_condition(reader, child, place, "D" if fact else "")
        inner = _add_option(reader, child, place)
        if inner is not None:
            inner.is_child = True
        if option is not None:
            option.choices.add_needed(reader.document, fragment, child.get("name"), (place, "name"))


def _add_option(reader: Reader, node: Mapping, path: Path) -> Option | None:
    index, fragment = reader.index, reader.fragment
    index.option_names.add_needed(reader.document, fragment, node.get("name"), (path, "name"))
    if may_have_more(fragment, node):
        index.option_names.is_open = True
    name = reader.child(node, "name", path)
    if name is None or name.text is None:
        return None
    kind = node.get("type")
    option = Option(reader.document, fragment, name, "text" if is_absent(kind) else known_text(fragment, kind), path)
    option.extent = fragment.span(node.start, node.end)
    test = node.get("test_proc")
    if test is not None:
        option.tests = fragment.span(test.start, test.end)
    for key in ("value", "default"):
        value = node.get(key)
        if value is not None:
            option.valued.append(fragment.span(value.start, value.end))
            text = known_text(fragment, value)
            if option.initial is not None and text is not None:
                option.initial.add(text)
            elif not is_absent(value):
                option.initial = None
    index.options.append(option)
    return option


def _add_condition(reader: Reader, holder: Mapping, path: Path, fact: str) -> None:
    if not fact:
        return
    for value in reader.fragment.choices(holder, "when"):
        site = reader.site(value, (path, "when"))
        if site is not None and site.text is not None:
            reader.index.conditions.append((site, fact))


def _add_test(reader: Reader, holder: Mapping, path: Path) -> None:
    test = holder.mapping("test_proc")
    if test is None:
        return
    place: Path = (path, "test_proc")
    _add_condition(reader, test, place, "P")
    add_custom_command(reader, test.mapping("custom_command"), (place, "custom_command"), "test-proc")
    for site in reader.scalars(test, "arg_fields", place):
        reader.index.option_references.append((site, False))
