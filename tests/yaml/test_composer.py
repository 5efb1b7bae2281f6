from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replreg.yaml.composer import Composed, Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose, is_plain
from replreg.yaml.nodes import nodes_in
from replreg.yaml.parser import parser_events, parser_name


def one(text: str) -> Node:
    (root,) = compose(text).roots
    return root


def mapping(text: str) -> Mapping:
    root = one(text)
    assert isinstance(root, Mapping)
    return root


def at(text: str, *path: str | int) -> Node:
    """The node at a path of keys and indexes."""
    node: Node | None = one(text)
    for step in path:
        if isinstance(step, int):
            assert isinstance(node, Sequence)
            node = node.items[step]
        else:
            assert isinstance(node, Mapping)
            node = node.get(step)
    assert node is not None
    return node


def source(text: str, *path: str | int) -> str:
    node = at(text, *path)
    return text[node.start : node.end]


def fault(text: str, base: int = 0) -> YAMLSyntaxError:
    with pytest.raises(YAMLSyntaxError) as caught:
        compose(text, base)
    return caught.value


class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "path", "expected"),
        [
            ("a: b", ["a"], "b"),
            ("a:   b  # c\n", ["a"], "b"),
            ("a: 'b'\n", ["a"], "'b'"),
            ('a: "b\\n"\n', ["a"], '"b\\n"'),
            ("a: &x b\n", ["a"], "&x b"),
            ("a: !!str b\n", ["a"], "!!str b"),
            ("a: &x !!str 'b'\n", ["a"], "&x !!str 'b'"),
            ("é😀: {b: ü😀, c: d}\r\n", ["é😀", "c"], "d"),
            ("é😀: {b: ü😀, c: d}\r\n", ["é😀"], "{b: ü😀, c: d}"),
            ("a: [b, [c, d]]", ["a", 1], "[c, d]"),
            ("a:\r\n- b\r\n- c: d\r\n", ["a", 1, "c"], "d"),
            ("a:\r  b: c\rd: e", ["d"], "e"),
            ("a: b\n  c\n  d\n", ["a"], "b\n  c\n  d"),
            ('a: "b\n  c"\n', ["a"], '"b\n  c"'),
            ("a: |\n  b\n  c\nd: e\n", ["a"], "|\n  b\n  c\n"),
            ("- - - x", [0, 0, 0], "x"),
            ("? a\n: b\n", ["a"], "b"),
            ("a: http://b:1/c\n", ["a"], "http://b:1/c"),
            ("a: b#c\n", ["a"], "b#c"),
        ],
    )
    def test_a_node_has_the_place_at_which_it_is_written(self, text: str, path: list[str | int], expected: str) -> None:
        assert source(text, *path) == expected

    @pytest.mark.parametrize("base", [0, 7])
    def test_offsets_count_from_the_base(self, base: int) -> None:
        root = compose("a: [b, 'c']", base).roots[0]
        assert isinstance(root, Mapping)
        key, value = root.pairs[0]
        assert isinstance(value, Sequence)
        spans = [(node.start, node.end) for node in (root, key, value, *value.items)]
        expected = [(0, 11), (0, 1), (3, 11), (4, 5), (7, 10)]
        assert spans == [(base + start, base + end) for start, end in expected]

    @pytest.mark.parametrize("marks", ["\ufeff", "\ufeff\ufeff"])
    def test_byte_order_marks_count_as_characters(self, marks: str) -> None:
        assert source(f"{marks}a: b", "a") == "b"
        assert fault(f"{marks}a: ]").offset == len(marks) + 3

    def test_an_empty_value_is_between_its_neighbours(self) -> None:
        text = "a:\nb: c\n"
        node = at(text, "a")
        assert isinstance(node, Scalar)
        assert (node.value, node.style, node.tag) == ("", "", None)
        assert node.start == node.end == 2

    @pytest.mark.parametrize(
        ("text", "value", "style"),
        [
            ("a: b c", "b c", ""),
            ("a: 'it''s'", "it's", "'"),
            ('a: "\\x41\\u00e9\\U0001F600\\n\\/"', "Aé😀\n/", '"'),
            ("a: |\n  b\n  c\n", "b\nc\n", "|"),
            ("a: |-\n  b\n", "b", "|"),
            ("a: |+\n  b\n\n", "b\n\n", "|"),
            ("a: |2\n    b\n", "  b\n", "|"),
            ("a: >\n  b\n  c\n", "b c\n", ">"),
            ("a: b\n\n  c\n", "b\nc", ""),
            ("a: 5", "5", ""),
            ("a: ~", "~", ""),
        ],
    )
    def test_values_and_styles(self, text: str, value: str, style: str) -> None:
        node = at(text, "a")
        assert isinstance(node, Scalar)
        assert (node.value, node.style) == (value, style)

    def test_flow_and_block_collections_differ(self) -> None:
        root = mapping("a: {b: c}\nd: [e]\nf:\n  - g\n")
        assert [getattr(node, "flow", None) for node in (root, *root.index.values())] == [False, True, True, False]

    @pytest.mark.parametrize(
        ("text", "tag", "plain"),
        [
            ("a: b", None, True),
            ("a: 'b'", None, False),
            ("a: !!str 5", "tag:yaml.org,2002:str", False),
            ("a: !custom x", "!custom", False),
            ("a: !<tag:example.com,2000:x> y", "tag:example.com,2000:x", False),
            ("a: ! x", "!", False),
            ("%TAG !e! tag:example.com,2000:\n---\na: !e!x y", "tag:example.com,2000:x", False),
        ],
    )
    def test_tags(self, text: str, tag: str | None, plain: bool) -> None:
        node = at(text, "a")
        assert isinstance(node, Scalar)
        assert node.tag == tag
        assert is_plain(node) is plain

    def test_scalars_in_quotes_and_blocks_are_listed(self) -> None:
        composed = compose('a: \'b\'\n"c": |\n  d\ne: [f, "g"]\n')
        assert [scalar.value for scalar in composed.quoted] == ["b", "c", "d\n", "g"]


