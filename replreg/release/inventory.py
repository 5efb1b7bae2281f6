"""The images of a release, one row each: where it is declared, where it is used, and its whole reference."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from replreg.finding import Finding, Severity
from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.linked_registry import REPLICATED_HOST, normalize_host
from replreg.registries.reference import is_reference
from replreg.release.model import Form
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import DeclaredElsewhere, Listed, MissingHost, Templated
from replreg.release.resolution.resolve import Resolution
from replreg.release.resolution.uses import ResolvedUse
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK, legible
from replreg.yaml.text import LineIndex

__all__ = ["BrokenAt", "ImageRow", "Place", "Pull", "inventory"]


class Place(NamedTuple):
    """A line and column of the file, both from 1. ``path`` is empty for the row's own file; ``key`` leads to it."""

    line: int
    column: int
    path: str = ""
    key: str = ""


class Pull(NamedTuple):
    """The pull of an image by an installation.

    ``via`` is ``direct``, ``proxy``, ``local`` or ``unknown``. ``upstream`` is the image's address at the registry from
    which the proxy or the platform's registry has it, None where that is not known.
    """

    address: str
    via: str
    upstream: str | None = None


class BrokenAt(NamedTuple):
    """A line, from 1, of a file with a part of an image, and a rule that it breaks. ``path`` is as in `Place`.

    ``column`` is where the finding starts, from 1; None if any finding of the line counts.
    """

    path: str
    line: int
    rule: str
    severity: Severity
    column: int | None = None


