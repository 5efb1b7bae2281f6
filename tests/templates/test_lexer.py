from __future__ import annotations

import pickle

import pytest

from replreg.templates.lexer import Dialect, Kind, TemplateError, tokenize


def tokens(text: str, dialect: Dialect = Dialect.PLATFORM) -> list[tuple[str, str]]:
    return [(token.kind, text[token.start : token.end]) for token in tokenize(text, dialect)]


def fault(text: str, dialect: Dialect = Dialect.PLATFORM) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        tokenize(text, dialect)
    return caught.value


class TestDelimiters:
    @pytest.mark.parametrize("text", ["{{ repl x }}", "{{x}}", "{{replicas}}", "{{repl$x}}", "a }} b", "repl {{x}}"])
    def test_other_braces_are_text(self, text: str) -> None:
        assert tokens(text) == [("TEXT", text)]

    def test_both_delimiters_open_an_action_of_their_own_pass(self) -> None:
        found = [token.render_pass for token in tokenize("{{repl a}}repl{{ b}}") if token.kind == Kind.LEFT]
        assert found == [0, 1]

    def test_helm_takes_bare_braces(self) -> None:
        assert tokens("{{ .a }}", Dialect.HELM) == [("LEFT", "{{"), ("FIELD", ".a"), ("RIGHT", "}}")]

    def test_only_the_range_that_is_asked_for_is_read(self) -> None:
        text = "{{repl ( }} {{repl a}} {{repl"
        assert [token.start for token in tokenize(text, start=12, end=22)] == [12, 19, 20]


class TestTrimming:
    @pytest.mark.parametrize(
        ("text", "literals"),
        [
            ("a \n{{repl- x -}}\n b", ["a", "b"]),
            ("a {{repl x -}} \t\r\n", ["a "]),
            (" {{repl- x }} ", [" "]),
            ("a repl{{- x -}} b", ["a", "b"]),
            ("a {{repl x }} b", ["a ", " b"]),
            ("{{repl x -}} {{repl- y }}", []),
        ],
    )
    def test_white_space_next_to_a_marker_is_not_text(self, text: str, literals: list[str]) -> None:
        assert [piece for kind, piece in tokens(text) if kind == Kind.TEXT] == literals

    def test_a_marker_needs_a_space(self) -> None:
        assert tokens("a repl{{-1}}")[0] == ("TEXT", "a ")
        assert fault("{{repl x-}}").offset == 8


class TestTokens:
    @pytest.mark.parametrize(
        ("code", "kinds"),
        [
            ('ConfigOption "a b"', "WORD STRING"),
            ("print `a\n}}b` 'x' '\\n'", "WORD RAW CHAR CHAR"),
            ("$x := .a.b | f", "VARIABLE DECLARE FIELD FIELD PIPE WORD"),
            ("$k, $v = . ", "VARIABLE COMMA VARIABLE ASSIGN DOT"),
            ("if (eq 1 -2.5e-3)", "KEYWORD OPEN WORD NUMBER NUMBER CLOSE"),
            ("0x1F 0b1 1_000 .5", "NUMBER NUMBER NUMBER NUMBER"),
            ('print "}}" "a\\"b}}"', "WORD STRING STRING"),
            ('f \\"a b\\"', "WORD STRING"),
            ("ünïcode.ä", "WORD FIELD"),
            ("$", "VARIABLE"),
        ],
    )
    def test_kinds(self, code: str, kinds: str) -> None:
        found = [kind for kind, _ in tokens(f"{{{{repl {code} }}}}")]
        assert found == ["LEFT", *kinds.split(), "RIGHT"]

    def test_a_comment_is_alone_in_its_action(self) -> None:
        assert tokens('{{repl/* "}} */ -}} x')[1:] == [("COMMENT", '/* "}} */'), ("RIGHT", "}}"), ("TEXT", "x")]
        assert fault("{{repl /* a */ b}}").offset == 14
        assert fault("{{repl/* a }}").offset == 6


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("ab {{repl x", 3),
        ('{{repl "a}}', 7),
        ('{{repl "a\n" }}', 7),
        ("{{repl `a}}", 7),
        ("{{repl 'a}}", 7),
        ("{{repl a + b}}", 9),
        ("{{repl a & b}}", 9),
        ('{{repl a"b"}}', 8),
        ("{{repl { }}", 7),
    ],
)
def test_a_mistake_is_reported_where_it_is(text: str, offset: int) -> None:
    assert fault(text).offset == offset


def test_an_error_can_be_pickled() -> None:
    error = pickle.loads(pickle.dumps(fault("{{repl")))
    assert (error.reason, error.offset) == (fault("{{repl").reason, 0)
