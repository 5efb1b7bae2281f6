"""Writes an image of a ``HelmChart`` as the platform's documentation recommends it, for the proxy and for an air gap.

============================  =====================================================================================
KOTS, Embedded Cluster 2      ``{{repl HasLocalRegistry | ternary LocalRegistryHost "DOMAIN" }}`` for the host, and
                              the same with ``LocalRegistryNamespace "proxy/APP/HOST/…"`` for the path before its
                              last part; ``{{repl ImagePullSecretName }}`` as the pull secret
Embedded Cluster 3            ``{{repl ReplicatedImageName "IMAGE" }}``, and ``ReplicatedImageRegistry`` for a
                              registry of its own; no pull secret
============================  =====================================================================================

Sources: replicatedhq/replicated-docs, helm-native-v2-using.md and embedded-cluster/template-functions.mdx.
"""

from __future__ import annotations

from replreg.charts.helm_chart import HelmChartResource
from replreg.delivery.address import Address
from replreg.delivery.edits import edit_of
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.secret_evidence import has_secret
from replreg.delivery.shapes import Part, Role
from replreg.delivery.targets import LAST_PART_ONLY
from replreg.finding import Edit
from replreg.templates.worlds import Target
from replreg.yaml.composer import Mapping, Sequence
from replreg.yaml.insertion import pair_place
from replreg.yaml.scalar_lists import item_indent
from replreg.yaml.templates import MASK

__all__ = ["LocalIdiom"]

_NAME = "'{{repl ImagePullSecretName }}'"
_KEY = "imagePullSecrets"


class LocalIdiom:
    """Makes the edits for the images of a release. Those of the first image of a ``HelmChart`` add the pull secret."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._with_secret: set[int] = set()

    def edits(self, image: DeliveredImage, address: Address, host: str) -> tuple[Edit, ...]:
        """Return the edits for an image by its own host, all in the file of its ``HelmChart``; none if one cannot be.

        ``host`` is the host of the upstream, also where the address is one on Docker Hub without it.
        """
        domains = self._delivery.release.domains
        resource = image.place.scope.resource
        parts = image.place.shape.parts
        if not isinstance(resource, HelmChartResource) or image.place.kind is not PlaceKind.HELM_VALUE:
            return ()
        registry, main = image.place.part(Role.REGISTRY), parts[0]
        if registry is not None:
            found = image.place.part(Role.REPOSITORY) or image.place.part(Role.IMAGE)
            if found is None:
                return ()
            main = found
        targets = self._delivery.release.targets
        if targets == {Target.EMBEDDED_CLUSTER_3}:
            return self._for_new_cluster(image, address, registry or main)
        changed = [main] if registry is None else [registry, main]
        if domains.slug is None or not targets <= {*LAST_PART_ONLY, Target.HELM}:
            return ()
        if not all(_is_plain(part, resource) for part in changed):
            return ()
        prefix = f"proxy/{domains.slug}/{host}"
        last = address.parts[-1][0]
        namespace = address.spelled[address.path_start : last].rstrip("/")
        local_path = _call(main, "LocalRegistryNamespace", f"{prefix}/{namespace}" if namespace else prefix) + "/"
        if registry is None:
            changes = [(0, last, _call(main, "LocalRegistryHost", domains.proxy) + "/" + local_path)]
        else:
            end = len(registry.fields[0].node.value)
            inner = address.spelled[address.host_end + 1 : end]
            if inner:
                rest = namespace.removeprefix(inner).strip("/")
                local_path = _call(main, "LocalRegistryNamespace", "/".join(filter(None, (prefix, inner, rest)))) + "/"
            changes = [(0, end, _call(registry, "LocalRegistryHost", domains.proxy)), (end + 1, last, local_path)]
        edits = _made(address, resource, changes)
        if edits and id(resource) not in self._with_secret:
            self._with_secret.add(id(resource))
            secret = self._secret(image, resource)
            edits += () if secret is None else (secret,)
        return tuple(sorted(edits))

    def _for_new_cluster(self, image: DeliveredImage, address: Address, part: Part) -> tuple[Edit, ...]:
        resource = image.place.scope.resource
        value = part.fields[0].node.value
        is_registry = part.role is Role.REGISTRY
        if not isinstance(resource, HelmChartResource) or (is_registry and "/" in value):
            return ()
        if not _is_plain(part, resource):
            return ()
        name = "ReplicatedImageRegistry" if is_registry else "ReplicatedImageName"
        return _made(address, resource, [(0, len(value), _written(part, f'{name} "{value}"'))])

    def _secret(self, image: DeliveredImage, resource: HelmChartResource) -> Edit | None:
        """Return the edit that gives the chart the pull secret, where the chart takes one under a key that is known."""
        scope = image.place.scope
        if has_secret(self._delivery, scope, resource):
            return None
        values = resource.spec.get("values")
        if not isinstance(values, Mapping):
            return None
        defaults = self._delivery.finder.chart_values(scope.chart)
        if defaults is not None and _KEY not in defaults.keys(()):
            return None
        fragment = resource.fragment
        present = values.get(_KEY)
        if isinstance(present, Sequence) and present.flow and not present.items and fragment.editable:
            end = fragment.span(present.start, present.end - 1)[1]
            return Edit(end, end, f"{{name: {_NAME}}}")
        place = pair_place(fragment, values) if present is None else None
        if place is None:
            return None
        offset, newline, indent = place
        item = f"{indent}{item_indent(fragment.file)}"
        return Edit(offset, offset, f"{newline}{indent}{_KEY}:{newline}{item}- name: {_NAME}")


def _is_plain(part: Part, resource: HelmChartResource) -> bool:
    """Return True if a part is one literal of the ``HelmChart`` in which a template can be written."""
    if len(part.fields) != 1 or part.skip or part.stop is not None:
        return False
    field = part.fields[0]
    if field.path != resource.path or MASK in field.node.value or field.node.style in ("|", ">"):
        return False
    text = field.origin.fragment.file
    before = text[text.rfind("\n", 0, field.span[0]) + 1 : field.span[0]]
    return bool(field.node.style) or not set(before) & set("{[,")  # a plain scalar in braces takes no braces


def _call(part: Part, name: str, online: str) -> str:
    return _written(part, f'HasLocalRegistry | ternary {name} "{online}"')


def _written(part: Part, expression: str) -> str:
    """Return a template as it is written in the quotes of a part."""
    style = part.fields[0].node.style
    if style == '"':
        expression = expression.replace('"', "`")
    return f"{{{{repl {expression} }}}}" if style else f"repl{{{{ {expression} }}}}"


def _made(address: Address, resource: HelmChartResource, changes: list[tuple[int, int, str]]) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    for start, end, text in changes:
        found = edit_of(address, start, end, text)
        if found is None or found[0] != resource.path:
            return ()
        edits.append(found[1])
    return tuple(edits)
