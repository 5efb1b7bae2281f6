"""Private images without the pull secret of the target: ``missing-pull-secret`` in releases of today.

===================================  =========================================================
what pulls                           the secret
===================================  =========================================================
KOTS and Embedded Cluster 2,         ``ImagePullSecretName``, which is ``SLUG-registry``; values
``HelmChart`` v1beta2                have to give it to the chart
the same, manifests and v1beta1      the same, and KOTS writes it
Embedded Cluster 3                   none: the nodes have the login
Helm                                 ``enterprise-pull-secret``, which the SDK's chart makes
===================================  =========================================================

The secret of KOTS exists in the app's own namespace and in those of ``additionalNamespaces``. Sources:
replicatedhq/replicated-docs, helm-image-registry.mdx, helm-native-v2-using.md and
operator-defining-additional-namespaces.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from replreg.charts.chart import Chart
from replreg.charts.helm_chart import HelmChartResource
from replreg.charts.values import Table
from replreg.delivery.field import Field
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind, Scope
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge
from replreg.delivery.targets import LAST_PART_ONLY
from replreg.delivery.tree import levels
from replreg.lazy_re import lazy_compile
from replreg.messages import shorten
from replreg.templates.worlds import Target
from replreg.yaml.composer import Mapping, Node, Scalar
from replreg.yaml.templates import MASK

__all__ = ["has_secret", "pull_secrets"]

_CLASSIC = "replicatedregistrykey"
_OF_HELM = "enterprise-pull-secret"
_FUNCTION = "{{repl ImagePullSecretName }}"
_KEY = lazy_compile(r"(?i).*pull_?secrets?(?:_?name)?")
_EVIDENCE = lazy_compile(r"ImagePullSecretName|LocalRegistryImagePullSecret|LicenseDockerCfg|dockerconfigjson")
_IN_TEMPLATES = lazy_compile(rf"dockerconfigjson|{_OF_HELM}|imagePullSecrets:\s*\n\s*-\s*name:")
_NAMED = lazy_compile(r"(?m)^[ \t]*name:[ \t]*[\"']?([a-z0-9][a-z0-9.-]*)")
_GIVEN = (PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT, PlaceKind.CHART_TEMPLATE)


def pull_secrets(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the private images that are pulled without a secret, and the secrets that are not there."""
    found = [*_in_scopes(delivery), *_classic_names(delivery)]
    targets = delivery.release.targets
    if targets.intersection(LAST_PART_ONLY):
        of_kots = [*_literal_names(delivery), *_in_other_namespaces(delivery)]
        found += [problem._replace(notes=_fails_in(targets, LAST_PART_ONLY)) for problem in of_kots]
    distinct = {(problem.path, problem.start): problem for problem in reversed(found)}
    return sorted(distinct.values(), key=lambda problem: problem[:3])


