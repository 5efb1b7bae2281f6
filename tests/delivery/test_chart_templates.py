"""Images that a chart's templates make of its values: which they are, and the lines that decide them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from chart_tools import each_helm, program
from delivery_tools import chart_of, delivery_of, helm_chart, marked

from replreg.delivery.images import Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.settings import DeliverySettings
from replreg.delivery.unproxied_images import unproxied_images
from replreg.templates.values import Known

CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: '4.5'\n"
HELPERS = """\
{{- define "web.image" -}}
{{- $registry := .root.Values.global.imageRegistry | default .image.registry -}}
{{- if $registry }}{{ $registry }}/{{ end }}{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- define "web.sidecar" }}{{ printf "%s/%s:%v" .Values.side.host "ns/side" .Values.side.version }}{{ end -}}
"""


def delivery(template: str, values: str, given: str = "", **more: str) -> Delivery:
    files = {"Chart.yaml": CHART, "values.yaml": values, "templates/web.yaml": template, "templates/_h.tpl": HELPERS}
    return delivery_of(helm_chart(given or "{}"), chart_of({**files, **more}))


def shown(found: Delivery, kind: PlaceKind | None = None) -> list[str]:
    """The addresses of all images but those for the bundle, in the first installation."""
    return [
        address.shown
        for image in found.images
        if image.place.kind is not PlaceKind.BUILDER and kind in (None, image.place.kind)
        for address in next(iter(image.written.values()))
    ]


CASES = [
    (
        "image: {{ .Values.image.repository }}:{{ .Values.image.tag }}",
        "image: {repository: quay.io/ns/web, tag: '1'}",
        ["quay.io/ns/web:1"],
    ),
    (
        'image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
        "image: {repository: quay.io/ns/web, tag: ''}",
        ["quay.io/ns/web:4.5"],
    ),
    (
        'image: {{ printf "%s/%s" .Values.global.imageRegistry .Values.image.repository | quote }}',
        "global: {imageRegistry: quay.io}\nimage: {repository: ns/web, tag: '2'}",
        ["quay.io/ns/web:latest", "quay.io/ns/web:latest"],  # the template leaves the tag out
    ),
    (
        'image: {{ include "web.image" (dict "root" $ "image" .Values.web) }}',
        "global: {}\nweb: {registry: quay.io, repository: ns/web}",
        ["quay.io/ns/web:4.5"],
    ),
    (
        'image: "{{ include "web.image" (dict "root" . "image" .Values.web) }}"',
        "global: {imageRegistry: eu.example.com}\nweb: {registry: quay.io, repository: ns/web, tag: v3}",
        ["eu.example.com/ns/web:v3"],
    ),
    (
        'image: {{ template "web.sidecar" . }}',
        "side: {host: quay.io, version: 7}",
        ["quay.io/ns/side:7"],
    ),
    (
        "{{- with .Values.image }}\nimage: '{{ .repository }}:{{ .tag }}'\n{{- end }}",
        "image: {repository: quay.io/ns/web, tag: 1.10}",
        ["quay.io/ns/web:1.1"],  # Helm reads a number
    ),
    (
        "{{- $host := .Values.host }}\nimage: {{ $host }}/ns/web:1",
        "host: quay.io",
        ["quay.io/ns/web:1"],
    ),
    (
        "image: {{ .Values.hub }}/ns/web:{{ .Chart.AppVersion }}\n---\nimage: {{ .Values.hub }}/ns/job:1",
        "hub: quay.io",
        ["quay.io/ns/web:4.5", "quay.io/ns/job:1"],
    ),
    (
        "package: {{ .Values.registry }}/ns/provider:{{ .Values.version }}",
        "registry: quay.io\nversion: v1",
        ["quay.io/ns/provider:v1"],
    ),
    (
        "{{- if .Values.metrics.enabled }}\nimage: {{ .Values.metrics.image.repository }}:9\n{{- end }}",
        "metrics: {enabled: false, image: {repository: quay.io/ns/metrics}}",
        ["quay.io/ns/metrics:9"],
    ),
    (
        "image: {{ if .Values.fips }}{{ .Values.a }}{{ else }}{{ .Values.b }}{{ end }}",
        "fips: true\na: example.org/fips:1\nb: example.org/plain:1",
        ["example.org/fips:1"],
    ),
    (
        "args: ['--sidecar={{ .Values.side }}', --image=quay.io/ns/{{ .Values.name }}:1]",
        "name: web",
        ["quay.io/ns/web:1"],
    ),
    ("image: {{ tpl .Values.image . }}", "image: quay.io/ns/web:1", ["quay.io/ns/web:1"]),
    (
        "image: {{ (index .Values.images 0).name }}:{{ get .Values.tags \"web\" }}",
        "images: [{name: quay.io/ns/web}]\ntags: {web: '3'}",
        ["quay.io/ns/web:3"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("template", "values", "expected"), CASES)
def test_templates_are_evaluated_with_the_values(template: str, values: str, expected: list[str]) -> None:
    assert shown(delivery(template + "\n", values)) == expected


@each_helm()
@pytest.mark.parametrize(("template", "values", "expected"), CASES)
def test_helm_renders_the_same(helm: str, template: str, values: str, expected: list[str], tmp_path: Path) -> None:
    files = {"Chart.yaml": CHART, "values.yaml": values, "templates/web.yaml": template, "templates/_h.tpl": HELPERS}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    done = subprocess.run([program(helm), "template", "x", str(tmp_path)], capture_output=True, text=True, check=False)
    if "metrics:" in values:  # what is switched off is looked at, too
        assert "quay.io" not in done.stdout
        return
    assert done.returncode == 0, done.stderr
    for address in expected:
        assert address.removesuffix(":latest") in done.stdout


RELEASE = "image: quay.io/{{ .Release.Namespace }}/{{ .Release.Name }}:{{ .Release.Service | lower }}\n"


@pytest.mark.parametrize(
    ("version", "more", "expected"),
    [
        ("v1beta2", "  releaseName: up\n  namespace: prod\n", "quay.io/prod/up:helm"),
        ("v1beta2", "  namespace: prod\n", "quay.io/prod/web:helm"),  # the chart's name
        ("v1beta2", "  releaseName: up\n", "quay.io/…/up:helm"),  # the customer chooses where KOTS is installed
        ("v1beta2", "  namespace: repl{{ Namespace }}\n", "quay.io/…/web:helm"),
        ("v1beta2", "  releaseName: Not_A_Name\n  namespace: prod\n", "quay.io/prod/…:helm"),
        ("v1beta2", '  releaseName: \'repl{{ print "u" "p" }}\'\n  namespace: prod\n', "quay.io/prod/up:helm"),
        ("v1beta1", "  releaseName: up\n  namespace: prod\n", "quay.io/prod/web:helm"),  # it has it under `chart`
    ],
)
def test_the_names_of_the_helm_release_are_those_of_the_resource(version: str, more: str, expected: str) -> None:
    chart = chart_of({"Chart.yaml": CHART, "values.yaml": "a: 1\n", "templates/web.yaml": RELEASE})
    assert set(shown(delivery_of(helm_chart("{}", version, more), chart))) == {expected}


def test_a_subchart_has_the_release_of_its_parent() -> None:
    subchart = chart_of({"Chart.yaml": "name: db\nversion: 1.0.0\n", "templates/db.yaml": RELEASE}, "chart/charts/db")
    chart = chart_of({"Chart.yaml": CHART})
    chart.subcharts.append(subchart)
    found = delivery_of(helm_chart("{}", more="  releaseName: up\n  namespace: prod\n"), chart)
    assert set(shown(found)) == {"quay.io/prod/up:helm"}


def test_who_installs_with_helm_alone_chooses_the_names_of_the_release() -> None:
    chart = chart_of({"Chart.yaml": CHART, "templates/web.yaml": RELEASE})
    assert shown(delivery_of({}, chart)) == ["quay.io/…/…:helm"]
    text = helm_chart("{}", more="  releaseName: up\n  namespace: prod\n")
    settings = DeliverySettings((), "my-app", methods=frozenset({"kots", "helm"}))
    [image] = [
        one for one in delivery_of(text, chart, settings=settings).images if one.place.kind is not PlaceKind.BUILDER
    ]
    names = {str(where): [one.shown for one in found] for where, found in image.written.items()}
    assert names["kots online"] == names["kots air gap"] == ["quay.io/prod/up:helm"]
    assert names.get("helm online", ["quay.io/…/…:helm"]) == ["quay.io/…/…:helm"]


def test_a_chart_of_embedded_cluster_has_the_names_of_its_release() -> None:
    chart = chart_of({"Chart.yaml": CHART, "templates/web.yaml": RELEASE})
    text = (
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec:\n  version: 3.0.0\n  extensions:\n"
        "    helmCharts:\n    - chart: {name: web, chartVersion: 1.0.0}\n      releaseName: up\n      namespace: prod\n"
    )
    assert set(shown(delivery_of(text, chart))) == {"quay.io/prod/up:helm"}


def test_given_values_and_subcharts_decide() -> None:
    found = delivery(
        "image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\n",
        "image: {repository: quay.io/ns/web}\n",
        "image:\n  repository: img.example.com/proxy/my-app/quay.io/ns/web",
    )
    assert shown(found, PlaceKind.HELM_VALUE) == ["img.example.com/proxy/my-app/quay.io/ns/web:4.5"]
    inner = chart_of(
        {
            "Chart.yaml": "apiVersion: v2\nname: db\nversion: 2.0.0\nappVersion: '16'\n",
            "values.yaml": "image: {registry: quay.io, repository: ns/db}\n",
            "templates/db.yaml": 'image: {{ include "web.image" (dict "root" . "image" .Values.image) }}\n',
        },
        "chart/charts/db",
    )
    outer = chart_of(
        {"Chart.yaml": CHART, "values.yaml": "db: {image: {tag: '15'}}\n", "templates/_h.tpl": HELPERS}, "chart"
    )
    outer.subcharts.append(inner)
    assert shown(delivery_of(helm_chart("global: {imageRegistry: eu.example.com}"), outer))[-1] == (
        "eu.example.com/ns/db:15"
    )


def test_each_part_is_traced_to_the_line_that_decides_it() -> None:
    found = delivery(
        "image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\n",
        "image:\n  repository: quay.io/ns/web\n",
    )
    (image,) = [one for one in found.images if one.place.kind is PlaceKind.CHART_DEFAULT]
    (address,) = next(iter(image.written.values()))
    places = {
        piece.text: (piece.place.origin, found.release.text_of(str(piece.place.origin))[piece.place.start :][:7])
        for piece in address.text.pieces
        if isinstance(piece, Known)
    }
    assert places == {
        "quay.io/ns/web": ("chart/values.yaml", "quay.io"),
        ":": ("chart/templates/web.yaml", ":{{ .Va"),
        "4.5": ("chart/Chart.yaml", "'4.5'\n"),
    }
    assert marked(found, unproxied_images(found)) == ["quay.io"]  # once, though two files have a part of it


def test_one_template_with_values_of_two_installations() -> None:
    more = "  optionalValues:\n  - when: '{{repl HasLocalRegistry }}'\n    values: {image: {repository: local/web}}\n"
    release = helm_chart("image: {repository: quay.io/ns/web}", more=more)
    files = {"Chart.yaml": CHART, "values.yaml": "image: {tag: '1'}\n", "templates/_h.tpl": HELPERS}
    template = {"templates/a.yaml": "image: {{ .Values.image.repository }}-debug:{{ .Values.image.tag }}\n"}
    found = delivery_of(release, chart_of({**files, **template}))
    (image,) = [one for one in found.images if one.place.kind is PlaceKind.CHART_TEMPLATE]
    assert {str(where): [one.shown for one in all_] for where, all_ in image.addresses.items()} == {
        "kots online": ["quay.io/ns/web-debug:1"],
        "kots air gap": ["local/web-debug:1"],
    }


@pytest.mark.parametrize(
    "template",
    [
        'image: {{ include "web.nothing" . }}',
        "image: {{ fromYaml .Values.x | dig 1 2 }}",
        'image: {{ lookup "v1" "Secret" "" "x" }}',
        "image: {{ .Values.image",
        "image: {{ " + "(" * 2_000 + ".Values.image" + ")" * 2_000 + " }}",
        "image: {{ range until 1000000 }}{{ range until 1000000 }}x{{ end }}{{ end }}",
        '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}\n'
        'image: {{ include "a" . }}',
        '{{ define "c" }}{{ include "c" . }}{{ include "c" . }}{{ end }}\nimage: {{ include "c" . }}',
        "{{ if " * 2_000 + "image: {{ .Values.image }}",
        "image: {{ .Values" + ".a" * 2_000 + " }}",
    ],
)
def test_a_template_that_cannot_be_evaluated_is_unknown_and_not_an_error(template: str) -> None:
    found = delivery(template + "\n", "image: quay.io/ns/web:1\n")
    assert shown(found, PlaceKind.CHART_DEFAULT) == ["quay.io/ns/web:1"]
    assert shown(found, PlaceKind.CHART_TEMPLATE) == []


def test_a_template_of_the_platform_in_a_value_is_evaluated_first() -> None:
    found = delivery(
        "image: {{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}\n",
        "image: {registry: quay.io, repository: ns/web, tag: '1'}\n",
        "image:\n  registry: '{{repl HasLocalRegistry | ternary LocalRegistryAddress \"img.example.com/proxy/a\" }}'",
    )
    image = next(one for one in found.images if one.place.kind is PlaceKind.HELM_VALUE)
    assert {str(where): [one.shown for one in all_] for where, all_ in image.addresses.items()} == {
        "kots online": ["img.example.com/proxy/a/ns/web:1"],
        "kots air gap": ["{LocalRegistryHost}/{LocalRegistryNamespace}/ns/web:1"],
    }
