"""Completion at the cursor: sources, hosts and images, config options, keys and values, and ids of rules."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator

from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError
from replreg.config.model import Config
from replreg.lazy_re import lazy_compile
from replreg.lsp.analysis import Analysis
from replreg.lsp.diagnostics import range_of
from replreg.lsp.landmarks import Landmarks
from replreg.lsp.open_document import Document
from replreg.lsp.protocol import CompletionItem, CompletionKind
from replreg.lsp.schema_words import SchemaPart, document_part
from replreg.lsp.yaml_cursor import Cursor, cursor_at
from replreg.registries.linked_registry import BUILT_IN, REPLICATED_HOST
from replreg.rules.catalogue import RULES

__all__ = ["complete", "completions_at"]

_IGNORE = lazy_compile(r"#[ \t]*replreg:[ \t]*ignore(?:-file)?\[[^\]\n]*$")
_OPTION = lazy_compile(r"""\bConfigOption(?:Data|Equals|NotEquals|Index|Filename)?[ \t]+\\?["`]([\w-]*)$""")
_IMAGE_KEYS = frozenset(("image", "repository", "registry", "imageRegistry", "additionalImages", "hub"))


def completions_at(
    document: Document, offset: int, configurations: Configurations, known: Analysis | None
) -> list[CompletionItem]:
    """Return what can be written at an offset, each once. ``known`` is an analysis of an earlier version."""
    if not document.is_yaml:
        return []
    config = Config()
    with contextlib.suppress(ConfigError):
        config = configurations.config(document.config_path)
    marks = known.landmarks() if known is not None else Landmarks("", (), {})
    return _distinct(complete(document, offset, config, marks))


def complete(document: Document, offset: int, config: Config, marks: Landmarks) -> list[CompletionItem]:
    """Return what can be written at an offset. ``marks`` are of the last version of the document that was linted."""
    text = document.text
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    if _IGNORE.search(line):
        return list(_rules(document, offset, line))
    option = _OPTION.search(line)
    if option is not None:
        kind = CompletionKind.VARIABLE
        return [_item(document, offset, option[1], name, kind) for name in marks.options]
    cursor = cursor_at(text, offset)
    if cursor is None:
        return []
    part = document_part(document, cursor, config.kind)
    if cursor.key is None:
        return list(_keys(document, offset, cursor, part)) + list(_listed(document, offset, cursor, config, marks))
    return list(_values(document, offset, cursor, config, marks, part))


def _rules(document: Document, offset: int, line: str) -> Iterator[CompletionItem]:
    written = re.split(r"[\[,\s]", line)[-1]
    for rule in RULES.values():
        item = _item(document, offset, written, rule.id, CompletionKind.VALUE)
        item["documentation"] = rule.summary
        yield item


def _keys(document: Document, offset: int, cursor: Cursor, part: SchemaPart | None) -> Iterator[CompletionItem]:
    """Yield the keys that the schema has here and that the mapping lacks."""
    for name, inner in (part.keys() if part is not None else {}).items():
        if name in cursor.siblings:
            continue
        text = f"{name}: " if inner.is_scalar else f"{name}:"
        item = _item(document, offset, cursor.written, text, CompletionKind.PROPERTY)
        item["label"] = name
        if inner.description:
            item["documentation"] = inner.description
        if inner.is_deprecated:
            item["deprecated"] = True
        yield item


def _values(
    document: Document, offset: int, cursor: Cursor, config: Config, marks: Landmarks, part: SchemaPart | None
) -> Iterator[CompletionItem]:
    if cursor.key == "source":
        yield from _sources(document, offset, cursor, config)
    elif cursor.key in _IMAGE_KEYS or (cursor.key == "name" and cursor.path[:1] == ("images",)):
        yield from _images(document, offset, cursor, config, marks)
    inner = part.keys().get(cursor.key or "") if part is not None else None
    for word in inner.words() if inner is not None else ():
        yield _item(document, offset, cursor.written, word, CompletionKind.ENUM_MEMBER)


def _listed(
    document: Document, offset: int, cursor: Cursor, config: Config, marks: Landmarks
) -> Iterator[CompletionItem]:
    """Yield images for an entry of a list of images, such as ``additionalImages``."""
    if cursor.path[-1:] == ("-",) and cursor.path[-2:-1] and cursor.path[-2] in _IMAGE_KEYS:
        yield from _images(document, offset, cursor, config, marks)


def _sources(document: Document, offset: int, cursor: Cursor, config: Config) -> Iterator[CompletionItem]:
    for registry in config.registries:
        item = _item(document, offset, cursor.written, registry.name, CompletionKind.MODULE)
        item["detail"] = registry.endpoint
        yield item
    for name in BUILT_IN:
        yield _item(document, offset, cursor.written, name, CompletionKind.MODULE)


def _images(
    document: Document, offset: int, cursor: Cursor, config: Config, marks: Landmarks
) -> Iterator[CompletionItem]:
    """Yield the hosts of registries, and the addresses of the images that the release names."""
    host_only = cursor.key in ("registry", "imageRegistry", "hub")
    tail = "" if host_only else "/"
    hosts: dict[str, str] = {}
    for registry in config.registries:
        address = registry.endpoint if "/" in registry.endpoint else registry.host
        hosts.setdefault(f"{address}{tail}", f"the registry '{registry.name}'")
    for domain in config.domains.proxy or ("proxy.replicated.com",):
        prefix = f"{domain}/proxy/{config.app}{tail}" if config.app else f"{domain}/proxy{tail}"
        hosts.setdefault(prefix, "the platform's proxy")
    if config.app:
        hosts.setdefault(f"{REPLICATED_HOST}/{config.app}{tail}", "the platform's registry")
    for address, detail in hosts.items():
        item = _item(document, offset, cursor.written, address, CompletionKind.FOLDER)
        item["detail"] = detail
        yield item
    if host_only:
        return
    rows = {mark.row.image: mark.row for mark in marks.all if mark.row is not None}
    for image, row in rows.items():
        item = _item(document, offset, cursor.written, row.address or image, CompletionKind.REFERENCE)
        if row.source:
            item["detail"] = row.source
        yield item


def _item(document: Document, offset: int, written: str, text: str, kind: int) -> CompletionItem:
    """Return an item that replaces what is written of it."""
    span = range_of(document.positions, offset - len(written), offset)
    return {"label": text, "kind": kind, "filterText": text, "textEdit": {"range": span, "newText": text}}


def _distinct(items: Iterable[CompletionItem]) -> list[CompletionItem]:
    """Return items without those whose label was there before."""
    return list({item["label"]: item for item in items}.values())
