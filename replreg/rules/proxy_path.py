"""The platform's proxy finds a private image by the application's slug and by the upstream registry.

## Why

`proxy.replicated.com/proxy/<app slug>/<upstream>/<path>` tells the proxy whose credentials to use and where to pull.
The slug has to be the application's own. The upstream has to be one of its linked registries: the endpoint's host, or
the reference name, which is right here and in no other part of an image string. Without an upstream the image is one
of Docker Hub. With anything else the proxy answers that the image does not exist. A custom domain from
`spec.proxyRegistryDomain` of the `Application` is checked as well.

## Wrong

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    worker: proxy.replicated.com/proxy/my-ap/quay.io/my-org/worker:1.4.0
    web: proxy.replicated.com/proxy/my-app/registry.example.com/my-org/web:1.4.0
```

## Right

```yaml
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    worker: proxy.replicated.com/proxy/my-app/quay.io/my-org/worker:1.4.0
    web: proxy.replicated.com/proxy/my-app/mythirdpartyprivateregistry/my-org/web:1.4.0
---
apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: my-app}
spec:
  additionalImages: [quay.io/my-org/tools:1.4.0]
```

## How to fix

`replreg fix` writes what is missing, and the right slug, where the configuration has it. Without that, write the slug
that the vendor portal shows for the application, and after it the host or the reference name of a linked registry.
Link the registry if it is not linked. An image that can be pulled without a login does not need the proxy. Proxy paths
belong into Helm values; `additionalImages` of the `Application` takes the upstream names. For a proxy path in there,
which is only an information, `replreg fix --unsafe-fixes` writes the upstream name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.messages import NearWords, suggestion
from replreg.registries import docker_hub
from replreg.registries.image_string import is_host
from replreg.registries.linked_registry import BUILT_IN, normalize_host
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.uses import ResolvedUse
from replreg.rules.base import Problem, replacement
from replreg.yaml.templates import MASK, legible

if TYPE_CHECKING:
    from replreg.delivery.images import Delivery
    from replreg.delivery.problems import DeliveryProblem

ID = "proxy-path"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "a `proxy.replicated.com` image whose app slug or upstream is wrong"
APPLIES_TO = ("proxy-domain",)

_KEYWORD = "proxy"
_WITHOUT_SLUG = ("library", "anonymous", "anon")
_LONGEST = 4  # the parts of a path without an upstream host: an image of Docker Hub has two
_PREFIX = 3  # the parts in front of the image's own path: the keyword, the slug, and the upstream


def check(resolution: Resolution) -> Iterator[Problem]:
    """Report images of the proxy's domains whose path starts with ``proxy/``. Other paths have other meanings."""
    near_words = NearWords()
    known = [*resolution.registries, *resolution.hosts]
    for used in resolution.uses:
        if used.name_as_host is not None or used.domain not in resolution.domains.proxy_domains:
            continue
        parts = used.parts.path.split("/")
        if parts[0] == _KEYWORD:
            yield from _check_parts(used, parts, resolution, lambda word: near_words.nearest(word, known, 0.75))
        elif (
            len(parts) > 1
            and parts[0] not in _WITHOUT_SLUG
            and (parts[0] in resolution.registries or normalize_host(parts[0]) in resolution.hosts)
        ):
            missing = f"'proxy/<app slug>' is missing in front of '{parts[0]}'"
            if _is_looked_up_by_ship(used):
                missing += (
                    "; Ship has room for a path of two parts only, so write the registry's host, without the proxy"
                )
            yield _problem(
                used, 0, parts, missing, before=f"proxy/{resolution.app}/" if resolution.app_is_given else ""
            )  # fmt: skip


