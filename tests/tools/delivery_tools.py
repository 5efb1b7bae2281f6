"""Releases made of texts, and what their images are pulled as."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from replreg.charts.chart import Chart
from replreg.charts.files import ChartFile
from replreg.charts.metadata import read_metadata
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.load import chart_folders_by_name, read_charts
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.settings import DeliverySettings
from replreg.finding import Edit
from replreg.registries.linked_registry import Registry
from replreg.yaml.edits import apply_edits
from replreg.yaml.text import UndecodableText, decode

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CORPUS, CASES = SHARED / "corpus", SHARED / "cases"
QUAY = Registry("myq", "quay.io")
_PLATFORM = re.compile(r"(?m)^apiVersion:\s*[\"']?(?:kots\.io|embeddedcluster\.replicated\.com|troubleshoot)")


def chart_of(files: Mapping[str, str], path: str = "chart") -> Chart:
    """Return a chart of texts by their names in it, as if it were a folder on disk."""
    problems: list[object] = []
    made = {name: ChartFile(name, f"{path}/{name}", text, f"/{path}/{name}") for name, text in files.items()}
    chart = Chart(path, read_metadata(made["Chart.yaml"], None, problems))  # type: ignore[arg-type]
    chart.metadata_file = made["Chart.yaml"]
    chart.values = made.get("values.yaml")
    chart.templates = {name: file for name, file in made.items() if name.startswith("templates/")}
    chart.folder = f"/{path}"
    return chart


def delivery_of(files: Mapping[str, str] | str, *charts: Chart, settings: DeliverySettings | None = None) -> Delivery:
    """Return the images of a release of texts by their paths; of one text, by ``release.yaml``."""
    texts = {"release.yaml": files} if isinstance(files, str) else files
    made = [ReleaseFile(path, f"/{path}", text) for path, text in texts.items()]
    return Delivery(FolderRelease(made, charts, settings or DeliverySettings((QUAY,), "my-app")))


def helm_chart(values: str, version: str = "v1beta2", more: str = "") -> str:
    """Return a ``HelmChart`` with some values, which are indented here."""
    indented = "".join(f"    {line}\n" for line in values.splitlines())
    return (
        f"apiVersion: kots.io/{version}\nkind: HelmChart\nmetadata: {{name: web}}\nspec:\n"
        f"  chart: {{name: web, chartVersion: 1.0.0}}\n{more}  values:\n{indented}"
    )


def pulled(delivery: Delivery, key: str | None = None) -> dict[str, list[str]]:
    """Return the addresses of an image (the only one without a key), by the installation's name."""
    images = [image for image in delivery.images if key is None or image.place.key == key]
    assert len(images) == 1, [image.place.key for image in delivery.images]
    return {str(where): [one.shown for one in found] for where, found in images[0].addresses.items()}


def written(delivery: Delivery) -> dict[str, list[str]]:
    """Return what each string in the release makes in its first installation, by the keys that lead to it."""
    found: dict[str, list[str]] = {}
    for image in delivery.images:
        addresses = next(iter(image.written.values()))
        found.setdefault(image.place.key, []).extend(address.shown for address in addresses)
    return found


def marked(delivery: Delivery, problems: list[DeliveryProblem]) -> list[str]:
    """Return the texts that problems point at."""
    return [delivery.release.text_of(one.path)[one.start : one.end] for one in problems]


def fixed(delivery: Delivery, problems: list[DeliveryProblem], path: str = "release.yaml") -> str:
    """Return a file with the fixes of all problems made."""
    return with_fixes({path: delivery.release.text_of(path)}, problems)[path]


def is_on_lines(problem: DeliveryProblem, path: str, text: str, start: int, end: int) -> bool:
    """Return True if a problem is on the lines from one offset of a file's text to another."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return problem.path == path and (last < 0 or problem.start <= last) and problem.end >= first


def with_fixes(texts: Mapping[str, str], problems: list[DeliveryProblem]) -> dict[str, str]:
    """Return texts by their paths with the fixes of all problems made, those in other files, too."""
    edits: dict[str, set[Edit]] = {}
    for problem in problems:
        if problem.fix is not None:
            edits.setdefault(problem.path, set()).update(problem.fix.edits)
        if problem.fix_elsewhere is not None:
            edits.setdefault(problem.fix_elsewhere[0], set()).update(problem.fix_elsewhere[1].edits)
    return {path: apply_edits(text, sorted(edits.get(path, ()))) for path, text in texts.items()}


def corpus_releases(name: str, settings: DeliverySettings | None = None) -> Iterator[tuple[str, FolderRelease]]:
    """Yield the release folders of a part of the corpus, each with the charts of its repository."""
    for repository in sorted((CORPUS / name).iterdir()):
        for folder, folders, files in os.walk(repository):
            folders.sort()
            paths = [os.path.join(folder, file) for file in sorted(files) if file.endswith((".yaml", ".yml"))]
            read = [ReleaseFile(path, os.path.abspath(path), text) for path in paths if (text := _text(path))]
            if "Chart.yaml" in files or not any(_PLATFORM.search(file.text) for file in read):
                continue
            plain = FolderRelease(read, (), settings)
            names = {resource.name for resource in plain.helm_charts}
            names.update(one.chart_name for config in plain.clusters for one in config.extensions)
            known = chart_folders_by_name(str(path.parent) for path in sorted(repository.rglob("Chart.yaml")))
            charts, problems = read_charts(folder, [one for name in sorted(names) for one in known.get(name, ())])
            yield os.path.relpath(folder, CORPUS / name), FolderRelease(read, charts, settings, problems)


def _text(path: str) -> str:
    try:
        return decode(Path(path).read_bytes())[0]
    except (OSError, UndecodableText):
        return ""
