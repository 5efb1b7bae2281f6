"""A fix is proven by what is pulled, too: nothing but the images that it touches may be others."""

from __future__ import annotations

import pytest
from delivery_tools import chart_of, delivery_of, helm_chart

from replreg.config.model import Config
from replreg.delivery.images import Delivery
from replreg.delivery.proof import prove_delivery
from replreg.finding import Edit
from replreg.linter.delivery_check import check_one_text, second_proof
from replreg.yaml.edits import UnprovenEdit, apply_edits

VALUES = """\
{{repl $host := "quay.io" }}
a: {image: 'quay.io/ns/a:1'}
b: {image: '{{repl $host }}/ns/b:1'}
c: {image: '{{repl HasLocalRegistry | ternary LocalRegistryAddress "quay.io/ns" }}/c:1'}"""
TEXT = helm_chart(VALUES)


def edit_of(old: str, new: str, text: str = TEXT) -> Edit:
    start = text.index(old)
    return Edit(start, start + len(old), new)


def prove(*edits: Edit, text: str = TEXT, after: Delivery | None = None) -> None:
    made = sorted(edits)
    prove_delivery(delivery_of(text), after or delivery_of(apply_edits(text, made)), "release.yaml", made)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quay.io/ns/a", "ghcr.io/ns/a"),
        ('"quay.io" }}\n', '"ghcr.io" }}\n'),
        ('"quay.io/ns"', '"ghcr.io/other"'),
        ("LocalRegistryAddress", "LocalRegistryHost"),
        ("HasLocalRegistry", "not HasLocalRegistry"),  # a condition, which is not a part of any address
    ],
)
def test_an_image_that_an_edit_touches_may_change(old: str, new: str) -> None:
    prove(edit_of(old, new))


def test_an_image_that_no_edit_touches_may_not_change() -> None:
    edit = edit_of("ns/a:1", "ns/a:2")
    after = apply_edits(TEXT, [edit])
    with pytest.raises(UnprovenEdit):
        prove(edit, after=delivery_of(after.replace("/c:1", "/c:2")))
    with pytest.raises(UnprovenEdit):
        prove(edit, after=delivery_of(after.replace("ternary LocalRegistryAddress", "ternary LocalRegistryHost   ")))


def test_control_flow_that_an_edit_opens_hides_no_other_image() -> None:
    text = helm_chart("a: {{repl if true }}\n  image: quay.io/ns/a:1\n{{repl end }}\nb:\n  image: quay.io/ns/b:1")
    with pytest.raises(UnprovenEdit):
        prove(edit_of("if true", "if false", text), text=text)


def test_an_image_that_an_edit_adds_is_touched() -> None:
    text = "apiVersion: kots.io/v1beta1\nkind: Application\nspec:\n  additionalImages:\n    - a/b:1\n    - a/c:1\n"
    start = text.index("\n    - a/c")
    prove(Edit(start, start, "\n    - a/d:1"), text=text)


def test_the_defaults_of_a_chart_are_proven_in_all_charts_that_read_them() -> None:
    chart = chart_of({"Chart.yaml": "name: web\nversion: 1.0.0\n", "values.yaml": "a: {image: 'quay.io/ns/a:1'}\n"})
    release = helm_chart("b: {image: 'repl{{ HelmValue \".a.image\" }}'}")
    values = "a: {image: 'quay.io/ns/a:1'}\n"
    edit = edit_of("quay.io", "ghcr.io", values)
    after = chart.with_text("chart/values.yaml", apply_edits(values, [edit]), [])
    prove_delivery(delivery_of(release, chart), delivery_of(release, after), "chart/values.yaml", [edit])


def test_a_fix_that_cannot_be_proven_is_not_made() -> None:
    proof = second_proof(lambda text: (check_one_text(text, "release.yaml", Config()), "release.yaml"))
    edit = edit_of("quay.io/ns/a", "ghcr.io/ns/a")
    proof.prove(TEXT, apply_edits(TEXT, [edit]), [edit])
    with pytest.raises(UnprovenEdit):
        proof.prove(TEXT, apply_edits(TEXT, [edit]).replace("/b:1", "/b:2"), [edit])
    assert "unproxied-image" in proof.rules
    assert "alias-as-host" not in proof.rules


