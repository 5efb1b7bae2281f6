"""Statements: what is rendered, in which world, under which assumptions."""

from __future__ import annotations

import pytest
from template_tools import AIRGAP, ONLINE, pieces_of, rendered, shown

from replreg.templates.evaluator import evaluate
from replreg.templates.lexer import Dialect
from replreg.templates.parser import parse_template
from replreg.templates.values import MAX_ALTERNATIVES, Assumption, Known, Place, Text, Unknown
from replreg.templates.worlds import Target, World

IDIOMS = [
    ('{{repl HasLocalRegistry | ternary LocalRegistryHost "images.example.com" }}', "images.example.com", "<HOST>"),
    (
        '{{repl HasLocalRegistry | ternary LocalRegistryNamespace "proxy/my-app/ghcr.io/org" }}/web',
        "proxy/my-app/ghcr.io/org/web",
        "<NAMESPACE>/web",
    ),
    (
        'repl{{ HasLocalRegistry | ternary (printf "%s/%s/web" LocalRegistryHost LocalRegistryNamespace) "quay.io/a/web" }}',
        "quay.io/a/web",
        "<HOST>/<NAMESPACE>/web",
    ),
    (
        'repl{{ HasLocalRegistry | ternary LocalRegistryHost "quay.io" }}/repl{{ HasLocalRegistry | ternary LocalRegistryNamespace "a" }}/b',
        "quay.io/a/b",
        "<HOST>/<NAMESPACE>/b",
    ),
    (
        "{{repl if HasLocalRegistry}}{{repl LocalRegistryHost}}/x{{repl else}}quay.io{{repl end}}/web",
        "quay.io/web",
        "<HOST>/x/web",
    ),
    (
        '{{repl $h := "quay.io"}}{{repl if HasLocalRegistry}}{{repl $h = LocalRegistryHost}}{{repl end}}{{repl $h}}/web',
        "quay.io/web",
        "<HOST>/web",
    ),
    ("{{repl if not HasLocalRegistry -}} a {{- end }}".replace("{{- end", "{{repl- end"), "a", ""),
    ("{{repl with LocalRegistryHost}}{{repl .}}{{repl else}}none{{repl end}}", "none", "<HOST>"),
    ('{{repl define "i"}}{{repl .}}/web{{repl end}}{{repl template "i" "quay.io"}}', "quay.io/web", "quay.io/web"),
    ('{{repl block "i" "quay.io"}}{{repl .}}/web{{repl end}}', "quay.io/web", "quay.io/web"),
    ('{{repl range $i, $x := list "a" "b"}}{{repl $i}}{{repl $x}}{{repl .}};{{repl end}}', "0aa;1bb;", "0aa;1bb;"),
    ("{{repl range (list)}}a{{repl else}}b{{repl end}}", "b", "b"),
    ('{{repl range $k, $v := dict "b" 1 "a" 2}}{{repl $k}}={{repl $v}} {{repl end}}', "a=2 b=1 ", "a=2 b=1 "),
    ('{{repl $x := ""}}{{repl range list "a" "b"}}{{repl $x = print $x .}}{{repl end}}{{repl $x}}', "ab", "ab"),
    ("{{repl/* nothing */}}a", "a", "a"),
    ("{{ repl x }} {{replicas}}", "{{ repl x }} {{replicas}}", "{{ repl x }} {{replicas}}"),
    ('{{repl if true}}{{repl $x := "in"}}{{repl end}}{{repl $x}}', "?", "?"),
    ('{{repl $x := "a"}}repl{{ $x }}', "a?".replace("a", ""), "?"),
]


@pytest.mark.parametrize(("text", "online", "airgap"), IDIOMS)
def test_real_idioms(text: str, online: str, airgap: str) -> None:
    assert rendered(text, ONLINE) == [online]
    assert rendered(text, AIRGAP) == [airgap]


