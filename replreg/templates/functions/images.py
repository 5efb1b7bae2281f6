"""How the platform rewrites an image reference in a template.

======================================  =====================================================================
``LocalImageName i``, air gap           host / namespace / the last part of the path, with its tag or digest;
                                        ``latest`` where it has neither, the digest where it has both
``LocalImageName i``, online            ``i`` if its registry is public or the platform's own; else the proxy path
``ReplicatedImageName i``, air gap      address / the whole path, without the host and the proxy's prefix
``ReplicatedImageName i``, online       the proxy path; ``i`` if it is one already, or with ``noProxy``
``ReplicatedImageRegistry h``, air gap  the address
``ReplicatedImageRegistry h``, online   as ``ReplicatedImageName``
======================================  =====================================================================

The proxy path is ``DOMAIN/proxy/APP_SLUG/IMAGE``, with the image as it is written. An image is on a proxy already where
its host is one, or ``proxy/`` or ``anonymous/`` follows a host.

Sources: replicatedhq/kots, pkg/template/config_context.go, pkg/imageutil/image.go, pkg/image/online.go and
pkg/docker/registry/images.go; replicatedhq/replicated-docs, embedded-cluster/template-functions.mdx and
installing-embedded-byo-registry.mdx (layout of the local registry).
"""

from replreg.templates.functions.base import Arguments, Call, Entry, Refused, Result, text
from replreg.templates.logic import truth
from replreg.templates.texts import HOLE, concatenate, cut, flat, made
from replreg.templates.values import Alternative, Boolean, Opaque, Symbol, SymbolKind, Text, Value
from replreg.templates.worlds import PUBLIC_PROXY_DOMAIN, PUBLIC_REGISTRY_DOMAIN

__all__ = ["IMAGE_FUNCTIONS", "app_slug", "local_image_name", "proxy_domain"]

_SLASH = made("/")
_PROXY_PREFIXES = ("proxy", "anonymous", "anon")


def app_slug(call: Call) -> Text:
    """Return the app slug as a symbol."""
    return Text((Symbol(SymbolKind.APP_SLUG, call.world.app_slug, call.place),))


def proxy_domain(call: Call) -> Text:
    """Return the proxy domain as a symbol."""
    return Text((Symbol(SymbolKind.PROXY_DOMAIN, call.world.proxy_domain, call.place),))


def local_image_name(call: Call, arguments: Arguments) -> Result:
    """Return what ``LocalImageName`` gives. Raises `Refused`."""
    image = text(arguments[0])
    if call.world.airgap:
        return _in_local_registry(call, image)
    host = _first_part(image)
    if host is None:
        raise Refused("the registry of the image is not known")
    if host.lower() == "index.docker.io" or not _is_host(host) or _is_whole(image):
        host = "docker.io"
    registry = call.world.registry_domain or PUBLIC_REGISTRY_DOMAIN
    if host in (registry, PUBLIC_REGISTRY_DOMAIN):
        if host == registry:
            return image
        return concatenate((made(registry), cut(image, len(host), len(flat(image)))))
    is_private = True
    if not call.world.proxies_public_images:
        known = call.world.is_private(host) if call.world.is_private is not None else None
        if known is None:
            return Value((Alternative(image), Alternative(_tagged(call, image))))
        is_private = known
    return _tagged(call, image) if is_private else image


def _tagged(call: Call, image: Text) -> Text:
    """Return the proxy path of an image, with the tag or digest that the platform gives it."""
    name, tag = _normal_tag(image)
    host = _first_part(image)
    if host is not None and _is_proxy(call, host):
        return concatenate((name, tag))
    return concatenate((proxy_domain(call), made("/proxy/"), app_slug(call), _SLASH, name, tag))


def _in_local_registry(call: Call, image: Text) -> Text:
    name, tag = _normal_tag(image)
    string = flat(name)
    start = string.rfind("/") + 1
    host = Symbol(SymbolKind.LOCAL_REGISTRY_HOST, None, call.place)
    namespace = Symbol(SymbolKind.LOCAL_REGISTRY_NAMESPACE, None, call.place)
    return concatenate((Text((host,)), _SLASH, Text((namespace,)), _SLASH, cut(name, start, len(string)), tag))