class ImageRow(NamedTuple):
    """One image of one file.

    ``image`` is its name as a person would write it. ``source`` is the registry's reference name, ``public`` or
    ``replicated``, or "" if it cannot be known. ``address`` is the whole reference that is pulled, None if a template
    hides a part of it or an endpoint is not known. ``verdict`` has the ids of the rules that it breaks, ``broken`` also
    the lines.

    An image that ``is_delivered`` by KOTS, Embedded Cluster or Helm has what is pulled ``online`` and in an ``airgap``
    (None where nothing is pulled); ``is_certain`` is False where a part is not known, and ``why`` says why. One that
    ``is_rendered`` is what a real Helm has made of a chart.
    """

    path: str
    image: str
    source: str
    address: str | None
    declared: tuple[Place, ...]
    used: tuple[Place, ...]
    verdict: tuple[str, ...]
    is_delivered: bool = False
    online: Pull | None = None
    airgap: Pull | None = None
    is_certain: bool = True
    why: str | None = None
    is_rendered: bool = False
    broken: tuple[BrokenAt, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it is known what is pulled."""
        return self.is_certain if self.is_delivered else self.address is not None

    def pull(self, world: str) -> Pull | None:
        """Return what is pulled in a world, ``online`` or ``airgap``; None where nothing is, or it is not known.

        A classic release has no such worlds: its address is the one that is pulled online.
        """
        if self.is_delivered:
            return self.online if world == "online" else self.airgap
        return None if world != "online" or self.address is None else Pull(self.address, "unknown")


_Found = tuple[int, str, int, int, Severity]
"""Offset, rule, line, column and severity of a finding."""


class _Row:
    """A row while it is being filled."""

    __slots__ = ("address", "declared", "fields", "image", "source", "used")

    def __init__(self, image: str, source: str, address: str | None) -> None:
        self.image = image
        self.source = source
        self.address = address
        self.declared: list[ScalarValue] = []
        self.used: list[ScalarValue] = []
        self.fields: list[ScalarValue] = []


def inventory(resolution: Resolution, findings: Iterable[Finding], path: str) -> list[ImageRow]:
    """Return the rows of one file: images in the order of their first declaration or use."""
    rows: dict[tuple[str, str], _Row] = {}
    for declared in resolution.declarations:
        declaration = declared.declaration
        name, tag = declaration.name, declaration.tag or declaration.ignored_version
        if name is None or declaration.form is Form.SHIP:
            continue  # an asset is listed once, as what it uses
        row = _row(rows, declared.source, _declared_address(declared), name.shown, declared.tag)
        row.declared.append(name)
        row.fields.extend(field for field in (name, tag, declaration.source_field) if field is not None)
    for used in resolution.uses:
        if not _names_an_image(used):
            continue
        origin, place = _pulled_from(used, resolution)
        row = _row(rows, origin, _used_address(used, place), used.use.image.shown + legible(used.use.suffix), None)
        row.used.append(used.use.image)
        if used.own_declaration is not None:  # an asset declares what it uses
            row.declared.append(used.own_declaration.declaration.source_field or used.use.image)
        row.fields.append(used.use.image)
    lines = LineIndex(resolution.release.text)
    found = sorted((one.start.offset, one.rule, one.start.line, one.start.column, one.severity) for one in findings)
    return [_finish(row, lines, found, path) for row in rows.values()]


def _names_an_image(used: ResolvedUse) -> bool:
    """Return True if a use names an image that is pulled.

    If only the keys suggest one, it may be a registry alone, a picture on a web site, or a mere template.
    """
    use = used.use
    if use.is_certain:
        return True
    if use.is_excluded or not used.parts.path.strip(f"{MASK}/"):
        return False
    return used.name_as_host is not None or is_reference(use.reference.replace(MASK, "x"))


def _row(rows: dict[tuple[str, str], _Row], source: str, address: str | None, shown: str, tag: str | None) -> _Row:
    if address is not None:
        return rows.setdefault((source, address), _Row(_familiar(address), source, address))
    image = f"{shown}:{tag}" if tag and MASK not in tag else shown
    return rows.setdefault((source, image), _Row(image, source, None))


def _declared_address(declared: ResolvedDeclaration) -> str | None:
    tag = declared.tag or "latest"
    if declared.domain is None or declared.path is None or MASK in declared.path + tag or not declared.path:
        return None
    return f"{declared.domain}/{declared.path}:{tag}"


def _pulled_from(used: ResolvedUse, resolution: Resolution) -> tuple[str, tuple[str, str]]:
    """Return the source of a use, and the domain and path that it is pulled from.

    For an image that is pulled through the platform's proxy (``proxy/<app slug>/<upstream>/<path>``), those are the
    domain and path on the upstream registry.
    """
    outcome = used.outcome
    if isinstance(outcome, MissingHost) and outcome.entry.domain is not None and outcome.entry.path is not None:
        return used.source, (outcome.entry.domain, outcome.entry.path)
    own = used.own_declaration
    if own is not None and own.source == "public" and not isinstance(outcome, DeclaredElsewhere):
        return "public", (used.domain, used.path)
    if isinstance(outcome, Listed) and outcome.match.is_public and outcome.match.registry is None:
        return "public", (used.domain, used.path)  # listed so, although a registry is linked for the host
    pieces = used.parts.path.split("/", 3)
    if used.domain in resolution.domains.proxy_domains and len(pieces) == 4 and pieces[0] == "proxy":
        upstream, path = pieces[2:]
        registry = resolution.registries.get(upstream)
        domain = normalize_host(registry.host if registry is not None else upstream)
        registry = registry or resolution.registry_at(domain, path)
        return registry.name if registry is not None else "public", (domain, path)
    is_templated = isinstance(outcome, Templated)
    return used.source, ("" if is_templated else used.domain, used.path)


def _used_address(used: ResolvedUse, place: tuple[str, str]) -> str | None:
    digest = f"@{used.parts.digest}" if used.parts.digest else ""
    tag = f":{used.tag}" if used.tag else "" if digest else ":latest"
    if not used.use.is_certain and not used.tag and not digest:
        return None  # a chart has a tag of its own for it
    domain, path = place
    if not domain or MASK in f"{domain}{path}{tag}{digest}":
        return None
    return f"{domain}/{path}{tag}{digest}"


def _familiar(address: str) -> str:
    """Return an address without the parts that Docker adds, and without the platform's own host."""
    return docker_hub.short_address(address).removeprefix(f"{REPLICATED_HOST}/")


def _finish(row: _Row, lines: LineIndex, found: list[_Found], path: str) -> ImageRow:
    broken: dict[BrokenAt, None] = {}
    for field in row.fields if found else ():
        begin, end = field.span
        first, last = (bisect_left(found, (offset, "", 0, 0, Severity.INFO)) for offset in (begin, end + 1))
        for _, rule, line, column, severity in found[first:last]:
            broken[BrokenAt("", line, rule, severity, column)] = None
    return ImageRow(
        path,
        row.image,
        row.source,
        row.address,
        _places(row.declared, lines),
        _places(row.used, lines),
        tuple(dict.fromkeys(one.rule for one in broken)),
        broken=tuple(broken),
    )


def _places(fields: list[ScalarValue], lines: LineIndex) -> tuple[Place, ...]:
    places = (lines.position(field.span[0]) for field in fields)
    return tuple(Place(position.line, position.column) for position in places)
