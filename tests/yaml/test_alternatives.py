"""Images and names that control flow within the scalar chooses between."""

import pytest

from replreg.release.documents import read_documents
from replreg.yaml.alternatives import alternatives
from replreg.yaml.composer import Mapping, Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK


def field(image):
    (document,) = read_documents(f"image: {image}\n")
    assert isinstance(document.root, Mapping)
    scalar = document.root.get("image")
    assert isinstance(scalar, Scalar)
    return ScalarValue(document.fragment, scalar)


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
def test_a_value_that_cannot_be_taken_apart_stays_one_field(image):
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


def test_text_inside_of_control_flow_is_unknown():
    value = field("a/{{repl if X}}b{{repl else}}c{{repl end}}:1").value
    assert value.strip(MASK) == value
    assert (value[:2], value[-2:], set(value[2:-2])) == ("a/", ":1", {MASK})
