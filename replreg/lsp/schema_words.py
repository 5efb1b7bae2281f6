"""The keys and the values that the JSON Schema of a document has at a place: what completion offers."""

from __future__ import annotations

import re
from typing import Any

from replreg.finding import Span
from replreg.lazy_re import lazy_compile
from replreg.lsp.open_document import Document
from replreg.lsp.yaml_cursor import Cursor
from replreg.release.kinds import MARKER_KINDS, find_marker
from replreg.release.schema_table import SCHEMAS, SchemaName
from replreg.yaml.documents import split_documents
from replreg.yaml.json_schema import Schema, load_schema

__all__ = ["SchemaPart", "document_part"]

_API_VERSION = lazy_compile(r"""(?m)^["']?apiVersion["']?:[ \t]*["']?([\w.-]+)/([\w.-]+)""")
_KIND = lazy_compile(r"""(?m)^["']?kind["']?:[ \t]*["']?(\w+)""")
_MOST_REFERENCES = 20


class SchemaPart:
    """A part of a schema document, its references followed."""

    def __init__(self, whole: Schema, schema: Schema) -> None:
        self._whole = whole
        for _ in range(_MOST_REFERENCES):
            if "$ref" not in schema:
                break
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        self._schema = schema

    def keys(self) -> dict[str, SchemaPart]:
        """Return the keys that a mapping may have here, each with its part."""
        found: dict[str, SchemaPart] = {}
        for schema in self._alternatives():
            for name, part in schema.get("properties", {}).items():
                if isinstance(part, dict):
                    found.setdefault(name, SchemaPart(self._whole, part))
        return found

    def within(self, key: str) -> SchemaPart | None:
        """Return the part for a key of a mapping, or with ``-`` for the entries of a list."""
        for schema in self._alternatives():
            inner = schema.get("items") if key == "-" else schema.get("properties", {}).get(key)
            if inner is None and key != "-":
                inner = schema.get("additionalProperties")
            if isinstance(inner, dict):
                return SchemaPart(self._whole, inner)
        return None

    def words(self) -> list[str]:
        """Return the values that a scalar may have here, where they are few."""
        words: dict[str, None] = {}
        for schema in self._alternatives():
            for value in (*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())):
                if isinstance(value, bool | str) and value != "":
                    words[_written(value)] = None
            if "boolean" in _types(schema):
                words.update({"true": None, "false": None})
        return list(words)

    @property
    def is_scalar(self) -> bool:
        """Whether a value on the line of its key is expected."""
        types = {name for schema in self._alternatives() for name in _types(schema)}
        return not types & {"object", "array"}

    @property
    def description(self) -> str:
        """The text of the schema about this place."""
        return str(self._schema.get("description", ""))

    @property
    def is_deprecated(self) -> bool:
        """Whether the schema advises against this key."""
        return bool(self._schema.get("deprecated", False))

    def _alternatives(self) -> list[Schema]:
        found = [self._schema]
        for word in ("anyOf", "oneOf", "allOf"):
            found += [SchemaPart(self._whole, one)._schema for one in self._schema.get(word, ())]
        return found


def document_part(document: Document, cursor: Cursor, kind: str | None) -> SchemaPart | None:
    """Return the part of the schema of the cursor's document that the keys above the cursor lead to.

    ``kind`` is that of documents without a marker, as `replreg.config.model.Config.kind` has it.
    """
    if document.is_config:
        name: SchemaName | None = SchemaName("replreg-config", None)
    else:
        spans = split_documents(document.text)
        own = next((span for span in reversed(spans) if span.start <= cursor.start), spans[0])
        name = _schema_name(document.text, own, kind)
    if name is None:
        return None
    whole = load_schema(name.file)
    part: SchemaPart | None = SchemaPart(whole, whole if name.definition is None else whole["$defs"][name.definition])
    for key in cursor.path:
        part = part.within(key) if part is not None else None
    return part


def _schema_name(text: str, span: Span, word: str | None) -> SchemaName | None:
    """Return the schema of a document that may not be YAML yet: by its marker, else by the kind ``word``, or its keys.

    ``text`` is the file's, ``span`` where the document is in it.
    """
    marker = find_marker(text, *span)
    marked = MARKER_KINDS.get(marker.word if marker is not None else "") or MARKER_KINDS.get(word or "")
    if marked is not None:
        return SchemaName(marked.facts.schema, None)
    text = text[span.start : span.end]
    version, kind = _API_VERSION.search(text), _KIND.search(text)
    if version is not None and kind is not None:
        majors: tuple[int | None, ...] = (None, 3 if re.search(r"(?m)^\s+helmCharts:", text) else 2)
        return next(
            (SCHEMAS[key] for major in majors if (key := (version[1], version[2], kind[1], major)) in SCHEMAS), None
        )
    if re.search(r"(?m)^replicated_api_version:", text):
        return SchemaName("replicated", None)
    return SchemaName("ship", None) if re.search(r"(?m)^assets:", text) else None


def _types(schema: Schema) -> list[str]:
    wanted: Any = schema.get("type", ())
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
