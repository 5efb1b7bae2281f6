"""An image that is no valid reference cannot be pulled by any container runtime.

## Why

`[host[:port]/]path[:tag][@digest]`: Docker, containerd and Kubernetes read an image by the same grammar and refuse
what does not fit it. The usual mistakes are upper-case letters in the path, a scheme such as `https://`, a blank, a
colon without a tag, and a digest that was cut off. What a template renders to is not known, so only the parts around
one are checked.

## Wrong

```yaml
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: https://quay.io/namespace/ImageName:2.0.0
```

## Right

```yaml
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: quay.io/namespace/imagename:2.0.0
```

## How to fix

`replreg fix` cannot know which image is meant. The finding underlines the characters that do not fit and names the rule
of the grammar that they break. Look the image up in its registry, and copy the name that `docker pull` takes from
there; registries that show a name in mixed case still store it in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.lazy_re import lazy_compile
from replreg.registries.reference import is_reference
from replreg.registries.reference_grammar import find_fault
from replreg.release.kinds import Kind
from replreg.release.model import Form
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

ID = "invalid-image"
GROUP = "images"
SEVERITY = "error"
FIX = None
SUMMARY = "an image string that is no valid reference"

_NEVER = lazy_compile(rf"[^A-Za-z0-9._:/@+\[\]{MASK}-]")
_HOST = "localhost/"

_Fault = tuple[int, int, str]


def check(resolution: Resolution) -> Iterator[Problem]:
    """Look at the image string of each use, and at the name of each declaration, each once where it is written."""
    release = resolution.release
    seen: set[int] = set()
    for used in resolution.uses:
        use = used.use
        if not use.is_certain or (use.is_embedded and not release.has(Kind.SHIP)):
            continue
        if "{{" in use.reference and not release.is_release:
            continue  # a template of a chart, which is none of the platform's
        seen.add(id(use.image.node))
        yield from _problem(use.document, use.image, _fault(use.reference))
    for declared in resolution.declarations:
        name = declared.declaration.name
        if name is not None and declared.declaration.form is not Form.SHIP and id(name.node) not in seen:
            seen.add(id(name.node))
            yield from _problem(declared.declaration.document, name, _fault_of_name(declared, name))


def _problem(document: int, field: ScalarValue, fault: _Fault | None) -> Iterator[Problem]:
    if fault is not None:
        start, end, reason = fault
        place = field.locate(start, end) if start < end <= len(field.value) else None
        yield Problem(document, place or field.span, f"'{field.shown}' is no valid image reference: {reason}")


def _fault_of_name(declared: ResolvedDeclaration, field: ScalarValue) -> _Fault | None:
    """Find what is wrong with a name: under a registry it starts behind the host, so its first part cannot be one."""
    name = field.value
    fault = _fault(name)
    if (
        fault is not None
        or declared.source == "public"
        or declared.redundant_prefix_length
        or ":" in name.partition("/")[0]
    ):
        return fault
    fault = _fault(_HOST + name)
    return None if fault is None else (fault[0] - len(_HOST), fault[1] - len(_HOST), fault[2])


def _fault(image: str) -> _Fault | None:
    """Return the span and the reason of the first thing wrong with an image, whatever templates in it render to."""
    if MASK not in image:
        return _parse(image)
    never = _NEVER.search(image)
    if never is not None:
        return (*never.span(), f"{never.group()!r} cannot be in an image reference")
    fault = _parse(image.replace(MASK, "a"))
    if fault is None:
        return None
    start, end, reason = fault
    start = max(image.rfind(mark, 0, start) for mark in "/:@") + 1
    end = min((place for place in (image.find(mark, end) for mark in "/:@") if place >= 0), default=len(image))
    # A part of the path, if all of it is literal and a slash stands before it, is one for every value of a template.
    certain = MASK not in image[start:end] and image[start - 1 : start] == "/"
    return (fault[0], fault[1], reason) if certain else None


def _parse(image: str) -> _Fault | None:
    if is_reference(image):
        return None
    if "{{" in image:
        start = image.index("{{")
        return start, start + 2, "'{{' opens a template of another kind; the platform renders only '{{repl …}}'"
    reason, start, end = find_fault(image)
    return start, end, reason
