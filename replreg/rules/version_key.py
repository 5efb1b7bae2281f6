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

from replreg.declared import Declared
from replreg.finding import Edit, Fix
from replreg.problem import Problem
from replreg.resolution import Resolution
from replreg.sharing import Sharing

ID = "version-key"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "`version:` in an `images:` entry, where the key is `tag:`"


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each such key where it is written; renaming it is the fix, unless a tag is there as well."""
    wrong = [
        item
        for item in resolution.declared
        if item.declaration.form == "images" and item.declaration.node.get("version") is not None
    ]
    sharing = Sharing(resolution.declared if wrong else ())
    told: set[int] = set()
    # An entry that gets its tag elsewhere is not the one to speak of where another shares the key with it.
    for declared in sorted(wrong, key=lambda item: item.declaration.node.get("tag") is not None):
        declaration = declared.declaration
        key = next(key for mapping in declaration.node.chain() if (key := mapping.key("version")) is not None)
        if id(key) in told:
            continue
        told.add(id(key))
        span = declaration.source.node_span(key)
        if declaration.node.get("tag") is not None:
            beside = "the 'tag' beside it counts" if declaration.tag else "its 'tag' is empty, so move the value there"
            message = f"an 'images:' entry takes its tag from 'tag' and ignores 'version'; {beside}"
            yield Problem(declaration.document, span, message)
            continue
        sharers = sharing.of(declaration.source, key)
        fix = None
        if declaration.source.editable and sharers is not None and all(map(_may_take_tag, sharers)):
            fix = Fix(True, "rename 'version' to 'tag'", (Edit(*span, "tag"),))
        yield Problem(
            declaration.document,
            span,
            "an 'images:' entry takes its tag from 'tag'; 'version' is ignored, and 'latest' is pulled",
            fix=fix,
        )


def _may_take_tag(declared: Declared) -> bool:
    """Tell whether a tag in a mapping that is merged into this declaration is a tag for it, or hidden by its own."""
    node = declared.declaration.node
    return declared.declaration.form == "images" and ("tag" in node.index or node.get("tag") is None)
