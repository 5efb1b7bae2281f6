"""Ship assets declare and use an image in one place: what is read there, and what each rule says of the pair."""

from __future__ import annotations

import pytest

from replreg.config.model import Config
from replreg.linter.lint import fix_text, lint_release, lint_text
from replreg.registries.linked_registry import Registry
from replreg.release.model import Form

CONFIG = Config(
    app="my-app",
    registries=(
        Registry("myquay", "quay.io"),
        Registry("hub", "index.docker.io"),
        Registry("team", "dtr.example.com:8443/team"),
    ),
)


def asset(image: str, source: str | None = None) -> str:
    """Return a Ship release with one ``docker`` asset."""
    line = "" if source is None else f"        source: {source}\n"
    return f"assets:\n  v1:\n    - docker:\n        dest: a.tar\n        image: {image}\n{line}"


def findings(text: str, config: Config = CONFIG) -> list[tuple[str, str, bool | None]]:
    """Return of each finding the rule, the characters underlined, and whether its fix is safe (None without one)."""
    return [
        (item.rule, text[item.start.offset : item.end.offset], item.fix.safe if item.fix else None)
        for item in lint_text(text, config)
    ]


def fixed(image: str, source: str | None = None, *, unsafe: bool = False) -> str:
    """Return the lines of a fixed asset after its ``dest``."""
    return fix_text(asset(image, source), CONFIG, unsafe=unsafe).split("a.tar\n")[1]


def test_the_images_of_assets_are_read():
    text = """\
assets:
  v1:
    - docker: {image: "postgres:10.1", source: public, dest: a}
    - dockerlayer: {image: quay.io/ns/web:1, source: myquay, layer: abc}
    - docker: {dest: a}
    - inline: {contents: a}
    - helm: {chart: {path: a}}
    - docker:
    - nothing
lifecycle:
  v1:
    - message: {contents: a}
    - render:
        assets:
          v1:
            - docker: {image: "quay.io/ns/other:1", source: myquay}
    - render: {}
    - nothing
"""
    release = lint_release(text, CONFIG).release
    assert [(use.described_as, use.image.value, use.is_certain, use.is_embedded) for use in release.uses] == [
        ("a docker asset", "postgres:10.1", True, False),
        ("a dockerlayer asset", "quay.io/ns/web:1", True, False),
        ("a docker asset", "quay.io/ns/other:1", True, False),
    ]
    assert [item.source_field and item.source_field.value for item in release.declarations] == [
        "public", "myquay", None, "myquay",
    ]  # fmt: skip
    assert [use.declaration.form for use in release.uses if use.declaration] == [Form.SHIP] * 3


@pytest.mark.parametrize("text", ["assets: {v1: x}", "assets: {v1: {docker: a}}", "assets: {v1: [[], 1, {docker: [image]}]}",
                                  "assets: {v1: [&a {docker: *a}]}", "lifecycle: {v1: [{render: {assets: [a]}}]}"])  # fmt: skip
def test_odd_shapes_do_no_harm(text):
    assert {rule for rule, _, _ in findings(text)} <= {"schema", "yaml-syntax"}


@pytest.mark.parametrize(
    ("image", "source"),
    [
        ("quay.io/ns/img:1", "myquay"),
        ("quay.io/ns/img:1", "public"),
        ("QUAY.io/ns/img:1", "myquay"),
        ("dtr.example.com:8443/team/img:1", "team"),
        ("org/img:1", "hub"),
        ("index.docker.io/org/img:1", "hub"),
        ("docker.io/org/img:1", "hub"),
        ("postgres:10", None),
        ("postgres:10", "public"),
        ("replicated/helloscratch:1.0.0", "public"),
        ("gcr.io/google-samples/gb-frontend:v4", None),
        ("gcr.io/a/b/c/d:v4", "public"),
        ("registry.replicated.com/my-app/web:1", "replicated"),
        ("registry.replicated.com/library/sdk:1", None),
        ("registry.staging.replicated.com/my-app/web:1", "replicated"),
        ("quay.io/ns/img@sha256:" + "0" * 64, "myquay"),
        ('"{{repl ConfigOption `image`}}"', None),
        ('"quay.io/ns/img:{{repl ConfigOption `tag`}}"', "myquay"),
        ('"{{repl LocalRegistryHost}}/ns/img:1"', "myquay"),
        ("quay.io/ns/img:1", '"{{repl ConfigOption `source`}}"'),
        ("myquay/img:1", "public"),
    ],
)
def test_a_correct_asset_has_no_finding(image, source):
    assert findings(asset(image, source)) == []


@pytest.mark.parametrize(
    ("image", "source", "expected", "expected_fix"),
    [
        ("myquay/ns/img:1", "myquay", ("alias-as-host", "myquay", True), "quay.io/ns/img:1"),
        ("hub/img:1", "hub", ("alias-as-host", "hub", True), "index.docker.io/img:1"),
        ("team/img:1", "team", ("alias-as-host", "team", True), "dtr.example.com:8443/team/img:1"),
        ("team/team/img:1", "team", ("alias-as-host", "team", True), "dtr.example.com:8443/team/img:1"),
        ("replicated/img:1", "replicated", ("alias-as-host", "replicated", True), "registry.replicated.com/my-app/img:1"),
        ("public/redis:7", "public", ("alias-as-host", "public", True), "redis:7"),
        ("myquay/ns/img:1", "public", ("alias-as-host", "myquay", False), "quay.io/ns/img:1"),
        ("myquai/ns/img:1", "myquay", ("alias-as-host", "myquai", False), "quay.io/ns/img:1"),
        ("hub/img:1", None, ("alias-as-host", "hub", False), "index.docker.io/img:1"),
    ],
)  # fmt: skip
def test_reference_names_as_hosts(image, source, expected, expected_fix):
    assert findings(asset(image, source)) == [expected]
    if expected[2]:
        assert fixed(image, source) == asset(expected_fix, source).split("a.tar\n")[1]
    assert fixed(image, source, unsafe=True).startswith(asset(expected_fix).split("a.tar\n")[1])


