"""The platform's ``HelmChart`` resources: which chart each installs, and the values that it gives to Helm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from replreg.charts.chart import Chart
from replreg.charts.coalesce import merge_values, shallow_merge
from replreg.charts.files import ChartProblem
from replreg.charts.read_values import table_of
from replreg.charts.values import Origin, Table
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.yaml.composer import Mapping, Node, Scalar, scalar_type
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import MASK

__all__ = [
    "LONGEST_RELEASE_NAME",
    "HelmChartResource",
    "OptionalValues",
    "Pairing",
    "Variant",
    "decide_literal",
    "is_release_name",
    "pair",
    "read_helm_chart",
]

LONGEST_RELEASE_NAME = 53
"""In characters, since Helm makes names of resources from it."""

_RELEASE_NAME = lazy_compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")


def is_release_name(text: str) -> bool:
    """Return True if Helm takes a text as the name of a release."""
    return len(text) <= LONGEST_RELEASE_NAME and _RELEASE_NAME.fullmatch(text) is not None


class OptionalValues(NamedTuple):
    """One item of ``optionalValues``. ``when`` is its node, ``recursive`` its ``recursiveMerge``.

    ``values`` is None where a template makes them as a whole.
    """

    when: Scalar | None
    recursive: bool
    values: Table | None


class HelmChartResource(NamedTuple):
    """A ``HelmChart``. ``name`` and ``version`` are those of the chart, with templates covered; empty if missing.

    ``values`` is None where a template makes them as a whole, and ``builder`` None where there is none. ``root`` is the
    document's node in ``fragment``.
    """

    path: str
    fragment: Fragment
    root: Mapping
    api_version: str
    name: str
    version: str
    values: Table | None
    optional: tuple[OptionalValues, ...]
    builder: Table | None

    @property
    def key(self) -> tuple[str, str]:
        """The chart's name and version, as `pair` compares them with ``Chart.yaml``."""
        return self.name, self.version

    @property
    def spec(self) -> Mapping:
        """The ``spec``; empty where it is not a mapping."""
        return _mapping_in(self.root, "spec")

    @property
    def chart(self) -> Mapping:
        """The ``spec.chart``; empty where it is not a mapping."""
        return _mapping_in(self.spec, "chart")

    @property
    def release_name(self) -> Scalar | None:
        """The name of the Helm release, where it is given: v1beta1 has it under ``spec.chart``.

        Without one it is the chart's name. Source: replicatedhq/kotskinds, apis/kots/v1beta1 and v1beta2.
        """
        return _given(self.chart if self.api_version == "kots.io/v1beta1" else self.spec, "releaseName")

    @property
    def namespace(self) -> Scalar | None:
        """The namespace of the Helm release, where it is given. Without one it is the namespace of KOTS."""
        return _given(self.spec, "namespace")


class Variant(NamedTuple):
    """Values that an installation may give to Helm. ``optional`` are the numbers of the ``optionalValues`` in them.

    ``certain`` is False where it is not known whether an installation has just these. ``complete`` is False where a
    template makes a part of them, so that other values may be there, too; the table is open then.
    """

    values: Table
    optional: tuple[int, ...]
    certain: bool
    complete: bool


Decide = Callable[[Fragment, Scalar], "bool | None"]
"""Returns whether a ``when`` holds, or None where that is not known."""


def read_helm_chart(fragment: Fragment, root: Mapping, path: str, problems: list[ChartProblem]) -> HelmChartResource:
    """Return the content of a document of kind ``HelmChart``. A part that is absent or of another type is left out."""
    spec = _mapping_in(root, "spec")
    chart = _mapping_in(spec, "chart")
    optional: list[OptionalValues] = []
    for number, item in enumerate(spec.sequence("optionalValues")):
        if isinstance(item, Mapping):
            recursive = item.scalar("recursiveMerge")
            values = _values(fragment, item.get("values"), path, f"optionalValues[{number}]", problems)
            optional.append(OptionalValues(item.scalar("when"), recursive is not None and _is_true(recursive), values))
    builder = spec.get("builder")
    return HelmChartResource(
        path,
        fragment,
        root,
        root.text("apiVersion") or "",
        (chart.text("name") or "").strip(),
        (chart.text("chartVersion") or "").strip(),
        _values(fragment, spec.get("values"), path, "values", problems),
        tuple(optional),
        None if builder is None else _values(fragment, builder, path, "builder", problems),
    )


def _mapping_in(mapping: Mapping, key: str) -> Mapping:
    return mapping.mapping(key) or Mapping(mapping.start, mapping.start, None, False)


