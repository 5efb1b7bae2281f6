from __future__ import annotations

import pytest

from replreg.templates.lexer import Dialect, TemplateError
from replreg.templates.nodes import (
    Action,
    Chain,
    Definition,
    Field,
    If,
    Literal,
    Pipeline,
    Range,
    String,
    Variable,
    With,
)
from replreg.templates.parser import parse_template
from replreg.templates.pipelines import MAX_DEPTH


def fault(text: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        parse_template(text)
    return caught.value


def pipeline(code: str) -> Pipeline:
    (node,) = parse_template(f"{{{{repl {code}}}}}").nodes
    assert isinstance(node, Action)
    return node.pipeline


class TestPipelines:
    def test_a_field_that_follows_without_a_space_belongs_to_what_is_before_it(self) -> None:
        (command,) = pipeline("f .a.b $x.c (g 1).d.e .f").commands
        assert [type(operand) for operand in command.operands[1:]] == [Field, Variable, Chain, Field]
        assert [operand.names for operand in command.operands[1:]] == [("a", "b"), ("c",), ("d", "e"), ("f",)]  # type: ignore[union-attr]

    def test_variables(self) -> None:
        assert pipeline("$x := 1").variables == ("$x",)
        assert pipeline("$x := 1").declares
        assert not pipeline("$x = 1").declares
        assert pipeline("$x.y").variables == ()

    def test_a_pipe_may_be_last(self) -> None:
        assert len(pipeline('ConfigOption "a" | ParseBool |').commands) == 2

    def test_places_are_those_of_the_text(self) -> None:
        text = 'é {{repl ternary (print "a") "b" }}'
        action = parse_template(text).nodes[1]
        assert isinstance(action, Action)
        operands = action.pipeline.commands[0].operands
        assert [text[operand.start : operand.end] for operand in operands] == ["ternary", '(print "a")', '"b"']
        assert isinstance(operands[2], String)

    @pytest.mark.parametrize(
        ("code", "offset"),
        [
            ("", 7),
            ("()", 8),
            ("(f", 7),
            ("f)", 8),
            ("f | | g", 11),
            ("f | 1", 11),
            ('f | "a"', 11),
            ("f(1)", 8),
            ("1.a.b", 7),
            ('"a".b', 10),
            ("$x, $y := f", 7),
            ("$x, f", 11),
            ("f := 1", 9),
            ("f 'ab'", 9),
            ("1x", 7),
        ],
    )
    def test_a_mistake_is_reported_where_it_is(self, code: str, offset: int) -> None:
        assert fault(f"{{{{repl {code}}}}}").offset == offset


class TestBlocks:
    def test_if_with_branches(self) -> None:
        text = "{{repl if a}}A{{repl else if b}}B{{repl else}}C{{repl end}}"
        (node,) = parse_template(text).nodes
        assert isinstance(node, If)
        assert [text[branch.start : branch.end] for branch in node.branches] == ["A", "B"]
        assert [text[part.start : part.end] for part in node.otherwise] == ["C"]
        assert (node.start, node.end) == (0, len(text))

    def test_with_and_range(self) -> None:
        nodes = parse_template(
            "{{repl with a}}{{repl else with b}}{{repl end}}{{repl range $i, $x := a}}{{repl end}}"
        ).nodes
        assert [type(node) for node in nodes] == [With, Range]

    def test_definitions(self) -> None:
        template = parse_template(
            '{{repl define "a"}}x{{repl end}}{{repl block "b" .}}y{{repl end}}{{repl template "a"}}'
        )
        assert sorted(template.definitions) == ["a", "b"]
        assert len([node for node in template.nodes if isinstance(node, Definition)]) == 2

    def test_comments_are_nothing(self) -> None:
        assert parse_template("{{repl/* a */}}").nodes == ()

    @pytest.mark.parametrize(
        ("text", "offset"),
        [
            ("a {{repl if b}}", 2),
            ("{{repl end}}", 0),
            ("{{repl else}}", 0),
            ("{{repl if}}{{repl end}}", 9),
            ("{{repl if a}}{{repl else}}{{repl else}}{{repl end}}", 26),
            ("{{repl if a}}{{repl end b}}", 24),
            ("{{repl if a}}{{repl else with b}}{{repl end}}", 25),
            ("{{repl range a}}{{repl else range b}}{{repl end}}", 28),
            ("{{repl range $a, $b, $c := d}}{{repl end}}", 19),
            ('{{repl define "a"}}{{repl else}}{{repl end}}', 19),
            ('{{repl if a}}{{repl define "a"}}{{repl end}}{{repl end}}', 13),
            ("{{repl define a}}{{repl end}}", 15),
            ("{{repl break}}", 0),
            ("{{repl if a}}repl{{ end }}", 13),
            ("{{repl if a}}repl{{ else }}{{repl end}}", 13),
        ],
    )
    def test_a_mistake_is_reported_where_it_is(self, text: str, offset: int) -> None:
        assert fault(text).offset == offset

    def test_the_reason_names_the_other_delimiters(self) -> None:
        assert "other delimiters" in fault("{{repl if a}}repl{{ end }}").reason


class TestDepth:
    @pytest.mark.parametrize("count", [MAX_DEPTH + 1, 10_000])
    @pytest.mark.parametrize(("start", "end"), [("(", ")"), ("(", "")])
    def test_parentheses(self, count: int, start: str, end: str) -> None:
        assert "nested" in fault(f"{{{{repl {start * count}f{end * count}}}}}").reason

    def test_blocks(self) -> None:
        assert "nested" in fault("{{repl if a}}" * 10_000).reason

    def test_some_depth_is_read(self) -> None:
        half = MAX_DEPTH // 2
        parse_template("{{repl if a}}" * half + f"{{{{repl {'(' * half}f{')' * half}}}}}" + "{{repl end}}" * half)

    def test_many_branches_do_not_count_as_depth(self) -> None:
        text = "{{repl if a}}" + "{{repl else if b}}" * 5_000 + "{{repl end}}"
        (node,) = parse_template(text).nodes
        assert isinstance(node, If)
        assert len(node.branches) == 5_001


def test_only_the_range_that_is_asked_for_is_read() -> None:
    text = "{{repl if }} a{{repl b}} {{repl end"
    template = parse_template(text, start=13, end=24)
    assert [(node.start, node.end) for node in template.nodes] == [(13, 14), (14, 24)]


def test_helm() -> None:
    nodes = parse_template("a{{- if .x }}b{{ end -}} c", Dialect.HELM).nodes
    assert [type(node) for node in nodes] == [Literal, If, Literal]
