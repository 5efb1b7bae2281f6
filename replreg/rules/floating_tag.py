"""An image has a tag that always means the same image: not `latest`, and not an absent tag.

## Why

An absent tag means `latest`, and `latest` is another image tomorrow than today. Two customers who install the same
release get different software. An airgap bundle has the image that was the latest when it was built, and nobody can
find out later which image ran. Kubernetes also pulls `latest` at every start, which fails in an airgap install unless
the container has `imagePullPolicy: IfNotPresent`.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: public
  name: redis
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: latest
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: public
  name: redis
  tag: 3.2-alpine
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
```

## How to fix

This rule has no automatic fix, because only you know the version that you tested. Write it as `tag` (`version` in a
native container), and in the image string too. An image is reported where it is declared, or where it is used if
nothing declares it. A tag that is a template, and a digest, are accepted. To allow `latest` everywhere, set
`floating-tag: off` under `rules` in `replreg.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.registries.reference import is_reference
from replreg.release.model import Form
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import DeclaredElsewhere, PossiblyListed, Unlisted
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

ID = "floating-tag"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "no tag, or `latest`"
VENDOR_NAMES = ("container-image-latest-tag",)
APPLIES_TO = ("latest",)

_HINT = "name a version"

_ANY_HOST = "localhost"
"""A host before the names that have none of their own, whose first part would be read as the host."""


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report declarations, and the uses that no declaration covers."""
    reported: set[int] = set()
    for declared in resolution.declarations:
        declaration = declared.declaration
        if declaration.name is None or not _floats(declared, declaration.name):
            continue
        place = declaration.tag or declaration.ignored_version or declaration.name
        if id(place.node) not in reported:
            reported.add(id(place.node))
            key = declaration.form.tag_key
            yield Problem(
                declaration.document, place.span, _message(declared.tag, key), hint=_HINT, lacks=declaration.absent(key)
            )
    if not resolution.release.is_release:
        return
    covered: dict[int, tuple[str, str]] = {}
    for used in resolution.uses:
        if not used.use.is_listable or not isinstance(used.outcome, (Unlisted, PossiblyListed, DeclaredElsewhere)):
            continue
        if isinstance(used.outcome, DeclaredElsewhere):
            # An entry that lists the path on another host is meant for one image; what it says of the tag is reported.
            entry = used.outcome.declaration
            image = (used.domain, used.path)
            is_reported = entry.declaration.name is not None and _floats(entry, entry.declaration.name)
            if is_reported and covered.setdefault(id(entry), image) == image:
                continue
        field = used.use.image
        if (used.tag or "latest") == "latest" and used.parts.digest is None and is_reference(used.use.reference):
            end = len(field.value)
            span = field.locate(end - len("latest"), end) if used.tag and field.value.endswith("latest") else None
            yield Problem(used.use.document, span or field.span, _message(used.tag, ""), hint=_HINT)


def _floats(declared: ResolvedDeclaration, name: ScalarValue) -> bool:
    if (declared.tag or "latest") != "latest" or "@" in name.value:
        return False
    if declared.declaration.form is Form.SHIP and MASK in name.value and declared.tag is None:
        return False  # the tag may come from the template
    if declared.source in ("", "public") or declared.declaration.form is Form.SHIP:
        return MASK in name.value or is_reference(name.value)
    return MASK in name.value or is_reference(f"{_ANY_HOST}/{declared.name}")


def _message(tag: str | None, key: str) -> str:
    if tag:
        return "the tag 'latest' is not fixed: an install tomorrow gets another image than one today"
    where = f" ('{key}')" if key else ""
    return f"this image has no tag{where}, which means 'latest', and that tag is not fixed"
