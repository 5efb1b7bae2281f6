"""Charts rendered by a real Helm, where there is one on the path: ``helm template``, without a network or a cluster."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence

from replreg.charts.chart import Chart
from replreg.charts.files import ChartFile
from replreg.charts.helm_program import HelmError, HelmProgram, one_line, run_helm
from replreg.charts.prepared_chart import PreparedChart
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = ["Rendered", "RenderedDocument", "render", "template_of"]

_SOURCE = lazy_compile(r"# Source: ([^\r\n]+)")
_SEPARATOR = lazy_compile(r"(?m)^---[ \t]*\r?$\n?")
_KUBERNETES_WANTED = lazy_compile(r"requires kubeVersion: *(.+?) which is ")


class RenderedDocument(NamedTuple):
    """A document that Helm made. ``template`` is the path of its template, such as ``web/charts/db/templates/a.yaml``.

    ``text`` is the YAML without the separator and the ``# Source:`` line; ``line`` is the line of the whole output at
    which it starts, from 1.
    """

    template: str
    text: str
    line: int


class Rendered(NamedTuple):
    """The result of rendering: the documents in the order of the output, with hooks and resource definitions."""

    documents: list[RenderedDocument]


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
        finished = run_helm(arguments, work, seconds, most_output)
        if isinstance(finished, HelmError):
            return finished
        if finished.status != 0:
            if finished.reason:
                return HelmError(f"Helm was stopped: {finished.reason}", was_stopped=True)
            return _refusal(finished.errors, work, chart.path)
    return Rendered(_documents(finished.output.decode("utf-8", "replace")))


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
    message = one_line(text.encode("utf-8", "replace"))
    if not message:
        return HelmError("Helm refuses the chart, and does not say why")
    wanted = _KUBERNETES_WANTED.search(text)
    return HelmError(f"Helm refuses the chart: {message}", kubernetes="" if wanted is None else wanted[1])


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
