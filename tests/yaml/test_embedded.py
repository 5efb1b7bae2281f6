"""Files inside of scalars: their images are found and fixed in place, and text that is not YAML is ignored."""

from __future__ import annotations

import base64
import json
import textwrap

import pytest
from effort import examples
from embedded_tools import (
    CONFIG,
    HOLDERS,
    POD,
    config_map,
    double_quoted,
    literal,
    native,
    nested,
    ship,
    single_quoted,
    swarm,
    underlined,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg.finding import Edit
from replreg.linter.lint import fix_text, lint_release, lint_text
from replreg.release import documents
from replreg.yaml import embedded
from replreg.yaml.edits import UnprovenEdit, prove

BROKEN = POD.replace("quay.io", "myquay")


def aliases(text: str) -> list[str]:
    """Return what `alias-as-host` underlines in a text."""
    return underlined(text, [finding for finding in lint_text(text, CONFIG) if finding.rule == "alias-as-host"])


@pytest.mark.parametrize("holder", list(HOLDERS), ids=lambda holder: holder.__name__)
def test_images_in_a_literal_block_are_found_and_fixed(holder):
    text = holder(literal(BROKEN, HOLDERS[holder]))
    assert aliases(text) == ["myquay", "myquay"]
    assert fix_text(text, CONFIG) == holder(literal(POD, HOLDERS[holder]))


@given(st.data())
def test_a_swapped_host_comes_back_byte_for_byte(data):
    right = data.draw(nested(POD))
    wrong = right.replace("quay.io/", "myquay/")
    assert aliases(wrong) == ["myquay", "myquay"]
    assert fix_text(wrong, CONFIG) == right


@given(st.data(), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]))
def test_positions_are_right_with_any_line_end_and_mark(data, newline, mark):
    right = mark + data.draw(nested(POD)).replace("\n", newline)
    wrong = right.replace("quay.io/", "myquay/")
    assert aliases(wrong) == ["myquay", "myquay"]
    assert fix_text(wrong, CONFIG) == right


@given(
    st.lists(st.sampled_from(["", "  ", "# ä 𝄞", "---", "# '\" \\ {{ }}", "--- # next"]), max_size=4),
    st.integers(1, 9),
    st.sampled_from(["", "-", "+"]),
    st.integers(0, 3),
)
def test_positions_are_right_after_empty_lines_comments_and_documents(lines, step, chomp, following):
    inner = "".join(line + "\n" for line in lines) + POD + "\n" * following
    right = ship(literal(inner, 8, step, chomp, explicit="  " in lines))
    wrong = right.replace("quay.io/", "myquay/")
    assert aliases(wrong) == ["myquay", "myquay"]
    assert fix_text(wrong, CONFIG) == right


def test_a_first_line_with_indentation_of_its_own():
    inner = textwrap.indent(POD, "   ")
    right = config_map(literal(inner, 2, 2, explicit=True))
    assert fix_text(right.replace("quay.io", "myquay"), CONFIG) == right


@pytest.mark.parametrize(
    "scalar",
    [
        single_quoted('{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "myquay/ns/web:1"}]}}'),
        double_quoted(BROKEN),
        double_quoted(json.dumps({"kind": "Pod", "apiVersion": "v1", "spec": {"containers": [{"image": "myquay/a/b:1"}]}})),
        "!!str " + double_quoted(BROKEN),
        "&anchor |  # a comment\n" + textwrap.indent(BROKEN, "      "),
    ],
)  # fmt: skip
def test_quotes_on_one_line_and_properties(scalar):
    text = config_map(scalar)
    assert set(aliases(text)) == {"myquay"}
    assert fix_text(text, CONFIG) == text.replace("myquay", "quay.io")


FOLDED = textwrap.indent("apiVersion: v1\n\nkind: Pod\n\nspec: {containers: [{image:\nmyquay/ns/web:1}]}\n", "    ")
OVER_LINES = (
    '"apiVersion: v1\\n\\\n    kind: Pod\\n\\\n    spec: {containers: [{image: myquay/ns/web:1}]}\\n"\n',
    "'apiVersion: v1\n\n\n    kind: Pod\n\n\n    spec: {containers: [{image: myquay/ns/web:1}]}'\n",
)


@pytest.mark.parametrize("scalar", [">\n" + FOLDED, ">-\n" + FOLDED, *OVER_LINES])
def test_an_image_in_a_folded_scalar_is_reported_without_a_fix(scalar):
    text = config_map(scalar)
    (finding,) = lint_text(text, CONFIG)
    assert finding.rule == "alias-as-host"
    assert finding.fix is None
    assert text[finding.start.offset : finding.end.offset] == "myquay/ns/web:1"
    assert fix_text(text, CONFIG, unsafe=True) == text


