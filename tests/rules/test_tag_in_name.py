"""`tag-in-name`: the tag in the name, and how it gets to its own key."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native
from rule_tools import ALIAS, check, findings, fixed, message, related, safety, spans

RULE = "tag-in-name"


def entry(name: str, *used: str) -> str:
    return listed(f"- source: public\n  name: {name}\n", *used)


@pytest.mark.parametrize(
    "name",
    [
        "redis",
        "localhost:5000/redis",
        "dtr.example.com:8443/ns/img",
        "redis@sha256:" + "0" * 64,
        "'{{repl ConfigOption \"image:tag\"}}'",
        'redis{{repl ConfigOption "suffix"}}',
        "'redis:'",
    ],
)
def test_names_without_a_tag_are_clean(name):
    assert check(RULE, entry(name)) == []
    assert check(RULE, native(f"- source: public\n  image_name: {name}\n  version: '3'\n")) == []


def test_tag_is_underlined_and_moved():
    text = entry("redis:3.2-alpine")
    assert check(RULE, text) == [
        (5, 14, ":3.2-alpine", "'name' carries the tag '3.2-alpine'; the tag belongs under 'tag'")
    ]
    assert safety(RULE, text) == [False]
    assert fixed(text, rule=RULE) == text
    assert fixed(text, unsafe=True, rule=RULE) == listed("- source: public\n  name: redis\n  tag: 3.2-alpine\n")


def test_container_takes_its_tag_from_version():
    text = native("- source: public\n  image_name: redis:3.2\n")
    assert message(RULE, text) == "'image_name' carries the tag '3.2'; the tag belongs under 'version'"
    assert fixed(text, unsafe=True, rule=RULE) == native('- source: public\n  image_name: redis\n  version: "3.2"\n')


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("2.0.0", "2.0.0"),
        ("v1", "v1"),
        ("3", '"3"'),
        ("3.2", '"3.2"'),
        ("1e3", '"1e3"'),
        ("0x1f", '"0x1f"'),
        ("1_000", '"1_000"'),
        ("yes", '"yes"'),
        ("on", '"on"'),
        ("null", '"null"'),
        ("true", '"true"'),
        ("_edge", '"_edge"'),
    ],
)
def test_tag_is_quoted_where_yaml_would_read_something_else(tag, written):
    assert fixed(entry(f"redis:{tag}"), unsafe=True, rule=RULE) == entry(f"redis\n  tag: {written}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'redis:v3'", "'redis'\n  tag: v3"),
        ('"redis:v3"', '"redis"\n  tag: v3'),
        (r'"redis\x3av3"', '"redis"\n  tag: v3'),
        ("redis:v3 # keep me", "redis # keep me\n  tag: v3"),
        ("  redis:v3  ", "  redis  \n  tag: v3"),
        ("!!str redis:v3", "!!str redis\n  tag: v3"),
        ("&r redis:v3", "&r redis\n  tag: v3"),
        ("localhost:5000/redis:v3", "localhost:5000/redis\n  tag: v3"),
        ("'{{repl ConfigOption \"name\"}}:v3'", "'{{repl ConfigOption \"name\"}}'\n  tag: v3"),
    ],
)
def test_quotes_comments_and_templates_stay(before, after):
    assert fixed(entry(before), unsafe=True, rule=RULE) == entry(after)


LAYOUTS = [
    ("- source: public\n  name: redis:v3\n", "- source: public\n  name: redis\n  tag: v3\n"),
    ("- name: redis:v3\n  source: public\n", "- name: redis\n  tag: v3\n  source: public\n"),
    ("  - source: public\n    name: redis:v3\n", "  - source: public\n    name: redis\n    tag: v3\n"),
    ("-   name: redis:v3\n    source: public\n", "-   name: redis\n    tag: v3\n    source: public\n"),
    ("-\n  name: redis:v3\n", "-\n  name: redis\n  tag: v3\n"),
    ("- {source: public, name: redis:v3}\n", "- {source: public, name: redis, tag: v3}\n"),
    ("- {name: 'redis:v3', source: public}\n", "- {name: 'redis', tag: v3, source: public}\n"),
    ("- {\n  name: redis:v3\n  }\n", "- {\n  name: redis, tag: v3\n  }\n"),
    ("- source: public\n  'name': redis:v3\n", "- source: public\n  'name': redis\n  tag: v3\n"),
    ("- source: public\n  name: redis:v3 # x\n\n# end\n", "- source: public\n  name: redis # x\n  tag: v3\n\n# end\n"),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), LAYOUTS)
def test_new_key_is_laid_out_as_the_others(before, after, line_end):
    text = (HEAD + "images:\n" + before).replace("\n", line_end)
    assert fixed(text, unsafe=True, rule=RULE) == (HEAD + "images:\n" + after).replace("\n", line_end)


@pytest.mark.parametrize(("before", "after"), LAYOUTS)
def test_last_line_without_a_line_end_stays_so(before, after):
    text = HEAD + "images:\n" + before.rstrip("\n")
    assert fixed(text, unsafe=True, rule=RULE) == HEAD + "images:\n" + after.rstrip("\n")


def test_two_in_one_line_of_flow_style():
    text = HEAD + "images: [{name: a:v1}, {name: b:v2}]\n"
    assert fixed(text, unsafe=True, rule=RULE) == HEAD + "images: [{name: a, tag: v1}, {name: b, tag: v2}]\n"


def test_byte_order_mark_and_old_line_ends():
    text = "\ufeff" + (HEAD + "images:\n- name: redis:v3\n").replace("\n", "\r")
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("redis:v3\r", "redis\r  tag: v3\r")


@pytest.mark.parametrize("key", ["tag", "version"])
def test_same_tag_in_its_key_only_leaves_the_name(key):
    text = listed(f"- source: public\n  name: redis:3.2\n  {key}: '3.2'\n")
    assert message(RULE, text).endswith("the tag belongs under 'tag'")
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("redis:3.2", "redis")


def test_other_tag_in_its_key_is_left_to_the_author():
    text = listed("- source: public\n  name: redis:3.2\n  tag: '4.0'\n")
    assert message(RULE, text).endswith("belongs under 'tag', which is '4.0'; keep the right one")
    assert message(RULE, text.replace("  tag:", "  version:")) == message(RULE, text)
    assert safety(RULE, text) == [None]


@pytest.mark.parametrize("tag", ["", "~", "'{{repl ConfigOption \"tag\"}}'", "[a]"])
def test_key_with_an_unknown_or_empty_value_is_left_to_the_author(tag):
    text = listed(f"- source: public\n  name: redis:3.2\n  tag: {tag}\n")
    assert safety(RULE, text) == [None]
    assert message(RULE, text).endswith("the tag belongs under 'tag'")


def test_tag_that_is_a_template_is_shown_and_not_moved():
    text = entry("'redis:{{repl ConfigOption \"tag\"}}'")
    assert message(RULE, text).startswith("'name' carries the tag '{{repl ConfigOption \"tag\"}}'")
    assert spans(RULE, text) == [':{{repl ConfigOption "tag"}}']
    assert safety(RULE, text) == [None]


def test_tag_before_a_digest_is_not_moved():
    assert safety(RULE, entry("redis:3.2@sha256:" + "0" * 64)) == [None]


@pytest.mark.parametrize("name", ["|-\n    redis:v3", ">-\n    redis:v3", "# a comment\n    redis:v3"])
def test_layouts_that_cannot_be_continued_for_certain(name):
    assert spans(RULE, entry(name)) == [":v3"]
    assert safety(RULE, entry(name)) == [None]


def test_comment_after_the_name_stays_after_both():
    assert fixed(entry("redis:v3\n  # a comment"), unsafe=True, rule=RULE) == entry("redis\n  tag: v3\n  # a comment")


@pytest.mark.parametrize("name", ["", "  name: cache\n"])
def test_container_that_is_known_by_its_image_name_changes_with_what_refers_to_it(name):
    container = f"- source: public\n{name}  image_name: redis"
    text = native(f"{container}:3.2\n", "monitors:\n  memory: ['Main,redis:3.2']\n")
    assert safety(RULE, text) == [False]
    assert related(RULE, text) == [["redis:3.2"]]
    fixed_text = native(f'{container}\n  version: "3.2"\n', "monitors:\n  memory: ['Main,redis']\n")
    assert fixed(text, unsafe=True, rule=RULE) == fixed_text


@pytest.mark.parametrize("place", ["cmd: redis:3.2\n", "volumes_from: [a,redis:3.2]\n", "x: ['a',redis:3.2]\n"])
def test_container_is_not_renamed_where_a_place_may_not_refer_to_it(place):
    text = native("- source: public\n  image_name: redis:3.2\n", place)
    assert safety(RULE, text) == [None]
    assert findings(RULE, text)[0].notes


def test_same_image_in_two_containers():
    text = native(
        "- source: public\n  image_name: redis:v3\n- source: public\n  image_name: redis:v3\n  ephemeral: true\n"
    )
    assert fixed(text, unsafe=True, rule=RULE) == native(
        "- source: public\n  image_name: redis\n  version: v3\n"
        "- source: public\n  image_name: redis\n  version: v3\n  ephemeral: true\n"
    )


def test_alias_is_reported_once_and_left_alone():
    text = listed("- source: public\n  name: &r redis:3.2\n- source: hub\n  name: *r\n")
    assert spans(RULE, text) == [":3.2"]
    assert safety(RULE, text) == [None]


def test_alias_in_a_container_and_in_the_list_is_reported_once():
    text = native("- source: public\n  image_name: *r\n", "images:\n- source: public\n  name: &r redis:3.2\n")
    assert spans(RULE, text) == [":3.2"]


def test_alias_whose_value_is_before_the_list_gets_no_key_elsewhere():
    text = HEAD + "name: &r redis:3.2\nimages:\n- source: public\n  name: *r\n"
    assert spans(RULE, text) == [":3.2"]
    assert safety(RULE, text) == [None]


def test_merged_name_is_reported_once_and_left_alone():
    text = HEAD + "x-r: &r\n  name: redis:3.2\nimages:\n- <<: *r\n  source: public\n- <<: *r\n  source: hub\n"
    assert spans(RULE, text) == [":3.2"]
    assert safety(RULE, text) == [None]


def test_mapping_that_others_merge_gets_no_tag_for_them():
    text = listed("- &r\n  source: public\n  name: redis:3.2\n- <<: *r\n  name: memcached\n")
    assert spans(RULE, text) == [":3.2"]
    assert safety(RULE, text) == [None]


def test_control_flow_around_the_entry():
    text = HEAD + 'images:\n{{repl if ConfigOptionEquals "a" "1"}}\n- name: redis:v3\n{{repl end}}\n'
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("redis:v3\n", "redis\n  tag: v3\n")


def test_host_and_tag_in_one_name():
    text = listed(f"- source: {ALIAS}\n  name: quay.io/ns/img:v1\n")
    assert fixed(text, unsafe=True, select=frozenset({RULE, "host-in-name"})) == listed(
        f"- source: {ALIAS}\n  name: ns/img\n  tag: v1\n"
    )


def test_tag_in_the_name_is_the_tag_that_other_rules_compare():
    assert findings("floating-tag", entry("redis:v3", "redis:v3")) == []
    assert findings("tag-mismatch", entry("redis:v3", "redis:v3")) == []
    assert len(findings("tag-mismatch", entry("redis:v3", "redis:v4"))) == 1
