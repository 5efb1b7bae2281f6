"""The platform renders the templates of a release and then reads it as YAML; what is not YAML then, it refuses.

## Why

A release that cannot be read cannot be installed, nor even promoted. Templates are set aside before this rule looks:
`{{repl …}}` may stand anywhere, lines of control flow too, and a document that is YAML only once they are gone counts
as YAML. A mistake in one document does not keep the others of the file from being checked.

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

`replreg fix` does not touch a document that it cannot read. The finding points at what was never closed where there is
such a thing, else at the place where the parser gave up; the mistake is there or shortly before. The most frequent
ones: a tab in the indentation, a quote that is not closed, a value with `: ` or ` #` in it, or one that starts with
`@`, `*`, `%` or a backtick, without quotes.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.documents import Document
from replreg.rules.base import Problem
from replreg.yaml.composer import YAMLSyntaxError
from replreg.yaml.text import line_end, line_start

ID = "yaml-syntax"
GROUP = "document"
SEVERITY = "error"
FIX = None
SUMMARY = "the file is not YAML, once templates are set aside"


def check_document(document: Document) -> Iterator[Problem]:
    """Report where the parser stopped, or what it was reading when it could not go on."""
    error = document.error
    if error is None:
        return
    text = document.source.file
    (start, end), reason = _explain(text, error, document.end)
    related: tuple[tuple[str, int, int], ...] = ()
    if reason.startswith("this does not line up"):
        related = (("what it should line up with starts here", *_line_of(text, error.began)),)
    if start >= document.end or not text[start:end].strip(" \r\n"):
        # At the end of a document there is nothing to underline: take its last character.
        start = max(document.start + len(text[document.start : start].rstrip()) - 1, 0)
        end = start + 1
    yield Problem(document.index, (start, min(end, len(text))), f"this is not YAML: {reason}", related=related)


def _explain(text: str, error: YAMLSyntaxError, end: int) -> tuple[tuple[int, int], str]:
    """Say in the author's terms what the parser says in its own; where there is nothing to add, let it speak.

    The phrases looked for are those that libyaml and the pure Python parser have in common.
    """
    reason, stop, began = str(error), error.offset, error.began
    here, there = (stop, stop + 1), (began, began + 1)
    character = text[stop : stop + 1]
    opening = began - 1 if text.startswith("{{repl", began - 1) else began
    if text.startswith(("{{repl", "repl{{"), opening):
        return _line_of(text, opening), "this template expression is never closed by '}}'"
    if "that cannot start any token" in reason and character == "\t":
        return here, "a tab indents this line, and YAML takes only spaces there"
    if "that cannot start any token" in reason or ("parsing a block node" in reason and character in ("]", "}", ",")):
        return here, f"a value cannot start with '{character}'; put it into quotes"
    if "parsing a block node" in reason and text.startswith("...", stop):
        return (stop, stop + 3), "'...' ends the document here; write what it stands for, or remove it"
    if "mapping values are not allowed" in reason:
        return here, (
            "a ':' with a blank behind it makes a key, and none can be here; put the value into quotes, or indent this "
            "line like the one it belongs beside"
        )
    if "could not find expected ':'" in reason:
        return _line_of(text, began), "this line is no 'key: value'; a ':' with a blank behind it is missing"
    if "quoted scalar" in reason and "unexpected" in reason:
        return there, "this quote is never closed"
    if "escape character" in reason:
        return here, "the backslash makes an escape that YAML does not have; double it, or take single quotes"
    if "parsing a flow" in reason:
        bracket = text[began : began + 1]
        if bracket in ("[", "{"):
            return there, f"this '{bracket}' is never closed, or a ',' is missing behind it"
        if character in ("]", "}"):
            return here, f"this '{character}' closes no bracket that is open; one before it is not closed"
        return here, "the document ends within brackets" if stop >= end or not character else reason
    if "parsing a block mapping" in reason or "parsing a block collection" in reason:
        if _is_within_line(text, stop):
            return here, "the value ended before this, and nothing can follow it; put all of it into one pair of quotes"
        return here, "this does not line up with anything before it; indent it like the lines that it belongs beside"
    if "scanning an alias" in reason or "scanning an anchor" in reason:
        what = "an alias" if "alias" in reason else "an anchor"
        return there, f"a value that starts with '{text[began : began + 1]}' is {what} in YAML; put it into quotes"
    if "found the alias" in reason:
        return _line_of(text, stop), f"{reason}; a value that is meant to start with '*' needs quotes"
    return here, reason


def _line_of(text: str, offset: int) -> tuple[int, int]:
    """Return the span from ``offset`` to the end of its line, without blanks at the end."""
    return offset, offset + len(text[offset : line_end(text, offset)].rstrip())


def _is_within_line(text: str, offset: int) -> bool:
    """Tell whether anything but indentation and dashes stands before ``offset`` on its line."""
    return bool(text[line_start(text, offset) : offset].strip(" \t-\ufeff"))
