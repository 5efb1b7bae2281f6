from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replreg.yaml.templates import HELM, MASK, mask, template_spans
from replreg.yaml.text import LineIndex

TOKENS = [
    *["{{repl ", "repl{{ ", "{{repl- ", "}}", "-}}", "{{", "}", '"', "`", "\\", '\\"', "'", "\n", "\r\n", " ", "  "],
    *["a", "x: ", "if x", "else", "end", "range .", "$v := 1", "/* c */", "# ", "- ", "---\n", MASK, "\ufeff", "😀"],
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=25).map("".join)


def expressions(text: str) -> list[str]:
    return [text[template.start : template.end] for template in template_spans(text)]


def shown(text: str) -> str:
    """The masked text with `_` for each covered character."""
    return mask(text).text.replace(MASK, "_")


class TestSpans:
    @pytest.mark.parametrize(
        "expression",
        [
            '{{repl ConfigOption "tag"}}',
            '{{repl ConfigOption "tag" }}',
            '{{repl  ConfigOption "a b" | Trim }}',
            '{{repl ConfigOption "a\\"b}}c" }}',
            '{{repl print "}}" }}',
            '{{repl print `}} "` }}',
            "{{repl print `a\nb}}` }}",
            '{{repl ConfigOption \\"tag\\" }}',
            '{{repl ConfigOption "it\'s" }}',
            "{{repl if x}}",
            "{{repl-if x}}",
            "{{repl- if x -}}",
            "{{repl}}",
            "{{repl\tx}}",
            "{{repl\nx\n}}",
            '{{repl .x\r\n  | default "y"\r\n}}',
            "repl{{ x }}",
            'repl{{ ConfigOption "tag" }}',
            "repl{{x}}",
            "repl{{- if x -}}",
            "{{repl (index .a 0).b }}",
            '{{repl print "\\\\" }}',
            "{{repl 'a' }}",
            '{{repl ConfigOption "{{x}}" }}',
            "{{repl😀}}",
        ],
    )
    @pytest.mark.parametrize(
        ("before", "after"), [("", ""), ("image: a/b:", "\n"), ('x: "', '"\r\n'), ("{{ Other }}", "}}"), ("é😀{", "}")]
    )
    def test_an_expression_is_found_anywhere(self, expression: str, before: str, after: str) -> None:
        (template,) = template_spans(before + expression + after)
        assert (template.start, template.end) == (len(before), len(before) + len(expression))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a: b",
            "{{ .Values.image }}",
            "{{replicas}}",
            "{{repl_x}}",
            "{{repl1}}",
            "{{ repl x }}",
            "repl {{ x }}",
            "${VAR:-x}",
            "{repl x}",
            "{{repl never closed",
            "{{repl never } } closed",
            "{{repl `never` closed",
        ],
    )
    def test_texts_without_an_expression(self, text: str) -> None:
        assert expressions(text) == []
        assert mask(text).text == text

    def test_several_on_a_line(self) -> None:
        text = "a: {{repl x}}/{{repl y}}:repl{{ z }}{{repl w}} b"
        assert expressions(text) == ["{{repl x}}", "{{repl y}}", "repl{{ z }}", "{{repl w}}"]

    @pytest.mark.parametrize("quote", ['"', "`", '"\n', '"a\r\n'])
    def test_quotes_that_do_not_pair_up(self, quote: str) -> None:
        text = f"a: {{{{repl print {quote} }}}} b\nc: d }}}}"
        assert expressions(text) == [f"{{{{repl print {quote} }}}}"]

    @pytest.mark.parametrize("unclosed", ["{{repl if x", "repl{{ x", '{{repl print "', "{{repl print `a"])
    def test_an_unclosed_one_does_not_cover_the_lines_to_the_next(self, unclosed: str) -> None:
        text = f"a: {unclosed}\nimage: quay.io/ns/app:1\nb: {{{{repl y}}}}\n"
        if "`" not in unclosed:
            assert expressions(text) == ["{{repl y}}"]
        assert "\nimage: quay.io/ns/app:1\n" in mask(text).text

    def test_an_unclosed_one_at_the_end(self) -> None:
        assert expressions("a: {{repl x}}\nb: {{repl y") == ["{{repl x}}"]
        assert expressions('a: {{repl x}}\nb: {{repl "y') == ["{{repl x}}"]

    @pytest.mark.parametrize(
        ("expression", "control"),
        [
            ("{{repl if x}}", True),
            ("{{repl else}}", True),
            ("{{repl else if x}}", True),
            ("{{repl end}}", True),
            ("{{repl range $i, $x := .y}}", True),
            ("{{repl with x}}", True),
            ('{{repl define "x"}}', True),
            ('{{repl template "x"}}', False),
            ("{{repl break}}", True),
            ("{{repl /* a comment */}}", True),
            ("{{repl $x := 1}}", True),
            ("{{repl $x = 1}}", True),
            ("{{repl $i, $x := f}}", True),
            ("{{repl- end -}}", True),
            ("{{repl\nif x}}", True),
            ("repl{{ if x }}", True),
            ("repl{{if x}}", True),
            ("{{repl iffy}}", False),
            ("{{repl endpoint}}", False),
            ("{{repl $x}}", False),
            ("{{repl x}}", False),
            ('{{repl print "if"}}', False),
            ("{{repl x == 1}}", False),
        ],
    )
    def test_control_flow(self, expression: str, control: bool) -> None:
        (template,) = template_spans(f"a {expression} b")
        assert template.control is control