def _normal_tag(image: Text) -> tuple[Text, Text]:
    """Split off ``:tag`` or ``@digest``: ``:latest`` where there is neither, the digest where there are both."""
    string = flat(image)
    slash = string.rfind("/") + 1
    end = len(string)
    digest, tag = string.find("@", slash), string.find(":", slash)
    if digest >= 0:
        name_end = tag if slash <= tag < digest else digest
        return cut(image, 0, name_end), cut(image, digest, end)
    if tag >= 0:
        return cut(image, 0, tag), cut(image, tag, end)
    if HOLE in string[slash:]:
        return image, Text()
    return image, made(":latest")


def _first_part(image: Text) -> str | None:
    """Return what is before the first slash, or all of a text without one; None where that is not known."""
    first = flat(image).partition("/")[0]
    if HOLE not in first:
        return first
    return cut(image, 0, len(first)).known


def _is_whole(image: Text) -> bool:
    return "/" not in flat(image)


def _is_host(part: str) -> bool:
    """Whether the first part of a reference is a host (the rule of the ``distribution/reference`` library)."""
    return "." in part or ":" in part or part == "localhost" or part != part.lower()


def _is_proxy(call: Call, host: str) -> bool:
    return host in (PUBLIC_PROXY_DOMAIN, call.world.proxy_domain) or host in call.world.proxy_domains


def _is_proxied(call: Call, image: Text) -> bool:
    """Whether an image, or a host with a path, is on a proxy already."""
    first = image.pieces[0] if image.pieces else None
    if isinstance(first, Symbol) and first.kind is SymbolKind.PROXY_DOMAIN:
        return True
    host, _, rest = flat(image).partition("/")
    return _is_proxy(call, host) or (_is_host(host) and rest.partition("/")[0] in _PROXY_PREFIXES)


def _replicated_image_name(call: Call, arguments: Arguments) -> Result:
    image = text(arguments[0])
    if not call.world.airgap:
        return _online(call, image, arguments)
    address = Text((Symbol(SymbolKind.LOCAL_REGISTRY_ADDRESS, None, call.place),))
    path = _without_host(call, image)
    return concatenate((address, _SLASH, path))


def _replicated_image_registry(call: Call, arguments: Arguments) -> Result:
    if not call.world.airgap:
        return _online(call, text(arguments[0]), arguments)
    return Text((Symbol(SymbolKind.LOCAL_REGISTRY_ADDRESS, None, call.place),))


def _online(call: Call, image: Text, arguments: Arguments) -> Result:
    no_proxy: bool | None = False
    if len(arguments) > 1:
        if not isinstance(arguments[1], Boolean | Opaque):
            raise Refused("`noProxy` is not a boolean")
        no_proxy = truth(arguments[1])
    if no_proxy is True:
        return image
    known_start = bool(image.pieces) and not (flat(image)[0] == HOLE and _first_part(image) is None)
    if not known_start and not (image.pieces and isinstance(image.pieces[0], Symbol)):
        raise Refused("whether the image is on the proxy already is not known")
    proxied = image
    if not _is_proxied(call, image):
        proxied = concatenate((proxy_domain(call), made("/proxy/"), app_slug(call), _SLASH, image))
    return proxied if no_proxy is False else Value((Alternative(image), Alternative(proxied)))


def _without_host(call: Call, image: Text) -> Text:
    """Return an image without the prefix of a proxy and without its host."""
    string = flat(image)
    start = 0
    if _is_proxied(call, image):
        start = string.find("/") + 1
        prefix = string[start:].partition("/")[0]
        if prefix in _PROXY_PREFIXES:
            start += len(prefix) + 1
            if prefix == "proxy":
                start = string.find("/", start) + 1 or len(string)
    first, slash, _ = string[start:].partition("/")
    if HOLE in first and slash:
        symbol = cut(image, start, start + 1).pieces[0]
        if not isinstance(symbol, Symbol):
            raise Refused("the host of the image is not known")
    if slash and (_is_host(first) or HOLE in first):
        start += len(first) + 1
    return cut(image, start, len(string))


IMAGE_FUNCTIONS: dict[str, Entry] = {
    "ReplicatedImageName": Entry(_replicated_image_name, 1, 2),
    "ReplicatedImageRegistry": Entry(_replicated_image_registry, 1, 2),
}
