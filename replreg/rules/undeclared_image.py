"""Every image that a release uses is listed under `images:`.

## Why

The platform pulls the images that `images:` lists, with its own credentials. No installation, online or airgap, can
pull an image of a linked registry that is not in the list: that is an error. A public image, or one of `source:
replicated`, can be pulled, but is missing from the airgap bundle, so the same release fails without internet access:
that is a warning. The tags may differ; `tag-mismatch` reports that.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: public
  name: redis
  tag: 3.2-alpine
---
# kind: scheduler-swarm
version: "3.3"
services:
  cache:
    image: redis:3.2-alpine
  web:
    image: quay.io/namespace/imagename:2.0.0
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
---
# kind: scheduler-swarm
version: "3.3"
services:
  cache:
    image: redis:3.2-alpine
  web:
    image: quay.io/namespace/imagename:2.0.0
```

## How to fix

`replreg fix --unsafe-fixes` adds the entry at the end of the list, in the layout of the last entry, or adds a list if
there is none. The fix is unsafe, since the image string may be wrong instead. The rule has no fix if the tag is a
template or a digest, if the list is in control flow, if two linked registries have one endpoint, or if the image is a
path of the proxy. An image is reported at its first use only. A release without an `images:` list has no airgap bundle,
so its public images are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix, Severity
from replreg.registries.docker_hub import is_on_web_site
from replreg.registries.image_string import without_tag
from replreg.registries.linked_registry import BUILT_IN
from replreg.registries.reference import is_reference
from replreg.release.kinds import Kind
from replreg.release.model import Form, Release
from replreg.release.resolution.outcomes import Unlisted
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.shared_nodes import SharedNodes
from replreg.release.resolution.short_names import ShortNames
from replreg.release.resolution.uses import ResolvedUse
from replreg.rules.base import Problem, replacement
from replreg.yaml.insertion import ListEnd, list_end, new_list, plain_or_quoted
from replreg.yaml.templates import MASK, legible

ID = "undeclared-image"
GROUP = "images"
SEVERITY = "error"
FIX = "unsafe"
SUMMARY = "a use that no `images:` entry lists; the fix adds the entry"
APPLIES_TO = ("unlisted",)

_MOST_NAMELESS = 50
"""How many entries without a name are compared with misspelt keys."""


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report each unlisted image once, at its first use.

    In a release without any list, only the images of linked registries are reported, since it has no airgap bundle.
    """
    release = resolution.release
    if not release.has(Kind.REPLICATED):
        return
    end: ListEnd | None = None
    namespaces = {(item.source, item.name.partition("/")[0]) for item in resolution.declared_images}
    reported: set[tuple[str, str, str]] = set()
    # An image that is listed with one tag only is a tag-mismatch where it is used with others.
    in_part = {
        (used.domain, used.path)
        for used in resolution.uses
        if _is_unlisted(used) and (MASK in (used.tag or "") or used.parts.digest is not None)
    }
    long_names = _LongNames(resolution)
    declarations = [declared.declaration for declared in resolution.declarations]
    nameless = [one for one in declarations if one.form is Form.IMAGES and one.name is None]
    absent = [key for declaration in nameless[:_MOST_NAMELESS] for key in declaration.absent("name")]
    for used in resolution.uses:
        linked = used.source not in BUILT_IN
        tag = used.tag or ("" if used.parts.digest is not None else "latest")
        key = (used.domain, used.path, tag)
        if key in reported or not _is_unlisted(used) or (not linked and not resolution.has_list):
            continue
        if not reported:
            end = _list_end(release)
        reported.add(key)
        sources = _sources(resolution, used, namespaces)
        pairs = _entry(resolution, used, sources[0])
        name = dict(pairs or ()).get("name")
        fix = None
        notes: tuple[str, ...] = ()
        short = long_names.fix(used)
        if short is not None:
            fix, notes = short
        elif pairs is not None and len(sources) == 1 and end is not None and key[:2] not in in_part:
            text = end.entry(pairs)
            if end.for_one:
                text = end.first_entries([pairs, *_with_other_tags(resolution, used, sources[0], tag)])
            added = Edit(end.offset, end.offset, text)
            fix = Fix(False, f"list it under '{legible(sources[0])}'", (added,))
            if end.for_one:
                end = None
        elif pairs is not None:
            entry = ", ".join(f"{key}: {value}" for key, value in pairs if key != "source" or len(sources) == 1)
            notes = (f"the entry for 'images:' is {{{legible(entry)}}}",)
        yield Problem(
            used.use.document,
            used.use.image.span,
            _message(resolution, sources, linked),
            severity=Severity.ERROR if linked else Severity.WARNING,
            fix=fix,
            notes=notes,
            lacks=tuple([key.with_value(name) for key in absent]),
        )