class TestDocuments:
    def test_several(self) -> None:
        text = "a: 1\n---\n- b\n...\n---\nc\n"
        roots = compose(text).roots
        assert [text[root.start : root.end].strip() for root in roots] == ["a: 1", "- b", "c"]

    @pytest.mark.parametrize("text", ["", "\n", "# only\n# comments", "\ufeff", "  \r\n"])
    def test_none(self, text: str) -> None:
        assert compose(text).roots == []

    @pytest.mark.parametrize("text", ["---\n", "--- # a\n...\n", "~", "null"])
    def test_an_empty_one_has_an_empty_root(self, text: str) -> None:
        assert isinstance(one(text), Scalar)

    def test_anchors_end_with_their_document(self) -> None:
        error = fault("a: &x 1\n---\nb: *x\n")
        assert error.offset == 15
        assert "no anchor '&x' before it" in str(error)

    @pytest.mark.parametrize("directive", ["%YAML 1.1", "%YAML 1.1\n%TAG ! tag:x,2000:", "%YAML 1.2"])
    def test_directives(self, directive: str) -> None:
        assert source(f"{directive}\n---\na: b\n", "a") == "b"


class TestAliases:
    def test_an_alias_is_the_very_node(self) -> None:
        text = "a: &x {b: c}\nd: *x\ne: [*x]\n"
        assert at(text, "a").start == at(text, "d").start == at(text, "e", 0).start
        root = mapping(text)
        assert root.get("d") is root.get("a")

    def test_a_key_may_be_one(self) -> None:
        text = "- &x a\n- {*x : b}\n"
        assert source(text, 1, "a") == "b"

    def test_an_alias_means_the_last_anchor_of_its_name(self) -> None:
        assert source("- &x a\n- *x\n- &x b\n- *x\n", 3) == "&x b"

    @pytest.mark.parametrize("text", ["&x [*x]", "&x {a: *x}", "a: &x\n  b: *x\n  c: [*x, *x]", "&x {*x : a}"])
    def test_a_node_may_contain_itself(self, text: str) -> None:
        assert len(list(nodes_in(one(text)))) < 10

    def test_nested_aliases_make_no_more_nodes_than_are_written(self) -> None:
        lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 50)]
        assert len(list(nodes_in(one("\n".join(lines))))) == 1 + 50 * 2 + 1

    def test_an_unknown_one(self) -> None:
        assert fault("a: *x\nb: &x 1\n", 10).offset == 13