def test_the_edits_of_one_file_excuse_nothing_at_the_same_place_of_another() -> None:
    other = TEXT.replace("name: web", "name: api")
    edit = edit_of("quay.io/ns/a", "ghcr.io/ns/a")
    changed = apply_edits(TEXT, [edit])
    before = delivery_of({"release.yaml": TEXT, "other.yaml": other})
    prove_delivery(before, delivery_of({"release.yaml": changed, "other.yaml": other}), "release.yaml", [edit])
    for after in (
        {"release.yaml": changed, "other.yaml": apply_edits(other, [edit])},
        {"release.yaml": TEXT, "other.yaml": apply_edits(other, [edit])},
    ):
        with pytest.raises(UnprovenEdit, match=r"offset \d+ of other\.yaml"):
            prove_delivery(before, delivery_of(after), "release.yaml", [edit])


def test_one_of_several_fields_of_an_image_is_enough_to_touch_it() -> None:
    text = helm_chart("a: {registry: quay.io, repository: ns/a, tag: '1'}\nb: {registry: quay.io, repository: ns/b}")
    prove(edit_of("'1'", "'2'", text), text=text)
    prove(edit_of("ns/b", "ns/c", text), text=text)


def test_a_fault_is_named_by_its_place_in_the_text_after_the_edits() -> None:
    edit = edit_of("ns/a:1", "ns/another:1")
    after = apply_edits(TEXT, [edit]).replace("/c:1", "/c:2")
    place = after.index("{{repl HasLocal")
    with pytest.raises(UnprovenEdit, match=rf"offset {place} of release\.yaml"):
        prove(edit, after=delivery_of(after))


CHART_FILES = {
    "Chart.yaml": "name: web\nversion: 1.0.0\n",
    "values.yaml": "a: {image: 'quay.io/ns/a:1'}\nb: {image: 'quay.io/ns/b:1'}\n",
}


def test_a_value_that_an_edit_adds_takes_the_place_of_the_default_of_its_key_only() -> None:
    text = helm_chart("x: 1")
    end = text.index("    x: 1")
    chart = chart_of(CHART_FILES)
    edit = Edit(end, end, "    a: {image: 'ghcr.io/ns/other:1'}\n")
    after = apply_edits(text, [edit])
    prove_delivery(delivery_of(text, chart), delivery_of(after, chart), "release.yaml", [edit])
    without_b = chart_of({**CHART_FILES, "values.yaml": "a: {image: 'quay.io/ns/a:1'}\n"})
    with pytest.raises(UnprovenEdit):
        prove_delivery(delivery_of(text, chart), delivery_of(after, without_b), "release.yaml", [edit])


def test_a_value_of_another_chart_takes_the_place_of_no_default() -> None:
    texts = {"a.yaml": helm_chart("x: 1"), "b.yaml": helm_chart("x: 1").replace("name: web", "name: api")}
    charts = [
        chart_of(CHART_FILES),
        chart_of({**CHART_FILES, "Chart.yaml": "name: api\nversion: 1.0.0\n"}, "api"),
    ]
    end = texts["a.yaml"].index("    x: 1")
    edit = Edit(end, end, "    a: {image: 'ghcr.io/ns/other:1'}\n")
    after = {**texts, "a.yaml": apply_edits(texts["a.yaml"], [edit])}
    before = delivery_of(texts, *charts)
    prove_delivery(before, delivery_of(after, *charts), "a.yaml", [edit])
    less = chart_of({**CHART_FILES, "Chart.yaml": "name: api\nversion: 1.0.0\n", "values.yaml": "{}\n"}, "api")
    with pytest.raises(UnprovenEdit):
        prove_delivery(before, delivery_of(after, charts[0], less), "a.yaml", [edit])