@given(
    st.lists(st.sampled_from(["", "# c", "# ä 𝄞", "kind: Pod", "  # c", "\n\n", "#"]), max_size=6),
    st.sampled_from(["", "-", "+"]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 2),
)
def test_positions_in_folded_blocks_of_any_shape(lines, chomp, newline, following):
    inner = (
        "a: 1\n\n"
        + "\n\n".join(lines)
        + "\n\nb: {image: myquay/ns/web:1}\n\nc: {image: myquay/ns/web:1}\n"
        + "\n" * following
    )
    text = config_map(f">{chomp}\n" + textwrap.indent(inner, "    ")).replace("\n", newline)
    found = [finding for finding in lint_text(text, CONFIG) if finding.rule == "alias-as-host"]
    assert underlined(text, found) in ([], ["myquay/ns/web:1"] * 2)
    assert [finding.fix for finding in found] in ([], [None, None])


@pytest.mark.parametrize(
    "inner",
    [
        '#!/bin/sh\nset -e\nif [ -z "$image" ]; then echo "image: none"; fi\ndocker pull quay.io/ns/web:1\n',
        '{"image": "ns/web:1",\n',
        "image: [ns/web:1\n",
        "image: a\n\tmyquay: b\n- c\n",
        "image: &a *b\n",
        "image: \x07\n".replace("\x07", "\u0378"),
        "-----BEGIN CERTIFICATE-----\n" + "QUJD\n" * 20 + "-----END CERTIFICATE-----\n# image: myquay/a/b\n",
        "image: myquay/ns/web:1: 2\n",
        "{{ if .Values.image }}\nimage: {{ .Values.image }}\n{{ end }}\n",
        "set image: 'deployment/web\n",
    ],
)
def test_text_that_is_not_yaml_is_ignored(inner):
    for holder, parent in HOLDERS.items():
        text = holder(literal(inner, parent))
        assert lint_text(text, CONFIG) == []
        assert fix_text(text, CONFIG, unsafe=True) == text


@pytest.mark.parametrize(
    "inner",
    [
        "#!/bin/sh\ncat <<EOF\nimage: myquay/ns/web:1\nEOF\n",
        '{"image": "myquay/ns/web:1",\n',
        "image: [myquay/ns/web:1\n",
    ],
)
def test_a_name_in_a_text_that_is_not_yaml_is_found(inner):
    for holder, parent in HOLDERS.items():
        text = holder(literal(inner, parent))
        assert aliases(text) == ["myquay"]
        assert fix_text(text, CONFIG) == text.replace("myquay/", "quay.io/")


def test_a_broken_document_hides_nothing_in_the_next():
    text = ship(literal("image: [\n---\n" + BROKEN, 8))
    assert aliases(text) == ["myquay", "myquay"]


def test_rules_for_documents_do_not_look_inside():
    inner = "kind: Deployment\napiVersion: apps/v1\nkind: Deployment\nspec: [image: x]\nreplicated_api_version: 1\nimagename: a\n"
    for holder, parent in HOLDERS.items():
        assert lint_text(holder(literal(inner, parent)), CONFIG) == []


@pytest.mark.parametrize(
    "data", ["QUJDimage" * 6_000, base64.b64encode(bytes(range(256)) * 40).decode()], ids=["a word", "bytes"]
)
def test_base64_costs_no_parse(data, monkeypatch):
    parses = []
    compose = embedded.compose_fragment
    monkeypatch.setattr(embedded, "compose_fragment", lambda *args: parses.append(1) or compose(*args))
    lines = "".join(data[start : start + 76] + "\n" for start in range(0, len(data), 76))
    text = config_map(literal(lines, 2)) + f"  b: '{data}'\n"
    assert lint_text(text, CONFIG) == []
    assert parses == []


def test_a_scalar_without_a_key_for_an_image_costs_no_parse(monkeypatch):
    monkeypatch.setattr(embedded, "compose_fragment", lambda *args: pytest.fail("it was parsed"))
    inner = "kind: ConfigMap\napiVersion: v1\ndata: {a: b}\n"
    assert lint_text(ship(literal(inner, 8)), CONFIG) == []
    assert lint_text(config_map(literal("docker run quay.io/ns/image:1\n", 2)), CONFIG) == []


def test_files_in_files_stop_at_a_bound():
    text = BROKEN
    for _ in range(embedded.DEEPEST):
        text = config_map(literal(text, 2))
    assert aliases(text) == ["myquay", "myquay"]
    deeper = config_map(literal(text, 2))
    assert aliases(deeper) == ["myquay", "myquay"], "the name is found by the lines of the text"
    assert fix_text(deeper, CONFIG) == deeper.replace("myquay", "quay.io")
    assert fix_text(text, CONFIG) == text.replace("myquay", "quay.io")


def test_a_scalar_that_aliases_repeat_is_read_once():
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: &file "
        + literal(BROKEN, 2)
        + "".join(f"  b{number}: *file\n" for number in range(1_000))
    )
    assert aliases(text) == ["myquay", "myquay"]


def test_many_small_files_stop_at_a_bound(monkeypatch):
    monkeypatch.setattr(documents, "MOST", 5)
    text = config_map("'{image: quay.io/a/b}'\n") + "".join(f"  k{n}: '{{image: quay.io/a/b}}'\n" for n in range(20))
    assert len(lint_release(text, CONFIG).resolution.uses) == 5