class TestPossibilities:
    A = 'ConfigOptionEquals "a" "1"'
    B = 'ConfigOptionEquals "b" "1"'

    def test_a_condition_that_is_not_known_gives_both_branches(self) -> None:
        assert rendered(f"{{{{repl if {self.A}}}}}x{{{{repl else}}}}y{{{{repl end}}}}/z") == ["x/z", "y/z"]

    def test_they_say_what_they_assume(self) -> None:
        value = evaluate(parse_template(f"{{{{repl if {self.A}}}}}x{{{{repl end}}}}"), ONLINE)
        assert [alternative.assumptions for alternative in value.alternatives] == [
            {Assumption('ConfigOption "a"', "1", True)},
            {Assumption('ConfigOption "a"', "1", False)},
        ]

    @pytest.mark.parametrize(
        "condition", [A, f"and ({A}) ({B})", f"not ({A})", f"or ({A}) ({B})", "IsKurl", 'ConfigOption "a"']
    )
    def test_the_same_condition_has_the_same_outcome_everywhere(self, condition: str) -> None:
        one = f"{{{{repl if {condition}}}}}x{{{{repl else}}}}y{{{{repl end}}}}"
        assert sorted(rendered(one + one)) == ["xx", "yy"]

    def test_a_condition_in_a_variable_or_a_ternary_is_the_same_too(self) -> None:
        condition = f"and ({self.A}) ({self.B})"
        one = "{{repl if $c}}x{{repl else}}y{{repl end}}"
        assert sorted(rendered(f"{{{{repl $c := {condition}}}}}{one}{one}")) == ["xx", "yy"]
        one = f'{{{{repl {condition} | ternary "x" "y" }}}}'
        assert sorted(rendered(one + one)) == ["xx", "yy"]

    def test_a_condition_on_a_variable_changes_with_the_variable(self) -> None:
        one = '{{repl if eq $x "1"}}x{{repl else}}y{{repl end}}'
        other = '{{repl if (eq $x "1" | not)}}x{{repl else}}y{{repl end}}'
        text = f'{{{{repl $x := ConfigOption "a"}}}}{one}{other}{{{{repl $x = ConfigOption "b"}}}}{one}{other}'
        assert len(rendered(text)) == 16

    def test_different_conditions_are_combined(self) -> None:
        text = "".join(
            f"{{{{repl if {condition}}}}}x{{{{repl else}}}}y{{{{repl end}}}}" for condition in (self.A, self.B)
        )
        assert sorted(rendered(text)) == ["xx", "xy", "yx", "yy"]

    def test_one_option_of_many_values(self) -> None:
        text = "".join(f'{{{{repl if ConfigOptionEquals "a" "{value}"}}}}{value}{{{{repl end}}}}' for value in range(5))
        assert sorted(rendered(text)) == ["", "0", "1", "2", "3", "4"]

    def test_branches_that_give_the_same_are_certain(self) -> None:
        assert rendered(f"{{{{repl if {self.A}}}}}x{{{{repl else}}}}x{{{{repl end}}}}") != []

    def test_too_many_are_unknown_one_part_at_a_time(self) -> None:
        parts = [
            f'{{{{repl if ConfigOptionEquals "o{n}" "1"}}}}x{{{{repl else}}}}y{{{{repl end}}}}/' for n in range(10)
        ]
        found = rendered("".join(parts))
        assert len(found) == MAX_ALTERNATIVES
        assert all(text.endswith("?/" * 6) and text.startswith(("x", "y")) for text in found)

    def test_a_variable_that_a_branch_sets_has_alternatives(self) -> None:
        text = f'{{{{repl $x := "a"}}}}{{{{repl if {self.A}}}}}{{{{repl $x = "b"}}}}{{{{repl end}}}}{{{{repl $x}}}}{{{{repl $x}}}}'
        assert sorted(rendered(text)) == ["aa", "bb"]

    def test_a_variable_that_is_set_in_both_branches(self) -> None:
        text = f"""{{{{repl $x := "a"}}}}{{{{repl if {self.A}}}}}{{{{repl $x = "b"}}}}{{{{repl else}}}}{{{{repl $x = "c"}}}}{{{{repl end}}}}{{{{repl $x}}}}"""
        assert sorted(rendered(text)) == ["b", "c"]

    def test_a_loop_over_something_unknown(self) -> None:
        text = (
            '{{repl $x := "a"}}{{repl range splitList "," (ConfigOption "a")}}{{repl $x = .}}{{repl end}}/{{repl $x}}'
        )
        assert rendered(text) == ["?/?"]

    def test_a_loop_with_a_jump_is_not_followed(self) -> None:
        assert rendered("{{repl range list 1 2}}{{repl break}}{{repl end}}b") == ["?b"]

    def test_the_ternary_of_an_unknown_condition(self) -> None:
        assert rendered(f'{{{{repl {self.A} | ternary "x" "y" }}}}') == ["x", "y"]

    def test_or_with_something_unknown(self) -> None:
        assert rendered('repl{{or (ConfigOption "ns") "b"}}/c') == ["?/c", "b/c"]


