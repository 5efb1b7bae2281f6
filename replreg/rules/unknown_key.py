"""The platform ignores keys that it does not know, without a word, so a misspelt key does nothing at all.

## Why

`imagename` in place of `image_name` leaves a container without an image, `sorce` in place of `source` makes a private
image a public one, and nothing tells so until an install fails. Only the `replicated` document is checked: the rest is
read by Docker and Kubernetes, which know their own keys. Keys that start with `x-`, `.` or `_` are taken for the
author's own, such as a place for anchors.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
  - name: App
    containers:
      - source: mythirdpartyprivateregistry
        image_name: namespace/imagename
        version: 2.0.0
        displayname: The application
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
components:
  - name: App
    containers:
      - source: mythirdpartyprivateregistry
        image_name: namespace/imagename
        version: 2.0.0
        display_name: The application
```

## How to fix

Where a known key is spelt almost the same and is not there yet, `replreg fix --unsafe-fixes` renames the key; its
value stays. So it is where a container of `components` has `tag`, whose word there is `version`, or an entry of
`images` has `image_name`, whose word there is `name`. This is unsafe, since the key takes effect from then on: see
first whether its value is still what you want. Remove keys that nobody needs, or put `x-` in front of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix
from replreg.messages import nearest
from replreg.release.documents import Document
from replreg.release.kinds import Kind
from replreg.rules.base import Problem
from replreg.yaml.composer import MERGE_KEY, Mapping, Scalar
from replreg.yaml.json_schema import Schema, load_part, visits
from replreg.yaml.templates import MASK, legible

ID = "unknown-key"
GROUP = "document"
SEVERITY = "warning"
FIX = "unsafe"
SUMMARY = "a key that the platform ignores; names the nearest known one (`imagename` → `image_name`)"

_IN_CONTAINERS = {"tag": "version", "image": "image_name"}
_IN_IMAGES = {"image_name": "name", "image": "name"}


def check_document(document: Document) -> Iterator[Problem]:
    """Look at every mapping of a ``replicated`` document whose keys are all known."""
    if document.kind is not Kind.REPLICATED or document.root is None:
        return
    near = _Near()
    seen: set[int] = set()
    for node, part in visits(document.root, load_part("replicated")):
        schema = part.schema
        if isinstance(node, Mapping) and "properties" in schema and "additionalProperties" not in schema:
            if id(node) in seen:
                continue  # an alias repeats it
            seen.add(id(node))
            yield from _unknown_keys(document, node, schema["properties"], near)


def _unknown_keys(document: Document, node: Mapping, known: Schema, near: _Near) -> Iterator[Problem]:
    renamed: set[str] = set()
    for key, value in node.pairs:
        if not isinstance(key, Scalar) or key.value in known or key.value == MERGE_KEY or MASK in key.value:
            continue
        if key.value.startswith(("x-", ".", "_")):
            continue  # by convention the author's own, such as a place for anchors
        right = near.find(key.value, known)
        fix = None
        hint = ""
        span = document.source.node_span(key)
        if right is not None and node.get(right) is None:
            hint = f"; did you mean '{right}'?"
            # Where the file has something else than the key there, an escape or a template, it stays as it is; so does
            # a word without a colon, as in `{sourc, name: x}`, which may well have been meant for something else.
            is_written = document.source.file[slice(*span)] == key.value and value.start > key.end
            if right not in renamed and is_written:
                renamed.add(right)
                fix = Fix(False, f"rename '{key.value}' to '{right}'", (Edit(*span, right),))
        yield Problem(document.index, span, f"the platform ignores the key '{legible(key.value)}' here{hint}", fix=fix)


class _Near:
    """Finds the known key that a misspelt one is nearest to, each pair of word and keys once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], str | None] = {}

    def find(self, word: str, known: Schema) -> str | None:
        """Return the key of ``known`` that differs only in case and punctuation, or by little else; or None.

        What the other list of images calls it goes before what is spelt almost the same.
        """
        question = (word, id(known))
        if question not in self._found:
            bare = {name.replace("_", "").lower(): name for name in known}
            same = bare.get(word.replace("_", "").replace("-", "").lower())
            near = nearest(word, known, 0.7) if len(word) <= 80 else None
            self._found[question] = same or _word_here(word, known) or near
        return self._found[question]


def _word_here(word: str, known: Schema) -> str | None:
    """Return what a key of containers is called in an entry of ``images:``, or the other way round; or None."""
    if "image_name" in known:
        return _IN_CONTAINERS.get(word)
    return _IN_IMAGES.get(word) if "source" in known and "tag" in known else None
