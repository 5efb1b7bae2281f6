"""What the vendor portal links, and how it gets into a configuration that people keep by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.config.import_links import Link, LinksError, merge_links, read_links
from replreg.config.load import ConfigError, parse_config

SECRET = "hunter2-never-shown"
ITEMS: list[dict[str, Any]] = [
    {
        "slug": "myquay",
        "endpoint": "quay.io",
        "provider": "quay",
        "username": "org+robot",
        "appIds": [],
        "password": SECRET,
    },
    {"slug": "", "endpoint": "ghcr.io", "provider": "ghcr", "appIds": ["app-1"]},
    {"slug": "dtr", "endpoint": "dtr.example.com:8443", "provider": "other", "username": "a: b", "appIds": ["app-2"]},
]


@pytest.mark.parametrize("data", [ITEMS, {"external_registries": ITEMS}], ids=["list", "object"])
def test_both_shapes_are_read(data: Any) -> None:
    assert [link.name for link in read_links(json.dumps(data))] == ["myquay", "ghcr.io", "dtr"]


def test_a_link_without_a_slug_goes_by_its_endpoint() -> None:
    assert read_links(json.dumps(ITEMS))[1] == Link("ghcr.io", "ghcr.io", "ghcr", None, ("app-1",))


def test_links_of_one_app() -> None:
    assert [link.name for link in read_links(json.dumps(ITEMS), app_id="app-2")] == ["myquay", "dtr"]


def test_two_links_of_one_name_need_an_app() -> None:
    twice = [{"slug": "x", "endpoint": "a.io", "appIds": ["1"]}, {"slug": "x", "endpoint": "b.io", "appIds": ["2"]}]
    with pytest.raises(LinksError, match="--app-id"):
        read_links(json.dumps(twice))
    assert read_links(json.dumps(twice), app_id="2") == [Link("x", "b.io", apps=("2",))]


@pytest.mark.parametrize(
    "text", ["", "nope", "{}", '"x"', "[1]", '[{"slug": "x"}]', '[{"endpoint": 5}]', "null", "[[]]"]
)
def test_a_file_that_is_not_a_list_of_links_is_refused(text: str) -> None:
    with pytest.raises(LinksError):
        read_links(text)


LINKS = read_links(json.dumps(ITEMS))


def test_a_missing_configuration_is_begun() -> None:
    assert merge_links("", LINKS[:1]) == "registries:\n  myquay:\n    endpoint: quay.io\n    username: org+robot\n"


def test_comments_and_layout_stay() -> None:
    old = (
        "app: x   # ours\n\n# the links\nregistries:\n    myquay:  # mine\n        endpoint: 'quay.com'  # wrong\n"
        "    other: {endpoint: z.io}\n\n# tail\nrules:\n    floating-tag: off\n"
    )
    assert merge_links(old, LINKS[:2]) == (
        "app: x   # ours\n\n# the links\nregistries:\n    myquay:  # mine\n        endpoint: 'quay.io'  # wrong\n"
        "        username: org+robot\n    other: {endpoint: z.io}\n    ghcr.io:\n        endpoint: ghcr.io\n"
        "\n# tail\nrules:\n    floating-tag: off\n"
    )


@pytest.mark.parametrize(
    "old",
    [
        "app: x",
        "registries:",
        "registries: ~\r\nrules: {}\r\n",
        "registries: {}\n",
        "registries: {myquay: quay.com}\n",
        "registries:\n  a: b.io",
        "registries:\n  a:\n    endpoint: b.io\n\n\n# end\n",
        "# nothing yet\n",
        "\ufeffapp: x\n",
        "registries:\n  a: b.io\napp: x\n",
    ],
)
def test_every_layout_takes_them_and_a_second_time_changes_nothing(old: str) -> None:
    merged = merge_links(old, LINKS)
    config = parse_config(merged)
    assert {"myquay": "quay.io", "ghcr.io": "ghcr.io", "dtr": "dtr.example.com:8443"}.items() <= {
        registry.name: registry.endpoint for registry in config.registries
    }.items()
    assert merge_links(merged, LINKS) == merged
    assert SECRET not in merged


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{0}\n  myquay: quay.io   # ours\n", "{0}\n  myquay: {{endpoint: quay.io, username: org+robot}}   # ours\n"),
        ("{0}\n  myquay: 'quay.com'\n", "{0}\n  myquay: {{endpoint: quay.io, username: org+robot}}\n"),
        ("{0} {{myquay: quay.io}}\n", "{0} {{myquay: {{endpoint: quay.io, username: org+robot}}}}\n"),
        (
            "{0}\n  myquay: {{ endpoint: quay.com }}  # ours\n",
            "{0}\n  myquay: {{ endpoint: quay.io, username: org+robot }}  # ours\n",
        ),
    ],
)
def test_a_user_name_finds_room_in_the_short_forms_too(old: str, new: str) -> None:
    old, new = old.format("registries:"), new.format("registries:")
    assert merge_links(old, LINKS[:1]) == new
    assert merge_links(new, LINKS[:1]) == new
    assert [registry.username for registry in parse_config(new).registries] == ["org+robot"]


def test_a_short_form_stays_where_there_is_no_user_name() -> None:
    old = "registries:\n  ghcr.io: ghcr.com   # ours\n"
    assert merge_links(old, LINKS[1:2]) == old.replace("ghcr.com", "ghcr.io")


def test_a_password_in_the_configuration_stays() -> None:
    old = "registries:\n  myquay:\n    endpoint: quay.io\n    username: me\n    password: ${TOKEN}\n"
    assert merge_links(old, LINKS[:1]) == old.replace("username: me", "username: org+robot")


def test_a_broken_configuration_is_refused() -> None:
    with pytest.raises(ConfigError):
        merge_links("registries: [", LINKS)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\ue000\ue001\ue002\ue003"), min_size=1, max_size=12
).map(str.strip)


@given(st.lists(st.tuples(NAMES, NAMES, st.none() | NAMES), max_size=4, unique_by=lambda item: item[0]))
def test_any_name_survives_the_way_through_the_file(items: list[tuple[str, str, str | None]]) -> None:
    links = [
        Link(name, endpoint, username=username or None)
        for name, endpoint, username in items
        if name and endpoint and name not in ("public", "replicated")
    ]
    config = parse_config(merge_links("app: x\n", links))
    assert [(registry.name, registry.endpoint, registry.username) for registry in config.registries] == [
        (link.name, link.endpoint, link.username) for link in links
    ]
