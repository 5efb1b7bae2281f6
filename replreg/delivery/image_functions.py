"""Functions for images that are called in the wrong place or with the wrong argument: ``image-function``.

=======================================================  ==============================================================
wrong                                                    because
=======================================================  ==============================================================
``ReplicatedImageRegistry`` with a path                  it takes a host, or a proxy path, and nothing more
``ReplicatedImageName`` under ``registry``               it gives a whole image
a function of another target                             the template cannot be rendered
``LocalImageName`` in a container of a plain manifest    KOTS rewrites that image once more
a template in ``additionalImages``, ``excludedImages``   the builder reads the text as it is
or ``builder``
``HelmValue`` of a value that the chart does not have    it is empty
``{{ repl`` or ``repl {{`` with a space                  it is text, and no template
=======================================================  ==============================================================

Sources: replicatedhq/replicated-docs, embedded-cluster/template-functions.mdx, template-functions-config-context.md and
helm-packaging-airgap-bundles.mdx; replicatedhq/kots, pkg/template/config_context.go.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from replreg.charts.helm_chart import HelmChartResource
from replreg.delivery.chart_data import ChartData
from replreg.delivery.cluster import Extension
from replreg.delivery.field import Field
from replreg.delivery.files import ReleaseFile
from replreg.delivery.function_calls import PlacedCall, placed_calls
from replreg.delivery.images import Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.shapes import Role
from replreg.delivery.targets import fails_in
from replreg.finding import Edit, Fix, Severity
from replreg.lazy_re import lazy_compile
from replreg.messages import NearWords, suggestion
from replreg.release.checks.comments import Comments
from replreg.templates.lexer import Dialect
from replreg.templates.values import NIL
from replreg.templates.worlds import Target
from replreg.yaml.composer import Node
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import MASK

__all__ = ["image_functions"]

_OF_LOCAL_REGISTRY = frozenset(
    {
        "HasLocalRegistry",
        "LocalImageName",
        "LocalRegistryAddress",
        "LocalRegistryHost",
        "LocalRegistryImagePullSecret",
        "LocalRegistryNamespace",
    }
)
_OF_NEW_CLUSTERS = frozenset({"HelmValue", "ReplicatedImageName", "ReplicatedImageRegistry"})
_DRAFTED = "ReplicatedImageRepository"
_NAMES = _OF_LOCAL_REGISTRY | _OF_NEW_CLUSTERS | {_DRAFTED}
# With the space, this is text to the language of templates, so only its characters can be looked for.
_SPACED = lazy_compile(r"\{\{([ \t]+)repl(?![\w$])|(?<![\w$.-])repl([ \t]+)\{\{")
_SPACES = ("{{ ", "{{\t", "repl ", "repl\t")
# The lines that are about an image. Only the severity of a mistake in a template depends on them.
_IMAGE_LINE = lazy_compile(
    r"""^[ \t-]*["']?[\w.-]*(?:[iI]mage|[rR]egistry|[rR]epository|tag|Tag)[\w.-]*["']?[ \t]*:"""
    r"|LocalRegistry|LocalImageName|ReplicatedImage|ImagePullSecretName|/proxy/"
)
_START = attrgetter("start")
_LONGEST = 1_000
"""How much of a line is looked at on either side of what looks like a template, in code points."""
_PROXY_STARTS = ("proxy", "anonymous", "anon")


