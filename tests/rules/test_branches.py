"""Images and names that control flow within the scalar chooses between."""

import pytest
from rule_tools import ALIAS, check, fixed, safety, spans

from replreg.release.documents import read_documents
from replreg.yaml.alternatives import alternatives
from replreg.yaml.composer import Mapping, Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {source: public, name: a/b, tag: 1}\n---\n"


def service(image):
    return f"# kind: scheduler-swarm\nservices:\n  web:\n    image: {image}\n"


def field(image):
    (document,) = read_documents(f"image: {image}\n")
    assert isinstance(document.root, Mapping)
    scalar = document.root.get("image")
    assert isinstance(scalar, Scalar)
    return ScalarValue(document.source, scalar)


def values(image):
    return [one.value.replace(MASK, "~") for one in alternatives(field(image))]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("{{repl if X}}a/b:1{{repl else}}c/d:2{{repl end}}", ["a/b:1", "c/d:2"]),
        ('"{{repl if X}}a/b:1{{repl else}}c/d:2{{repl end}}"', ["a/b:1", "c/d:2"]),
        ("'repl{{ if X }}a/b:1repl{{ else }}c/d:2repl{{ end }}'", ["a/b:1", "c/d:2"]),
        ("&i {{repl if X}}a/b:1{{repl else}}c/d:2{{repl end}}", ["a/b:1", "c/d:2"]),
        ("{{repl if X}} a/b:1 {{repl else}} c/d:2 {{repl end}}", ["a/b:1", "c/d:2"]),
        ("{{repl if X}}a{{repl else if Y}}b{{repl else}}c{{repl end}}", ["a", "b", "c"]),
        ("{{repl if X}}a{{repl else if Y}}b{{repl end}}", ["a", "b"]),
        ("{{repl if X}}a{{repl else}}b{{repl end}}/c:1", ["a/c:1", "b/c:1"]),
        ("{{repl if X}}a/{{repl end}}b:1", ["a/b:1", "b:1"]),
        ("{{repl if X}}{{repl if Y}}a{{repl else}}b{{repl end}}{{repl else}}c{{repl end}}", ["a", "b", "c"]),
        (
            "{{repl if X}}a{{repl else}}b{{repl end}}:{{repl if Y}}1{{repl else}}2{{repl end}}",
            ["a:1", "a:2", "b:1", "b:2"],
        ),
        ("{{repl with X}}a{{repl end}}", ["a"]),
        ("{{repl if X}} {{repl end}}a/b:1", ["a/b:1"]),
        ("{{repl if X}}a{{repl end}} ", ["a"]),
        ("'{{repl if X}}a{{repl end}} '", ["a"]),
        ("{{repl if X}}" + "a{{repl else if Y}}" * 6 + "b{{repl end}}", [*"aaaaaa", "b"]),
        ("{{repl range X}}a{{repl end}}", ["a"]),
        ("{{repl $x := Y}}a/b:1", ["a/b:1"]),
        ("{{repl /* note */}}a/b:1", ["a/b:1"]),
        ("{{repl if X}}a{{repl else}}a{{repl end}}", ["a", "a"]),
        ("{{repl if X}}a:{{repl Tag}}{{repl else}}b{{repl end}}", ["a:" + "~" * len("{{repl Tag}}"), "b"]),
    ],
)
def test_each_choice_is_an_image_of_its_own(image, expected):
    assert values(image) == expected


@pytest.mark.parametrize(
    "image",
    [
        "a/b:1",
        "{{repl X}}/b:1",
        "a/{{repl if X}}b{{repl else}}c{{repl end}}:1",
        "{{repl if X}}a",
        "{{repl end}}a",
        "{{repl else}}a{{repl end}}",
        "{{repl if X}}a{{repl end}}{{repl end}}",
        "{{repl if X}}{{repl end}}",
        '{{repl define "x"}}a{{repl end}}',
        '"{{repl if X}}\\x61{{repl else}}b{{repl end}}"',
        "'{{repl if X}}''a{{repl else}}b{{repl end}}'",
        "|-\n  {{repl if X}}a{{repl else}}b{{repl end}}",
        "{{repl if X}}a{{repl end}}" * 4,
        "{{repl if X}}" + "a{{repl else if Y}}" * 8 + "b{{repl end}}",
        "{{repl if X}}$A{{repl else}}b{{repl end}}",
        "{{repl if X}}" * 30 + "a" + "{{repl end}}" * 30,
    ],
)
def test_what_cannot_be_taken_apart_stays_one_field(image):
    whole = field(image)
    assert alternatives(whole) == [whole]


