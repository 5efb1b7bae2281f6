"""Every entry of `images:` is used in the release.

## Why

The platform pulls each listed image and puts it into the airgap bundle, so an entry that nothing uses makes every
download larger. Often the entry is needed and its name is wrong: then the image that a service really uses is not
listed, which `undeclared-image` reports.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
- source: public
  name: memcached
  tag: 1.5.22
---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: quay.io/namespace/imagename:2.0.0
```

## Right

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
    image: quay.io/namespace/imagename:2.0.0
```

## How to fix

This rule has no automatic fix. Remove the entry, correct its name, or use the image. Nothing is reported if a document
cannot be read, if an image string is a template that could become this image, or if the image is named in another place
of the file, such as an environment variable that tells an operator which image to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.lazy_re import lazy_compile
from replreg.registries import docker_hub
from replreg.registries.docker_hub import is_on_web_site
from replreg.registries.image_string import without_tag
from replreg.registries.reference import is_reference
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import Templated
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.short_names import ShortNames
from replreg.rules.base import Problem
from replreg.yaml.masked_values import MaskedValues
from replreg.yaml.templates import MASK, legible

ID = "unused-image"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "an `images:` entry that nothing uses"
APPLIES_TO = ("unused-image",)

_WORD = lazy_compile(r"[\w./:+-]+")
_COMMENT = lazy_compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report entries without a use, in releases with scheduler documents that can all be read."""
    release = resolution.release
    has_workloads = any(document.kind.facts.is_workload for document in release.documents)
    if not has_workloads or not release.uses:
        return
    if any(not document.is_readable for document in release.documents):
        return
    unused = [item for item in resolution.unused_images if not item.is_templated and item.name]
    if not unused:
        return
    templated: MaskedValues[bool] = MaskedValues()
    for value in {without_tag(used.use.reference) for used in resolution.uses if isinstance(used.outcome, Templated)}:
        templated.add(value, True)
    words = _words(resolution)
    short_names = ShortNames(resolution)
    # `undeclared-image` says of these that their names lack the namespace.
    meant = {id(entry) for used in resolution.uses if (entry := short_names.meant_by(used)) is not None}
    for declared in unused:
        place = declared.declaration.place
        if place is None or id(declared) in meant or _is_named(declared, words) or _may_be_used(declared, templated):
            continue
        yield Problem(
            declared.declaration.document,
            declared.declaration.own_span,
            f"no document of this release uses the image '{place.shown}' of '{legible(declared.source)}'; remove the "
            "entry or correct its name",
        )


def _may_be_used(declared: ResolvedDeclaration, templated: MaskedValues[bool]) -> bool:
    """Return True if an image string with a template in it can become this image."""
    texts = {declared.name, f"{declared.source}/{declared.name}", f"{declared.domain}/{declared.path}"}
    if declared.domain == docker_hub.DOMAIN:
        hosts = (docker_hub.DOMAIN, docker_hub.ENDPOINT)
        texts |= {f"{host}/{path}" for host in hosts for path in (declared.path, declared.name)}
    return any(True for text in texts for _ in templated.matching(text))


def _words(resolution: Resolution) -> set[str]:
    """Return the words outside of comments, declarations and uses that can be images, with the ends of their paths."""
    release = resolution.release
    text = release.text
    pieces: list[str] = []
    position = 0
    spans = [item.name.span for item in release.declarations if item.name is not None]
    spans += [used.use.image.span for used in resolution.uses]
    for start, end in sorted(spans):
        if start >= position:
            pieces.append(text[position:start])
            position = end
    pieces.append(text[position:])
    words: set[str] = set()
    for found in _WORD.finditer(_COMMENT.sub("", "\n".join(pieces))):
        words.update(_ends(found.group()))
    for used in resolution.uses:
        reference = used.use.reference
        if used.name_as_host is not None or MASK in reference:
            continue
        if is_on_web_site(reference) or not is_reference(reference):
            # `invalid-image` reports it, and what it means is a guess: any entry that it may mean is used.
            for meant in _ends(reference.lower()):
                path, _, tag = meant.partition(":")
                words.update((path, f"{path}:{tag.lstrip(':') or 'latest'}"))
    return words


def _ends(word: str) -> Iterator[str]:
    """Yield a word, and what is left of it without the first parts of its path."""
    yield word
    for _ in range(min(word.count("/"), 8)):
        word = word.partition("/")[2]
        yield word


def _is_named(declared: ResolvedDeclaration, words: set[str]) -> bool:
    """Return True if another place names an image: with its tag, or by a path of several parts."""
    name = declared.name
    return f"{name}:{declared.tag or 'latest'}" in words or ("/" in name and name in words)
