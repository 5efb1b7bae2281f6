"""The tag of an image in `images:` stands under `tag`, not under `version`.

## Why

Containers of the native scheduler say `version`, entries of the `images:` list say `tag`, and it is easy to carry one
over to the other; the platform's own documentation has printed it so. A `version` in an entry is ignored without a
word. The tag is absent then, which means `latest`: another image than the one that was meant is pulled, bundled for
airgap installs, and missing under the tag that the scheduler's document asks for.

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

`replreg fix` renames the key to `tag`. The fix is safe: an entry has no `version`, so nothing else can be meant by it.
Where the entry has a `tag` as well, `version` does nothing, and you have to say which of the two values is right.
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

ID = "version-key"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "`version:` in an `images:` entry, where the key is `tag:`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each such key where it is written; renaming it is the fix, unless a tag is there as well."""
    wrong = [
        item
        for item in resolution.declarations
        if item.declaration.form is Form.IMAGES and item.declaration.node.get("version") is not None
    ]
    sharing = SharedNodes(resolution.declarations if wrong else ())
    told: set[int] = set()
    # An entry that gets its tag elsewhere is not the one to speak of where another shares the key with it.
    for declared in sorted(wrong, key=lambda item: item.declaration.node.get("tag") is not None):
        for key in _keys(declared.declaration):
            if id(key) not in told:
                told.add(id(key))
                yield _problem(declared.declaration, key, sharing)


def _keys(declaration: Declaration) -> list[Scalar]:
    """Return the keys that say `version`: several where control flow chooses between them."""
    node = declaration.node.holder("version")
    if node is None:
        return []
    values = {id(value) for value in declaration.fragment.choices(node, "version")}
    return [
        key for key, value in node.pairs if isinstance(key, Scalar) and key.value == "version" and id(value) in values
    ]


def _problem(declaration: Declaration, key: Scalar, sharing: SharedNodes) -> Problem:
    fragment = declaration.fragment
    span = fragment.node_span(key)
    holder = declaration.node.holder("tag")
    tag = holder.key("tag") if holder is not None else None
    if tag is not None:
        first, last = sorted((tag, key), key=lambda item: item.start)
        is_beside = not fragment.crosses_control_flow(*fragment.span(first.end, last.start))
        beside = "the 'tag' beside it counts" if declaration.tag else "its 'tag' is empty, so move the value there"
        message = "an 'images:' entry takes its tag from 'tag' and ignores 'version'"
        return Problem(declaration.document, span, f"{message}; {beside}" if is_beside else message)
    sharers = sharing.declarations_using(fragment, key)
    fix = None
    if fragment.editable and sharers is not None and all(map(_may_take_tag, sharers)):
        fix = Fix(True, "rename 'version' to 'tag'", (Edit(*span, "tag"),))
    message = "an 'images:' entry takes its tag from 'tag'; 'version' is ignored, and 'latest' is pulled"
    return Problem(declaration.document, span, message, fix=fix)


def _may_take_tag(declared: ResolvedDeclaration) -> bool:
    """Tell whether a tag in a mapping that is merged into this declaration is a tag for it, or hidden by its own."""
    node = declared.declaration.node
    return declared.declaration.form is Form.IMAGES and ("tag" in node.index or node.get("tag") is None)