class TestMask:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("image: a:{{repl x}}", "image: a:__________"),
            ("{{repl x}}: 1", "__________: 1"),
            ("a: repl{{ x }}\n", "a: ___________\n"),
            ("a: '{{repl x}}'b", "a: '__________'b"),
            ("a: {{repl\nx}}\n", "a: __________\n"),
            ("{{repl if x}}\na: 1\n{{repl end}}\n", "             \na: 1\n            \n"),
            ("  {{repl if x}}  \r\na: 1\r\n", "                 \r\na: 1\r\n"),
            ("{{repl if x}} # why\na: 1", "              # why\na: 1"),
            ("{{repl if x}}{{repl if y}}\na: 1", "                          \na: 1"),
            ("{{repl if x}} {{repl y}}\na: 1", "_____________ __________\na: 1"),
            ("a: {{repl if x}}1{{repl end}}\n", "a: _____________1____________\n"),
            ("{{repl x}}\na: 1", "__________\na: 1"),
            ("{{repl if x}}- a\n", "_____________- a\n"),
            ("- {{repl if x}}\n", "- _____________\n"),
            ("\ufeff{{repl if x}}\na: 1", "\ufeff             \na: 1"),
            ("a: 1\r{{repl end}}\rb: 2", "a: 1\r            \rb: 2"),
            ("{{repl /* a\nb */}}\nc: 1", "                  \nc: 1"),
            ("{{repl if\n x}} {{repl end}} # c\nc: 1", " " * 27 + " # c\nc: 1"),
            ("{{repl x}}\n{{repl if y}}\n{{repl z}}", "__________\n             \n__________"),
            ("# {{repl if x}} text\na: 1", "# _____________ text\na: 1"),
        ],
    )
    def test_values_are_covered_and_control_lines_are_blank(self, text: str, expected: str) -> None:
        assert shown(text) == expected

    def test_a_text_without_templates_stays_the_same(self) -> None:
        text = "a: {{ .Values.x }} ${y}\r\n"
        assert mask(text).text is text
        assert mask(text).templates == ()

    def test_the_covering_character_in_a_file_is_not_a_template(self) -> None:
        masked = mask(f"a: {MASK}\nb: {{{{repl x}}}}")
        assert masked.text.count(MASK) == 10
        assert len(masked.text) == 18

    @given(SOUP)
    @example('{{repl "{{repl `}}"`}}')
    @example('{{repl \\" }}"}}')
    def test_only_expressions_are_covered(self, text: str) -> None:
        masked = mask(text)
        assert masked.templates == template_spans(text)
        assert len(masked.text) == len(text)
        position = 0
        for template in masked.templates:
            assert text[template.start :].startswith(("{{repl", "repl{{"))
            assert text[: template.end].endswith("}}")
            assert masked.text[position : template.start] == text[position : template.start].replace(MASK, "\ue001")
            covered = masked.text[template.start : template.end]
            assert set(covered) == ({" "} if covered[0] == " " else {MASK})
            assert covered[0] == MASK or template.control
            position = template.end
        assert masked.text[position:] == text[position:].replace(MASK, "\ue001")

    @given(SOUP)
    def test_lines_keep_their_places(self, text: str) -> None:
        masked = mask(text)
        within = [range(template.start, template.end) for template in masked.templates]
        starts = [start for start in LineIndex(text).starts if not any(start - 1 in span for span in within)]
        assert LineIndex(masked.text).starts == starts

    @pytest.mark.parametrize(
        "unit",
        [
            "{{repl ",
            "repl{{",
            "{{repl x}} ",
            "{{repl if x}}\n",
            "{{repl if x}}\r",
            "{{repl `",
            '{{repl "',
            '{{repl "\n',
            "}}{{repl {{repl ",
            '{{repl "}}{{repl" ',
            '{{repl "`}}{{repl`" ',
            '{{repl `"}}',
            "{{repl $x",
            "{{repl \\",
            "`",
            "}}",
            MASK,
        ],
    )
    def test_long_texts_take_linear_time(self, unit: str) -> None:
        text = "{{repl " + unit * (200_000 // len(unit))
        assert len(mask(text).text) == len(text)


def as_helm(text: str) -> str:
    """The text with Helm's templates masked, with `_` for each covered character."""
    return mask(text, HELM).text.replace(MASK, "_")


class TestHelm:
    """The dialect of charts and of other files that Helm renders."""

    @pytest.mark.parametrize(
        "expression",
        [
            "{{ .Values.image }}",
            "{{- .Values.image -}}",
            "{{.Values.image}}",
            '{{ printf "%s}}" .x }}',
            "{{ `}}` }}",
            '{{ include "x" . | quote }}',
            '{{repl ConfigOption "x" }}',
            'repl{{ ConfigOption "x" }}',
            "{{ default\n  1 .x }}",
        ],
    )
    def test_an_expression_is_covered(self, expression: str) -> None:
        expression = expression.replace("\\n", "\n")
        assert as_helm(f"a: x/{expression}/y\n") == f"a: x/{'_' * len(expression)}/y\n"

    @pytest.mark.parametrize(
        "line",
        [
            "{{- if .x }}",
            "  {{- else if and (eq .a 1) }}",
            "{{ end }}  # why",
            "{{- range $k, $v := .x }}",
            "{{- $a := 1 -}}",
            "{{/* it's \"quoted }} */}}",
            "{{- /* two\n lines */ -}}",
            '{{- include "labels" . | nindent 4 }}',
            '    {{ include "labels" . | indent 4 }}',
            "{{- toYaml .x }}",
            '{{ template "x" . }}',
            "{{- tpl (toYaml .x) $ | nindent 8 }}",
        ],
    )
    def test_a_line_that_makes_no_value_or_whole_lines_is_blank(self, line: str) -> None:
        masked = as_helm(f"a: 1\n{line}\nb: 2\n")
        assert len(masked) == len(line) + 11
        assert masked.split("\n", 1)[1].rsplit("\nb", 1)[0].partition("#")[0].strip() == ""

    def test_lines_that_an_expression_puts_below_a_key(self) -> None:
        text = 'labels: {{- include "labels" . | nindent 4 }}\n  a: b\nname: {{ toYaml .x | nindent 4 }} c\n'
        blank = " " * len('{{- include "labels" . | nindent 4 }}')
        covered = "_" * len("{{ toYaml .x | nindent 4 }}")
        assert as_helm(text) == f"labels: {blank}\n  a: b\nname: {covered} c\n"

    def test_an_expression_alone_on_its_line_may_be_a_value(self) -> None:
        assert as_helm("a: |\n  {{ .x }}\n") == "a: |\n  ________\n"

    @pytest.mark.parametrize("text", ["{{ never closed", "{{/* never closed", "{{/* a */ b", "}}", "{ { x } }", "${x}"])
    def test_texts_without_an_expression(self, text: str) -> None:
        assert template_spans(text, HELM) == ()

    def test_the_dialect_of_the_platform_does_not_cover_them(self) -> None:
        text = "a: {{ .Values.x }}\n{{- if y }}\n"
        assert mask(text).text == text

    @given(SOUP | st.text(alphabet='{}/*-"`| \nnindet', max_size=60))
    def test_any_text_keeps_its_length(self, text: str) -> None:
        masked = mask(text, HELM)
        assert len(masked.text) == len(text)
        assert [s.start for s in masked.templates] == sorted(s.start for s in masked.templates)


@given(SOUP, st.integers(0, 80), st.integers(0, 80))
@example("a {{repl x}}", 2, 12)
def test_where_expressions_are(text, start, end):
    found = template_spans(text)
    start, end = sorted((start, end))
    assert list(found.within(start, end)) == [item for item in found if start <= item.start < end]
    assert found.contain(start) is any(item.start <= start < item.end for item in found)
    assert found.have_control(start, end) is any(item.control and start <= item.start < end for item in found)


def test_text_after_an_expression_does_not_make_it_a_block_of_lines():
    for rest in ("b: 'x | indent 2'\n", "b: 'x | nindent 2'\n"):
        text = "{{ .Values.a }}\n" + rest
        assert mask(text, HELM).text == MASK * 15 + "\n" + rest
    for call in ("{{ .Values.a | indent 2 }}", '{{ include "a" . }}'):
        assert mask(call + "\nb: c\n", HELM).text == " " * len(call) + "\nb: c\n"


def test_comments_of_helm_end_where_each_ends():
    text = "{{/* a }} */}} {{- /* b */ -}}\nc: {{/* d */}}e {{/* f\n"
    assert [text[slice(*item[:2])] for item in template_spans(text, HELM)] == [
        "{{/* a }} */}}",
        "{{- /* b */ -}}",
        "{{/* d */}}",
    ]
