"""A container runtime cannot pull an image whose reference is not valid.

## Why

The grammar is `[host[:port]/]path[:tag][@digest]`. Docker, containerd and Kubernetes share it and refuse everything
else. The usual mistakes are upper-case letters in the path, a scheme such as `https://`, a space, a colon without a
tag, and an incomplete digest. The value of a template is not known, so only the parts around it are checked. The host
`hub.docker.com` is a web site, from which no image can be pulled.

## Wrong

```yaml
# kind: scheduler-swarm
version: "3"
services:
  web:
    image: https://quay.io/namespace/imagename:2.0.0
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

`replreg fix` removes a scheme if an image reference follows it. It does not fix any other mistake, since it cannot know
which image is meant. The finding underlines the characters that are wrong and names the rule of the grammar that they
break. Look the image up in its registry and copy the name that `docker pull` takes. A registry that shows a name in
mixed case stores it in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.lazy_re import lazy_compile
from replreg.registries.docker_hub import is_on_web_site
from replreg.registries.reference import is_reference
from replreg.registries.reference_faults import Fault, find_fault
from replreg.release.kinds import Kind
from replreg.release.model import Form
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.resolve import Resolution
from replreg.rules.base import Problem, replacement
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "invalid-image"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "an image string that is not a valid reference"
APPLIES_TO = ("special-reference",)

_NEVER = lazy_compile(rf"[^A-Za-z0-9._:/@+\[\]{MASK}-]")
_HOST = "localhost/"
_SCHEMES = frozenset(("http://", "https://", "docker://", "oci://"))
"""Schemes that say nothing more than that an image follows."""


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report the image strings of uses and the names of declarations, each once where it is written."""
    release = resolution.release
    seen: set[int] = set()
    for used in resolution.uses:
        use = used.use
        if not use.is_certain or (use.is_embedded and not release.has(Kind.SHIP)):
            continue
        if "{{" in use.reference and not release.is_release:
            continue  # a template of a chart, not of the platform
        seen.add(id(use.image.node))
        yield from _scheme(use.document, use.image)
        yield from _problem(use.document, use.image, _fault(use.reference))
    for declared in resolution.declarations:
        name = declared.declaration.name
        if name is not None and declared.declaration.form is not Form.SHIP and id(name.node) not in seen:
            seen.add(id(name.node))
            yield from _scheme(declared.declaration.document, name)
            yield from _problem(declared.declaration.document, name, _fault_of_name(declared, name))


def check_charts(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report images in values that are one for sure: others may be strings of another kind."""
    from replreg.delivery.invalid_images import invalid_images

    yield from invalid_images(delivery)


def _scheme(document: int, field: ScalarValue) -> Iterator[Problem]:
    """Report the scheme in front of an image. Some, such as ``docker-archive``, name other places than registries."""
    if field.skipped:
        place = field.locate(-field.skipped, 0)
        scheme = field.node.value[: field.skipped]
        safe = scheme.lower() in _SCHEMES
        yield Problem(
            document,
            place or field.span,
            f"'{field.shown}' is not a valid image reference: an image reference has no scheme; leave '{scheme}' out",
            fix=replacement(field, -field.skipped, 0, "", f"remove '{scheme}'", safe=safe),
        )


def _problem(document: int, field: ScalarValue, fault: Fault | None) -> Iterator[Problem]:
    if fault is not None:
        reason, start, end = fault
        place = field.locate(start, end) if start < end <= len(field.value) else None
        yield Problem(document, place or field.span, f"'{field.shown}' is not a valid image reference: {reason}")


def _fault_of_name(declared: ResolvedDeclaration, field: ScalarValue) -> Fault | None:
    """Return what is wrong with a name. Under a registry it starts after the host, so its first part is not a host."""
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
    return fault and Fault(fault.reason, fault.start - len(_HOST), fault.end - len(_HOST))


def _fault(image: str) -> Fault | None:
    """Return the span and the reason of the first fault that an image has for every value of its templates."""
    if is_on_web_site(image):
        host = image.partition("/")[0]
        reason = f"'{host}' is a web site of Docker Hub, from which no image can be pulled; leave it out"
        return Fault(reason, 0, len(host))
    if MASK not in image:
        return _parse(image)
    never = _NEVER.search(image)
    if never is not None:
        return Fault(f"{never.group()!r} cannot be in an image reference", *never.span())
    fault = _parse(image.replace(MASK, "a"))
    if fault is None:
        return None
    _, start, end = fault
    start = max(image.rfind(mark, 0, start) for mark in "/:@") + 1
    end = min((place for place in (image.find(mark, end) for mark in "/:@") if place >= 0), default=len(image))
    # A literal part of the path after a slash stays such a part for every value of a template.
    certain = MASK not in image[start:end] and image[start - 1 : start] == "/"
    return fault if certain else None


def _parse(image: str) -> Fault | None:
    if is_reference(image):
        return None
    if "{{" in image:
        start = image.index("{{")
        return Fault("'{{' starts a template of another kind; the platform renders only '{{repl …}}'", start, start + 2)
    return find_fault(image)
