"""Where keys and entries are added, and how values are written. The tests of the rules have more layouts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.release.documents import Document, read_documents
from replreg.yaml.composer import Mapping, Sequence, compose
from replreg.yaml.insertion import following_pair, list_end, plain_or_quoted


def document(text: str) -> Document:
    (found,) = read_documents(text)
    return found


@pytest.mark.parametrize("value", ["v1", "2.0.0", "ns/img", "host.example.com:8443/ns/img", "3.2-alpine", "a_b", "1a"])
def test_words_stay_plain(value):
    assert plain_or_quoted(value) == value


@pytest.mark.parametrize(
    "value", ["3", "3.2", "1e3", "0x1f", "0o7", "1_000", "12:30", "yes", "off", "null", "~", "", "-", ".inf"]
)
def test_values_that_yaml_reads_as_another_type_are_quoted(value):
    assert plain_or_quoted(value) == f'"{value}"'


@given(st.text())
def test_every_value_is_read_back_as_it_was(value):
    written = plain_or_quoted(value)
    (node,) = compose(f"a: {written}\n").roots
    assert isinstance(node, Mapping)
    assert node.text("a") == value
    scalar = node.scalar("a")
    assert scalar is not None
    assert "\n" not in written


def after_first_pair(text: str) -> tuple[int, str] | None:
    found = document(text)
    assert isinstance(found.root, Mapping)
    key, value = found.root.pairs[0]
    return following_pair(found.fragment, found.root, key, value, ("new", "1"))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a: b\nc: d\n", "a: b\nnew: 1\nc: d\n"),
        ("a: b", "a: b\nnew: 1"),
        ("a:\nc: d\n", "a:\nnew: 1\nc: d\n"),
        ("a: b # c\n", "a: b # c\nnew: 1\n"),
        ("a: b\r\nc: d\r\n", "a: b\r\nnew: 1\r\nc: d\r\n"),
        ("a: b\r\nc: d", "a: b\r\nnew: 1\r\nc: d"),
        ("a: b\rc: d\r", "a: b\rnew: 1\rc: d\r"),
        ("  a: 'b'\n", "  a: 'b'\n  new: 1\n"),
        ("{a: b, c: d}", "{a: b, new: 1, c: d}"),
        ("{a: 'b'}", "{a: 'b', new: 1}"),
        ("\ufeffa: b\n", "\ufeffa: b\nnew: 1\n"),
        ("'a' : b\n", "'a' : b\nnew: 1\n"),
        ("a: one\n  two\nc: d\n", "a: one\n  two\nnew: 1\nc: d\n"),
        ("a: b\n\n\nc: d\n", "a: b\nnew: 1\n\n\nc: d\n"),
    ],
)
def test_pair_follows_another(text, result):
    added = after_first_pair(text)
    assert added is not None
    offset, inserted = added
    assert text[:offset] + inserted + text[offset:] == result


@pytest.mark.parametrize(
    "text",
    ["? a\n: b\n", "a: [b]\n", "a: |\n  b\n", "a: >-\n  b\n", "a:\n  b: c\n", "a: # x\n  b\n", "{a: [b]}"],
)
def test_pairs_after_which_no_pair_can_be_added(text):
    assert after_first_pair(text) is None


def test_no_pair_is_added_after_the_anchor_of_an_alias():
    found = document("x: &v b\na: *v\n")
    assert isinstance(found.root, Mapping)
    key, value = found.root.pairs[1]
    assert following_pair(found.fragment, found.root, key, value, ("new", "1")) is None


def with_entry(text: str) -> str | None:
    found = document(text)
    assert isinstance(found.root, Mapping)
    entries = found.root.get("list")
    assert isinstance(entries, Sequence)
    end = list_end(found.fragment, entries)
    if end is None:
        return None
    return text[: end.offset] + end.entry([("a", "1"), ("b", "x:y")]) + text[end.offset :]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("list:\n- a: 0\n", "list:\n- a: 0\n- a: 1\n  b: x:y\n"),
        ("list:\n- b: 0\n  a: 0", "list:\n- b: 0\n  a: 0\n- b: x:y\n  a: 1"),
        ("list:\n  -  a: 0\nz: 1\n", "list:\n  -  a: 0\n  -  a: 1\n     b: x:y\nz: 1\n"),
        ("list: [{a: 0}]\n", 'list: [{a: 0}, {a: 1, b: "x:y"}]\n'),
        ("list: []\n", 'list: [{a: 1, b: "x:y"}]\n'),
        ("list: &l [ ]\n", 'list: &l [ {a: 1, b: "x:y"}]\n'),
        ("list:\n- {a: 0}\n", 'list:\n- {a: 0}\n- {a: 1, b: "x:y"}\n'),
        ("list:\n- a:\n    b: [1,\n      2]\n# end\n", "list:\n- a:\n    b: [1,\n      2]\n- a: 1\n  b: x:y\n# end\n"),
        ("list:\n- a:\n  - b\n  - c # d\nz: 1\n", "list:\n- a:\n  - b\n  - c # d\n- a: 1\n  b: x:y\nz: 1\n"),
        ("list:\n- a: 'one\n    two'\n", "list:\n- a: 'one\n    two'\n- a: 1\n  b: x:y\n"),
        ("list:\r\n- a: 0", "list:\r\n- a: 0\r\n- a: 1\r\n  b: x:y"),
        ("list:\r- a: 0", "list:\r- a: 0\r- a: 1\r  b: x:y"),
        ("list:\n- a: 0\n # own\n# not own\n", "list:\n- a: 0\n # own\n- a: 1\n  b: x:y\n# not own\n"),
    ],
)
def test_an_entry_has_the_layout_of_the_last_one(text, result):
    assert with_entry(text) == result


def test_quoted_value_is_not_quoted_again():
    found = document("list: []\n")
    assert isinstance(found.root, Mapping)
    entries = found.root.get("list")
    assert isinstance(entries, Sequence)
    end = list_end(found.fragment, entries)
    assert end is not None
    assert end.for_one
    assert end.entry([("a", '"x: y"'), ("b", "z")]) == '{a: "x: y", b: z}'


@pytest.mark.parametrize(
    "text",
    [
        "list:\n- a\n",
        "list: [a]\n",
        "list:\n- [a]\n",
        "list:\n- - a: 0\n",
        "list:\n-\n  a: 0\n",
        "list:\n- a: |\n    x\n",
        "list:\n- a:\n  - >-\n    x\n",
        "x: &x {a: 0}\nlist:\n- *x\n",
        "x: &x {a: 0}\nlist: [*x]\n",
        "list:\n- &x\n  a: 0\n- a: 1\n- *x\n",
        "list:\n- a: 0\n{{repl if x}}\n- a: 1\n{{repl end}}\n",
        "list:\n- a: 0\n{{repl end}}\nz: 1\n",
        "list:\n- a:\n  - &x b\n  - c\n  - *x\n",
    ],
)
def test_lists_to_which_no_entry_can_be_added(text):
    assert with_entry(text) is None
