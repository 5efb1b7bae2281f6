"""An image is used with the tag that `images:` lists.

## Why

The platform pulls the tag in `images:` and puts it into the airgap bundle; the installation asks for the tag in the
scheduler's document. If the two differ, the image that runs is not the one in the bundle: an airgap install fails, and
an image of a linked registry cannot be pulled at all. An absent tag means `latest` in both places. A `version` in an
entry of `images:` is not a tag: see `version-key`.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: quay.io/namespace/imagename:2.1.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.1.0
---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: quay.io/namespace/imagename:2.1.0
```

## How to fix

This rule has no automatic fix, because only you know which of the two is newer. Write the same tag in both places, or
list the image once for each tag that is used. A tag that is a template fits every tag, and an image that is used by its
digest alone has no tag to compare.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.registries.reference import is_reference
from replreg.release.resolution.outcomes import Listed, MissingHost
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.templates import legible

ID = "tag-mismatch"
GROUP = "images"
SEVERITY = "error"
FIX = None
SUMMARY = "declared and used with different tags"
APPLIES_TO = ("other-tag",)

_MOST = 20
"""How many entries of one image are looked at for a message, which names at most three tags."""


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report uses of a listed image with a tag that no entry of the image has."""
    for used in resolution.uses:
        if not isinstance(used.outcome, (Listed, MissingHost)) or used.outcome.match.same_tag:
            continue
        if not used.use.is_listable or not _is_tag(used.tag):
            continue
        field = used.use.image
        entries = used.outcome.match.all[:_MOST]
        listed = list(dict.fromkeys(f"'{legible(declared.tag or 'latest')}'" for declared in entries))
        tags = " and ".join(listed[:3]) + (" and others" if len(listed) > 3 else "")
        place = None
        if used.tag:
            end = len(field.value.partition("@")[0])
            place = field.locate(end - len(used.tag), end)
        written = f"the tag '{legible(used.tag)}'" if used.tag else "no tag, which means 'latest'"
        declaration = entries[0].declaration
        untagged = next((entry.declaration for entry in entries if entry.declaration.tag is None), None)
        other = declaration.tag or declaration.ignored_version or declaration.place
        yield Problem(
            used.use.document,
            place or field.span,
            f"{legible(used.use.described_as)} uses this image with {written}, but 'images:' lists it with {tags}",
            related=(("the image is listed here", *other.span),) if other else (),
            lacks=untagged.absent(untagged.form.tag_key, used.tag) if untagged is not None else (),
        )


def _is_tag(tag: str | None) -> bool:
    """Return True if a tag is valid or absent; `invalid-image` reports the others."""
    return tag is None or is_reference(f"image:{tag}")
