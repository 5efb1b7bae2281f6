"""Reference names in place of hosts in the files of charts: `alias-as-host` where no release file is.

The values and the templates of a chart are not documents of the platform, so what they make is judged: each address
that begins with a reference name, by the line that has the name. The rule reads the files of the release itself, but
for names that a template puts before a path: ``printf "%s/ns/img" "name"``, ``ternary LocalRegistryAddress "name"``.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.address import Address
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.judging import Change, Fault, FaultyAddress, problems_of
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem, place_of
from replreg.delivery.proxy_path import ProxyJudge
from replreg.delivery.shapes import Role
from replreg.delivery.targets import Installation
from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import Registry, normalize_host
from replreg.release.readers.named_strings import Key, may_be_path, says_image
from replreg.templates.texts import HOLE
from replreg.templates.values import Place
from replreg.yaml.templates import MASK

__all__ = ["names_as_hosts"]

_QUOTES = ('"', "`")
_FEW = 50
"""Of so many names each is searched for; with more, any string in quotes may be one."""

_FUNCTION = lazy_compile(r"\b(?:LocalImageName|ReplicatedImage(?:Name|Registry))\b")


def names_as_hosts(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the reference names in place of hosts in the values and templates of charts, and those in templates."""
    release = delivery.release
    names = release.registries.by_name
    strings = [f"{quote}{name}{quote}" for name in names for quote in _QUOTES] if len(names) <= _FEW else list(_QUOTES)
    may_be_printed = any(
        "{{" in file.text and any(map(file.text.__contains__, strings)) for file in release.files.values()
    )
    if not names or not (release.charts or may_be_printed):
        return []
    return problems_of(delivery, _faults(delivery))


def _is_printed(delivery: Delivery, image: DeliveredImage, place: Place) -> bool:
    """Return True if a name is a whole string in a template, and its key is not that of a registry."""
    first = image.place.first
    if MASK not in first.value or image.place.shape.parts[0].role is Role.REGISTRY:
        return False
    text = delivery.release.text_of(str(place.origin))
    quote = text[place.start - 1 : place.start]
    return quote in _QUOTES and text[place.end : place.end + 1] in (quote, "\\") and place.start > 0


def _faults(delivery: Delivery) -> Iterator[FaultyAddress]:
    judge = ProxyJudge(delivery.release.domains, delivery.release.registries)
    namespaces: set[str] | None = None
    for image, installation, address in delivery.written():
        if address.is_local or not address.is_possible or image.place.kind is PlaceKind.EXCLUDED_IMAGE:
            continue
        if not judge.has_name_for_host(address) or "/" not in address.spelled:
            continue
        name = address.host or address.path.partition("/")[0]
        place = place_of(address, 0, len(name))
        if str(place.origin) not in delivery.release.chart_files and not _is_printed(delivery, image, place):
            continue
        if image.place.shape.is_hint:
            is_tagged = ":" in image.place.first.value.rpartition("/")[2]  # the address may have the default
            rest = address.spelled[len(name) : address.path_end] + (":" if is_tagged else "")
            key = Key(image.place.first.key, _says_image(image))
            if not may_be_path(rest.replace(HOLE, "x"), key) or not (":" in rest or _is_alone(image)):
                continue
        if namespaces is None:
            namespaces = _namespaces(delivery)
        yield _faulty(delivery, image, installation, address, name, is_namespace=name in namespaces)


def _faulty(
    delivery: Delivery,
    image: DeliveredImage,
    installation: Installation,
    address: Address,
    name: str,
    *,
    is_namespace: bool,
) -> FaultyAddress:
    release = delivery.release
    registry = release.registries.by_name[name]
    host = _host(registry, address.spelled[len(name) + 1 : address.path_end])
    is_namespace = is_namespace and host == registry.address  # else the path begins with the namespace of the endpoint
    if is_namespace:
        host = registry.pull_host
    domains = release.domains
    is_rewritten = image.place.is_rewritten(installation.target) or image.place.kind is PlaceKind.ADDITIONAL_IMAGE
    start, end = image.place.first.span
    if _FUNCTION.search(release.text_of(image.place.first.path), start, end) is not None:
        is_rewritten = True  # the argument of a function that rewrites it
    right = host
    certain = True
    changes: tuple[Change, ...] = ()
    if not is_rewritten:
        right = f"{domains.proxy}/proxy/{domains.slug or '<app slug>'}/{host}"
        certain = domains.slug_is_certain and domains.proxy_is_certain
    if registry.is_usable and (
        is_rewritten or domains.slug is not None
    ):  # else the fix would make an image that nothing rewrites
        end = 0 if is_namespace else len(name)
        changes = (Change(0, end, f"{right}/" if is_namespace else right),)
    parts = address.path.count("/") + (1 if address.host else 0)
    has_evidence = parts > 1 or bool(address.host)
    says = not image.place.shape.is_hint or _says_image(image)
    message = (
        f"'{name}' is the reference name of a linked registry, not a host: to the cluster it is an organisation on "
        f"Docker Hub, so the pull fails; write '{right}'"
    )
    fault = Fault(
        0, len(name), message, changes, certain and says and has_evidence and not is_namespace,
        f"put '{right}/' before it" if is_namespace else f"replace '{name}' with '{right}'",
    )  # fmt: skip
    return FaultyAddress(image, installation, address, fault)


def _says_image(image: DeliveredImage) -> bool:
    """Return True if the key of a hint, or the flag before it, speaks of an image."""
    part = image.place.shape.parts[0]
    return says_image(part.fields[0].key) or (part.stop is None and says_image(part.fields[0].value[: part.skip]))


def _is_alone(image: DeliveredImage) -> bool:
    """Return True if a hint is a whole value, or follows a quote or ``=``: a word of a script may be any path."""
    part = image.place.shape.parts[0]
    field = part.fields[0]
    if part.stop is not None:
        return field.value[part.skip - 1 : part.skip] in ('"', "'", "=")
    text = field.origin.fragment.file
    start, end = field.span
    return not (text[end : end + 1].isspace() and text[start - 1 : start].isspace()) or field.origin.role != "template"


def _host(registry: Registry, path: str) -> str:
    """Return what belongs before a path: the endpoint, without its namespace if the path begins with it."""
    namespace = registry.namespace
    return registry.pull_host if namespace and f"{path}/".startswith(f"{namespace}/") else registry.address


def _namespaces(delivery: Delivery) -> set[str]:
    """Return the reference names that the release has as namespaces on the registries' own hosts."""
    found: set[str] = set()
    for registry in delivery.release.registries.by_name.values():
        host, name = normalize_host(registry.host), registry.name
        for _, _, address in delivery.written():
            at = address.spelled.find(f"/{name}/")
            if at > 0 and normalize_host(address.spelled[:at].rpartition("/")[2]) == host:
                found.add(name)
                break
    return found