def entries(node: Mapping) -> dict[str, str]:
    return {key.value: value.value for key, value in node.entries() if isinstance(value, Scalar)}


class TestMergeKeys:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("b: &b {x: 1}\na: {<<: *b}", {"x": "1"}),
            ("b: &b {x: 1, y: 2}\na: {<<: *b, x: 3}", {"x": "3", "y": "2"}),
            ("b: &b {x: 1, y: 2}\na: {x: 3, <<: *b}", {"x": "3", "y": "2"}),
            ("b: &b {x: 1}\nc: &c {x: 2, y: 3}\na: {<<: [*b, *c]}", {"x": "1", "y": "3"}),
            ("b: &b {x: 1}\nc: &c {x: 2, y: 3}\na: {<<: *b, <<: *c}", {"x": "1", "y": "3"}),
            ("b: &b {x: 1}\nc: &c {<<: *b, y: 2}\na: {<<: *c, z: 3}", {"x": "1", "y": "2", "z": "3"}),
            ("a: {<<: {x: 1}, y: 2}", {"x": "1", "y": "2"}),
            ("a: {<<: [{x: 1}, {x: 2}]}", {"x": "1"}),
            ("b: &b {x: 1}\nc: &c {<<: *b}\nd: &d {x: 2}\na: {<<: [*c, *d]}", {"x": "1"}),
            ("a: {<<: x, y: 1}", {"y": "1"}),
            ("a: {<<: ~}", {}),
            ("a: {<<: []}", {}),
        ],
    )
    def test_keys_of_merged_mappings(self, text: str, expected: dict[str, str]) -> None:
        node = at(text, "a")
        assert isinstance(node, Mapping)
        assert entries(node) == expected
        assert {name: node.text(name) for name in expected} == expected
        for _ in range(2):  # the second answer is remembered
            assert node.get("absent") is None
            assert {name: node.text(name) for name in expected} == expected

    @pytest.mark.parametrize(
        "text",
        [
            "a: &a {<<: *a, x: 1}",
            "a: &a\n  <<: [*a, *a]\n  x: 1",
            "a: &a {b: &b {<<: *a, y: 2}, <<: *b, x: 1}",
            "a: &a {x: 1, <<: &l [*a, *l]}",
        ],
    )
    def test_cycles_of_merge_keys(self, text: str) -> None:
        node = at(text, "a")
        assert isinstance(node, Mapping)
        assert node.text("x") == "1"
        assert node.get("absent") is None
        assert entries(node)["x"] == "1"

    @pytest.mark.parametrize("order", ["from the first", "from the last", "only the last"])
    def test_a_long_chain(self, order: str) -> None:
        count = 3_000
        lines = ["s0: &s0 {x: 1}"] + [f"s{n}: &s{n} {{<<: *s{n - 1}}}" for n in range(1, count)]
        nodes = [value for value in mapping("\n".join(lines)).index.values() if isinstance(value, Mapping)]
        nodes = {"from the first": nodes, "from the last": nodes[::-1], "only the last": nodes[-1:]}[order]
        assert {node.text("x") for node in nodes} == {"1"}
        assert {node.get("y") for node in nodes} == {None}

    @given(
        st.lists(st.lists(st.integers(0, 30), max_size=3), min_size=1, max_size=10),
        st.lists(st.sampled_from("xyz"), max_size=30),
        st.lists(st.tuples(st.integers(0, 9), st.sampled_from("xyz")), max_size=30),
    )
    def test_searches_in_any_order_give_the_result_of_a_walk(
        self, parents: list[list[int]], own: list[str], questions: list[tuple[int, str]]
    ) -> None:
        lines = []
        for number, merged in enumerate(parents):
            aliases = ", ".join(f"*n{parent % number}" for parent in merged if number)
            keys = "".join(f", {key}: {number}{key}" for key in dict.fromkeys(own[number * 3 : number * 3 + 2]))
            lines.append(f"- &n{number} {{<<: [{aliases}]{keys}}}")
        root = one("\n".join(lines))
        assert isinstance(root, Sequence)
        for number, key in questions:
            node = root.items[number % len(root.items)]
            assert isinstance(node, Mapping)
            walked = (merged.index[key] for merged in node.chain() if key in merged.index)
            assert node.get(key) is next(walked, None)

    def test_a_key_by_its_name_is_the_one_written_here(self) -> None:
        node = at("b: &b {x: 1}\na: {<<: *b, y: 1, y: 2}", "a")
        assert isinstance(node, Mapping)
        assert node.key("x") is None
        last = node.key("y")
        assert last is not None
        assert last is node.pairs[2][0]