def image_functions(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the functions for images that are called in the wrong place or with the wrong argument."""
    found: dict[tuple[str, int], DeliveryProblem] = {}
    for problem in _all(delivery):
        found.setdefault((problem.path, problem.start), problem)
    return sorted(found.values(), key=lambda problem: problem[:3])


class _Calls:
    """The calls of each file, which are looked for once."""

    def __init__(self, delivery: Delivery) -> None:
        self._by_path: dict[str, list[PlacedCall]] = {}
        for path, file in delivery.release.files.items():
            if file.dialect is Dialect.PLATFORM and "repl" in file.text and "{{" in file.text:
                self._by_path[path] = list(placed_calls(file, _NAMES))

    def __iter__(self) -> Iterator[PlacedCall]:
        for calls in self._by_path.values():
            yield from calls

    def within(self, field: Field, name: str) -> Iterator[PlacedCall]:
        """Yield the calls of a function in a field of a file."""
        calls = self._by_path.get(field.path, [])
        start, end = field.span
        for call in calls[bisect_left(calls, start, key=_START) : bisect_left(calls, end, key=_START)]:
            if call.name == name:
                yield call


def _all(delivery: Delivery) -> Iterator[DeliveryProblem]:
    calls = _Calls(delivery)
    near_keys = _NearKeys()
    for file in delivery.release.files.values():
        if file.dialect is Dialect.PLATFORM:
            yield from _spaced(delivery, file)
    for call in calls:
        yield from _in_call(delivery, call, near_keys)
    yield from _in_images(delivery, calls)
    for resource in delivery.release.helm_charts:
        builder = resource.spec.get("builder")
        if builder is not None:
            yield from _templates_in(resource.path, resource.fragment, builder)
    for extension in (one for config in delivery.release.clusters for one in config.extensions):
        builder = extension.node.get("builder") if extension.is_new_form else None
        if builder is not None:
            yield from _templates_in(extension.resource.file.path, extension.resource.fragment, builder)


class _NearKeys:
    """Finds the keys of the values of charts that are near others."""

    def __init__(self) -> None:
        self._near = NearWords()
        self._keys: dict[tuple[int, tuple[str, ...]], tuple[ChartData, list[str]]] = {}

    def nearest(self, values: ChartData, names: tuple[str, ...]) -> str | None:
        """Return the key that is most like the last of some names, in the table that the others lead to."""
        place = id(values), names[:-1]
        if place not in self._keys:
            self._keys[place] = values, values.keys(names[:-1])
        return self._near.nearest(names[-1], self._keys[place][1])


def _in_call(delivery: Delivery, call: PlacedCall, near_keys: _NearKeys) -> Iterator[DeliveryProblem]:
    name, path = call.name, call.path
    missing_in = _targets_without(delivery, call)
    if missing_in:
        names = " and ".join(sorted(target.value for target in missing_in))
        message = f"'{name}' does not exist in {names}, so the template cannot be rendered there"
        others = "'HasLocalRegistry', 'LocalRegistryHost' and 'LocalRegistryNamespace'"
        hint = f"use {others}" if name in _OF_NEW_CLUSTERS else "use 'ReplicatedImageName' or 'ReplicatedImageRegistry'"
        notes = fails_in(delivery.release.targets, missing_in)
        yield DeliveryProblem(path, *call.name_span, f"{message}; {hint}", notes=notes)
        return
    if name == _DRAFTED:
        message = (
            f"'{name}' is not documented, so it may not exist; leave the repository as it is, and make the registry "
            "with 'ReplicatedImageRegistry'"
        )
        yield DeliveryProblem(path, *call.name_span, message, Severity.WARNING)
    elif name == "ReplicatedImageRegistry":
        yield from _registry_with_path(delivery, call)
    elif name == "HelmValue":
        yield from _value_that_is_not_there(delivery, call, near_keys)


def _targets_without(delivery: Delivery, call: PlacedCall) -> frozenset[Target]:
    """Return the targets of the release that render the call and do not have the function."""
    targets = delivery.release.targets
    if call.name in _OF_LOCAL_REGISTRY:
        is_rendered = call.is_in_helm_chart or call.is_in_new_cluster
        return targets & {Target.EMBEDDED_CLUSTER_3} if is_rendered else frozenset()
    if call.name in _OF_NEW_CLUSTERS and not call.is_in_new_cluster:
        return targets & {Target.KOTS, Target.EMBEDDED_CLUSTER_2}
    return frozenset()


def _registry_with_path(delivery: Delivery, call: PlacedCall) -> Iterator[DeliveryProblem]:
    argument = call.text_of(0)
    if argument is None:
        return
    text, start, end = argument
    host, _, rest = text.partition("/")
    if not rest or host in delivery.release.domains.proxies or rest.partition("/")[0] in _PROXY_STARTS:
        return
    message = (
        f"'ReplicatedImageRegistry' takes the host of a registry and nothing more, and '{text}' has a path: in an air "
        f"gap the path is lost; write '{host}' here, and '{rest}' in the repository"
    )
    yield DeliveryProblem(call.path, start, end, message)


def _value_that_is_not_there(delivery: Delivery, call: PlacedCall, near_keys: _NearKeys) -> Iterator[DeliveryProblem]:
    argument = call.text_of(0)
    if argument is None:
        return
    text, start, end = argument
    names = tuple(name for name in text.removeprefix(".Values").split(".") if name)
    for scope in delivery.finder.scopes():
        if scope.resource is None or scope.chart is None or not names or not _holds(scope.resource, call):
            continue
        absent = {word for one in scope.chart.absent for word in (one.name, one.alias)}
        values = delivery.finder.chart_values(scope.chart)
        if values is None or names[0] in absent or values.get(names) is not NIL:
            continue
        near = near_keys.nearest(values, names)
        key = near and ".".join(("", *names[:-1], near))
        hint = suggestion(key, "write the key of one of its values")
        message = f"the chart '{scope.chart.name}' has no value '{text}', so 'HelmValue' gives nothing; {hint}"
        yield DeliveryProblem(call.path, start, end, message)


def _holds(resource: HelmChartResource | Extension, call: PlacedCall) -> bool:
    if isinstance(resource, HelmChartResource):
        return resource.path == call.path and call.resource is not None and resource.root is call.resource.root
    start, end = resource.resource.fragment.node_span(resource.node)
    return resource.resource.file.path == call.path and start <= call.start < end


def _in_images(delivery: Delivery, calls: _Calls) -> Iterator[DeliveryProblem]:
    targets = delivery.release.targets
    for image in delivery.images:
        place = image.place
        first = place.first
        if place.kind in (PlaceKind.ADDITIONAL_IMAGE, PlaceKind.EXCLUDED_IMAGE):
            if MASK in first.node.value:
                message = (
                    f"'{first.key}' takes no templates: the builder of the bundle reads this text as it is; write the "
                    "upstream image"
                )
                yield DeliveryProblem(first.path, *first.span, message)
        elif place.kind is PlaceKind.CONTAINER:
            for call in calls.within(first, "LocalImageName"):
                message = (
                    "KOTS rewrites the image of a container itself, so what 'LocalImageName' gives is rewritten once "
                    "more; write the upstream image"
                )
                yield DeliveryProblem(call.path, *call.name_span, message)
        registry = place.part(Role.REGISTRY)
        if registry is None or Target.EMBEDDED_CLUSTER_3 not in targets:
            continue
        for field in registry.fields:
            for call in calls.within(field, "ReplicatedImageName"):
                argument = call.text_of(0)
                right = "ReplicatedImageRegistry"
                fix = None
                has_path = argument is not None and "/" in argument[0]
                if delivery.release.can_edit(call.path) and not has_path:
                    fix = Fix(
                        argument is not None,
                        f"replace 'ReplicatedImageName' with '{right}'",
                        (Edit(*call.name_span, right),),
                    )
                message = (
                    f"'ReplicatedImageName' makes a whole image, and '{field.key}' is a registry: in an air gap the "
                    f"path is there twice; write '{right}'"
                )
                yield DeliveryProblem(call.path, *call.name_span, message, fix=fix)


def _templates_in(path: str, fragment: Fragment, builder: Node) -> Iterator[DeliveryProblem]:
    message = (
        "'builder' takes no templates: the bundle's builder gives this text to the chart as it is; write the value"
    )
    for template in fragment.templates.within(*fragment.span(builder.start, builder.end)):
        text = fragment.file
        before = text[max(0, template.start - _LONGEST) : template.start].rpartition("\n")[2]
        line = before + text[template.start : template.end]
        # The platform takes the release; without an image in the value, the bundle has all of its images.
        severity = None if _IMAGE_LINE.search(line) is not None else Severity.WARNING
        yield DeliveryProblem(path, template.start, template.end, message, severity)


def _spaced(delivery: Delivery, file: ReleaseFile) -> Iterator[DeliveryProblem]:
    """Yield what looks like a template, with a space between braces and ``repl``, in a line that is about an image."""
    text = file.text
    comments: Comments | None = None
    for found in _SPACED.finditer(text) if any(one in text for one in _SPACES) else ():
        before = text[max(0, found.start() - _LONGEST) : found.start()].rpartition("\n")[2]
        after = text[found.start() : found.end() + _LONGEST].partition("\n")[0]
        if _IMAGE_LINE.search(f"{before}{after}") is None:
            continue
        comments = comments or Comments(text)
        if comments.hold(found.start()):
            continue
        fix = None
        group, wrong, right = (1, "{{ repl", "{{repl") if found[1] is not None else (2, "repl {{", "repl{{")
        if "}}" in after and delivery.release.can_edit(file.path):
            # The platform may never have read the text after 'repl {{', and may not know it.
            fix = Fix(group == 1, "remove the space", (Edit(*found.span(group), ""),))
        message = (
            f"'{wrong}' has a space and is not a template, so the image has these very characters; write '{right}'"
        )
        yield DeliveryProblem(file.path, found.start(), found.end(), message, fix=fix)
