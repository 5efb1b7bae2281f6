"""The entries that the fix of `undeclared-image` adds, and where it adds none."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, swarm
from rule_tools import ALIAS, findings, fixed, safety

from replreg.config.model import Config
from replreg.linter.lint import fix_text, lint_text
from replreg.registries.linked_registry import Registry

RULE = "undeclared-image"


REDIS = "- source: public\n  name: redis\n  tag: '3'\n"


def entry(source: str, name: str, tag: str = "'1'") -> str:
    return f"- source: {source}\n  name: {name}\n  tag: {tag}\n"


def test_any_number_of_entries_is_added_at_once():
    used = [f"quay.io/ns/img{number}:1" for number in range(40)]
    result = fixed(listed(REDIS, *used), unsafe=True, rule=RULE)
    assert result == listed(REDIS + "".join(entry(ALIAS, f"ns/img{number}", '"1"') for number in range(40)), *used)


def test_use_without_a_tag_and_with_a_number_for_one():
    text = listed(REDIS, "quay.io/ns/a", "quay.io/ns/b:1.0", "quay.io/ns/c:latest")
    assert fixed(text, unsafe=True, rule=RULE) == listed(
        REDIS + f"- source: {ALIAS}\n  name: ns/a\n" + entry(ALIAS, "ns/b", '"1.0"') + entry(ALIAS, "ns/c", "latest"),
        "quay.io/ns/a",
        "quay.io/ns/b:1.0",
        "quay.io/ns/c:latest",
    )


@pytest.mark.parametrize(
    "used",
    [
        "quay.io/ns/img@sha256:" + "0" * 64,
        "'quay.io/ns/img:{{repl ConfigOption \"tag\"}}'",
        "quay.io/ns/img:${TAG:-1}",
        "registry.replicated.com/other-app/img:1",
        "registry.replicated.com/my-app/deep/img:1",
        "registry.replicated.com/my-app:1",
    ],
)
def test_what_an_entry_cannot_say_is_left_to_the_author(used):
    assert safety(RULE, listed(REDIS, used)) == [None]
    assert findings(RULE, listed(REDIS, used))[0].notes == ()


LAYOUTS = [
    (
        "images:\n- source: public\n  name: redis\n",
        "images:\n- source: public\n  name: redis\n- source: public\n  name: nginx\n  tag: v1\n",
    ),
    (
        "images:\n  - source: public\n    name: redis\n",
        "images:\n  - source: public\n    name: redis\n  - source: public\n    name: nginx\n    tag: v1\n",
    ),
    (
        "images:\n  -   name: redis\n      source: public\n",
        "images:\n  -   name: redis\n      source: public\n  -   name: nginx\n      source: public\n      tag: v1\n",
    ),
    (
        "images:\n- tag: v3\n  name: redis # comment\n",
        "images:\n- tag: v3\n  name: redis # comment\n- source: public\n  tag: v1\n  name: nginx\n",
    ),
    (
        "images:\n- name: 'redis'\n\n\n# the end\nname: x\n",
        "images:\n- name: 'redis'\n- source: public\n  name: nginx\n  tag: v1\n\n\n# the end\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  # tag: v3\nname: x\n",
        "images:\n- name: redis\n  # tag: v3\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  tag:\nname: x\n",
        "images:\n- name: redis\n  tag:\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  content_trust:\n    public_key_fingerprint: x # y\n",
        "images:\n- name: redis\n  content_trust:\n    public_key_fingerprint: x # y\n"
        "- source: public\n  name: nginx\n  tag: v1\n",
    ),
    (
        "images:\n- {source: public, name: redis}\n",
        "images:\n- {source: public, name: redis}\n- {source: public, name: nginx, tag: v1}\n",
    ),
    (
        "images: [{source: public, name: redis}]\n",
        "images: [{source: public, name: redis}, {source: public, name: nginx, tag: v1}]\n",
    ),
    (
        "images: [\n  {name: redis}, # a\n  ]\n",
        "images: [\n  {name: redis}, {source: public, name: nginx, tag: v1}, # a\n  ]\n",
    ),
    ("images:\n- {}\n- name: redis\n", "images:\n- {}\n- name: redis\n- source: public\n  name: nginx\n  tag: v1\n"),
    (
        "x-tag: &t v3\nimages:\n- name: redis\n  tag: *t # c\nname: x\n",
        "x-tag: &t v3\nimages:\n- name: redis\n  tag: *t # c\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "x-my: &my\n  source: public\nimages:\n- name: redis\n  <<: *my\n",
        "x-my: &my\n  source: public\nimages:\n- name: redis\n  <<: *my\n- source: public\n  name: nginx\n  tag: v1\n",
    ),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), LAYOUTS)
def test_new_entry_is_laid_out_as_the_last_one(before, after, line_end):
    used = swarm("redis:v3", "nginx:v1")
    text = (HEAD + before + used).replace("\n", line_end)
    assert fixed(text, unsafe=True, rule=RULE, app=None, registries=()) == (HEAD + after + used).replace("\n", line_end)


@pytest.mark.parametrize(("before", "after"), [pair for pair in LAYOUTS if "name: x" not in pair[0]])
def test_list_at_the_end_of_a_file_without_a_final_line_end(before, after):
    used = swarm("redis:v3", "nginx:v1").removeprefix("---\n") + "---\n"
    text = used + (HEAD + before).rstrip("\n")
    assert fixed(text, unsafe=True, rule=RULE) == used + (HEAD + after).rstrip("\n")


@pytest.mark.parametrize("space", ["", " ", "\n  # none yet\n  "])
def test_empty_list(space):
    used = swarm("redis:v3", "nginx:v1")
    text = f"{HEAD}images: [{space}]\n{used}"
    assert safety(RULE, text) == [False, None], "the second one needs a comma, and gets it when the first one is there"
    entries = "{source: public, name: redis, tag: v3}, {source: public, name: nginx, tag: v1}"
    assert fixed(text, unsafe=True, rule=RULE) == f"{HEAD}images: [{space}{entries}]\n{used}"


@pytest.mark.parametrize(
    "images",
    [
        "images:\n",
        "images: null\n",
        "images: {}\n",
        "images:\n- redis\n",
        "images:\n-\n  source: public\n  name: redis\n",
        "x-r: &r\n  name: redis\nimages:\n- *r\n",
        "images:\n- &r\n  name: redis\n- name: memcached\n- *r\n",
        "images:\n- name: redis\n  tag: |\n    v3\n",
        'images:\n{{repl if ConfigOptionEquals "a" "1"}}\n- name: redis\n{{repl end}}\n',
        'images:\n- name: memcached\n{{repl if ConfigOptionEquals "a" "1"}}\n- name: redis\n{{repl end}}\nname: x\n',
        "images:\n- name: redis\nimages:\n- name: memcached\n- *r\n",
    ],
)
def test_lists_that_cannot_be_continued_for_certain(images):
    text = HEAD + images + swarm("redis:v3", "quay.io/ns/img:v1")
    found = findings(RULE, text)
    assert [finding.fix for finding in found] == [None] * len(found)
    assert fixed(text, unsafe=True, rule=RULE) == text


def test_entry_is_in_the_message_where_it_is_not_added():
    found = findings(RULE, HEAD + "images:\n" + swarm("quay.io/ns/img:1.0"))
    assert found[0].notes == (f"the entry for 'images:' is {{source: {ALIAS}, name: ns/img, tag: \"1.0\"}}",)


def test_control_flow_elsewhere_is_not_an_obstacle():
    text = HEAD + (
        '{{repl if ConfigOptionEquals "a" "1"}}\nname: x\n{{repl end}}\nimages:\n- name: redis\nversion: 1.0.0\n'
        '{{repl if ConfigOptionEquals "b" "1"}}\nproperties: {}\n{{repl end}}\n'
    )
    used = swarm("redis:v3", "nginx:v1")
    assert (
        fixed(text + used, unsafe=True, rule=RULE)
        == text.replace("- name: redis\n", "- name: redis\n- source: public\n  name: nginx\n  tag: v1\n") + used
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: x # y\n# end\n", "name: x # y\nimages:\nHERE# end\n"),
        ("name: x\n\n", "name: x\nimages:\nHERE\n"),
        ("properties:\n  app_url: x\n", "properties:\n  app_url: x\nimages:\nHERE"),
        ("monitors:\n  cpuacct:\n  - a\n", "monitors:\n  cpuacct:\n  - a\nimages:\nHERE"),
        ("properties: {}\n", "properties: {}\nimages:\nHERE"),
        ("name: &n x\nrelease_notes: *n\n", "name: &n x\nrelease_notes: *n\nimages:\nHERE"),
        ("name:\n", "name:\nimages:\nHERE"),
    ],
)
def test_list_is_added_at_the_end(before, after, line_end):
    used = swarm("quay.io/ns/a:v1", "quay.io/ns/b:v1")
    text = (HEAD + before + used).replace("\n", line_end)
    result = HEAD + after.replace("HERE", entry(ALIAS, "ns/a", "v1") + entry(ALIAS, "ns/b", "v1")) + used
    assert safety(RULE, text) == [False, None], "the second one is added when the list is there"
    assert fixed(text, unsafe=True, rule=RULE) == result.replace("\n", line_end)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "release_notes: |\n  x\n",
        HEAD + '{{repl if ConfigOptionEquals "a" "1"}}\nname: x\n{{repl end}}\n',
        '# kind: replicated\n{"replicated_api_version": "2.9.2"}\n',
        HEAD + "x-l: &l []\n<<: {images: *l}\n",
        HEAD + "---\n" + HEAD,
    ],
)
def test_list_that_cannot_be_added_for_certain(text):
    assert safety(RULE, text + swarm("quay.io/ns/a:v1")) == [None]


def test_entry_is_in_the_message_without_the_source_where_that_is_not_known():
    text = listed(REDIS, "quay.io/acme/img:v1")
    found = findings(RULE, text, registries={"first": "quay.io", "second": "quay.io"})
    assert found[0].notes == ("the entry for 'images:' is {name: acme/img, tag: v1}",)


def test_entry_and_tag_in_the_last_name_do_not_get_in_each_others_way():
    text = listed("- source: public\n  name: redis:v3\n", "redis:v3", "quay.io/ns/a:v1", "quay.io/ns/b:v1")
    assert fixed(text, unsafe=True) == listed(
        "- source: public\n  name: redis\n  tag: v3\n" + entry(ALIAS, "ns/a", "v1") + entry(ALIAS, "ns/b", "v1"),
        "redis:v3",
        "quay.io/ns/a:v1",
        "quay.io/ns/b:v1",
    )


@pytest.mark.parametrize(("endpoint", "path"), [("quay.io/quay.io", "quay.io/img"), ("localhost:5000", "quay.io/img")])
def test_no_entry_that_would_list_another_image_is_added(endpoint, path):
    host = endpoint.partition("/")[0]
    text = HEAD + "images:\n" + REDIS + swarm("redis:3", f"{host}/{path}:1")
    config = Config(registries=[Registry("mine", endpoint), Registry("other", "quay.io")])
    (finding,) = [item for item in lint_text(text, config) if item.rule == RULE]
    assert finding.fix is None
    assert fix_text(text, config, unsafe=True) == text