class TestLookingUp:
    TEXT = "a: b\nlist: [1, {c: d}]\nmap: {e: f}\nempty:\n[complex, key]: g\n"

    def test_by_kind(self) -> None:
        root = mapping(self.TEXT)
        assert root.text("a") == "b"
        assert root.text("empty") == ""
        assert root.text("list") is None
        assert len(root.sequence("list")) == 2
        assert root.sequence("a") == root.sequence("absent") == []
        assert root.mapping("map") is not None
        assert root.mapping("a") is None
        assert root.scalar("map") is None
        assert root.scalar("a") is root.get("a")

    def test_only_scalars_are_keys_by_name(self) -> None:
        root = mapping(self.TEXT)
        assert len(root.pairs) == 5
        assert list(root.index) == ["a", "list", "map", "empty"]
        assert [key.value for key, _ in root.entries()] == ["a", "list", "map", "empty"]

    def test_keys_that_are_there_twice(self) -> None:
        composed = compose("a: {b: 1, b: 2}\nc: {d: 1, d: 2, d: 3}\ne: {f: 1, [f]: 2}\n")
        assert len(composed.repeating) == 2
        assert [node.text(key) for node, key in zip(composed.repeating, "bd", strict=True)] == ["2", "3"]


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "offset"),
        [
            ("a: [b", 5),
            ("a: b: c\n", 4),
            ("a: 'b\n", 6),
            ("a: &x\n\tb: c\n", None),
            ("a: @b\n", 3),
            ("a: b\0c\n", 4),
            ("a: b\x07\n", 4),
            ("é😀: \x00", 4),
            ("a: \ud800\n", 3),
            ('a: "\\q"\n', None),
            ('a: "\\UFFFFFFFF"\n', None),
            ('a: "\\ud800"\n', None),
            ("%YAML 3.0\n---\na\n", None),
            ("%YAML 1.11\n---\na\n", None),
            ("a\nb: c\n", None),
            ("- a\nb\n", None),
            ("{a: b}}\n", None),
            ("a: ...\n... b\n", None),
        ],
    )
    def test_a_fault_has_a_place_in_the_text(self, text: str, offset: int | None) -> None:
        for base in (0, 100):
            error = fault(text, base)
            assert base <= error.began <= error.offset <= base + len(text)
            if offset is not None and parser_name() == "libyaml":
                assert error.offset == base + offset
            assert str(error)

    @pytest.mark.parametrize(
        ("character", "name"), [("\0", "a NUL character"), ("\x1b", "U+001B"), ("\ufffe", "U+FFFE")]
    )
    def test_a_character_that_yaml_does_not_allow_is_named(self, character: str, name: str) -> None:
        assert name in str(fault(f"a: b{character}\n"))

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("a: {image: redis:3}", "redis:3"),
            ("a: {image: quay.io:443/a/b:1}", "quay.io:443/a/b:1"),
            ("a: {b: [c:d], image: x?y}", "x?y"),
            ("a: {image: x::y, b: [1::1, '::']}", "x::y"),
            ("a: {image: x:?y}", "x:?y"),
            ('a: {"b": "c:d", image: é:1}', "é:1"),
            ("a: {image: r:3, 'k:1': 'x?'}", "r:3"),
        ],
    )
    def test_colons_inside_of_flow_scalars(self, text: str, value: str) -> None:
        node = at(text, "a", "image")
        assert isinstance(node, Scalar)
        assert node.value == value
        assert text[node.start : node.end] == value
        assert [key for key, _ in mapping(text).entries()]

    @pytest.mark.parametrize("before", ["a: {image: redis:3}\n", "a:\tb\n"])
    def test_an_error_after_covered_characters_has_its_own_place(self, before: str) -> None:
        for after, place in (("b: @c\n", 3), ("b: c\n\td: e\n", 5)):
            assert fault(before + after).offset == len(before) + place

    def test_an_error_before_covered_characters_has_its_own_place(self) -> None:
        assert fault("b: @c\na: {image: redis:3}\n").offset == 3

    def test_covered_characters_are_restored(self) -> None:
        text = "a: {image: r:3}\nb:c: &x !t:u d?e\n'f:g': *x\n? |\n  h:i\n: j\n"
        root = mapping(text)
        assert list(root.index) == ["a", "b:c", "f:g", "h:i\n"]
        assert root.text("b:c") == root.text("f:g") == "d?e"
        assert at(text, "b:c").tag == "!t:u"


