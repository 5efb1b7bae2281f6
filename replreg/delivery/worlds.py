"""The worlds of a release: what is known of each installation, and of the chart that a value is given to."""

from __future__ import annotations

from replreg.charts.chart import Chart
from replreg.charts.effective import effective_values
from replreg.charts.files import ChartProblem
from replreg.charts.values import Leaf, Table
from replreg.charts.values import Value as ChartValue
from replreg.delivery.field import Field, literal_text
from replreg.delivery.folder import FolderRelease
from replreg.delivery.targets import Installation
from replreg.lazy_re import lazy_compile
from replreg.templates.values import NIL, Boolean, Datum, Opaque
from replreg.templates.worlds import World
from replreg.yaml.composer import Mapping, Scalar

__all__ = ["ChartValues", "make_world"]

_TRUE = lazy_compile("(?i)true")


def make_world(release: FolderRelease, installation: Installation, values: ChartValues | None = None) -> World:
    """Return the world of an installation. ``values`` are those of the chart that ``HelmValue`` reads, if it is there.

    The proxy domain and the slug are known as far as the settings and the files give them.
    """
    domains = release.domains
    return World(
        target=installation.target,
        airgap=installation.airgap,
        app_slug=domains.slug,
        proxy_domain=domains.proxy,
        proxy_domains=frozenset(domains.proxies),
        registry_domain=domains.registries[0],
        proxies_public_images=any(
            _TRUE.fullmatch((spec.text("proxyPublicImages") or "").strip())
            for spec in (resource.spec for resource in release.applications)
            if isinstance(spec, Mapping)
        ),
        is_private=release.registries.is_private,
        config_options=release.config_options,
        chart_value=None if values is None else values.get,
    )


class ChartValues:
    """The default values of a chart with its subcharts merged in, as ``HelmValue`` reads them."""

    __slots__ = ("table",)

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def of(cls, chart: Chart, defaults: dict[int, Table], problems: list[ChartProblem]) -> ChartValues:
        """Return the values that a chart has if nothing is given to it; ``defaults`` are those of its files."""
        effective, more = effective_values(chart, defaults=defaults)
        problems.extend(problem for problem in more if problem not in problems)
        return cls(effective.values)

    def keys(self, path: tuple[str, ...]) -> list[str]:
        """Return the keys of the table at a path; none where there is no table."""
        table = self.table.table(".".join(path)) if path else self.table
        return [] if table is None else list(table.entries)

    def get(self, path: tuple[str, ...]) -> Datum | None:
        """Return the value at a path; None where it is not known, `NIL` where the chart certainly has none."""
        value: ChartValue = self.table
        for key in path:
            if not isinstance(value, Table):
                return None if value.is_unknown else NIL
            found = value.entries.get(key)
            if found is None:
                return None if value.is_open else NIL
            value = found
        if isinstance(value, Table):
            return Opaque("it is a table of values", path=path)
        return _datum(value)


def _datum(leaf: Leaf) -> Datum | None:
    if leaf.is_null:
        return NIL
    if leaf.is_unknown or not isinstance(leaf.node, Scalar):
        return None
    boolean = leaf.boolean
    return Boolean(boolean) if boolean is not None else literal_text(Field(leaf.origin, leaf.node, leaf.key.value))
