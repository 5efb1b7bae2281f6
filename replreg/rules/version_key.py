"""The tag of an image in `images:` has the key `tag`, not `version`.

## Why

Containers of the native scheduler have `version`, entries of the `images:` list have `tag`, and the two are easily
confused; the platform's own documentation has printed the wrong one. The platform ignores a `version` in an entry and
reports nothing. The tag is absent then, which means `latest`: the platform pulls and bundles another image than the one
that is meant, and the tag that the scheduler's document asks for is missing.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  version: 2.0.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
```

## How to fix

`replreg fix` renames the key to `tag`. The fix is safe: an entry has no `version`, so nothing else can be meant. If the
entry has a `tag` as well, or a key that may be a misspelt `tag`, you have to decide which of the two values is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix
from replreg.release.model import Declaration, Form
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.shared_nodes import SharedNodes
from replreg.rules.base import Problem
from replreg.yaml.composer import Scalar
from replreg.yaml.insertion import has_like

ID = "version-key"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "`version:` in an `images:` entry, where the key is `tag:`"
APPLIES_TO = ("version-key",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each such key where it is written. The fix renames it, unless the entry also has a tag."""
    wrong = [
        item
        for item in resolution.declarations
        if item.declaration.form is Form.IMAGES and item.declaration.node.get("version") is not None
    ]
    shared_nodes = SharedNodes(resolution.declarations if wrong else ())
    reported: set[int] = set()
    # If several entries share the key, the one without a tag from another place is reported.
    for declared in sorted(wrong, key=lambda item: item.declaration.node.get("tag") is not None):
        for key in _keys(declared.declaration):
            if id(key) not in reported:
                reported.add(id(key))
                yield _problem(declared.declaration, key, shared_nodes)


def _keys(declaration: Declaration) -> list[Scalar]:
    """Return the keys `version`: several if control flow chooses between them."""
    node = declaration.node.holder("version")
    if node is None:
        return []
    values = {id(value) for value in declaration.fragment.choices(node, "version")}
    return [
        key for key, value in node.pairs if isinstance(key, Scalar) and key.value == "version" and id(value) in values
    ]


def _problem(declaration: Declaration, key: Scalar, shared_nodes: SharedNodes) -> Problem:
    fragment = declaration.fragment
    span = fragment.node_span(key)
    holder = declaration.node.holder("tag")
    tag = holder.key("tag") if holder is not None else None
    if tag is not None:
        first, last = sorted((tag, key), key=lambda item: item.start)
        is_beside = not fragment.crosses_control_flow(*fragment.span(first.end, last.start))
        beside = "the entry's 'tag' counts" if declaration.tag else "the entry's 'tag' is empty: move the value there"
        message = "'version' has no effect: an 'images:' entry takes its tag from 'tag'"
        return Problem(declaration.document, span, f"{message}; {beside}" if is_beside else message)
    sharing = shared_nodes.declarations_using(fragment, key)
    fix = None
    may_take = fragment.editable and sharing is not None and all(map(_may_take_tag, sharing))
    if may_take and not has_like(declaration.node, "tag"):
        fix = Fix(True, "rename 'version' to 'tag'", (Edit(*span, "tag"),))
    message = "'version' has no effect, so 'latest' is pulled: an 'images:' entry takes its tag from 'tag'"
    return Problem(declaration.document, span, message, fix=fix)


def _may_take_tag(declared: ResolvedDeclaration) -> bool:
    """Return True if a tag in a mapping that is merged into this declaration can be its tag, or is overridden."""
    node = declared.declaration.node
    return declared.declaration.form is Form.IMAGES and ("tag" in node.index or node.get("tag") is None)
