"""The files of a chart as they come out of a folder or an archive, what is wrong with them, and the limits on them."""

from __future__ import annotations

from replreg.named_tuple import NamedTuple

__all__ = [
    "DEFAULT_LIMITS",
    "Budget",
    "ChartFile",
    "ChartFiles",
    "ChartProblem",
    "Exhausted",
    "Limits",
    "is_chart_file",
]


class ChartProblem(NamedTuple):
    """Something in a chart that is wrong or was not read. The rest of the chart is read where that makes sense.

    ``path`` is the file as people see it. ``kind`` is one of ``corrupt`` (cut off, not an archive, not text),
    ``limit`` (too large, too many, too deep), ``refused`` (a link, a device, a path that leads out of the chart),
    ``metadata`` (``Chart.yaml``), ``version`` (the chart's own is not a semantic version), ``values``, ``loop`` (an
    alias in values that leads back into itself), ``dependency``, ``template`` (the language of templates cannot read
    one), ``helm`` (said by a real Helm) and ``io``. ``start`` and ``end`` are offsets of the file's text, in code
    points, or None where the problem has no place in a text.
    """

    path: str
    kind: str
    message: str
    start: int | None = None
    end: int | None = None


class ChartFile(NamedTuple):
    """One text file of a chart.

    ``name`` is its path in the chart, with ``/``: ``values.yaml``, ``templates/web.yaml``. ``path`` is the file as
    people see it: ``charts/web/values.yaml`` in a folder, ``web-1.0.0.tgz!web/values.yaml`` in an archive.
    ``file`` is the file on disk that an edit would change, or None inside of an archive.
    """

    name: str
    path: str
    text: str
    file: str | None = None


class ChartFiles:
    """The raw files of one chart. ``contents`` maps a name in the chart to the path that people see and the bytes.

    ``on_disk`` maps the same names to real paths, and is empty for an archive. ``shown`` names the whole chart.
    """

    __slots__ = ("contents", "on_disk", "shown")

    def __init__(self, shown: str) -> None:
        self.shown: str = shown
        self.contents: dict[str, tuple[str, bytes]] = {}
        self.on_disk: dict[str, str] = {}


class Limits(NamedTuple):
    """How much of one chart is read, with all that is nested in it. Sizes are in bytes.

    Helm itself refuses more than 100 MiB of unpacked files and files of more than 5 MiB.
    """

    packed: int = 100 * 1024 * 1024
    unpacked: int = 100 * 1024 * 1024
    file: int = 5 * 1024 * 1024
    entries: int = 20_000
    archives_deep: int = 5
    charts: int = 200
    charts_deep: int = 16


DEFAULT_LIMITS = Limits()


class Exhausted(Exception):
    """A limit was reached; the message says which, in words for people."""


class Budget:
    """The rest of the `Limits` of one chart. Nested archives share it, so nesting gains nothing."""

    __slots__ = ("charts", "entries", "limits", "unpacked")

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits: Limits = limits
        self.unpacked: int = limits.unpacked
        self.entries: int = limits.entries
        self.charts: int = limits.charts

    def take_bytes(self, count: int) -> None:
        """Count bytes that were unpacked or read. Raises `Exhausted`."""
        self.unpacked -= count
        if self.unpacked < 0:
            raise Exhausted(f"it has more than {self.limits.unpacked:,} bytes once it is unpacked")

    def take_entry(self) -> None:
        """Count an entry of an archive or a folder. Raises `Exhausted`."""
        self.entries -= 1
        if self.entries < 0:
            raise Exhausted(f"it has more than {self.limits.entries:,} entries")

    def take_chart(self) -> None:
        """Count a chart or subchart. Raises `Exhausted`."""
        self.charts -= 1
        if self.charts < 0:
            raise Exhausted(f"it has more than {self.limits.charts:,} subcharts")


_ROOT_FILES = frozenset({"Chart.yaml", "Chart.lock", "requirements.yaml", "values.yaml", "values.schema.json"})


def is_chart_file(name: str) -> bool:
    """Return True if a file, named by its path in a chart, matters for values and images.

    >>> [is_chart_file(name) for name in ("values.yaml", "charts/db/templates/a.tpl", "README.md", "charts/db-1.tgz")]
    [True, True, False, True]
    """
    while name.startswith("charts/"):
        first, slash, rest = name[7:].partition("/")
        if not slash:
            return first.endswith(".tgz") and first[0] not in "_."
        if first[:1] in ("_", "."):
            return False
        name = rest
    return name in _ROOT_FILES or name.startswith(("templates/", "crds/"))