def _with_other_tags(
    resolution: Resolution, used: ResolvedUse, source: str, tag: str
) -> Iterator[list[tuple[str, str]]]:
    """Yield the entries for the other tags of an image: once one is listed, the others are those of another image."""
    known = {tag}
    for other in resolution.uses:
        tag = other.tag or "latest"
        if (other.domain, other.path) == (used.domain, used.path) and tag not in known and _is_unlisted(other):
            known.add(tag)
            pairs = _entry(resolution, other, source)
            if pairs is not None:
                yield pairs


def _list_end(release: Release) -> ListEnd | None:
    """Return where the only list of a release ends, or where one can be added; None if that is not certain."""
    lists = release.image_lists
    if not lists and len(release.unlisted) == 1:
        return new_list(*release.unlisted[0], "images")
    if len(lists) != 1 or lists[0].node is None:
        return None
    return list_end(lists[0].fragment, lists[0].node)


def _is_unlisted(used: ResolvedUse) -> bool:
    if not isinstance(used.outcome, Unlisted) or not used.use.is_listable:
        return False
    # `invalid-image` reports what is not a reference, or cannot be pulled from anywhere.
    written = used.use.reference
    if used.name_as_host is None and is_on_web_site(written):
        return False
    return MASK in written or is_reference(written)


def _message(resolution: Resolution, sources: list[str], linked: bool) -> str:
    if not linked:
        return "'images:' does not list this image, so it is missing from the airgap bundle"
    names = " or ".join(f"'{legible(name)}'" for name in sources)
    image = f"this image of the linked registry {names}"
    if not resolution.has_list:
        return f"this release has no 'images:' list, so {image} cannot be pulled; add a list with the image"
    return f"'images:' does not list {image}, so it cannot be pulled"


def _sources(resolution: Resolution, used: ResolvedUse, namespaces: set[tuple[str, str]]) -> list[str]:
    """Return the sources that the entry can have: several if registries share an endpoint and no entry decides.

    ``namespaces`` has the first part of each name that is listed, with its source.
    """
    if used.name_as_host is not None or used.source in BUILT_IN:
        return [used.source]
    names = [registry.name for registry in resolution.registries_at(used.domain, used.path)]
    if len(names) > 1:
        namespace = used.path.partition("/")[0]
        names = [name for name in names if (name, namespace) in namespaces] or names
    return names


class _LongNames:
    """Fixes the names of entries that lack the namespace of their endpoint."""

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self._short_names = ShortNames(resolution)
        self._shared_nodes: SharedNodes | None = None

    def fix(self, used: ResolvedUse) -> tuple[Fix | None, tuple[str, ...]] | None:
        """Return the fix of the entry of an image, and the notes; None if there is no such entry."""
        entry = self._short_names.meant_by(used)
        if entry is None or entry.registry is None:
            return None
        declaration, namespace = entry.declaration, entry.registry.namespace
        notes = (f"the entry '{legible(entry.name)}' lacks '{namespace}', the namespace of the endpoint",)
        field = declaration.name
        if self._shared_nodes is None:
            self._shared_nodes = SharedNodes(self._resolution.declarations)
        if field is None or not self._shared_nodes.is_exclusive_to(declaration.node, declaration.fragment, field.node):
            return None, notes
        return replacement(field, 0, 0, f"{namespace}/", f"put '{namespace}/' in front of the name", safe=False), notes


def _entry(resolution: Resolution, used: ResolvedUse, source: str) -> list[tuple[str, str]] | None:
    """Return the keys and values of the entry that would list a use, as they are written; None if not certain."""
    name = used.parts.path
    if used.source == "replicated":
        slug, _, name = used.path.partition("/")
        if not name or "/" in name or slug != resolution.app:
            return None
    elif used.source == "public":
        name = without_tag(used.use.reference)
    if used.name_as_host is not None or MASK in (used.tag or "") or used.parts.digest is not None:
        return None
    if used.domain in resolution.domains.proxy_domains and resolution.registries:
        return None  # `proxy-path` may correct the path, and the entry would list the wrong one
    if not resolution.would_list(used, source, name):
        return None  # the endpoint's namespace looks like a host, so the entry would be read as another image
    pairs = [("source", source), ("name", name)]
    if used.tag is not None:
        pairs.append(("tag", used.tag))
    return [(key, plain_or_quoted(value)) for key, value in pairs]