def test_circular_nodes_inside_do_not_hang():
    text = config_map(literal("a: &a\n  image: myquay/ns/web:1\n  b: *a\n  c: [*a, *a]\n", 2))
    assert aliases(text) == ["myquay"]


SWARM = """\
# kind: replicated
replicated_api_version: 2.9.2
images:
- source: myquay
  name: ns/web
  tag: "1.0"
- source: dtr
  name: redis
  tag: "7"
swarm:
  configs:
  - name: stack
    value: |
      services:
        web: {image: "IMAGE"}
---
# kind: scheduler-swarm
version: "3.3"
services:
  cache:
    image: dtr.example.com:8443/redis:7
"""


OF_IMAGES = CONFIG._replace(select=frozenset({"images"}))


def rules(image: str) -> list[str]:
    """Return the rules that report one image in a file inside of a Swarm release."""
    return [finding.rule for finding in lint_text(SWARM.replace("IMAGE", image), OF_IMAGES)]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("quay.io/ns/web:1.0", []),
        ("quay.io/ns/web:2.0", []),
        ("quay.io/ns/other:1.0", ["unused-image"]),
        ("nginx", ["unused-image"]),
        ("Not An Image", ["unused-image"]),
        ("myquay/ns/web:1.0", ["alias-as-host"]),
        ("myquay/ns/web:{{ tag }}", ["alias-as-host"]),
        ("${REGISTRY}/ns/web:1.0", []),
        ("ns/web:1.0", ["missing-host"]),
        ("redis:7", ["unused-image", "missing-host"]),
        ("redis:6", ["unused-image"]),
    ],
)
def test_rules_that_a_release_with_a_list_applies_to_files_inside(image, expected):
    assert rules(image) == expected


def test_invalid_images_are_reported_inside_of_ship_releases():
    text = ship(literal(POD.replace("quay.io/ns/web:1.0", "quay.io/ns/Web:1.0"), 8))
    assert [(finding.rule, finding.start.line) for finding in lint_text(text, CONFIG)] == [("invalid-image", 13)]
    assert lint_text(text.replace("Web:1.0", "{{ name }}:1.0"), CONFIG) == []


def test_pods_inside_need_no_pull_secret_and_no_rewriting():
    inner = POD.replace("kind: Pod", "kind: Pod\nextra: 1").replace("v1", "extensions/v1beta1", 1)
    assert lint_text(swarm(literal(inner, 4)), CONFIG) == []


def test_templates_inside_are_masked_and_control_flow_is_cut_out():
    inner = (
        "{{repl if ConfigOptionEquals \"a\" \"1\"}}\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
        "  - image: myquay/ns/web:{{repl ConfigOption \"tag\"}}\n{{repl end}}\n"
        "  - image: {{repl ConfigOption \"image\"}}\n  - image: 'myquay/{{repl ConfigOption \"path\"}}'\n"
    )  # fmt: skip
    text = ship(literal(inner, 8))
    assert aliases(text) == ["myquay", "myquay"]
    assert 'quay.io/ns/web:{{repl ConfigOption "tag"}}\n' in fix_text(text, CONFIG)


def test_a_file_that_is_yaml_only_without_its_control_flow():
    inner = "kind: Pod\napiVersion: v1\nspec:\n  containers:\n{{repl if x}}{{repl y}}\n  - image: myquay/ns/web:1\n{{repl end}}  - {}\n"
    text = config_map(literal(inner, 2))
    assert aliases(text) == ["myquay"]
    assert fix_text(text, CONFIG) == text.replace("myquay", "quay.io")


def test_suppression_comments_work_inside_of_blocks():
    text = ship(literal(BROKEN.replace("web:1.0", "web:1.0  # replreg: ignore[alias-as-host]"), 8))
    assert aliases(text) == ["myquay"]


def test_uses_are_marked_and_carry_no_pod():
    release = lint_release(native(literal(POD, 8)), CONFIG).release
    assert [(use.image.value, use.is_embedded, use.pod) for use in release.uses] == [
        ("quay.io/ns/web:1.0", True, None),
        ("quay.io/ns/side:2.0", True, None),
    ]


def test_an_edit_that_changes_more_than_a_value_inside_is_not_proven():
    text = config_map(literal(BROKEN, 2))
    place = text.index("myquay")
    prove(text, text.replace("myquay", "quay.io", 1), [Edit(place, place + 6, "quay.io")])
    for bad in ("quay.io: a", "[", "a\n    b: c", "*x", '"'):
        edited = text[:place] + bad + text[place + 6 :]
        with pytest.raises(UnprovenEdit):
            prove(text, edited, [Edit(place, place + 6, bad)])


@settings(max_examples=examples(150), deadline=None)
@given(st.text(alphabet="image: -|>'\"{}[]\n\\&*#!%/.myquay", max_size=60))
def test_any_text_inside_is_linted_without_an_error(inner):
    for scalar in (literal(inner + "\n", 2, explicit=True), double_quoted(inner)):
        text = config_map(scalar)
        findings = lint_text(text, CONFIG)
        assert {finding.rule for finding in findings} <= {"alias-as-host", "yaml-syntax"}
        fix_text(text, CONFIG, unsafe=True)
