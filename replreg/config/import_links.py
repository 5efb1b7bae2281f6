"""The links that the vendor portal knows, as JSON, and how they go into a ``replreg.yaml`` that people keep by hand.

The shapes are those of the vendor API (``GET /v3/external_registries``: an object with the list under
``external_registries``) and of the vendor's command-line tool (``registry ls --output json``: the bare list).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from replreg.config.load import parse_config
from replreg.finding import Edit
from replreg.registries.linked_registry import BUILT_IN, Registry
from replreg.yaml.composer import Mapping, Node, Scalar, compose
from replreg.yaml.edits import apply_edits
from replreg.yaml.insertion import plain_or_quoted
from replreg.yaml.scalar_offsets import content_span
from replreg.yaml.text import BOM, first_newline, line_end, line_start

__all__ = ["Link", "LinksError", "merge_links", "read_json", "read_links"]


class LinksError(ValueError):
    """A text is not a list of links; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One linked registry as the portal has it. ``apps`` are the ids of the apps it is for; none means all."""

    name: str
    endpoint: str
    provider: str | None = None
    username: str | None = None
    apps: tuple[str, ...] = ()


def read_json(text: str) -> Any:
    """Return parsed JSON. Raises `LinksError`."""
    try:
        return json.loads(text.removeprefix(BOM))
    except (ValueError, RecursionError) as error:
        raise LinksError(f"this is not JSON: {error}") from None


def read_links(text: str, *, app_id: str | None = None) -> list[Link]:
    """Read the links in a JSON text; with ``app_id`` only those that apply to that app. Raises `LinksError`.

    A link without a slug goes by its endpoint, as it does on the platform. Whatever else an object holds, secrets
    above all, is not even looked at.
    """
    data = read_json(text)
    if isinstance(data, dict):
        data = data.get("external_registries")
    if not isinstance(data, list):
        raise LinksError(
            "this is not a list of registries; give what 'replicated registry ls --output json' prints, or an "
            "object with 'external_registries'"
        )
    links: dict[str, Link] = {}
    for number, item in enumerate(data, 1):
        link = _read_link(item, number)
        if link.name in BUILT_IN or (app_id is not None and link.apps and app_id not in link.apps):
            continue
        if link.name in links and links[link.name].endpoint != link.endpoint:
            raise LinksError(f"two registries are called '{link.name}'; name the app with --app-id to tell them apart")
        links[link.name] = link
    return list(links.values())


def _read_link(item: Any, number: int) -> Link:
    if not isinstance(item, dict):
        raise LinksError(f"registry {number} of the list is not an object")
    endpoint = item.get("endpoint")
    if not isinstance(endpoint, str) or not endpoint.strip():
        raise LinksError(f"registry {number} of the list has no 'endpoint'")
    name = item.get("slug")
    apps = item.get("appIds")
    provider, username = item.get("provider"), item.get("username")
    return Link(
        name.strip() if isinstance(name, str) and name.strip() else endpoint.strip(),
        endpoint.strip(),
        provider if isinstance(provider, str) and provider else None,
        username if isinstance(username, str) and username else None,
        tuple(str(app) for app in apps) if isinstance(apps, list) else (),
    )


def merge_links(text: str, links: Iterable[Link], path: str = "replreg.yaml") -> str:
    """Return a configuration's text with the links in it, every other character as it was.

    A registry that is there gets the portal's endpoint and, where the portal has them, user name and provider; one
    that is missing is added; one that only the file has stays. Raises `replreg.config.load.ConfigError` where the text
    is not a configuration.
    """
    config = parse_config(text, path)
    present = {registry.name: registry for registry in config.registries}
    root = _root(text)
    edits: list[Edit] = []
    missing: list[Link] = []
    registries = root.mapping("registries") if root is not None else None
    for link in links:
        registry = present.get(link.name)
        node = registries.get(link.name) if registries is not None else None
        if registry is None or node is None:
            missing.append(link)
        else:
            edits.extend(_changes(text, node, registry, link))
    if missing:
        edits.append(_addition(text, root, registries, missing))
    merged = apply_edits(text, sorted(edits, key=lambda edit: (edit.start, edit.end)))
    parse_config(merged, path)
    return merged


def _root(text: str) -> Mapping | None:
    roots = compose(text).roots
    return roots[0] if roots and isinstance(roots[0], Mapping) else None


def _changes(text: str, node: Node, registry: Registry, link: Link) -> list[Edit]:
    """Return the edits that bring one registry up to date."""
    if isinstance(node, Scalar):
        if link.username:  # the short form has no room for it
            return [Edit(node.start, node.end, f"{{{', '.join(_pairs(link))}}}")]
        if registry.endpoint == link.endpoint:
            return []
        return [_rewritten(text, node, link.endpoint)]
    if not isinstance(node, Mapping):
        return []
    edits = []
    wanted = {"endpoint": link.endpoint, "username": link.username}
    for key, value in wanted.items():
        there = node.scalar(key)
        if value and there is not None and there.value != value:
            edits.append(_rewritten(text, there, value))
        elif value and there is None and node.flow:
            end = node.pairs[-1][1].end
            edits.append(Edit(end, end, f", {key}: {plain_or_quoted(value)}"))
        elif value and there is None:
            last_key, last_value = node.pairs[-1]
            indent = " " * _column(text, last_key.start)
            end = line_end(text, last_value.end)
            edits.append(Edit(end, end, f"{first_newline(text)}{indent}{key}: {plain_or_quoted(value)}"))
    return edits


def _rewritten(text: str, node: Scalar, value: str) -> Edit:
    """Return the edit that gives a scalar another value, within its quotes where that can be."""
    written = plain_or_quoted(value)
    if written == value and node.style in ("'", '"'):
        return Edit(*content_span(text, node), value)
    return Edit(node.start, node.end, written)


def _addition(text: str, root: Mapping | None, registries: Mapping | None, links: list[Link]) -> Edit:
    """Return the insertion of new registries: after the last one, or under a key of their own."""
    newline = first_newline(text)
    if registries is not None and registries.pairs and not registries.flow:
        first, last = registries.pairs[0][0], registries.pairs[-1][1]
        indent = _column(text, first.start)
        blocks = [
            value for _, value in registries.pairs if isinstance(value, Mapping) and value.pairs and not value.flow
        ]
        step = _column(text, blocks[-1].pairs[0][0].start) - indent if blocks else 2
        end = _end_of_content(text, last)
        return Edit(end, end, "".join(newline + line for line in _lines(links, indent, step)))
    if registries is not None and registries.flow:
        end = registries.end - 1
        while text[end - 1] in " \t\r\n":
            end -= 1
        comma = ", " if registries.pairs else ""
        body = ", ".join(f"{plain_or_quoted(link.name)}: {{{', '.join(_pairs(link))}}}" for link in links)
        return Edit(end, end, comma + body)
    lines = _lines(links, 2, 2)
    key = root.key("registries") if root is not None else None
    if key is not None and root is not None:
        value = root.index["registries"]
        end = line_end(text, max(key.end, value.end))
        if value.end > value.start:  # an explicit null
            return Edit(value.start, value.end, newline + newline.join(lines))
        return Edit(end, end, "".join(newline + line for line in lines))
    body = newline.join(["registries:", *lines]) + newline
    if text and not text.endswith(("\n", "\r")):
        body = newline + body
    return Edit(len(text), len(text), body)


def _lines(links: list[Link], indent: int, step: int) -> list[str]:
    lines = []
    for link in links:
        lines.append(f"{' ' * indent}{plain_or_quoted(link.name)}:")
        lines.extend(f"{' ' * (indent + step)}{pair}" for pair in _pairs(link))
    return lines


def _pairs(link: Link) -> list[str]:
    pairs = [f"endpoint: {plain_or_quoted(link.endpoint)}"]
    if link.username:
        pairs.append(f"username: {plain_or_quoted(link.username)}")
    return pairs


def _column(text: str, offset: int) -> int:
    return offset - line_start(text, offset)


def _end_of_content(text: str, node: Node) -> int:
    """Return the end of the line that has a node's last character."""
    while isinstance(node, Mapping) and node.pairs and not node.flow:
        node = node.pairs[-1][1]
    return line_end(text, node.end)
