"""The vendor's own domains that the portal knows, as JSON, and how they go into a ``replreg.yaml``.

The shape is that of the vendor API (``GET /v3/app/<id>/custom-hostnames``) and of the vendor's command-line tool
(``app hostname ls --output json``): an object with lists under ``proxy`` and ``registry``, whose items have
``hostname``. The tool adds the platform's own domains to them, which are left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from replreg.config.import_links import LinksError
from replreg.config.load import ConfigError, parse_config
from replreg.config.model import Domains
from replreg.finding import Edit
from replreg.registries.linked_registry import REPLICATED_HOST
from replreg.release.kots_domains import PROXY_HOST
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, compose
from replreg.yaml.edits import apply_edits
from replreg.yaml.insertion import plain_or_quoted
from replreg.yaml.text import first_newline, line_end, line_start

__all__ = ["are_domains", "merge_domains", "read_domains", "render_domains"]

_PLATFORM = frozenset({PROXY_HOST, REPLICATED_HOST})
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")


def are_domains(data: Any) -> bool:
    """Return True if parsed JSON has the shape of a list of domains rather than of registries."""
    return isinstance(data, dict) and "external_registries" not in data and ("proxy" in data or "registry" in data)


def read_domains(data: Any) -> Domains:
    """Return the vendor's own domains in parsed JSON, each once and in lower case. Raises `LinksError`."""
    found: dict[str, tuple[str, ...]] = {}
    for key in Domains._fields:
        items = data.get(key)
        if not isinstance(items, list | None):
            raise LinksError(f"'{key}' is not a list of domains")
        hosts: dict[str, None] = {}
        for number, item in enumerate(items or (), 1):
            host = item.get("hostname") if isinstance(item, dict) else None
            if not isinstance(host, str) or not _HOST.fullmatch(host.strip()):
                raise LinksError(f"domain {number} of '{key}' has no 'hostname' that is a host")
            if host.strip().lower() not in _PLATFORM:
                hosts[host.strip().lower()] = None
        found[key] = tuple(hosts)
    return Domains(**found)


def render_domains(domains: Domains) -> str:
    """Return the lines of a configuration that name domains; empty if there are none."""
    lines = [f"  {key}: [{_list(hosts)}]\n" for key, hosts in domains._asdict().items() if hosts]
    return "".join(["domains:\n", *lines]) if lines else ""


def merge_domains(text: str, domains: Domains, path: str = "replreg.yaml") -> str:
    """Return a configuration's text with the domains in it, every other character as it was.

    Domains that only the file has stay. Raises `ConfigError` where the text is not a configuration, or has its domains
    in a form that cannot be added to.
    """
    present = parse_config(text, path).domains
    wanted = Domains(*(tuple(dict.fromkeys((*old, *new))) for old, new in zip(present, domains, strict=True)))
    if wanted == present:
        return text
    roots = compose(text).roots
    root = roots[0] if roots and isinstance(roots[0], Mapping) else None
    missing = Domains(
        *(tuple(host for host in new if host not in old) for old, new in zip(present, domains, strict=True))
    )
    node = root.mapping("domains") if root is not None else None
    if root is not None and node is not None and node.pairs:
        merged = apply_edits(text, sorted(_additions(text, node, missing), key=lambda edit: (edit.start, edit.end)))
    elif root is not None and root.key("domains") is not None:
        value = root.index["domains"]
        body = "{" + ", ".join(f"{key}: [{_list(hosts)}]" for key, hosts in missing._asdict().items() if hosts) + "}"
        before = "" if value.end > value.start or text[value.start - 1 : value.start] in (" ", "\t") else " "
        merged = apply_edits(text, [Edit(value.start, value.end, before + body)])
    else:
        newline = first_newline(text)
        between = "" if not text else newline if text.endswith(("\n", "\r")) else newline * 2
        merged = text + between + render_domains(missing).replace("\n", newline)
    try:
        is_right = parse_config(merged, path).domains == wanted
    except ConfigError:
        is_right = False
    if not is_right:
        raise ConfigError(f"its 'domains' cannot be added to; write {_words(missing)} there", path)
    return merged


def _additions(text: str, node: Mapping, missing: Domains) -> Iterable[Edit]:
    newline = first_newline(text)
    for key, hosts in missing._asdict().items():
        if not hosts:
            continue
        value = node.get(key)
        if isinstance(value, Sequence) and value.items and not value.flow:
            last = value.items[-1]
            start = line_start(text, last.start)
            lead = re.match(r"[ \t]*(?:-[ \t]+)", text[start : last.start])
            prefix = lead[0] if lead else "- "
            end = line_end(text, last.end)
            yield Edit(end, end, "".join(f"{newline}{prefix}{plain_or_quoted(host)}" for host in hosts))
        elif isinstance(value, Sequence):
            end = value.end - 1
            while text[end - 1] in " \t\r\n":
                end -= 1
            yield Edit(end, end, f"{', ' if value.items else ''}{_list(hosts)}")
        elif isinstance(value, Scalar):  # null
            before = "" if value.end > value.start or text[value.start - 1 : value.start] in (" ", "\t") else " "
            yield Edit(value.start, value.end, f"{before}[{_list(hosts)}]")
        elif node.flow:
            end = node.pairs[-1][1].end
            yield Edit(end, end, f", {key}: [{_list(hosts)}]")
        else:
            first, last = node.pairs[0][0], _last(node)
            indent = " " * (first.start - line_start(text, first.start))
            end = line_end(text, last.end)
            yield Edit(end, end, f"{newline}{indent}{key}: [{_list(hosts)}]")


def _last(node: Node) -> Node:
    """Return the last scalar or flow collection of a block."""
    while True:
        if isinstance(node, Mapping) and node.pairs and not node.flow:
            node = node.pairs[-1][1]
        elif isinstance(node, Sequence) and node.items and not node.flow:
            node = node.items[-1]
        else:
            return node


def _list(hosts: Iterable[str]) -> str:
    return ", ".join(plain_or_quoted(host) for host in hosts)


def _words(missing: Domains) -> str:
    return " and ".join(f"{key}: [{_list(hosts)}]" for key, hosts in missing._asdict().items() if hosts)
