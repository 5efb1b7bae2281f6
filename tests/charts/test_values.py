"""Trees of values: where each value came from, and what no YAML can do to them."""

from __future__ import annotations

import pytest
from chart_tools import plain, table
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from replreg.charts.files import ChartFile, ChartProblem
from replreg.charts.read_values import read_values, table_of
from replreg.charts.values import Leaf, Origin, Table, dotted, tables_in
from replreg.charts.write_values import to_yaml
from replreg.release.documents import read_documents
from replreg.yaml.templates import MASK


def read(text: str) -> tuple[Table, list[ChartProblem]]:
    problems: list[ChartProblem] = []
    return read_values(ChartFile("values.yaml", "web/values.yaml", text), problems), problems


def at(text: str, value: object) -> str:
    assert isinstance(value, Leaf)
    return text[slice(*value.origin.fragment.node_span(value.node))]


class TestReading:
    def test_each_value_knows_its_place(self) -> None:
        text = "a:\n  b: one # c\n  'c': \"two\"\nd: [1, 2]\n"
        values, problems = read(text)
        assert problems == []
        assert at(text, values.get("a.b")) == "one"
        assert at(text, values.get("a.c")) == "two"
        assert at(text, values.get("d")) == "[1, 2]"
        leaf = values.leaf("a.b")
        assert leaf is not None
        assert (leaf.origin.path, leaf.origin.role) == ("web/values.yaml", "chart")
        assert text[leaf.key.start : leaf.key.end] == "b"
        assert values.get("a.b.c") is None
        assert values.get("x") is None
        assert [dotted(path) for path, _ in tables_in(values)] == ["", "a"]

    def test_aliases_and_merge_keys(self) -> None:
        text = "base: &b {image: nginx, tag: 1}\nweb: *b\ndb: {<<: *b, tag: 2}\n"
        values, problems = read(text)
        assert problems == []
        assert plain(values) == {
            "base": {"image": "nginx", "tag": 1},
            "web": {"image": "nginx", "tag": 1},
            "db": {"image": "nginx", "tag": 2},
        }
        assert at(text, values.get("db.image")) == "nginx"

    @pytest.mark.parametrize("text", ["", "# nothing\n", "null\n", "~", "---\n"])
    def test_a_file_without_values(self, text: str) -> None:
        values, problems = read(text)
        assert problems == []
        assert values.entries == {}

    @pytest.mark.parametrize("text", ["[1, 2]\n", "text\n", "- a: 1\n", "a: [\n", "a: *b\n", "\0", "a: 1\n a: 2\n"])
    def test_a_file_that_is_not_a_mapping(self, text: str) -> None:
        values, problems = read(text)
        assert values.entries == {}
        assert [problem.kind for problem in problems] == ["values"]
        assert problems[0].path == "web/values.yaml"

    def test_later_documents_win(self) -> None:
        values, _ = read("a: {b: 1, c: 1}\n---\na: {b: 2}\n")
        assert plain(values) == {"a": {"b": 2, "c": 1}}

    def test_no_file(self) -> None:
        assert read_values(None, []).entries == {}

    def test_an_alias_that_leads_back_into_itself(self) -> None:
        values, problems = read("a: &a\n  b: 1\n  c: *a\n")
        assert plain(values) == {"a": {"b": 1}}
        assert [problem.kind for problem in problems] == ["loop"]

    def test_aliases_that_multiply(self) -> None:
        lines = ["a0: &a0 {x: 1, y: 2}"] + [f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}" for n in range(1, 60)]
        values, problems = read("\n".join(lines))
        assert values.entries == {}
        assert [problem.kind for problem in problems] == ["values"]

    def test_lists_that_multiply_are_not_written_out(self) -> None:
        lines = ["a0: &a0 [x, y]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
        values, problems = read("\n".join(lines))
        assert problems == []
        with pytest.raises(ValueError):
            to_yaml(values)

    def test_values_nested_thousands_deep(self) -> None:
        values, problems = read("{a: " * 5_000 + "1" + "}" * 5_000)
        assert problems == []
        assert sum(1 for _ in tables_in(values)) == 5_000
        copied = values.copy()
        assert to_yaml(copied).count("{") == 5_000
        assert dotted([path for path, _ in tables_in(copied)][-1]).count("a") == 4_999

    @given(st.text(max_size=60) | st.text(alphabet="ab:{}[]&*<-!\n \"'#|", max_size=60))
    def test_any_text(self, text: str) -> None:
        values, _ = read(text)
        to_yaml(values)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")))


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner) | st.dictionaries(TEXTS, inner)


class TestTemplates:
    def test_control_flow_that_chooses_between_values(self) -> None:
        text = (
            "values:\n  {{repl if x}}\n  tag: '1'\n  {{repl else}}\n  tag: '2'\n  {{repl end}}\n  host: repl{{ y }}\n"
        )
        (document,) = read_documents(text)
        root = document.root
        values = table_of(root, Origin("app.yaml", "values", document.fragment), [])
        tag = values.leaf("values.tag")
        assert tag is not None
        assert tag.is_unknown
        assert {at_.value for at_ in (tag.node, *tag.alternatives)} == {"1", "2"}  # type: ignore[attr-defined]
        host = values.leaf("values.host")
        assert host is not None
        assert host.is_unknown
        assert host.text == MASK * len("repl{{ y }}")

    def test_a_masked_part_is_written_as_it_is_evaluated(self) -> None:
        text = "a: x/repl{{ y }}\nb: repl{{ z }}\nc: 'repl{{ z }}'\n"
        (document,) = read_documents(text)
        values = table_of(document.root, Origin("app.yaml", "values", document.fragment), [])
        assert plain(values) == {"a": "x/unknown", "b": "unknown", "c": "unknown"}
        written = YAML(typ="safe", pure=True).load(to_yaml(values, lambda origin, scalar: "1"))
        assert written == {"a": 1, "b": 1, "c": "1"}


class TestWriting:
    @pytest.mark.parametrize(
        "text",
        ["a: 1", "a: 1.50", "a: 0x1F", "a: true", "a: yes", "a: 'yes'", "a: null", "a: ''", "a: ~", "a:", "a: \"\\t\\u2028é😀\"",
         "a: !!str 1", "a: [1, [a, {b: c}], null]", "a: {}", "a: []", "on: 1", "'on': 1", "a: |\n  x\n  y\n", "a: 'x: # y'",
         "a: [&x {b: 1}, *x, {<<: *x, c: 2}]", "a: '-'", "a: '- b'", "a: '{{ b }}'", "a: 1_000"],
    )  # fmt: skip
    def test_written_values_are_those_that_were_read(self, text: str) -> None:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 1)  # type: ignore[assignment]
        expected = yaml.load(text)
        if text.startswith("on"):
            expected = {"true": 1}
        again = YAML(typ="safe", pure=True)
        again.version = (1, 1)  # type: ignore[assignment]
        assert again.load(to_yaml(table(text))) == expected

    @given(st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, nested))
    def test_any_json(self, value: object) -> None:
        assert plain(table({"a": value})) == {"a": value}
