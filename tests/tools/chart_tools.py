"""Charts written to disk, and the values that a real Helm renders them with."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from replreg.charts.chart import read_chart
from replreg.charts.coalesce import HelmRules, rules_of
from replreg.charts.effective import effective_values
from replreg.charts.files import ChartProblem
from replreg.charts.read_values import table_of
from replreg.charts.values import Origin, Table
from replreg.charts.write_values import to_yaml
from replreg.yaml.composer import compose
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import Templates

TOOLS = Path(__file__).resolve().parent.parent.parent / ".tools"
VERSIONS = {"helm-3.8": (3, 8), "helm-3.17": (3, 17), "helm-4.1": (4, 1), "helm-4.2": (4, 2)}
NO_HELM = "there is no real Helm in .tools: python scripts/fetch_helm.py puts one there"


def each_helm(*wanted: str) -> Any:
    """Mark a test to run with each Helm that is there (of those wanted), and to skip with the reason without one.

    The quick run takes the newest of them, and the others are slow.
    """
    found = [name for name in wanted or VERSIONS if (TOOLS / name / "helm").exists()]
    if not found:
        return pytest.mark.parametrize("helm", [pytest.param("", marks=pytest.mark.skip(reason=NO_HELM))])
    older = [pytest.param(name, marks=pytest.mark.slow) for name in found[:-1]]
    return pytest.mark.parametrize("helm", [*older, found[-1]])


def program(helm: str) -> str:
    return str(TOOLS / helm / "helm")


def rules(helm: str) -> HelmRules:
    return rules_of(VERSIONS[helm])


TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: values}
data: {values: {{ toJson .Values | b64enc | quote }}}
"""


def write_chart(folder: Path, chart: dict[str, Any]) -> Path:
    """Write a chart: ``name``, ``version``, ``values``, ``charts`` (the same again) and ``dependencies``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "templates").mkdir(exist_ok=True)
    metadata: dict[str, Any] = {"apiVersion": "v2", "name": chart["name"], "version": chart.get("version", "1.0.0")}
    if "dependencies" in chart:
        metadata["dependencies"] = chart["dependencies"]
    (folder / "Chart.yaml").write_text(json.dumps(metadata), encoding="utf-8")
    (folder / "templates" / "values.yaml").write_text(TEMPLATE, encoding="utf-8")
    values = chart.get("values", {})
    (folder / "values.yaml").write_text(values if isinstance(values, str) else json.dumps(values), encoding="utf-8")
    for subchart in chart.get("charts", []):
        write_chart(folder / "charts" / subchart.get("folder", subchart["name"]), subchart)
    return folder


def helm_values(helm: str, folder: Path, given: list[Any], home: Path) -> dict[str, Any] | str:
    """Return the values of each chart by its path, as a real Helm has them; or its error."""
    arguments = [program(helm), "template", "release", str(folder)]
    for number, values in enumerate(given):
        file = home / f"given{number}.yaml"
        file.write_text(values if isinstance(values, str) else json.dumps(values), encoding="utf-8")
        arguments += ["--values", str(file)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, timeout=60, check=False)
    if done.returncode:
        return done.stderr
    found: dict[str, Any] = {}
    path = ""
    for line in done.stdout.splitlines():
        if line.startswith("# Source: "):
            path = line.removeprefix("# Source: ").removesuffix("/templates/values.yaml")
        if line.startswith("data:"):
            found[path] = json.loads(base64.b64decode(line.split('"')[1]))
    return found


def table(values: Any, role: str = "values", problems: list[ChartProblem] | None = None) -> Table:
    """Return values as a tree, from YAML or from a JSON value."""
    text = values if isinstance(values, str) else json.dumps(values, ensure_ascii=False)
    origin = Origin(f"{role}.yaml", role, Fragment(text, text, Templates()))
    (root,) = compose(text).roots
    found: list[ChartProblem] = []
    result = table_of(root, origin, found if problems is None else problems)
    assert problems is not None or found == []
    return result


def plain(values: Table) -> Any:
    """Return a tree as plain values, by the text that Helm is given."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)  # type: ignore[assignment]
    return yaml.load(to_yaml(values))


def our_values(folder: Path, given: list[Any], helm: str) -> tuple[dict[str, Any], list[ChartProblem]]:
    """Return the values of each chart by its path, as this package has them."""
    chart, problems = read_chart(str(folder))
    assert chart is not None
    effective, more = effective_values(chart, [table(values) for values in given], rules=rules(helm))
    return {"/charts/".join(inner.path): plain(inner.values) for inner in effective.walk()}, [*problems, *more]