def _given(mapping: Mapping, key: str) -> Scalar | None:
    node = mapping.scalar(key)
    return node if node is not None and node.value.strip() else None


def _values(fragment: Fragment, node: Node | None, path: str, role: str, problems: list[ChartProblem]) -> Table | None:
    if isinstance(node, Scalar) and MASK in node.value:
        return None
    return table_of(node, Origin(path, role, fragment), problems)


def _is_true(scalar: Scalar) -> bool:
    return scalar_type(scalar) == "boolean" and scalar.value.lower() in ("true", "yes", "on")


def decide_literal(fragment: Fragment, when: Scalar) -> bool | None:
    """Return the value of a ``when`` that is written out, in quotes or not; None of a template."""
    return {"true": True, "false": False}.get(when.value.strip().lower())


Choose = Callable[[Sequence[OptionalValues], Sequence[int]], "list[tuple[int, ...]]"]
"""Returns the sets of ``optionalValues`` to try, of those whose numbers are given: they may hold or not."""


def _each_and_all(optional: Sequence[OptionalValues], numbers: Sequence[int]) -> list[tuple[int, ...]]:
    return [*((number,) for number in numbers), *([tuple(numbers)] if len(numbers) > 1 else [])]


def variants(
    resource: HelmChartResource, decide: Decide = decide_literal, choose: Choose = _each_and_all
) -> list[Variant]:
    """Return the values that installations may give to Helm, ``builder`` aside.

    The first one has ``values`` and the ``optionalValues`` that surely hold. One follows for each set of those whose
    ``when`` is not known that ``choose`` returns, with these added: by default each alone, and all of them.
    """
    states = [None if item.when is None else decide(resource.fragment, item.when) for item in resource.optional]
    certain = tuple(number for number, state in enumerate(states) if state)
    open_ones = [number for number, state in enumerate(states) if state is None]
    choices = [certain, *(tuple(sorted((*certain, *chosen))) for chosen in choose(resource.optional, open_ones))]
    return [_variant(resource, choice, not open_ones) for choice in choices]


def _variant(resource: HelmChartResource, choice: tuple[int, ...], certain: bool) -> Variant:
    complete = resource.values is not None
    values = resource.values if resource.values is not None else Table()
    chosen = [resource.optional[number] for number in choice]
    for recursive, items in groupby(chosen, key=lambda item: item.recursive):
        given = [item.values for item in items]
        known = [table for table in given if table is not None]
        complete = complete and len(known) == len(given)
        if known:  # one merge for a run of them, since each copies all values
            values = merge_values([values, *known]) if recursive else shallow_merge(values, *known)
    if not complete:
        values = values.copy()
        values.is_open = True
    return Variant(values, choice, certain, complete)


class Pairing(NamedTuple):
    """Which chart each ``HelmChart`` installs. The lists of charts are in the order in which they were given.

    ``paired`` has an item for each resource: the charts with its name and version (more than one is a mistake of the
    release). ``same_name`` has, for a resource without one, the charts that only its version keeps apart.
    ``unused`` are the charts that no resource names. A part with a template fits anything.
    """

    paired: list[tuple[HelmChartResource, list[Chart]]]
    same_name: list[tuple[HelmChartResource, list[Chart]]]
    unused: list[Chart]


def pair(resources: Iterable[HelmChartResource], charts: Iterable[Chart]) -> Pairing:
    """Match resources with charts by name and version, as written in ``Chart.yaml``."""
    listed = list(charts)
    by_key: dict[tuple[str, str], list[Chart]] = {}
    by_name: dict[str, list[Chart]] = {}
    for chart in listed:
        by_key.setdefault((chart.name, chart.version), []).append(chart)
        by_name.setdefault(chart.name, []).append(chart)
    paired: list[tuple[HelmChartResource, list[Chart]]] = []
    same_name: list[tuple[HelmChartResource, list[Chart]]] = []
    used: set[int] = set()
    for resource in resources:
        if MASK in resource.name + resource.version:
            found = _possible(resource, listed, by_name)
        else:
            found = by_key.get(resource.key, [])
        paired.append((resource, found))
        used.update(map(id, found))
        if not found and resource.name in by_name:
            same_name.append((resource, by_name[resource.name]))
    return Pairing(paired, same_name, [chart for chart in listed if id(chart) not in used])


def _possible(resource: HelmChartResource, charts: list[Chart], by_name: dict[str, list[Chart]]) -> list[Chart]:
    from replreg.yaml.masked_values import could_become

    named = [chart for chart in charts if could_become(resource.name, chart.name)] if MASK in resource.name else []
    named = named or by_name.get(resource.name, [])
    return [chart for chart in named if could_become(resource.version, chart.version)]