class TestDepth:
    SHAPES = {  # noqa: RUF012
        "flow lists": lambda depth: "[" * depth + "]" * depth,
        "flow mappings": lambda depth: "{a: " * depth + "}" * depth,
        "lists in a line": lambda depth: "- " * depth + "x",
        "keys in a line": lambda depth: "? " * depth + "x",
        "what the parser is helped with": lambda depth: "[" * depth + "x:y" + "]" * depth,
    }

    @pytest.mark.parametrize("shape", SHAPES)
    def test_deep_nesting_is_read(self, shape: str) -> None:
        deepest = parser_events().deepest
        assert isinstance(compose(self.SHAPES[shape](deepest - 1)), Composed)

    @pytest.mark.parametrize("shape", SHAPES)
    def test_deeper_nesting_is_refused(self, shape: str) -> None:
        deepest = parser_events().deepest
        text = self.SHAPES[shape](deepest + 100)
        error = fault(text)
        assert f"{deepest:,} levels of nesting" in str(error) or shape == "what the parser is helped with"
        assert 0 <= error.offset <= len(text)

    @pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 20_000, "[{a: " * 20_000])
    def test_brackets_without_an_end_are_refused(self, text: str) -> None:
        assert fault(text).offset <= len(text)

    def test_blocks_within_blocks(self) -> None:
        assert isinstance(compose("".join(" " * n + "a:\n" for n in range(1_000))), Composed)

    def test_deep_aliases_and_merge_keys(self) -> None:
        lines = ["- &a0 {x: 1}"] + [f"- &a{n} {{<<: {{<<: *a{n - 1}}}}}" for n in range(1, 2_000)]
        root = one("\n".join(lines))
        assert isinstance(root, Sequence)
        last = root.items[-1]
        assert isinstance(last, Mapping)
        assert last.text("x") == "1"


TOKENS = [
    *["a", "b", ":", ": ", "- ", "? ", "\n", "\n  ", "\r\n", "\r", "{", "}", "[", "]", ", ", "'", '"', "\\", "\\x41"],
    *["\\ud800", "\\UFFFFFFFF", "|", "|-", "|2+", ">", "&a ", "*a", "!!str ", "!x ", "<<: ", "# c", "%YAML 1.2\n"],
    *["%TAG ! x:\n", "---\n", "...\n", "\t", "\x85", "\u2028", "\ufeff", "😀", "\0", "\ud800", "\ue002", "a?b", "a:b"],
]


@given(st.lists(st.sampled_from(TOKENS), max_size=20).map("".join))
@example("%YAML 1.21")
@example('"\\UFFFFFFFF"')
def test_every_text_is_read_or_refused(text: str) -> None:
    try:
        composed = compose(text)
    except YAMLSyntaxError as error:
        assert 0 <= error.began <= error.offset <= len(text)
        return
    seen: set[int] = set()
    stack = [(root, 0, len(text)) for root in composed.roots]
    while stack:
        node, start, end = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        assert start <= node.start <= node.end <= end
        if isinstance(node, Sequence):
            stack.extend((item, 0, len(text)) for item in node.items)
        elif isinstance(node, Mapping):
            stack.extend((part, 0, len(text)) for pair in node.pairs for part in pair)


def test_a_quoted_merge_key_is_an_ordinary_key():
    [root] = compose('a: &a {x: 1}\nb: {"<<": *a, y: 2}\nc: {<<: *a, y: 2}\n').roots
    assert [key.value for key, _ in root.mapping("b").entries()] == ["<<", "y"]
    assert root.mapping("b").get("x") is None
    assert root.mapping("c").text("x") == "1"