def test_places_of_an_alternative_are_within_one_piece():
    image = "{{repl if X}}a/{{repl else}}b/{{repl end}}c:1"
    first, second = alternatives(field(image))
    start = len("image: ")
    assert first.locate(0, 1) == (start + image.index("a/"), start + image.index("a/") + 1)
    assert second.locate(0, 2) == (start + image.index("b/"), start + image.index("b/") + 2)
    assert first.locate(0, 3) is None  # a template is between them
    assert first.locate(2, 3) is None  # it is of both
    assert (first.shown, second.shown) == ("a/c:1", "b/c:1")
    assert first.span == (start + image.index("a/"), start + image.index("a/") + 2)


def test_a_document_that_is_yaml_only_without_its_control_flow_is_not_taken_apart():
    text = service(f"{{{{repl if X}}}}{ALIAS}/ns/img:1{{{{repl else}}}}quay.io/NS/img:2{{{{repl end}}}}")
    text += "    {{repl if X}}command: [a]{{repl end}}\n"
    assert check("yaml-syntax", text) == []
    assert check("alias-as-host", text) == check("invalid-image", text) == []
    assert fixed(text, unsafe=True) == text


def test_variables_within_branches_stay_unknown():
    text = service("{{repl if X}}${IMAGE}{{repl else}}redis:3{{repl end}}")
    assert check("invalid-image", text) == []


def test_what_control_flow_surrounds_is_unknown():
    value = field("a/{{repl if X}}b{{repl else}}c{{repl end}}:1").value
    assert value.strip(MASK) == value
    assert (value[:2], value[-2:], set(value[2:-2])) == ("a/", ":1", {MASK})


def test_a_reference_name_is_fixed_in_the_branch_that_has_it():
    text = service(
        f'{{{{repl if ConfigOptionEquals "a" "b"}}}}{ALIAS}/ns/img:1{{{{repl else}}}}quay.io/ns/img:2{{{{repl end}}}}'
    )
    assert spans("alias-as-host", text) == [ALIAS]
    assert fixed(text) == text.replace(ALIAS, "quay.io")
    text = service(f'"{{{{repl if X}}}}{ALIAS}{{{{repl else}}}}dtr{{{{repl end}}}}/ns/img:1"')
    assert fixed(text) == text.replace(ALIAS, "quay.io").replace("}dtr{", "}dtr.example.com:8443{")


def test_what_several_branches_share_is_reported_but_not_edited():
    text = service(f"{{{{repl if X}}}}cache:5000/{{{{repl end}}}}{ALIAS}/ns/img:1")
    assert len(check("alias-as-host", text)) == 1
    assert safety("alias-as-host", text) == [None]
    assert fixed(text, unsafe=True) == text


def test_entries_that_only_a_branch_uses_are_used_and_the_others_are_missed():
    text = HEAD + service("{{repl if X}}a/b:1{{repl else}}c/d:1{{repl end}}")
    assert check("unused-image", text) == []
    assert len(check("undeclared-image", text)) == 1


def test_a_path_that_control_flow_is_part_of_may_be_any():
    text = HEAD + service("a/{{repl if X}}b{{repl else}}c{{repl end}}:1")
    assert check("unused-image", text) == []
    assert check("undeclared-image", text) == []


def test_a_name_that_control_flow_is_part_of_may_be_any():
    text = HEAD.replace("name: a/b", "name: 'a/{{repl if X}}b{{repl else}}c{{repl end}}'") + service("a/c:1")
    assert check("undeclared-image", text) == []
    assert check("invalid-image", text) == []
    assert fixed(text, unsafe=True) == text


def test_mistakes_within_branches_are_found():
    text = service("{{repl if X}}quay.io/ns/Img:1{{repl else}}redis:3{{repl end}}")
    assert spans("invalid-image", text) == ["Img"]


def test_many_images_with_branches_take_linear_time():
    image = "    image: {{repl if X}}hub/o/a:1{{repl else}}redis:3{{repl end}}\n"
    text = "services:\n" + "".join(f"  s{number}:\n{image}" for number in range(3000))
    assert len(check("alias-as-host", text)) == 3000
