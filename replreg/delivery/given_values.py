"""Gives the idiom of the local registry to a chart whose own defaults have the images: new values in its ``HelmChart``.

Only a ``HelmChart`` has templates, so that what a chart's defaults say is pulled in an air gap, too. The values that
are added have the keys of the defaults, and what `local_idiom` writes; for Embedded Cluster 3, its functions with the
chart's own value. Sources: replicatedhq/replicated-docs, helm-native-v2-using.md and
embedded-cluster/template-functions.mdx.
"""

from __future__ import annotations

from typing import TypeAlias

from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.values import KeyPath, Leaf, Table
from replreg.delivery.address import Address
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind, Scope
from replreg.delivery.secret_evidence import has_secret
from replreg.delivery.shapes import Part, Role
from replreg.delivery.targets import LAST_PART_ONLY
from replreg.finding import Edit, Fix
from replreg.lazy_re import lazy_compile
from replreg.templates.worlds import Target
from replreg.yaml.composer import Mapping
from replreg.yaml.insertion import pair_place, plain_or_quoted
from replreg.yaml.scalar_lists import item_indent
from replreg.yaml.templates import MASK
from replreg.yaml.text import line_start

__all__ = ["GivenValues"]

_FROM_CHART = (PlaceKind.CHART_DEFAULT, PlaceKind.HELM_VALUE)
"""A `HelmChart` may give the tag of an image alone."""

_Tree: TypeAlias = "dict[str, str | _Tree]"
_SECRET = "imagePullSecrets"  # noqa: S105 - the key for the names of secrets
_REPL_FIRST = lazy_compile(r"\{\{repl\b")
_CONTINUED = lazy_compile(r"\.Values\.([\w.-]{1,200})(?![\w.-])[^}\n]{0,200}\}\}/")
_BRACES_FIRST = lazy_compile(r"repl\{\{")