class TestPlaces:
    def test_each_piece_is_where_it_was_written(self) -> None:
        text = 'é{{repl print "a\\x2fb" LocalRegistryHost }}/c'
        (alternative,) = evaluate(parse_template(text, origin="o"), AIRGAP).alternatives
        pieces = pieces_of(alternative.datum)
        assert [piece.text for piece in pieces if isinstance(piece, Known)] == ["é", "a", "/", "b", "/c"]
        assert [piece.exact for piece in pieces if isinstance(piece, Known)] == [True, True, False, True, True]
        assert [text[piece.place.start : piece.place.end] for piece in pieces] == [
            "é",
            "a",
            "\\x2f",
            "b",
            "LocalRegistryHost",
            "/c",
        ]
        assert {piece.place.origin for piece in pieces} == {"o"}

    @pytest.mark.parametrize(
        ("code", "places"),
        [
            ('trimSuffix ":1" "quay.io/a:1"', ["quay.io/a"]),
            ('"  a " | trim', ["a"]),
            ('lower "abc"', ["abc"]),
            ('upper "abc"', ["abc"]),
            ('replace "/" "-" "a/b"', ["a", "-", "b"]),
            ('printf "%s:%s" "a" "b"', ["a", ":", "b"]),
            ('splitList "/" "a/b/c" | last', ["c"]),
            ('join "/" (list "a" "b")', ["a", "/", "b"]),
            ('substr 1 3 "abcd"', ["bc"]),
            ('index (list "a" "b") 1', ["b"]),
            ('default "d" ""', ["d"]),
            ("1.50", ["1.50"]),
        ],
    )
    def test_functions_keep_places(self, code: str, places: list[str]) -> None:
        text = f"{{{{repl {code} }}}}"
        (alternative,) = evaluate(parse_template(text), ONLINE).alternatives
        pieces = pieces_of(alternative.datum)
        assert [text[piece.place.start : piece.place.end] for piece in pieces] == places

    def test_a_piece_in_other_case_is_not_exact(self) -> None:
        (alternative,) = evaluate(parse_template('{{repl upper "abc" }}'), ONLINE).alternatives
        (piece,) = pieces_of(alternative.datum)
        assert isinstance(piece, Known)
        assert (piece.text, piece.exact) == ("ABC", False)

    def test_an_unknown_part_says_why_and_where(self) -> None:
        text = '{{repl ConfigOption "tag" }}'
        (alternative,) = evaluate(parse_template(text), ONLINE).alternatives
        (piece,) = pieces_of(alternative.datum)
        assert isinstance(piece, Unknown)
        assert "tag" in piece.reason
        assert text[piece.place.start : piece.place.end] == 'ConfigOption "tag"'


class TestHelm:
    def world(self, **more: object) -> World:
        values = {
            ("image", "repository"): Text((Known("quay.io/a", Place(5, 14, "values.yaml"), exact=True),)),
            ("image", "tag"): Text(),
        }
        return World(target=Target.HELM, chart_value=values.get, chart={"AppVersion": "1.2"}, **more)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("text", "result"),
        [
            ("{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}", "quay.io/a:1.2"),
            ("{{- with .Values.image }} {{ .repository }}{{ end }}", " quay.io/a"),
            (
                '{{ printf "%s:%s" $.Values.image.repository (.Values.image.tag | default "2" | toString) }}',
                "quay.io/a:2",
            ),
            ("{{ .Values.other.x }}", "?"),
            ("{{ .Release.Name }}-{{ .Chart.Version }}", "?-?"),
            ('{{ define "n" }}{{ .repository }}{{ end }}{{ include "n" .Values.image }}', "quay.io/a"),
            ('{{ include "nosuch" . }}', "?"),
            ("{{ $r := .Values.image.repository | quote }}{{ $r }}", '"quay.io/a"'),
        ],
    )
    def test_charts(self, text: str, result: str) -> None:
        found = rendered(text, self.world(), Dialect.HELM)
        assert result in found

    def test_a_definition_of_another_file_keeps_its_places(self) -> None:
        helpers = '{{ define "image" }}{{ .Values.image.repository }}/x{{ end }}'
        world = self.world(definitions={"image": parse_template(helpers, Dialect.HELM, origin="helpers.tpl")})
        value = evaluate(parse_template('{{ include "image" . }}', Dialect.HELM, origin="a.yaml"), world)
        assert shown(value) == ["quay.io/a/x"]
        places = [piece.place for piece in pieces_of(value.alternatives[0].datum)]
        assert places == [
            Place(5, 14, "values.yaml"),
            Place(helpers.index("/x"), helpers.index("/x") + 2, "helpers.tpl"),
        ]

    def test_a_definition_that_calls_itself_comes_to_an_end(self) -> None:
        assert rendered('{{ define "a" }}x{{ include "a" . }}{{ end }}{{ include "a" . }}', self.world(), Dialect.HELM)
        two = '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}'
        assert rendered(two, self.world(), Dialect.HELM) == ["?"]