def check_delivery(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Report mistakes in proxy paths of a release folder, in every spelling."""
    from replreg.delivery.proxy_paths import proxy_paths

    yield from proxy_paths(delivery)


def _check_parts(
    used: ResolvedUse, parts: list[str], resolution: Resolution, nearest: Callable[[str], str | None]
) -> Iterator[Problem]:
    """Yield the problems of one path. ``nearest`` returns the registry's name or host that is most like a word."""
    app = resolution.app if resolution.app_is_given else None
    slug = parts[1] if len(parts) > 1 else ""
    if MASK in slug and not _is_template(slug):
        return  # the template may be more than the slug
    if not slug:
        yield _problem(used, 0, parts, f"the path ends after 'proxy'; write 'proxy/{app or '<app slug>'}/…'")
        return
    if _is_upstream(slug, resolution) and slug != app:
        yield _problem(
            used, 1, parts, f"the application's slug is missing between 'proxy' and the registry '{legible(slug)}'",
            before=f"{app}/" if app is not None else "",
        )  # fmt: skip
        return
    if app is not None and MASK not in slug and slug != app:
        message = f"'{legible(slug)}' is not the slug of this application, which is '{app}'"
        yield _problem(used, 1, parts, message, right=app)
    upstream = parts[2] if len(parts) > 2 else ""
    if MASK in upstream or MASK in slug:
        return
    if len(parts) > _PREFIX and (not resolution.registries or _is_upstream(upstream, resolution)):
        return
    near = nearest(upstream)
    hint = f"; {suggestion(near)}" if near else ""
    has_host = is_host(upstream)
    is_on_docker_hub = normalize_host(upstream) == docker_hub.DOMAIN or (not has_host and len(parts) <= _LONGEST)
    if upstream and not near and is_on_docker_hub:
        return  # without a host, the image is on Docker Hub
    if len(parts) > _PREFIX:
        message = f"'{legible(upstream)}' is neither the host nor the reference name of a linked registry{hint}"
        if has_host and not near:
            message = (
                f"no registry is linked for '{legible(upstream)}', so the proxy can pull only public images from it"
            )
            yield _problem(used, 2, parts, message, Severity.WARNING)
            return
    else:
        message = "after the slug, the host or the reference name of a linked registry is missing, or the path after it"
    yield _problem(used, 2 if len(parts) > 2 else 1, parts, message)


def _is_upstream(word: str, resolution: Resolution) -> bool:
    """Return True if a part of the path names a linked registry, or the platform's own, which does not need a link."""
    host = normalize_host(word)
    own = word in BUILT_IN or host in resolution.domains.registry_domains
    return own or word in resolution.registries or host in resolution.hosts


def _is_looked_up_by_ship(used: ResolvedUse) -> bool:
    """Return True for an image whose ``source``, beside it, names a linked registry. Its path may have two parts."""
    own = used.own_declaration
    return own is not None and own.names_linked_registry


def _is_template(word: str) -> bool:
    return not word.strip(MASK)


def _problem(
    used: ResolvedUse,
    number: int,
    parts: list[str],
    message: str,
    severity: Severity | None = None,
    *,
    right: str = "",
    before: str = "",
) -> Problem:
    """Return a problem that points at one part of the path, in the field that has it.

    ``right`` is what belongs in its place, and ``before`` what is missing before it. Where Ship looks an image up at a
    linked registry, its path has room for two parts only, so nothing is put before one.
    """
    if _is_looked_up_by_ship(used):
        before = ""
    field, path = used.use.image, used.use.path_field
    start = len(used.parts.host or "") + 1 + sum(len(part) + 1 for part in parts[:number])
    if path is not None and start > len(field.value):
        start -= len(field.value) + 1
        field = path
    end = start + len(parts[number])
    place = field.locate(start, end) if end <= len(field.value) else None
    fix = None
    if place is not None and (right or before):
        title = f"replace '{legible(parts[number])}' with '{right}'" if right else f"insert '{before}'"
        fix = replacement(field, start, end if right else start, right or before, title, safe=True)
    return Problem(used.use.document, place or field.span, message, fix=fix, severity=severity)
