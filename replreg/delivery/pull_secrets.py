"""Private images without the pull secret of the target: ``missing-pull-secret`` in releases of today.

===================================  =========================================================
what pulls                           the secret
===================================  =========================================================
KOTS and Embedded Cluster 2,         ``ImagePullSecretName``, which is ``SLUG-registry``; values
``HelmChart`` v1beta2                have to give it to the chart
the same, manifests and v1beta1      the same, and KOTS writes it
Embedded Cluster 3                   none: the nodes have the login
Helm                                 ``enterprise-pull-secret``, which the SDK's chart makes; it
                                     does so in KOTS, too
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
from replreg.delivery.helm_secret import HELM_SECRET, sdk_is_too_old
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind, Scope
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge
from replreg.delivery.secret_evidence import chart_has_secret, has_secret, names_in, secrets_in
from replreg.delivery.targets import LAST_PART_ONLY, fails_in
from replreg.delivery.tree import levels
from replreg.messages import shorten
from replreg.templates.worlds import Target
from replreg.yaml.composer import Mapping, Node, Scalar
from replreg.yaml.templates import MASK

__all__ = ["pull_secrets"]

_CLASSIC = "replicatedregistrykey"
_FUNCTION = "{{repl ImagePullSecretName }}"
_GIVEN = (PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT, PlaceKind.CHART_TEMPLATE)
_OF_CHART = (PlaceKind.CHART_DEFAULT, PlaceKind.CHART_TEMPLATE)


def pull_secrets(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the private images that are pulled without a secret, and the secrets that are not there."""
    found = [*_in_scopes(delivery), *_classic_names(delivery)]
    targets = delivery.release.targets
    if targets.intersection(LAST_PART_ONLY):
        of_kots = [*_literal_names(delivery), *_in_other_namespaces(delivery)]
        found += [problem._replace(notes=fails_in(targets, LAST_PART_ONLY)) for problem in of_kots]
    distinct = {(problem.path, problem.start): problem for problem in reversed(found)}
    return sorted(distinct.values(), key=lambda problem: problem[:3])


def _in_scopes(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the first private image of each chart that is given no secret: by its ``HelmChart``, and for Helm alone."""
    private: dict[tuple[int, int], DeliveredImage] = {}
    in_helm: dict[int, DeliveredImage] = {}
    for image, found in _private_images(delivery):
        scope = image.place.scope
        if image.place.kind is PlaceKind.CHART_TEMPLATE and image.place.shape.is_hint:
            continue  # in a text or under another key, it is not what a pod of the chart runs
        if image.place.kind in _GIVEN and not scope.is_rewritten_by_kots and found.intersection(LAST_PART_ONLY):
            private.setdefault((id(scope.resource), id(scope.chart)), image)
        if image.place.kind in _OF_CHART and Target.HELM in found:
            in_helm.setdefault(id(scope.chart), image)
    for image in private.values():
        resource = image.place.scope.resource
        if isinstance(resource, HelmChartResource) and not has_secret(delivery, image.place.scope, resource):
            hint = f"give the chart '{_FUNCTION}', usually in 'imagePullSecrets'"
            yield _without_secret(delivery, image, image.place.scope, hint, LAST_PART_ONLY)
    for image in in_helm.values():
        chart = image.place.scope.chart
        if chart is not None and not chart_has_secret(delivery, chart, for_helm=True):
            hint = "take a newer SDK" if sdk_is_too_old(chart) else f"give its pods the secret '{HELM_SECRET}'"
            yield _without_secret(delivery, image, Scope(None, chart), hint, (Target.HELM,))


def _without_secret(
    delivery: Delivery, image: DeliveredImage, scope: Scope, hint: str, fails: Iterable[Target]
) -> DeliveryProblem:
    """Return the problem of a private image: at the secret of Helm where that is named and nothing makes it."""
    place, message = image.place.first, "nothing gives this chart a pull secret, so its private image cannot be pulled"
    named = _fields_of_helm(delivery, scope)
    if named or (scope.chart is not None and _is_in_templates(scope.chart)):
        place = named[0] if named else place
        is_old = scope.chart is not None and sdk_is_too_old(scope.chart)
        message = (
            f"nothing makes the pull secret '{HELM_SECRET}': the chart of the Replicated SDK does from 1.11.0 on, and "
            f"{'that of this chart is older' if is_old else 'no chart of this release has it'}, so the private images "
            "cannot be pulled"
        )
    return DeliveryProblem(
        place.path, *place.span, f"{message}; {hint}", notes=fails_in(delivery.release.targets, fails)
    )


def _fields_of_helm(delivery: Delivery, scope: Scope) -> list[Field]:
    """Return the places in values where the secret of Helm is named: first those that a ``HelmChart`` gives."""
    tables: list[Table] = []
    if isinstance(scope.resource, HelmChartResource):
        given = (scope.resource.values, *(item.values for item in scope.resource.optional))
        tables += [table for table in given if table is not None]
    values = delivery.finder.chart_values(scope.chart)
    if values is not None:
        tables.append(values.table)
    return [field for table in tables for field in secrets_in(table) if field.node.value.strip() == HELM_SECRET]


def _is_in_templates(chart: Chart) -> bool:
    return any(HELM_SECRET in file.text for inner in chart.walk() for file in inner.templates.values())


def _private_images(delivery: Delivery) -> Iterator[tuple[DeliveredImage, set[Target]]]:
    """Yield the images that need a login, with the targets: what the proxy has, and the vendor's own space."""
    release = delivery.release
    judge = ProxyJudge(release.domains, release.registries)
    for image in delivery.images:
        found: set[Target] = set()
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
                found.add(installation.target)
        if found:
            yield image, found


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
        in_chart = names_in(scope.chart) if scope.chart is not None else set()
        for table in (resource.values, *(item.values for item in resource.optional)):
            for field in secrets_in(table) if table is not None else ():
                name = field.node.value.strip()
                if MASK in name or "{{" in name or name in made | in_chart | {_CLASSIC, HELM_SECRET}:
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


def _in_other_namespaces(delivery: Delivery) -> Iterator[DeliveryProblem]:
    """Yield the namespaces of private images in which KOTS makes no secret."""
    release = delivery.release
    known: set[str] = set()
    for resource in release.applications:
        for item in resource.spec.sequence("additionalNamespaces") if resource.spec is not None else ():
            known.add(item.value if isinstance(item, Scalar) else MASK)
    if not release.applications or "*" in known or any(MASK in name for name in known):
        return
    private = [image for image, targets in _private_images(delivery) if targets.intersection(LAST_PART_ONLY)]
    in_charts = {id(image.place.scope.resource) for image in private}
    for chart in release.helm_charts:
        if id(chart) in in_charts:
            yield from _namespace(chart.namespace, known, chart.path, chart.fragment.node_span)
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
