"""`images:` has one entry for each image and tag.

## Why

A second entry for the same image and tag has no effect. When only one of the two is changed later, the release lists a
tag that nothing uses, or pulls the image under the wrong source. `redis`, `library/redis` and `docker.io/library/redis`
are one image. So is an image that is listed as `public` with its host and again under the registry that is linked for
that host. The same image with another tag is not a duplicate.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: public
  name: redis
  tag: 3.2-alpine
- source: public
  name: library/redis
  tag: 3.2-alpine
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: public
  name: redis
  tag: 3.2-alpine
- source: public
  name: redis
  tag: "4.0"
```

## How to fix

This rule has no automatic fix. Remove one of the two entries. If their sources differ, keep the one that can pull the
image. Entries in different branches of a template's control flow are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.templates import MASK, legible

ID = "duplicate-image"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "one image listed twice"
APPLIES_TO = ("repeated-image",)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report entries of `images:` that repeat the image and the tag of an earlier one, even by another name."""
    first: dict[tuple[str, str, str], ResolvedDeclaration] = {}
    for declared in resolution.declared_images:
        if declared.declaration.name is None or declared.is_templated or MASK in (declared.tag or ""):
            continue
        is_known = declared.domain is not None and declared.path is not None
        place = (str(declared.domain), str(declared.path)) if is_known else (declared.source, declared.name)
        earlier = first.setdefault((*place, declared.tag or "latest"), declared)
        if earlier is declared:
            continue
        start, end = declared.declaration.own_span
        earlier_start, earlier_end = earlier.declaration.own_span
        if declared.declaration.fragment.crosses_control_flow(earlier_end, start):
            continue  # a template chooses one of the two
        yield Problem(
            declared.declaration.document,
            (start, end),
            _message(declared, earlier),
            related=(("it is listed first here", earlier_start, earlier_end),),
        )


def _message(declared: ResolvedDeclaration, earlier: ResolvedDeclaration) -> str:
    name, other = declared.declaration.name, earlier.declaration.name
    tag = f"the tag '{legible(declared.tag)}'" if declared.tag else "no tag"
    source, other_source = legible(declared.source), legible(earlier.source)
    shown, other_shown = (name.shown, other.shown) if name and other else ("", "")
    if (shown, source) == (other_shown, other_source):
        return f"the image '{shown}' of '{source}' with {tag} is already listed; remove one of the two entries"
    return (
        f"'{shown}' of '{source}' with {tag} is already listed as '{other_shown}' of "
        f"'{other_source}'; remove one of the two entries"
    )
