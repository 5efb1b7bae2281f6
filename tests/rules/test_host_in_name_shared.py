"""`host-in-name` where a name is known elsewhere or written once for several: what the fix must not change."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native
from rule_tools import ALIAS, check, findings, fixed, related, safety, spans

RULE = "host-in-name"


def images(source: str, name: str, *used: str, tag: str = '"1"') -> str:
    return listed(f"- source: {source}\n  name: {name}\n  tag: {tag}\n", *used)


MENTIONS = [
    "monitors:\n  cpuacct:\n  - Main,quay.io/ns/img\n",
    'monitors:\n  memory: ["Main,quay.io/ns/img"]\n',
    "admin_commands:\n- alias: sh\n  command: [sh]\n  component: Main\n  image:\n    image_name: quay.io/ns/img\n",
    'properties:\n  app_url: \'{{repl ContainerExposedPort "Main" "quay.io/ns/img" "80" }}\'\n',
]
OTHER_MENTIONS = [
    "release_notes: Restart quay.io/ns/img.\n",
    "x-ports:\n  quay.io/ns/img: 80\n",
]


@pytest.mark.parametrize("name", ["", "name: web\n  "])
@pytest.mark.parametrize("mention", MENTIONS)
def test_container_is_renamed_with_the_places_that_refer_to_it(mention, name):
    text = native(f"- {name}source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n", mention)
    assert safety(RULE, text) == [False]
    assert related(RULE, text) == [["quay.io/ns/img"]]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/ns/img", "ns/img")


@pytest.mark.parametrize("name", ["", "name: web\n  "])
@pytest.mark.parametrize("mention", OTHER_MENTIONS)
def test_container_is_not_renamed_where_a_mention_is_not_certain(mention, name):
    text = native(f"- {name}source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n", mention)
    assert safety(RULE, text) == [None]
    assert related(RULE, text) == [["quay.io/ns/img"]]
    assert findings(RULE, text)[0].notes
    assert fixed(text, unsafe=True, rule=RULE) == text


def test_event_subscription_and_volumes_from_know_a_container_too():
    subscription = f"""
        - source: {ALIAS}
          image_name: quay.io/ns/img
          version: '1'
        - source: public
          image_name: redis
          version: '3'
          volumes_from:
          - quay.io/ns/img
        - source: public
          image_name: memcached
          version: '1'
          publish_events:
          - name: Up
            trigger: container-start
            subscriptions:
            - component: Main
              container: quay.io/ns/img
              action: start
        """
    text = native(subscription)
    assert safety(RULE, text) == [None]
    assert related(RULE, text) == [["quay.io/ns/img", "quay.io/ns/img"]]


def test_longer_names_and_other_containers_are_not_a_mention():
    containers = f"""
        - source: {ALIAS}
          image_name: quay.io/ns/img
          version: '1'
          cmd: quay.io/ns/img-worker quay.io/ns/img/sub myquay.io/ns/img
        - source: {ALIAS}
          image_name: quay.io/ns/img
          version: '2'
        """
    text = native(containers)
    assert safety(RULE, text) == [False, False]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("image_name: quay.io/", "image_name: ")


def test_template_in_the_name_is_looked_for_as_it_is_written():
    name = 'quay.io/ns/{{repl ConfigOption "i"}}'
    container = f"- source: {ALIAS}\n  image_name: '{name}'\n  version: '1'\n"
    assert safety(RULE, native(container)) == [False]
    text = native(container, f"monitors:\n  cpuacct: ['Main,{name}']\n")
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/ns", "ns")


@pytest.mark.parametrize(
    ("own", "other", "safe"),
    [
        ("", "image_name: ns/img", None),
        ("", "name: ns/img\n  image_name: ns/other", None),
        ("", "name: other\n  image_name: ns/img", False),
        ("name: web\n  ", "image_name: ns/img", False),
    ],
)
def test_container_does_not_take_the_name_of_another_one(own, other, safe):
    wrong = f"- {own}source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n"
    text = native(f"{wrong}- source: {ALIAS}\n  {other}\n  version: '2'\n")
    assert safety(RULE, text) == [safe]


def test_entry_may_be_called_like_a_container():
    text = native(
        f"- source: {ALIAS}\n  image_name: ns/img\n  version: '1'\n",
        f"images:\n- source: {ALIAS}\n  name: quay.io/ns/img\n  tag: '1'\n",
    )
    assert safety(RULE, text) == [False]


def test_entries_are_not_containers():
    text = native(
        f"- source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n",
        f"images:\n- source: {ALIAS}\n  name: ns/img\n  tag: '1'\n",
    )
    assert safety(RULE, text) == [False]


def test_name_under_two_sources_is_reported_once():
    links = {"registries": {"a": "quay.io", "b": "quay.io"}}
    text = listed("- source: a\n  name: &n quay.io/ns/img\n  tag: v1\n- source: b\n  name: *n\n  tag: v2\n")
    assert spans(RULE, text, **links) == ["quay.io"]
    assert safety(RULE, text, **links) == [False]


def test_entry_of_the_list_is_renamed_whatever_speaks_of_the_image():
    text = images(ALIAS, "quay.io/ns/img", "quay.io/ns/img:1", "quay.io/ns/img")
    assert fixed(text, unsafe=True, rule=RULE) == images(ALIAS, "ns/img", "quay.io/ns/img:1", "quay.io/ns/img")


def test_name_after_an_anchor_is_reported_once_and_fixed_where_all_agree():
    text = listed(
        f"""
        - source: {ALIAS}
          name: &img quay.io/ns/img
          tag: "1"
        - source: {ALIAS}
          name: *img
          tag: "2"
        """
    )
    assert spans(RULE, text) == ["quay.io"]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/", "")


def test_name_after_an_anchor_is_left_alone_where_it_means_something_else_too():
    entries = (
        f"- source: {ALIAS}\n  name: &img quay.io/ns/img\n  tag: '1'\n- source: public\n  name: *img\n  tag: '1'\n"
    )
    assert safety(RULE, listed(entries)) == [None]
    more = f"name: &img quay.io/ns/img\nimages:\n- source: {ALIAS}\n  name: *img\n  tag: '1'\n"
    assert safety(RULE, HEAD + more) == [None]


def test_merged_name_is_reported_once_where_it_is_written():
    text = f"""
        # kind: replicated
        replicated_api_version: 2.9.2
        x-web: &web
          source: {ALIAS}
          name: quay.io/ns/img
        images:
        - <<: *web
          tag: "1"
        - <<: *web
          tag: "2"
        """
    assert [(found.line, found.text) for found in check(RULE, text)] == [(5, "quay.io")]
    assert fixed(text, unsafe=True, rule=RULE).count("name: ns/img") == 1
    public = text.replace('tag: "2"', 'tag: "2"\n          source: public')
    assert safety(RULE, public) == [None]


def test_anchor_of_what_is_merged_beside_the_name_is_not_an_obstacle():
    more = "x-tags: &tags\n  tag: v1\nx-other: *tags\n"
    text = listed(f"- source: {ALIAS}\n  name: quay.io/ns/img\n  <<: *tags\n", more=more)
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/", "")
