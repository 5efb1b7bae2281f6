"""`version-key`: `version` in an entry of `images:`, which the platform ignores."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native
from rule_tools import ALIAS, check, findings, fixed, message, safety, spans

RULE = "version-key"


@pytest.mark.parametrize(
    "images",
    [
        "- source: public\n  name: redis\n  tag: 3.2-alpine\n",
        "- source: public\n  name: redis\n",
        "- source: public\n  name: version\n  tag: version\n",
        "- source: public\n  name: redis\n  tag: v1\n  content_trust:\n    version: 1\n",
    ],
)
def test_entries_without_version_are_clean(images):
    assert check(RULE, listed(images)) == []


def test_version_elsewhere_is_right():
    assert check(RULE, native("- source: public\n  image_name: redis\n  version: '3'\n", "version: 1.0.0\n")) == []
    assert check(RULE, listed("- name: redis\n  tag: v3\n", "redis:v3", more="version: 1.0.0\n")) == []


def test_key_is_underlined_and_renamed():
    text = listed(f"- source: {ALIAS}\n  name: ns/img\n  version: 2.0.0\n", "quay.io/ns/img:2.0.0")
    (found,) = check(RULE, text)
    assert found[:3] == (6, 3, "version")
    assert "so 'latest' is pulled" in found.message
    assert safety(RULE, text) == [True]
    assert fixed(text, rule=RULE) == listed(
        f"- source: {ALIAS}\n  name: ns/img\n  tag: 2.0.0\n", "quay.io/ns/img:2.0.0"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- version: 1.0\n  name: redis\n", "- tag: 1.0\n  name: redis\n"),
        ("- name: redis\n  version : '1.0' # pinned\n", "- name: redis\n  tag : '1.0' # pinned\n"),
        ("- name: redis\n  'version': 1\n", "- name: redis\n  'tag': 1\n"),
        ('- name: redis\n  "version": 1\n', '- name: redis\n  "tag": 1\n'),
        ("- {name: redis, version: 1}\n", "- {name: redis, tag: 1}\n"),
        ('- {"name":"redis","version":"1"}\n', '- {"name":"redis","tag":"1"}\n'),
        ("- name: redis\n  ? version\n  : 1\n", "- name: redis\n  ? tag\n  : 1\n"),
        ("- name: redis\n  version:\n", "- name: redis\n  tag:\n"),
        ("- name: redis\n  version: |-\n    1\n", "- name: redis\n  tag: |-\n    1\n"),
        (
            "- name: redis\n  version: '{{repl ConfigOption \"version\"}}'\n",
            "- name: redis\n  tag: '{{repl ConfigOption \"version\"}}'\n",
        ),
        (
            '- name: redis\n{{repl if true}}\n  version: "1"\n{{repl end}}\n',
            '- name: redis\n{{repl if true}}\n  tag: "1"\n{{repl end}}\n',
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_nothing_but_the_key_changes(before, after, line_end):
    text = (HEAD + "images:\n" + before).replace("\n", line_end)
    assert fixed(text, rule=RULE) == (HEAD + "images:\n" + after).replace("\n", line_end)
    assert fixed(text.rstrip("\r\n"), rule=RULE) == (HEAD + "images:\n" + after).rstrip("\n").replace("\n", line_end)


def test_each_entry_has_its_own_finding():
    text = listed("- name: redis\n  version: 1\n- name: memcached\n  tag: 1\n- name: nginx\n  version: 2\n")
    assert [found.line for found in check(RULE, text)] == [5, 9]
    assert fixed(text, rule=RULE) == text.replace("  version: ", "  tag: ")


def test_tag_beside_it_counts():
    text = listed("- name: redis\n  version: 1\n  tag: 2\n")
    assert message(RULE, text).endswith("the entry's 'tag' counts")
    assert safety(RULE, text) == [None]


@pytest.mark.parametrize("empty", ["", "null", "~", "''"])
def test_empty_tag_beside_it(empty):
    text = listed(f"- name: redis\n  version: 1\n  tag: {empty}\n")
    assert message(RULE, text).endswith("the entry's 'tag' is empty: move the value there")
    assert safety(RULE, text) == [None]


def test_no_other_rule_speaks_of_the_same_mistake():
    text = listed(f"- source: {ALIAS}\n  name: ns/img\n  version: 2.0.0\n", "quay.io/ns/img:2.0.0")
    for other in ("tag-mismatch", "floating-tag", "unknown-key", "unused-image", "undeclared-image"):
        assert findings(other, text) == [], other


def test_merged_key_is_reported_once_where_it_is_written():
    text = HEAD + (
        "x-my: &my\n  source: public\n  version: 1\nimages:\n- <<: *my\n  name: redis\n- <<: *my\n  name: memcached\n"
    )
    assert [(found.line, found.text) for found in check(RULE, text)] == [(5, "version")]
    assert safety(RULE, text) == [True]
    assert fixed(text, rule=RULE) == text.replace("  version: 1", "  tag: 1")


def test_merged_key_is_not_renamed_for_a_container():
    text = HEAD + (
        "x-my: &my\n  source: public\n  version: 1\nimages:\n- <<: *my\n  name: redis\n"
        "components:\n- name: Main\n  containers:\n  - <<: *my\n    image_name: redis\n"
    )
    assert spans(RULE, text) == ["version"]
    assert safety(RULE, text) == [None]


def test_merged_key_is_not_renamed_if_something_else_uses_it():
    text = HEAD + "x-my: &my\n  version: 1\nimages:\n- <<: *my\n  name: redis\nx-other: *my\n"
    assert spans(RULE, text) == ["version"]
    assert safety(RULE, text) == [None]


def test_merged_key_beside_an_own_tag_is_the_business_of_the_others():
    entries = "- &my\n  name: redis\n  version: 1\n- <<: *my\n  name: memcached\n  tag: 2\n"
    assert [found.line for found in check(RULE, listed(entries))] == [6]
    assert fixed(listed(entries), rule=RULE) == listed(entries.replace("version", "tag"))


def test_merged_key_is_not_renamed_where_it_would_hide_a_tag_that_is_merged_after_it():
    more = "x-a: &a\n  version: 1\nx-b: &b\n  tag: 2\n"
    entries = "- <<: *a\n  name: redis\n- <<: [*a, *b]\n  name: memcached\n"
    assert [(found.line, found.text) for found in check(RULE, listed(entries, more=more))] == [(4, "version")]
    assert safety(RULE, listed(entries, more=more)) == [None]


def test_alias_for_a_whole_entry_and_an_alias_as_value():
    text = listed("- &r\n  name: redis\n  version: &v 1\n- *r\n- name: memcached\n  version: *v\n")
    assert spans(RULE, text) == ["version", "version"]
    assert safety(RULE, text) == [None, True], "other aliases of a whole entry are not counted"
    assert fixed(text, rule=RULE) == text.replace("memcached\n  version", "memcached\n  tag")


@pytest.mark.parametrize("images", ["images: {version: 1}\n", "images: version\n", "images: [version]\n", "images:\n"])
def test_lists_of_another_shape(images):
    assert check(RULE, HEAD + images) == []
