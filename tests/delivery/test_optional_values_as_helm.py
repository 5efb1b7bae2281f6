"""`optionalValues` whose `when` is not known: what we call possible is what a real Helm makes of one of their subsets."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from chart_tools import each_helm, program
from delivery_tools import QUAY
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replreg.charts.chart import read_chart
from replreg.charts.helm_program import HelmProgram
from replreg.charts.prepared_chart import PreparedChart, prepare_chart
from replreg.charts.render import Rendered, render
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.settings import DeliverySettings

TEMPLATES = {
    "web": "{{ .Values.web.image.registry }}/{{ .Values.web.image.repository }}:{{ .Values.web.image.tag }}",
    "job": "{{ .Values.job.image }}",
    "tool": "{{ .Values.global.host }}/ns/tool:{{ .Values.web.image.tag }}",
    "made": '{{ include "made" . }}',
}
MADE = '{{ define "made" }}{{ .Values.global.host }}/{{ .Values.made.path | default "ns/made" }}:1{{ end }}'
DEFAULTS = {
    "web": {"image": {"registry": "docker.io", "repository": "ns/web", "tag": "0"}, "replicas": 1},
    "job": {"image": "docker.io/ns/job:0"},
    "global": {"host": "ghcr.io"},
    "made": {},
}
HOSTS = st.sampled_from(["quay.io", "gcr.io", "proxy.replicated.com"])
TAGS = st.sampled_from(["1", "2"])
PATHS = st.sampled_from(["ns/a", "proxy/my-app/quay.io/ns/b"])


def some(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


VALUES = some(
    web=some(image=some(registry=HOSTS, repository=PATHS, tag=TAGS), replicas=st.just(2)),
    job=some(image=st.sampled_from(["quay.io/ns/job:1", "ns/job:2"])),
    made=some(path=PATHS),
    **{"global": some(host=HOSTS)},
)
OPTIONAL = st.fixed_dictionaries(
    {
        "when": st.sampled_from(["repl{{ ConfigOptionEquals `x` `1` }}"] * 3 + ["true", "false"]),
        "recursiveMerge": st.booleans(),
        "values": VALUES,
    }
)


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


def installed(values: dict[str, Any], optional: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what KOTS gives to Helm for each subset of the items that may hold or not."""
    unknown = [number for number, item in enumerate(optional) if item["when"].startswith("repl")]
    certain = {number for number, item in enumerate(optional) if item["when"] == "true"}
    for size in range(len(unknown) + 1):
        for chosen in combinations(unknown, size):
            result = copy.deepcopy(values)
            for number in sorted({*certain, *chosen}):
                item = optional[number]
                result = (merged if item["recursiveMerge"] else dict.__or__)(result, item["values"])
            yield result


def helm_images(helm: str, folder: Path, values: dict[str, Any]) -> set[str]:
    with prepare_chart(str(folder)) as chart:
        assert isinstance(chart, PreparedChart), chart
        result = render(HelmProgram(program(helm), (4, 1)), chart, [json.dumps(values)])
    assert isinstance(result, Rendered), result
    return {found for document in result.documents for found in re.findall(r"image: \"(.*)\"", document.text)}


def our_images(folder: Path, resource: dict[str, Any]) -> set[str]:
    chart, problems = read_chart(str(folder), "web")
    assert chart is not None
    file = ReleaseFile("web.yaml", None, json.dumps(resource, indent=1))
    delivery = Delivery(FolderRelease([file], [chart], DeliverySettings((QUAY,), "my-app"), problems))
    (online,) = {where for image in delivery.images for where in image.written if not where.airgap}
    return {
        address.shown
        for image in delivery.images
        if image.place.kind is not PlaceKind.BUILDER
        for address in image.written.get(online, ())
    }


def check(helm: str, values: dict[str, Any], optional: list[dict[str, Any]], defaults: dict[str, Any]) -> None:
    resource = {
        "apiVersion": "kots.io/v1beta2",
        "kind": "HelmChart",
        "metadata": {"name": "web"},
        "spec": {"chart": {"name": "web", "chartVersion": "1.0.0"}, "values": values, "optionalValues": optional},
    }
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "web"
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
        (folder / "values.yaml").write_text(json.dumps(defaults))
        (folder / "templates" / "_made.tpl").write_text(MADE)
        for name, image in TEMPLATES.items():
            text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - name: a\n"
            (folder / "templates" / f"{name}.yaml").write_text(f'{text}    image: "{image}"\n')
        theirs: set[str] = set()
        for installation in installed(values, optional):
            theirs |= helm_images(helm, folder, installation)
        assert our_images(folder, resource) == theirs


@pytest.mark.slow
@each_helm("helm-4.1", "helm-4.2")
@settings(max_examples=examples(30), suppress_health_check=list(HealthCheck))
@given(values=VALUES, optional=st.lists(OPTIONAL, min_size=1, max_size=4), defaults=st.just(DEFAULTS))
def test_each_subset_of_the_unknown_is_possible_and_nothing_else(
    helm: str, values: dict[str, Any], optional: list[dict[str, Any]], defaults: dict[str, Any]
) -> None:
    check(helm, values, optional, defaults)
