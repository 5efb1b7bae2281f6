"""What holds for every text: no crash, true places, and work in proportion to the size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from effort import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from template_tools import ONLINE, WORLDS, all_pieces, count_calls, places_hold, rendered

from replreg.templates.calls import find_calls
from replreg.templates.evaluator import evaluate, evaluate_spans
from replreg.templates.lexer import Dialect, TemplateError
from replreg.templates.parser import parse_template
from replreg.templates.values import MAX_ALTERNATIVES, Known, Text
from replreg.templates.worlds import Target, World

TOKENS = [
    *[
        "{{repl ",
        "repl{{ ",
        "{{repl- ",
        "{{ ",
        "}}",
        " -}}",
        "(",
        ")",
        "|",
        ",",
        ".",
        ":=",
        "=",
        "$",
        "$x",
        ".a",
        "\\",
        "{",
        "-",
    ],
    *[
        '"',
        "`",
        "'",
        '"a/b"',
        "`c`",
        '"\\x2f\\n"',
        "1",
        "-2.5",
        "0x1f",
        "true",
        "nil",
        " ",
        "\n",
        "\r\n",
        "é",
        "😀",
        "\0",
    ],
    *["if ", "else ", "else if ", "end ", "range ", "with ", "define ", "block ", "template ", "break ", "/* ", " */"],
    *[
        "print ",
        "printf ",
        "ternary ",
        "default ",
        "HasLocalRegistry ",
        "LocalRegistryHost ",
        "LocalImageName ",
        "ConfigOption ",
    ],
    *[
        "trimSuffix ",
        "replace ",
        "split ",
        "list ",
        "dict ",
        "index ",
        "and ",
        "eq ",
        "substr ",
        "ReplicatedImageName ",
        "HelmValue ",
    ],
]
SOUP = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)

STRINGS = st.text(st.sampled_from('ab/:.-@A é\\"\n'), max_size=12).map(
    lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
)
ATOMS = st.one_of(
    STRINGS,
    st.sampled_from(["1", "-1", "2.5", "true", "false", "nil", ".", "$x", "$x.a", ".Values.a", "Namespace", "IsKurl"]),
    st.sampled_from(["HasLocalRegistry", "LocalRegistryHost", "LocalRegistryAddress", "ImagePullSecretName"]),
    st.sampled_from(['ConfigOption "a"', 'ConfigOptionEquals "a" "1"', 'LicenseFieldValue "appSlug"']).map(
        "({})".format
    ),
)
FUNCTIONS = st.sampled_from(
    "and or not eq ne lt default ternary coalesce empty print println printf quote squote cat lower upper title trim "
    "trimAll trimPrefix trimSuffix nospace replace contains hasPrefix hasSuffix substr trunc indent nindent repeat "
    "toString atoi int b64enc b64dec list dict get hasKey dig index len first last rest initial reverse uniq has keys "
    "values split splitList join Split Trim ParseBool UrlEncode LocalImageName ReplicatedImageName "
    "ReplicatedImageRegistry HelmValue ConfigOption ConfigOptionEquals LicenseFieldValue nosuch".split()
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(FUNCTIONS, st.lists(inner, max_size=4)).map(lambda call: f"({' '.join([call[0], *call[1]])})"),
        st.tuples(inner, FUNCTIONS, inner).map(lambda parts: f"({parts[0]} | {parts[1]} {parts[2]})"),
    ),
    max_leaves=8,
)
LITERALS = st.text(st.sampled_from("ab/:\n é{}"), max_size=6)
BODIES = st.recursive(
    st.one_of(
        LITERALS,
        EXPRESSIONS.map("{{{{repl {} }}}}".format),
        EXPRESSIONS.map("repl{{{{- {} -}}}}".format),
        EXPRESSIONS.map("{{{{repl $x := {} }}}}".format),
        EXPRESSIONS.map("{{{{repl $x = {} }}}}".format),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(EXPRESSIONS, inner, EXPRESSIONS, inner, inner).map(
            lambda p: (
                f"{{{{repl if {p[0]}}}}}{p[1]}{{{{repl else if {p[2]}}}}}{p[3]}{{{{repl else}}}}{p[4]}{{{{repl end}}}}"
            )
        ),
        st.tuples(EXPRESSIONS, inner, inner).map(
            lambda p: f"{{{{repl with {p[0]}}}}}{p[1]}{{{{repl else}}}}{p[2]}{{{{repl end}}}}"
        ),
        st.tuples(EXPRESSIONS, inner, inner).map(
            lambda p: f"{{{{repl range {p[0]}}}}}{p[1]}{{{{repl else}}}}{p[2]}{{{{repl end}}}}"
        ),
    ),
    max_leaves=8,
)
OPTIONS = World(config_options={"a": "1"}, chart_value=lambda path: Text((Known("v"),)), app_slug="my-app")
ALL_WORLDS = (*WORLDS, OPTIONS, OPTIONS._replace(target=Target.EMBEDDED_CLUSTER_3))


def check(text: str, dialect: Dialect, world: World) -> None:
    """Evaluate a text in every way; whatever is in it, this returns, and the places are true."""
    try:
        template = parse_template(text, dialect)
    except TemplateError as error:
        assert 0 <= error.offset <= len(text)
        assert error.reason
        return
    value = evaluate(template, world)
    assert 1 <= len(value.alternatives) <= MAX_ALTERNATIVES
    assert all(isinstance(alternative.datum, Text) for alternative in value.alternatives)
    assert places_hold(text, value)
    assert all(piece.text for piece in all_pieces(value) if isinstance(piece, Known))
    third = len(text) // 3
    for part in evaluate_spans(template, world, [(0, third), (third, 2 * third), (2 * third, len(text))]):
        assert part is None or places_hold(text, part)
    assert evaluate_spans(template, world, [(0, len(text))]) == [value]
    for call in find_calls(template):
        assert text[call.start : call.end].startswith(call.name)


@given(SOUP, st.sampled_from(Dialect), st.sampled_from(ALL_WORLDS))
@example('{{repl "" | default }}', Dialect.PLATFORM, ONLINE)
@example("{{repl block `c` . }}", Dialect.PLATFORM, ONLINE)
def test_any_tokens(text: str, dialect: Dialect, world: World) -> None:
    check(text, dialect, world)


@given(st.text(max_size=30).map("{{{{repl {} }}}}".format), st.sampled_from(ALL_WORLDS))
def test_any_characters(text: str, world: World) -> None:
    check(text, Dialect.PLATFORM, world)


@pytest.mark.slow
@settings(max_examples=examples(400))
@given(st.lists(BODIES, max_size=4).map("".join), st.sampled_from(ALL_WORLDS))
def test_any_template(text: str, world: World) -> None:
    check(text, Dialect.PLATFORM, world)


@given(LITERALS, st.lists(STRINGS, min_size=1, max_size=3), LITERALS)
def test_known_strings_are_rendered_as_the_platform_renders_them(before: str, strings: list[str], after: str) -> None:
    template = f"{before}\n{{{{repl print {' '.join(strings)} }}}}\n{after}"
    meant = "".join(string[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\") for string in strings)
    if "\\\\n" not in "".join(strings) and "{{" not in before + after:
        assert rendered(template) == [f"{before}\n{meant}\n{after}"]


SHAPES: dict[str, Callable[[int], str]] = {
    "text": lambda n: "a b\n" * n,
    "actions": lambda n: '{{repl print "a" LocalRegistryHost }}/' * n,
    "other braces": lambda n: "{{ repl {{ x }} " * n,
    "white space": lambda n: "{{repl print 1 " + " " * n + "}}" + " " * n,
    "trimmed": lambda n: " \n {{repl- 1 -}} \n " * n,
    "escapes": lambda n: '{{repl print "' + "\\x2f" * n + '" }}',
    "long string": lambda n: '{{repl print "' + "a" * n + '" }}',
    "arguments": lambda n: "{{repl print" + ' "a"' * n + " }}",
    "conditions": lambda n: "{{repl and" + ' (ConfigOptionEquals "a" "1")' * n + " }}",
    "different conditions": lambda n: "".join(
        f'{{{{repl if ConfigOptionEquals "o{i}" "1"}}}}a{{{{repl end}}}}' for i in range(n)
    ),
    "one condition": lambda n: '{{repl if ConfigOptionEquals "a" "1"}}x{{repl else}}y{{repl end}}' * n,
    "branches": lambda n: "{{repl if IsKurl}}" + '{{repl else if ConfigOptionEquals "a" "1"}}x' * n + "{{repl end}}",
    "pipes": lambda n: '{{repl "a"' + " | lower" * n + " }}",
    "uncertain pipes": lambda n: "{{repl IsKurl" + " | not" * n + " }}",
    "variables": lambda n: "".join(f"{{{{repl $v{i} := 1}}}}{{{{repl $v{i}}}}}" for i in range(n)),
    "assignments": lambda n: '{{repl $x := "a"}}' + "{{repl if IsKurl}}{{repl $x = print 1}}{{repl end}}" * n,
    "growing": lambda n: '{{repl $x := "a"}}' + "{{repl $x = print $x}}" * n,
    "doubling": lambda n: '{{repl $x := "a"}}' + "{{repl $x = print $x $x}}" * n,
    "loops": lambda n: "{{repl range list 1 2 3}}{{repl .}}{{repl end}}" * n,
    "list": lambda n: "{{repl range list" + " 1" * n + "}}{{repl .}}{{repl end}}",
    "splits": lambda n: '{{repl splitList "/" "' + "a/" * n + '" | join "-" | replace "-" "/" }}',
    "symbols": lambda n: "{{repl LocalRegistryHost }}{{repl LocalRegistryHost }}" * n,
    "options": lambda n: '{{repl ConfigOption "a" }}/' * n,
    "fields": lambda n: "{{repl $x" + ".a" * n + " }}",
    "definitions": lambda n: "".join(
        f'{{{{repl define "d{i}"}}}}a{{{{repl end}}}}{{{{repl template "d{i}"}}}}' for i in range(n)
    ),
    "chart values": lambda n: "{{repl .Values.a.b }}" * n,
    "images": lambda n: '{{repl LocalImageName "quay.io/a/b:1" }}{{repl ReplicatedImageName "quay.io/a/b:1" }}' * n,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "world", [pytest.param(ALL_WORLDS[1], marks=pytest.mark.slow), ALL_WORLDS[-1]], ids=["airgap", "options"]
)
def test_work_is_in_proportion_to_the_size(shape: str, world: World) -> None:
    def work(n: int) -> int:
        text = SHAPES[shape](n)
        template = parse_template(text)
        step = max(len(text) // 50, 1) if n else 1
        spans = [(start, start + 1) for start in range(0, len(text) - 1, step)]
        return count_calls(
            lambda: (
                parse_template(text),
                evaluate(template, world),
                evaluate_spans(template, world, spans),
                find_calls(template),
            )
        )

    work(1)  # what is compiled or imported at first
    small, large = work(30), work(120)
    assert large <= 4.6 * small + 1_000


HUGE = {
    "doubling": '{{repl $x := "aaaaaaaa"}}' + "{{repl $x = print $x $x}}" * 60 + "{{repl $x}}",
    "loops in loops": "{{repl range 9999}}" * 5 + "a" + "{{repl end}}" * 5,
    "repeat": '{{repl repeat 90000 "a" | repeat 1000 | repeat 1000 }}',
    "lists of lists": "{{repl $x := list 1}}" + "{{repl $x = list $x $x}}" * 60 + "{{repl $x}}",
    "replace": "{{repl $x := repeat 30000 `a`}}{{repl replace `a` $x $x }}",
    "join": "{{repl $x := splitList `a` (repeat 90000 `a`)}}{{repl join (repeat 90000 `b`) $x }}",
    "definitions": "".join(
        f'{{{{repl define "d{n}"}}}}' + f'{{{{repl template "d{n + 1}"}}}}' * 9 + "{{repl end}}" for n in range(30)
    )
    + '{{repl template "d0"}}',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HUGE)
def test_a_small_template_does_not_make_much_work(name: str) -> None:
    template = parse_template(HUGE[name])
    evaluate(parse_template("{{repl print 1}}"), ONLINE)  # what is imported at first
    assert count_calls(lambda: evaluate(template, ONLINE)) < 5_000_000
