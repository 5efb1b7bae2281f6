"""`reserved-key`: keys that the platform fills in."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native
from rule_tools import ALIAS, check, findings, safety, spans

RULE = "reserved-key"
ENTRY = f"- source: {ALIAS}\n  name: ns/img\n  tag: v1\n"
CONTAINER = f"- source: {ALIAS}\n  image_name: ns/img\n  version: v1\n"


@pytest.mark.parametrize("key", ["key", "domain"])
def test_keys_of_an_entry(key):
    text = listed(f"{ENTRY}  {key}: quay.io\n")
    assert [found[:3] for found in check(RULE, text)] == [(7, 3, key)]
    assert safety(RULE, text) == [None]
    assert check(RULE, native(f"{CONTAINER}  {key}: quay.io\n")) == []


@pytest.mark.parametrize("key", ["image_key", "image_domain"])
def test_keys_of_a_container(key):
    text = native(f"{CONTAINER}  {key}: quay.io\n")
    assert [found[:3] for found in check(RULE, text)] == [(9, 5, key)]
    assert safety(RULE, text) == [None]
    assert check(RULE, listed(f"{ENTRY}  {key}: quay.io\n")) == []


@pytest.mark.parametrize(
    "value", ["quay.io", "''", '"quay.io"', "5", "true", "[a]", "{a: b}", "'{{repl ConfigOption \"a\"}}'", "'null'"]
)
def test_any_value_counts_but_an_empty_one(value):
    assert spans(RULE, listed(f"{ENTRY}  domain: {value}\n")) == ([] if value == "''" else ["domain"])


@pytest.mark.parametrize("value", ["", " null", " ~", " Null", " # none", ' ""'])
def test_key_without_a_value_is_as_good_as_none(value):
    assert check(RULE, listed(f"{ENTRY}  domain:{value}\n")) == []
    assert check(RULE, native(f"{CONTAINER}  image_key:{value}\n")) == []


def test_two_in_one_entry():
    assert spans(RULE, listed(f"{ENTRY}  key: a\n  domain: b\n")) == ["key", "domain"]


@pytest.mark.parametrize(
    ("entry", "underlined"),
    [
        (f"- domain: quay.io\n  source: {ALIAS}\n  name: ns/img\n", "domain"),
        (f"- {{source: {ALIAS}, name: ns/img, domain: quay.io}}\n", "domain"),
        (f"- source: {ALIAS}\n  name: ns/img\n  'domain' : quay.io # here\n", "domain"),
        ('- {"domain":"quay.io"}\n', "domain"),
        ("- domain: quay.io\n", "domain"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_layouts(entry, underlined, line_end):
    assert spans(RULE, (HEAD + "images:\n" + entry).replace("\n", line_end)) == [underlined]


def test_same_words_elsewhere_mean_something_else():
    text = native(
        f"""
        - source: {ALIAS}
          image_name: ns/img
          version: v1
          env_vars:
          - name: a
            key: b
            domain: c
            image_key: d
          content_trust:
            key: e
        """,
        "properties:\n  key: x\n  domain: y\ndomain: z\n",
    )
    assert check(RULE, text) == []


def test_merged_key_is_reported_once_where_it_is_written():
    more = "x-d: &d\n  domain: quay.io\n"
    text = listed("- <<: *d\n  name: a\n- <<: *d\n  name: b\n", more=more)
    assert [(found.line, found.text) for found in check(RULE, text)] == [(4, "domain")]
    emptied = listed("- <<: *d\n  name: a\n  domain:\n", more=more)
    assert check(RULE, emptied) == []


def test_control_flow_around_the_key():
    text = HEAD + 'images:\n- name: a\n{{repl if ConfigOptionEquals "a" "1"}}\n  domain: quay.io\n{{repl end}}\n'
    assert spans(RULE, text) == ["domain"]


def test_no_other_rule_speaks_of_the_same_key():
    assert findings("unknown-key", listed(f"{ENTRY}  domain: quay.io\n")) == []
    assert findings("unknown-key", native(f"{CONTAINER}  image_domain: quay.io\n")) == []