def _in_scopes(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the first private image of each chart that is given no secret."""
    targets = delivery.release.targets
    private: dict[tuple[int, int], DeliveredImage] = {}
    fails: tuple[Target, ...]
    for image in _private_images(delivery):
        scope = image.place.scope
        if image.place.kind is PlaceKind.CHART_TEMPLATE and image.place.shape.is_hint:
            continue  # in a text or under another key, it is not what a pod of the chart runs
        if image.place.kind in _GIVEN and not scope.is_rewritten_by_kots:
            private.setdefault((id(scope.resource), id(scope.chart)), image)
    for image in private.values():
        scope = image.place.scope
        if isinstance(scope.resource, HelmChartResource):
            if not targets.intersection(LAST_PART_ONLY) or has_secret(delivery, scope, scope.resource):
                continue
            fails, hint = LAST_PART_ONLY, f"give the chart '{_FUNCTION}', usually in 'imagePullSecrets'"
        elif scope.resource is None and scope.chart is not None and Target.HELM in targets:
            if _chart_has_secret(delivery, scope.chart):
                continue
            fails, hint = (Target.HELM,), f"give its pods the secret '{_OF_HELM}'"
        else:
            continue
        start, end = image.place.first.span
        message = f"nothing gives this chart a pull secret, so its private image cannot be pulled; {hint}"
        yield DeliveryProblem(image.place.first.path, start, end, message, notes=_fails_in(targets, fails))


def _fails_in(targets: frozenset[Target], wrong: Iterable[Target]) -> tuple[str, ...]:
    """Return a note that names the targets in which a problem exists, where the release is for others, too."""
    found = targets.intersection(wrong)
    return () if found == targets else (f"it fails in {', '.join(sorted(target.value for target in found))}",)


def _private_images(delivery: Delivery) -> Iterator[DeliveredImage]:
    """Yield the images that need a login: what is pulled through the proxy, and the vendor's own space."""
    release = delivery.release
    judge = ProxyJudge(release.domains, release.registries)
    for image in delivery.images:
        for installation, addresses in image.addresses.items():
            if installation.airgap or installation.target is Target.EMBEDDED_CLUSTER_3:
                continue
            first = [address for address in addresses if address.path]
            if first and all(
                address.path.startswith("proxy/") and judge.is_proxy(address)
                if judge.is_proxy(address)
                else address.host.lower() in release.domains.registries and not address.path.startswith("library/")
                for address in first
            ):
                yield image
                break


def has_secret(delivery: Delivery, scope: Scope, resource: HelmChartResource) -> bool:
    """Return True if a ``HelmChart`` gives its chart a secret, may do so, or the chart has one."""
    tables = [resource.values, *(item.values for item in resource.optional)]
    if any(table is None for table in tables[1:]) or (resource.values is None and _has_values(resource)):
        return True
    start, end = resource.fragment.node_span(resource.root)
    if _EVIDENCE.search(resource.fragment.file, start, end) is not None:
        return True
    if any(_secrets_in(table) for table in tables if table is not None):
        return True
    return scope.chart is not None and _chart_has_secret(delivery, scope.chart)


def _has_values(resource: HelmChartResource) -> bool:
    spec = resource.root.mapping("spec")
    return spec is not None and spec.get("values") is not None


def _chart_has_secret(delivery: Delivery, chart: Chart) -> bool:
    values = delivery.finder.chart_values(chart)
    # Most values have no such key, and a search of their text takes much less time than a walk over them.
    files = (inner.values for inner in chart.walk() if inner.values is not None)
    has_word = any("ecret" in file.text.lower() for file in files)
    if has_word and values is not None and _secrets_in(values.table):
        return True
    texts = (file.text for inner in chart.walk() for file in inner.templates.values())
    return any(_IN_TEMPLATES.search(text) is not None for text in texts)


def _secrets_in(table: Table) -> list[Field]:
    """Return the names of pull secrets in values, as far as they are not empty."""
    found: list[Field] = []
    for level in levels(table, None):
        below = _is_secret_key(level.key)
        for key, fields in level.fields.items():
            if (below and key == "name") or _is_secret_key(key):
                found += (field for field in fields if field.is_text and field.node.value.strip())
        found += (field for field in level.listed if _is_secret_key(field.key) and field.node.value.strip())
    return found


def _is_secret_key(key: str) -> bool:
    return "ecret" in key.lower() and _KEY.fullmatch(key) is not None


def _classic_names(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield each use of the classic name in a release of today; none where the release makes such a secret."""
    release = delivery.release
    if not release.applications and not release.helm_charts and not release.clusters:
        return
    files = [file for file in release.files.values() if _CLASSIC in file.text]
    if any(resource.kind == "Secret" and _name_of(resource.root) == _CLASSIC for resource in release.manifests):
        return
    for file in files:
        for resource in file.resources():
            for level in levels(resource.root, resource.origin("secrets")):
                fields = (*level.listed, *(field for found in level.fields.values() for field in found))
                for field in fields:
                    if field.node.value == _CLASSIC:
                        message = (
                            f"'{_CLASSIC}' is the secret of releases for the classic platform; that of this release is "
                            f"'{_FUNCTION}'"
                        )
                        yield DeliveryProblem(file.path, *field.span, message)


def _literal_names(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the names that are written out in values of a ``HelmChart`` v1beta2, and are those of nothing."""
    release = delivery.release
    slug = release.domains.slug
    made = {_name_of(resource.root) for resource in release.manifests if resource.kind == "Secret"}
    for scope in delivery.finder.scopes():
        resource = scope.resource
        if not isinstance(resource, HelmChartResource) or scope.is_rewritten_by_kots:
            continue
        in_chart = _names_in(scope.chart) if scope.chart is not None else set()
        for table in (resource.values, *(item.values for item in resource.optional)):
            for field in _secrets_in(table) if table is not None else ():
                name = field.node.value.strip()
                if MASK in name or "{{" in name or name in made | in_chart | {_CLASSIC, _OF_HELM}:
                    continue
                if name != f"{slug}-registry" and scope.chart is None:
                    continue  # the chart may make it
                message = (
                    f"nothing of this release makes a secret '{shorten(name)}'; the one with the login for the proxy "
                    f"is '{_FUNCTION}'"
                )
                if name == f"{slug}-registry":
                    message = f"the name of the secret depends on the app; write '{_FUNCTION}' instead of '{name}'"
                yield DeliveryProblem(field.path, *field.span, message)


def _names_in(chart: Chart) -> set[str]:
    return {name for inner in chart.walk() for file in inner.templates.values() for name in _NAMED.findall(file.text)}


def _in_other_namespaces(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the namespaces of private images in which KOTS makes no secret."""
    release = delivery.release
    known: set[str] = set()
    for resource in release.applications:
        for item in resource.spec.sequence("additionalNamespaces") if resource.spec is not None else ():
            known.add(item.value if isinstance(item, Scalar) else MASK)
    if not release.applications or "*" in known or any(MASK in name for name in known):
        return
    private = list(_private_images(delivery))
    in_charts = {id(image.place.scope.resource) for image in private}
    for chart in release.helm_charts:
        spec = chart.root.mapping("spec")
        if spec is not None and id(chart) in in_charts:
            yield from _namespace(spec.get("namespace"), known, chart.path, chart.fragment.node_span)
    places: dict[str, list[int]] = {}
    for image in private:
        if image.place.kind is PlaceKind.CONTAINER:
            places.setdefault(image.place.first.path, []).append(image.place.first.node.start)
    for resource in release.manifests:
        metadata = resource.root.mapping("metadata")
        starts = places.get(resource.file.path, ())
        if metadata is not None and any(resource.root.start <= start < resource.root.end for start in starts):
            yield from _namespace(metadata.get("namespace"), known, resource.file.path, resource.fragment.node_span)


def _namespace(
    node: Node | None, known: Iterable[str], path: str, span: Callable[[Node], tuple[int, int]]
) -> Iterator[DeliveryProblem]:
    if not isinstance(node, Scalar) or not node.value or MASK in node.value or node.value in known:
        return
    message = (
        f"KOTS makes no pull secret in the namespace '{shorten(node.value)}', so the private images there cannot be "
        "pulled; list it in 'additionalNamespaces' of the Application"
    )
    yield DeliveryProblem(path, *span(node), message)


def _name_of(root: Mapping) -> str:
    metadata = root.mapping("metadata")
    return (metadata.text("name") if metadata is not None else None) or ""
