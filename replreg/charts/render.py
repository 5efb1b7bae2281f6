"""Charts rendered by a real Helm, where there is one on the path: ``helm template``, without a network or a cluster."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from replreg.charts.chart import Chart
from replreg.charts.files import ChartFile
from replreg.charts.process import Finished, run_limited
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = [
    "HelmError",
    "HelmProgram",
    "PreparedChart",
    "Rendered",
    "RenderedDocument",
    "find_helm",
    "prepare_chart",
    "render",
    "template_of",
]

_VERSION = lazy_compile(r"\Av?(\d+)\.(\d+)\.\d+\S*\s*\Z")
_SOURCE = lazy_compile(r"# Source: ([^\r\n]+)")
_SEPARATOR = lazy_compile(r"(?m)^---[ \t]*\r?$\n?")
_MOST_ENTRIES = 50_000
_LARGEST_COPY = 100 * 1024 * 1024
_LONGEST_MESSAGE = 400
_KUBERNETES_WANTED = lazy_compile(r"requires kubeVersion: *(.+?) which is ")
_DEAD_PROXY = "http://127.0.0.1:9"
"""The port for discarded data, where nothing answers: what Helm would fetch fails at once."""


class HelmError(NamedTuple):
    """Helm could not be run or refused the chart. ``message`` is one line for people, Helm's own words in it.

    ``was_stopped`` is True where Helm took too long or wrote too much. ``kubernetes`` is the range of versions that the
    chart wants, where Helm refuses it since the given one is not in it.
    """

    message: str
    was_stopped: bool = False
    kubernetes: str = ""


class HelmProgram(NamedTuple):
    """A Helm program: its absolute path and its version as (major, minor)."""

    path: str
    version: tuple[int, int]


class PreparedChart(NamedTuple):
    """A chart that Helm may read, at the absolute ``path`` of a folder or an archive: see `prepare_chart`."""

    path: str


class RenderedDocument(NamedTuple):
    """A document that Helm made. ``template`` is the path of its template, such as ``web/charts/db/templates/a.yaml``.

    ``text`` is the YAML without the separator and the ``# Source:`` line; ``line`` is the line of the whole output at
    which it starts, from 1.
    """

    template: str
    text: str
    line: int


class Rendered(NamedTuple):
    """What Helm made of a chart: its documents in the order of the output, with hooks and resource definitions."""

    documents: list[RenderedDocument]


def find_helm(seconds: float = 10) -> HelmProgram | HelmError:
    """Return the ``helm`` program on the path, once it has said its version.

    A relative folder of the path is skipped: it may be somebody else's.
    """
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    found = shutil.which("helm", path=os.pathsep.join(folders)) if folders else None
    if found is None or os.path.normcase(os.path.dirname(found)) not in {
        os.path.normcase(folder.rstrip(os.sep) or os.sep) for folder in folders
    }:
        return HelmError("there is no 'helm' program on the path")
    with tempfile.TemporaryDirectory(prefix="replreg-helm-", ignore_cleanup_errors=True) as work:
        arguments = [found, "version", "--template", "{{ .Version }}"]
        finished = _run(arguments, work, seconds, 64 * 1024)
    if isinstance(finished, HelmError):
        return finished
    version = _VERSION.match(finished.output.decode("utf-8", "replace"))
    if finished.status != 0 or version is None:
        said = _one_line(finished.output + b" " + finished.errors) or "nothing"
        reason = finished.reason or f"asked for its version, it says: {said}"
        return HelmError(f"'{found}' does not look like Helm: {reason}")
    if int(version[1]) < 3:
        return HelmError(f"'{found}' is Helm {version[1]}.{version[2]}: version 3 or newer is needed")
    return HelmProgram(found, (int(version[1]), int(version[2])))


@contextmanager
def prepare_chart(chart: str, missing: Sequence[str] = ()) -> Iterator[PreparedChart | HelmError]:
    """Give a chart, a folder or an archive, that `render` can take as often as the ``with`` statement lasts.

    A folder with a link that leads out of it is refused, as Helm would follow it. ``missing`` are charts that a folder
    depends on and that are not in it: then it is a copy, made once, in which these are there and empty.
    """
    path = os.path.abspath(chart)
    outward = _leads_out(path)
    if outward:
        yield HelmError(outward)
    elif missing and os.path.isdir(path):
        try:
            work = tempfile.TemporaryDirectory(prefix="replreg-helm-", ignore_cleanup_errors=True)
        except OSError as error:
            yield HelmError(f"the chart cannot be copied for Helm: {error}")
            return
        with work as folder:
            yield _with_empty_charts(path, folder, missing)
    else:
        yield PreparedChart(path)


def render(
    helm: HelmProgram,
    chart: PreparedChart,
    values: Sequence[str] = (),
    *,
    release: str = "release",
    namespace: str = "default",
    kube_version: str = "1.33.0",
    seconds: float = 60,
    most_output: int = 64 * 1024 * 1024,
) -> Rendered | HelmError:
    """Render a chart with values given as YAML texts, later ones first, as the Helm ``release`` in a ``namespace``.

    Nothing is fetched: the charts that it depends on have to be in it. Helm runs without plugins, with empty folders
    for its home, configuration and cache, and with nothing of the environment but the path.
    """
    with tempfile.TemporaryDirectory(prefix="replreg-helm-", ignore_cleanup_errors=True) as work:
        arguments = [helm.path, "template", release, chart.path, "--namespace", namespace, "--include-crds"]
        arguments += ["--kube-version", kube_version]
        try:
            for number, text in enumerate(values):
                name = os.path.join(work, f"values-{number}.yaml")
                with open(name, "w", encoding="utf-8", newline="") as stream:
                    stream.write(text)
                arguments += ["--values", name]
        except (OSError, UnicodeEncodeError) as error:
            return HelmError(f"the values for Helm cannot be written: {error}")
        finished = _run(arguments, work, seconds, most_output)
        if isinstance(finished, HelmError):
            return finished
        if finished.status != 0:
            if finished.reason:
                return HelmError(f"Helm was stopped: {finished.reason}", was_stopped=True)
            return _refusal(finished.errors, work, chart.path)
    return Rendered(_documents(finished.output.decode("utf-8", "replace")))


def _with_empty_charts(chart: str, work: str, missing: Sequence[str]) -> PreparedChart | HelmError:
    """Copy a chart's folder, and put an empty chart in it for each that is missing. Return the copy."""
    copied = os.path.join(work, "chart")
    try:
        _Copy().of(chart, copied)
        for number, name in enumerate(missing):
            folder = os.path.join(copied, "charts", f"empty-{number}")
            os.makedirs(folder)
            with open(os.path.join(folder, "Chart.yaml"), "w", encoding="utf-8") as stream:
                stream.write(f"apiVersion: v2\nname: {json.dumps(name)}\nversion: 0.0.0\n")
    except _TooLarge as error:
        return HelmError(f"the chart is not rendered: {error}")
    except (OSError, shutil.Error) as error:
        return HelmError(f"the chart cannot be copied for Helm: {error}")
    return PreparedChart(copied)


