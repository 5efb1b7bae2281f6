from __future__ import annotations

import pytest
from rule_tools import ALIAS, check, message, spans

RULE = "ship-image-path"


def asset(image: str, source: str | None = ALIAS, kind: str = "docker") -> str:
    line = f"        source: {source}\n" if source else ""
    return f"assets:\n  v1:\n    - {kind}:\n        image: {image}\n{line}"


@pytest.mark.parametrize("kind", ["docker", "dockerlayer"])
def test_a_third_party_image_with_three_parts_is_reported(kind):
    (found,) = check(RULE, asset("quay.io/org/team/app:1.0", kind=kind))
    assert (found.line, found.column, found.text) == (4, 24, "org/team/app")
    assert "'org/team/app' has 3 parts" in found.message
    assert "'namespace/name'" in found.message


def test_four_parts_are_counted():
    assert "has 4 parts" in message(RULE, asset("quay.io/a/b/c/d:1"))


@pytest.mark.parametrize(
    ("image", "source"),
    [
        ("quay.io/org/app:1.0", ALIAS),
        ("quay.io/app:1.0", ALIAS),
        ("quay.io/a/b/c:1", "public"),
        ("gcr.io/a/b/c:1", None),
        ("registry.replicated.com/my-app/a/b:1", "replicated"),
        ("org/app:1", "hub"),
        ("dtr.example.com:8443/org/app@sha256:" + "0" * 64, "dtr"),
        ('"quay.io/{{repl ConfigOption `path`}}:1"', ALIAS),
        ('"{{repl ConfigOption `image`}}"', ALIAS),
        ("https://quay.io/org/app:1", ALIAS),
        ("quay.io//org/app:1", ALIAS),
        ("/org/app:1", ALIAS),
    ],
)
def test_other_images_are_left_alone(image, source):
    assert check(RULE, asset(image, source)) == []


def test_a_reference_name_in_front_is_not_a_part_of_the_path():
    assert check(RULE, asset(f"{ALIAS}/org/app:1")) == []
    assert spans(RULE, asset(f"{ALIAS}/org/team/app:1")) == ["org/team/app"]


def test_a_source_that_is_not_linked_is_third_party_too():
    assert spans(RULE, asset("registry.example.com/a/b/c:1", "elsewhere")) == ["a/b/c"]


def test_images_in_files_inside_are_none_of_its_business():
    text = "assets:\n  v1:\n    - inline:\n        contents: |\n          kind: Pod\n          apiVersion: v1\n"
    assert check(RULE, text + "          spec: {containers: [{image: 'quay.io/a/b/c:1'}]}\n") == []


def test_other_schedulers_are_none_of_its_business():
    text = f"# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {{source: {ALIAS}, name: a/b/c, tag: '1'}}\n"
    assert check(RULE, text) == []
