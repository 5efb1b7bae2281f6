"""The value or the line of a template that an image comes from, by the texts of both."""

from __future__ import annotations

import pytest
from chart_tools import table
from delivery_tools import chart_of, delivery_of, helm_chart

from replreg.charts.files import ChartFile
from replreg.delivery.helm_values import values_in
from replreg.delivery.value_origins import ValueOrigins, in_templates


def decided(values: str, image: str) -> list[tuple[str, str]]:
    """Return the keys and the characters of the image that each value has."""
    delivery = delivery_of(helm_chart("a: 1"))
    origins = ValueOrigins(table(values), values_in(delivery.finder, None, delivery.release.installations[0]))
    return [(one.field.key, image[one.start : one.end]) for one in origins.decide(image)]


@pytest.mark.parametrize(
    ("values", "image", "expected"),
    [
        ("image: quay.io/ns/a:1", "quay.io/ns/a:1", [("image", "quay.io/ns/a:1")]),
        ("x: quay.io/ns/a:1", "quay.io/ns/a:1", [("x", "quay.io/ns/a:1")]),
        ("i: {repository: ns/a, tag: '1'}", "quay.io/ns/a:1", [("repository", "ns/a"), ("tag", "1")]),
        ("i: {repository: ns/a}\nj: {tag: '1'}", "quay.io/ns/a:1", [("repository", "ns/a")]),
        ("i: {where: quay.io, repository: ns/a}", "quay.io/ns/a:1", [("repository", "ns/a"), ("where", "quay.io")]),
        ("i: {name: web}", "quay.io/ns/web:1", [("name", "web")]),
        ("i: {color: web}", "quay.io/ns/web:1", []),
        ("i: {port: '8080', name: b}", "quay.io/ns/web:8080", []),
        ("i: {ns: ns}", "quay.io/ns/web:1", []),
        ("text: 'a: quay.io/ns/a:1, b'", "quay.io/ns/a:1", [("text", "quay.io/ns/a:1")]),
        ("text: xquay.io/ns/a:12", "quay.io/ns/a:1", []),
        ("list: [quay.io/ns/a:1]", "quay.io/ns/a:1", [("list", "quay.io/ns/a:1")]),
        ("image: ns/a\nother: {image: quay.io/ns/a}", "quay.io/ns/a:1", [("image", "quay.io/ns/a")]),
        ("{}", "quay.io/ns/a:1", []),
    ],
)
def test_the_values_of_an_image(values: str, image: str, expected: list[tuple[str, str]]) -> None:
    assert decided(values, image) == expected


def test_the_characters_in_a_longer_value() -> None:
    delivery = delivery_of(helm_chart("a: 1"))
    made = table("containers: |\n  - name: a\n    image: quay.io/ns/a:1\n")
    origins = ValueOrigins(made, values_in(delivery.finder, None, delivery.release.installations[0]))
    (found,) = origins.decide("quay.io/ns/a:1")
    assert found.field.origin.fragment.file[slice(*found.field.span)] == "quay.io/ns/a:1"


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("a: 1\nimage: quay.io/ns/{{ .x }}/web:1\n", "quay.io/ns"),
        ("image: {{ .a }}/ns/web:{{ .t }}\n", "ns/web"),
        ("image: {{ .a }}\n", "{{ .a }}"),
        ("imagePullSecrets: {{ .s }}\nother: {{ .a }}\n", ""),
    ],
)
def test_the_line_of_a_template(template: str, shown: str) -> None:
    chart = chart_of({"Chart.yaml": "name: web\nversion: 1.0.0\n", "templates/a.yaml": template})
    found = in_templates("quay.io/ns/web:1", chart.templates["templates/a.yaml"], chart)
    start, end = found.field.span
    assert template[start:end] == shown
    assert found.field.path == "chart/templates/a.yaml"


def test_a_helper_with_more_of_the_image_is_the_line() -> None:
    helpers = '{{ define "web.image" }}quay.io/ns/web{{ end }}'
    template = 'image: {{ include "web.image" . }}:1 # web\n'
    chart = chart_of(
        {"Chart.yaml": "name: web\nversion: 1.0.0\n", "templates/a.yaml": template, "templates/_h.tpl": helpers}
    )
    file: ChartFile = chart.templates["templates/a.yaml"]
    assert in_templates("quay.io/ns/web:1", file, chart).field.path == "chart/templates/_h.tpl"


def test_a_very_long_image_is_looked_at_in_bounded_time() -> None:
    assert decided("image: a", "/".join(["a"] * 5_000)) in ([], [("image", "a")])
