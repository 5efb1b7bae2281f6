"""The platform renders the templates of a release, reads the result as YAML, and refuses what is not YAML.

## Why

A release that cannot be read can neither be promoted nor installed. The rule sets templates aside first: `{{repl …}}`
may be anywhere, also as control flow on its own line, and a document that is YAML without its templates is accepted.
Only Ship reads the YAML first and renders each string later: there, a template is part of a text, in quotes or in a
block. A mistake in one document does not keep the other documents of the file from being checked.

## Wrong

```yaml
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: "quay.io/namespace/imagename:2.0.0
    command: serve
```

## Right

```yaml
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: "quay.io/namespace/imagename:2.0.0"
    command: serve
```

## How to fix

`replreg fix` does not touch a document that it cannot read. The finding points at what was never closed, or else at the
place where the parser stopped: the mistake is there or shortly before. The most frequent mistakes are a tab in the
indentation, a quote that is not closed, a value with `: ` or ` #` in it, and a value that starts with `@`, `*`, `%` or
a backtick, without quotes.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Severity
from replreg.release.documents import Document
from replreg.rules.base import Problem
from replreg.yaml.composer import YAMLSyntaxError, compose
from replreg.yaml.text import line_end, line_start

ID = "yaml-syntax"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "the file is not YAML, once templates are set aside"
VENDOR_NAMES = ("invalid-yaml", "invalid-rendered-yaml", "kubeval-error")
APPLIES_TO = ("error", "is_rendered_later")

_BEFORE_VALUE = (":", "-", ",", "[", "{")

_UNALIGNED = "this is not aligned with anything before it; indent it like the other lines of the same mapping or list"


def check_document(document: Document) -> Iterator[Problem]:
    """Report where the parser stopped, or what it was reading when it stopped."""
    error = document.error
    if error is None:
        if document.is_rendered_later:
            yield from _with_its_templates(document)
        return
    text = document.fragment.file
    (start, end), reason = _explain(text, error, document.end)
    related: tuple[tuple[str, int, int], ...] = ()
    if reason == _UNALIGNED:
        related = (("the lines that it should be aligned with start here", *_line_of(text, error.began)),)
    if start >= document.end or not text[start:end].strip(" \r\n"):
        # At the end of a document, the last character is underlined.
        start = max(document.start + len(text[document.start : start].rstrip()) - 1, 0)
        end = start + 1
    span = (start, min(end, len(text)))
    if _has_control_flow_of_helm(document):
        reason = f"with the templates of Helm set aside, this is not YAML, so it is not checked: {reason}"
        yield Problem(document.index, span, reason, severity=Severity.WARNING, related=related)
    else:
        yield Problem(document.index, span, f"this is not YAML: {reason}", related=related)


def _with_its_templates(document: Document) -> Iterator[Problem]:
    """Report the template that keeps a document of Ship from being YAML."""
    text = document.fragment.file
    try:
        compose(text[document.start : document.end], document.start)
    except YAMLSyntaxError as error:
        templates = document.fragment.templates.within(document.start, document.end)
        place = next((item for item in reversed(templates) if item.start <= error.offset), templates[0])
        yield Problem(
            document.index,
            (place.start, place.end),
            "this is not YAML: Ship reads the YAML before it renders templates, so a template is part of a text; put "
            "the value into quotes, or the lines into a block scalar",
        )


def _has_control_flow_of_helm(document: Document) -> bool:
    """Return True if a document has branches of Helm: only one of them is rendered, so each may be the right one."""
    fragment = document.fragment
    inside = fragment.templates.within(document.start, document.end)
    return any(item.control and not fragment.file.startswith(("{{repl", "repl{{"), item.start) for item in inside)


def _explain(text: str, error: YAMLSyntaxError, end: int) -> tuple[tuple[int, int], str]:
    """Return the span and the reason of an error in terms of the file, or else in the parser's words.

    The phrases that are compared are those that libyaml and the pure Python parser have in common.
    """
    reason, stop, began = str(error), error.offset, error.began
    opened = _unclosed_quote(text, stop)
    if opened is not None:
        return (
            opened,
            opened + 1,
        ), "this quote is not closed, so the value ends at the next quote, which opens another value"
    here, there = (stop, stop + 1), (began, began + 1)
    character = text[stop : stop + 1]
    opening = began - 1 if text.startswith("{{repl", began - 1) else began
    if text.startswith(("{{repl", "repl{{"), opening):
        return _line_of(text, opening), "this template expression is never closed by '}}'"
    if character == "\t" and ("that cannot start any token" in reason or "found a tab character" in reason):
        return here, "a tab indents this line; use spaces, since YAML allows nothing else"
    if "that cannot start any token" in reason or ("parsing a block node" in reason and character in ("]", "}", ",")):
        return here, f"a value cannot start with '{character}'; put it into quotes"
    if "parsing a block node" in reason and text.startswith("...", stop):
        return (stop, stop + 3), "'...' ends the document here; write the omitted text, or remove it"
    if "mapping values are not allowed" in reason:
        return here, (
            "a ':' and a space make a key, which cannot be here; put the value into quotes, or indent this line like "
            "the lines of the same mapping"
        )
    if "could not find expected ':'" in reason:
        return _line_of(text, began), "this line is not a 'key: value'; a ':' and a space are missing"
    if "quoted scalar" in reason and "unexpected" in reason:
        return there, "this quote is never closed"
    if "escape character" in reason:
        return here, "the backslash makes an escape that YAML does not have; double it, or use single quotes"
    if "parsing a flow" in reason:
        bracket = text[began : began + 1]
        if bracket in ("[", "{"):
            return there, f"this '{bracket}' is never closed, or a ',' is missing after it"
        if character in ("]", "}"):
            return here, f"this '{character}' does not match an open bracket; one before it is not closed"
        return here, "the document ends within brackets" if stop >= end or not character else reason
    if "parsing a block mapping" in reason or "parsing a block collection" in reason:
        if _is_within_line(text, stop):
            return (
                here,
                "the value ended before this, and nothing can follow it; put the whole value into one pair of quotes",
            )
        return here, _UNALIGNED
    if "scanning an alias" in reason or "scanning an anchor" in reason:
        what = "an alias" if "alias" in reason else "an anchor"
        return there, f"a value that starts with '{text[began : began + 1]}' is {what} in YAML; put it into quotes"
    if "found the alias" in reason:
        return _line_of(text, stop), f"{reason}; a value that is meant to start with '*' needs quotes"
    return here, reason


def _unclosed_quote(text: str, stop: int) -> int | None:
    """Return the offset of the quote that opens the value which ends just before ``stop``, if its own is missing.

    That is so where the value ends at a quote which looks like the start of another value.
    """
    end = stop - 1
    quote = text[end : end + 1]
    if quote not in ('"', "'") or not text[line_start(text, end) : end].rstrip(" \t").endswith(_BEFORE_VALUE):
        return None
    begin = text.rfind(quote, 0, end)
    while quote == '"' and begin > 0 and (begin - len(text[:begin].rstrip("\\"))) % 2:
        begin = text.rfind(quote, 0, begin)  # it is escaped
    return begin if begin >= 0 else None


def _line_of(text: str, offset: int) -> tuple[int, int]:
    """Return the span from ``offset`` to the end of its line, without spaces at the end."""
    return offset, offset + len(text[offset : line_end(text, offset)].rstrip())


def _is_within_line(text: str, offset: int) -> bool:
    """Return True if anything but indentation and dashes precedes ``offset`` on its line."""
    return bool(text[line_start(text, offset) : offset].strip(" \t-\ufeff"))