def test_the_source_that_makes_it_certain_is_shown():
    (finding,) = lint_text(asset("myquay/ns/img:1", "myquay"), CONFIG)
    assert [(place.start.line, place.start.column) for place in finding.related] == [(6, 17)]


def test_a_reference_name_without_a_source_is_two_mistakes():
    assert findings(asset("myquay/ns/img:1")) == [
        ("alias-as-host", "myquay", True),
        ("source-mismatch", "myquay", False),
    ]
    assert fixed("myquay/ns/img:1") == "        image: quay.io/ns/img:1\n"
    assert fixed("myquay/ns/img:1", unsafe=True) == "        image: quay.io/ns/img:1\n        source: myquay\n"


def test_a_name_that_only_its_source_knows():
    text = asset("vendor/ns/img:1", "vendor")
    assert findings(text, Config()) == [("alias-as-host", "vendor", None)]


@pytest.mark.parametrize(
    ("image", "source", "place", "expected_fix"),
    [
        ("quay.io/ns/img:1", "hub", "quay.io", "image: quay.io/ns/img:1\n        source: myquay\n"),
        ("quay.io/ns/img:1", "replicated", "quay.io", "image: quay.io/ns/img:1\n        source: myquay\n"),
        ("quay.io/ns/img:1", None, "quay.io", "image: quay.io/ns/img:1\n        source: myquay\n"),
        ("gcr.io/ns/img:1", "myquay", "gcr.io", "image: quay.io/ns/img:1\n        source: myquay\n"),
        ("ns/img:1", "myquay", "ns/img:1", "image: quay.io/ns/img:1\n        source: myquay\n"),
        ("x/img:1", "team", "x/img:1", None),  # with the namespace of the endpoint, Ship does not resolve the path
        ("registry.replicated.com/my-app/img:1", None, "registry.replicated.com",
         "image: registry.replicated.com/my-app/img:1\n        source: replicated\n"),
        ("registry.replicated.com/my-app/img:1", "myquay", "registry.replicated.com",
         "image: registry.replicated.com/my-app/img:1\n        source: replicated\n"),
        ("gcr.io/ns/img:1", "replicated", "gcr.io", None),
    ],
)  # fmt: skip
def test_hosts_and_sources_that_do_not_fit(image, source, place, expected_fix):
    assert findings(asset(image, source)) == [("source-mismatch", place, None if expected_fix is None else False)]
    assert fixed(image, source) == asset(image, source).split("a.tar\n")[1]
    if expected_fix is not None:
        assert fixed(image, source, unsafe=True) == "        " + expected_fix


def test_a_source_is_added_in_flow_style_too():
    text = "assets: {v1: [{docker: {image: 'quay.io/ns/img:1', dest: a}}]}\n"
    assert fix_text(text, CONFIG, unsafe=True) == text.replace("img:1'", "img:1', source: myquay")


@pytest.mark.parametrize(
    ("image", "source", "expected"),
    [
        ("quay.io/ns/img:1", "myqay", [("unknown-source", "myqay", None)]),
        ("quay.io/ns/img:1", "quay.io", [("endpoint-as-source", "quay.io", True)]),
        ("quay.io/ns/img", "myquay", [("floating-tag", "quay.io/ns/img", None)]),
        ("postgres:latest", None, [("floating-tag", "postgres:latest", None)]),
        ("quay.io/ns/Img:1", "myquay", [("invalid-image", "Img", None)]),
        ("quay.io/a/b/c:1", "myquay", [("ship-image-path", "a/b/c", None)]),
        ("quay.io/img:1", "myquay", [("image-path", "img", None)]),
    ],
)
def test_each_rule_speaks_once(image, source, expected):
    assert findings(asset(image, source)) == expected


def test_endpoints_as_sources_are_fixed():
    assert fixed("quay.io/ns/img:1", "quay.io").endswith("source: myquay\n")


def test_assets_that_share_a_node_are_looked_at_once():
    text = "assets:\n  v1:\n    - docker: &a {image: 'myquay/ns/img:1', source: myquay, dest: a}\n    - docker: *a\n"
    assert findings(text) == [("alias-as-host", "myquay", True)]


def test_line_ends_and_comments_survive():
    text = "\ufeff# head\r\n" + asset("'myquay/ns/img:1'   # why", "myquay").replace("\n", "\r\n")
    assert fix_text(text, CONFIG) == text.replace("myquay/", "quay.io/")


@pytest.mark.parametrize(
    "image", ["https:///quay.io/ns/web:1", "docker://myquay//ns/web:1", "//quay.io/ns/web:1", "/ns/web:1", "ns//web:1"]
)
def test_an_image_whose_host_is_not_known_is_invalid_and_nothing_else(image):
    assert [rule for rule, _, _ in findings(asset(image, "myquay"))] == ["invalid-image"]
    assert fixed(image, "myquay", unsafe=True) == f"        image: {image}\n        source: myquay\n"