class _TooLarge(Exception):
    """A copy has more files or bytes than it may have."""


class _Copy:
    """Copies a folder up to a number of entries and bytes: what links inside of it lead to counts each time."""

    def __init__(self) -> None:
        self._entries = 0
        self._bytes = 0

    def of(self, folder: str, copied: str) -> None:
        """Copy a folder. Raises `_TooLarge`, and what `shutil.copytree` raises."""
        shutil.copytree(folder, copied, ignore=self._count, copy_function=self._copy)

    def _count(self, folder: str, names: list[str]) -> set[str]:
        self._entries += len(names)
        if self._entries > _MOST_ENTRIES:
            raise _TooLarge(f"it has more than {_MOST_ENTRIES:,} files")
        return set()

    def _copy(self, source: str, target: str) -> str:
        self._bytes += os.path.getsize(source)
        if self._bytes > _LARGEST_COPY:
            raise _TooLarge(f"it has more than {_LARGEST_COPY:,} bytes")
        return shutil.copyfile(source, target)


def _run(arguments: list[str], work: str, seconds: float, most_output: int) -> Finished | HelmError:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": work,
        "USERPROFILE": work,
        "TMPDIR": work,
        "LC_ALL": "C.UTF-8",
        "KUBECONFIG": os.devnull,
        "HELM_NO_PLUGINS": "1",
        "HTTP_PROXY": _DEAD_PROXY,
        "HTTPS_PROXY": _DEAD_PROXY,
        "ALL_PROXY": _DEAD_PROXY,
        "GOMAXPROCS": "2",
    }
    for name in ("HELM_PLUGINS", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"):
        environment[name] = os.path.join(work, name.lower())
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    try:
        for name in ("HELM_PLUGINS", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"):
            os.mkdir(environment[name])
        return run_limited(arguments, work, environment, seconds=seconds, most_output=most_output)
    except (OSError, ValueError) as error:
        return HelmError(f"'{arguments[0]}' cannot be started: {error}")


def _leads_out(chart: str) -> str:
    """Return why a chart's folder is not rendered, or ``""``."""
    if not os.path.isdir(chart):
        return "" if os.path.isfile(chart) else f"'{chart}' is neither a folder nor a file"
    root = os.path.realpath(chart)
    entries = 0
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            entries += 1
            path = os.path.join(folder, name)
            if os.path.islink(path):
                target = os.path.realpath(path)
                if target == root or not target.startswith(root + os.sep):
                    shown = os.path.relpath(path, root)
                    return f"the chart is not rendered: '{shown}' is a link that leads out of it, or to all of it"
        if entries > _MOST_ENTRIES:
            return f"the chart is not rendered: it has more than {_MOST_ENTRIES:,} files"
    return ""


def _documents(output: str) -> list[RenderedDocument]:
    """Return the documents of an output. One without a ``# Source:`` line is of the same template as the one before."""
    documents: list[RenderedDocument] = []
    template = ""
    line = 1
    starts = [0, *(separator.end() for separator in _SEPARATOR.finditer(output))]
    ends = [*(separator.start() for separator in _SEPARATOR.finditer(output)), len(output)]
    counted = 0
    for start, end in zip(starts, ends, strict=True):
        source = _SOURCE.match(output, start, end)
        if source is not None:
            template = source[1].strip()
            start = min(source.end() + 1, end)
        line += output.count("\n", counted, start)
        counted = start
        if output[start:end].strip():
            documents.append(RenderedDocument(template, output[start:end], line))
    return documents


def _refusal(errors: bytes, work: str, chart: str) -> HelmError:
    """Return Helm's own message on one line, without warnings, hints and the names of temporary files."""
    text = errors.decode("utf-8", "replace")
    _, marked, said = text.rpartition("\nError: ") if "\nError: " in text else text.partition("Error: ")
    text = (said if marked else text).partition("\nUse --debug flag")[0]
    text = text.replace(work + os.sep, "").replace(chart + os.sep, "")
    message = _one_line(text.encode("utf-8", "replace"))
    if not message:
        return HelmError("Helm refuses the chart, and does not say why")
    wanted = _KUBERNETES_WANTED.search(text)
    return HelmError(f"Helm refuses the chart: {message}", kubernetes="" if wanted is None else wanted[1])


def _one_line(raw: bytes) -> str:
    text = " ".join(raw[: 20 * _LONGEST_MESSAGE].decode("utf-8", "replace").split())
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 100]}…{text[-99:]}"


def template_of(chart: Chart, template: str) -> tuple[Chart, ChartFile] | None:
    """Return the chart and the file that a `RenderedDocument` came from, by its ``template``; None if unknown.

    A subchart is found by its alias or its name: versions of Helm differ in which of them is in the path.
    """
    name, _, rest = template.partition("/")
    if not rest:
        return None
    while rest.startswith("charts/"):
        name, _, rest = rest[7:].partition("/")
        names = {item.name for item in chart.metadata.dependencies if item.alias == name} or {name}
        inner = next((subchart for subchart in chart.subcharts if subchart.name in names), None)
        if inner is None:
            return None
        chart = inner
    file = chart.templates.get(rest) or chart.crds.get(rest)
    return None if file is None else (chart, file)