class GivenValues:
    """Collects the images of chart defaults. There is one fix a ``HelmChart``, which belongs to its first image."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._trees: dict[int, tuple[DeliveredImage, HelmChartResource, _Tree]] = {}
        self._continued: dict[int, set[str]] = {}

    def add(self, image: DeliveredImage, address: Address, host: str) -> None:
        """Add an image by its own ``host``; one that cannot be given is left out."""
        release = self._delivery.release
        resource = image.place.scope.resource
        if image.place.kind not in _FROM_CHART or not isinstance(resource, HelmChartResource):
            return
        is_new = release.targets == {Target.EMBEDDED_CLUSTER_3}
        if not is_new and (release.domains.slug is None or not release.targets <= {*LAST_PART_ONLY, Target.HELM}):
            return
        if not release.can_edit(resource.path) or image.place.scope.is_rewritten_by_kots or not address.is_located:
            return
        keys = self._keys(image)
        if keys is None or _is_optional(resource, keys):
            return
        if is_new:
            values = _with_functions(image, keys, resource)
        else:
            values = self._values(image, address, f"proxy/{release.domains.slug}/{host}", resource)
        if values is None or self._may_be_prefix(image, [*keys, list(values)[-1]]):
            return
        _, _, tree = self._trees.setdefault(id(resource), (image, resource, {}))
        for key in keys:
            inner = tree.setdefault(key, {})
            if isinstance(inner, str):
                return
            tree = inner
        for key, value in values.items():
            tree.setdefault(key, value)

    def fixes(self) -> dict[int, tuple[str, Fix]]:
        """Return the fixes by the ids of the images that they belong to, each with the file that it edits."""
        found: dict[int, tuple[str, Fix]] = {}
        for image, resource, tree in self._trees.values():
            edits = _Additions(resource).edits(tree, self._secret(image.place.scope, resource))
            if edits:
                message = "give the chart its images by the functions for an air gap"
                found[id(image)] = (resource.path, Fix(False, message, edits))
        return found

    def _values(
        self, image: DeliveredImage, address: Address, prefix: str, resource: HelmChartResource
    ) -> dict[str, str] | None:
        found = _parts(image, resource)
        if found is None:
            return None
        registry, main = found
        text = main.fields[0].node.value
        if ":" in text or "@" in text:
            return None  # the tag would be in two files
        domain = self._delivery.release.domains.proxy
        last = address.parts[-1][0]
        namespace = address.spelled[address.path_start : last].rstrip("/")
        local_path = _call(resource, "LocalRegistryNamespace", f"{prefix}/{namespace}" if namespace else prefix)
        path = f"{local_path}/{address.spelled[last : address.path_end]}"
        host = _call(resource, "LocalRegistryHost", domain)
        if registry is None:
            return {main.fields[0].key: f"'{host}/{path}'"}
        return {registry.fields[0].key: f"'{host}'", main.fields[0].key: f"'{path}'"}

    def _keys(self, image: DeliveredImage) -> list[str] | None:
        """Return the keys that lead to the mapping of an image in the values of its chart; None if a list is there."""
        values = self._delivery.finder.chart_values(image.place.scope.chart)
        path: KeyPath = image.place.shape.path
        names: list[str] = []
        while path:
            path, name = path
            names.append(name)
        last, *above = names
        above.reverse()
        keys = [*above[0].split("."), *above[1:]] if above else []  # the names of subcharts are one key
        table = None if values is None else values.table
        for key in keys:
            inner = table.entries.get(key) if table is not None else None
            table = inner if isinstance(inner, Table) else None
        leaf = table.entries.get(last) if table is not None else None
        return keys if isinstance(leaf, Leaf) else None

    def _may_be_prefix(self, image: DeliveredImage, keys: list[str]) -> bool:
        """Return True if a template of the chart writes more of a path after the value, or no template is there.

        A value that a path goes on after does not have the last part, which is all that the local registry keeps.
        """
        chart = image.place.scope.chart
        found = self._continued.get(id(chart))
        if found is None:
            texts = [file.text for one in chart.walk() for file in one.templates.values()] if chart is not None else []
            found = {use[1] for text in texts for use in _CONTINUED.finditer(text)} if texts else {""}
            self._continued[id(chart)] = found
        return "" in found or ".".join(keys) in found

    def _secret(self, scope: Scope, resource: HelmChartResource) -> str | None:
        """Return the name of the pull secret as a template, where the chart takes one and is not given one."""
        defaults = self._delivery.finder.chart_values(scope.chart)
        if self._delivery.release.targets == {Target.EMBEDDED_CLUSTER_3}:
            return None
        if defaults is None or _SECRET not in defaults.keys(()) or has_secret(self._delivery, scope, resource):
            return None
        return f"'{_written(resource, 'ImagePullSecretName')}'"


class _Additions:
    """Makes the edits of one ``HelmChart``."""

    def __init__(self, resource: HelmChartResource) -> None:
        self._resource = resource
        self._text = resource.fragment.file
        self._found: dict[int, list[tuple[int, str]]] = {}
        self._step = "  "

    def edits(self, tree: _Tree, secret: str | None) -> tuple[Edit, ...]:
        """Return the edits that add a tree of values and the pull secret; none where one of them cannot be made."""
        spec = self._resource.root.mapping("spec")
        values = spec.get("values") if spec is not None else None
        if spec is None or (values is not None and not isinstance(values, Mapping)):
            return ()
        added: _Tree = dict(tree)
        if secret is not None and (values is None or values.get(_SECRET) is None):
            added[_SECRET] = secret
        if isinstance(values, Mapping) and values.pairs:
            self._step = self._indent(values)[len(self._indent(spec)) :] or self._step
            is_made = self._add(values, added, 1)
        else:
            is_made = values is None and self._add(spec, {"values": added}, 0)
        if not is_made:
            return ()
        return tuple(
            Edit(offset, offset, "".join(text for _, text in sorted(pieces, key=lambda piece: -piece[0])))
            for offset, pieces in sorted(self._found.items())
        )

    def _add(self, holder: Mapping, tree: _Tree, depth: int) -> bool:
        missing: _Tree = {}
        for key, value in tree.items():
            there = holder.get(key)
            if there is None:
                missing[key] = value
            elif isinstance(there, Mapping) and not isinstance(value, str):
                if not self._add(there, value, depth + 1):
                    return False
            else:
                return False
        if missing:
            place = pair_place(self._resource.fragment, holder)
            if place is None:
                return False
            offset, newline, indent = place
            lines = self._lines(missing, indent)
            self._found.setdefault(offset, []).append((depth, "".join(f"{newline}{line}" for line in lines)))
        return True

    def _lines(self, tree: _Tree, indent: str) -> list[str]:
        lines: list[str] = []
        for key, value in tree.items():
            name = plain_or_quoted(key)
            if not isinstance(value, str):
                lines += [f"{indent}{name}:", *self._lines(value, f"{indent}{self._step}")]
            elif key == _SECRET:
                lines += [f"{indent}{name}:", f"{indent}{item_indent(self._text)}- name: {value}"]
            else:
                lines.append(f"{indent}{name}: {value}")
        return lines

    def _indent(self, holder: Mapping) -> str:
        return self._text[line_start(self._text, holder.start) : holder.start]


def _is_optional(resource: HelmChartResource, keys: list[str]) -> bool:
    """Return True if ``optionalValues`` may give the mapping of an image, perhaps for the local registry already."""
    for item in resource.optional:
        table: object = item.values
        for key in keys:
            table = table.entries.get(key) if isinstance(table, Table) else None
        if item.values is None or table is not None:
            return True
    return False


def _parts(image: DeliveredImage, resource: HelmChartResource) -> tuple[Part | None, Part] | None:
    """Return the registry and the path of an image, if both are written out in the chart."""
    registry = image.place.part(Role.REGISTRY)
    main = image.place.part(Role.REPOSITORY) or image.place.part(Role.IMAGE)
    if main is None or not all(_is_literal(part) for part in (main, registry) if part is not None):
        return None
    if any(part.fields[0].path == resource.path for part in (main, registry) if part is not None):
        return None
    return registry, main


def _with_functions(image: DeliveredImage, keys: list[str], resource: HelmChartResource) -> dict[str, str] | None:
    """Return what Embedded Cluster 3 makes of the chart's own value."""
    found = _parts(image, resource)
    if found is None:
        return None
    registry, main = found
    if registry is not None and "/" in registry.fields[0].node.value:
        return None  # the function takes a host alone
    key = (registry or main).fields[0].key
    name = "ReplicatedImageName" if registry is None else "ReplicatedImageRegistry"
    path = ".".join(("", *keys, key))
    call = f'{name} (HelmValue "{path}")'
    return {key: f"'{_written(resource, call)}'"}


def _is_literal(part: Part) -> bool:
    field = part.fields[0]
    return len(part.fields) == 1 and not part.skip and part.stop is None and MASK not in field.node.value


def _call(resource: HelmChartResource, name: str, online: str) -> str:
    return _written(resource, f'HasLocalRegistry | ternary {name} "{online}"')


def _written(resource: HelmChartResource, expression: str) -> str:
    """Return a template in the form that the file has."""
    text = resource.fragment.file
    if _BRACES_FIRST.search(text) is not None and _REPL_FIRST.search(text) is None:
        return f"repl{{{{ {expression} }}}}"
    return f"{{{{repl {expression} }}}}"
