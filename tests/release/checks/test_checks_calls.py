"""Calls of template functions in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.release.checks.calls import calls

NAMES = ("ConfigOption", "ContainerExposedPort")


def texts(text: str) -> list[tuple[str, list[str | None]]]:
    return [(one.name, [argument and argument.text for argument in one.arguments]) for one in calls(text, NAMES)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ('{{repl ConfigOption "a"}}', [("ConfigOption", ["a"])]),
        ('repl{{ ConfigOption "a" }}', [("ConfigOption", ["a"])]),
        ('ConfigOption "a"', []),
        ('{{repl ContainerExposedPort "a" "b" "c" }}', [("ContainerExposedPort", ["a", "b", "c"])]),
        ('x: "{{repl ConfigOption \\"a\\" }}"', [("ConfigOption", ["a"])]),
        ("{{repl ConfigOption `a` }}", [("ConfigOption", ["a"])]),
        ("{{repl ConfigOption $x }}", [("ConfigOption", [None])]),
        ('{{repl ContainerExposedPort (print "a") "b" }}', [("ContainerExposedPort", [None])]),
        ('{{repl print (ConfigOption "a") (ConfigOption "b") }}', [("ConfigOption", ["a"]), ("ConfigOption", ["b"])]),
        ('{{repl print "ConfigOption" "a" }}', []),
        ('{{repl print "x ConfigOption \\"a\\"" (ConfigOption "b") }}', [("ConfigOption", ["b"])]),
        ('{{repl "a" | ConfigOption }}', [("ConfigOption", ["a"])]),
        ('{{repl ConfigOptions "a" }}', []),
        ('a: b # {{repl ConfigOption "a"}}', []),
        ('{{repl/* ConfigOption "a" */}}', []),
        ('{{repl ConfigOption "a\\\\b"}}', [("ConfigOption", ["a\\b"])]),
        ('{{repl ConfigOption}}', [("ConfigOption", [])]),
    ],
)  # fmt: skip
def test_calls(text: str, expected: list[tuple[str, list[str | None]]]) -> None:
    assert texts(text) == expected


def test_places_are_those_of_the_text() -> None:
    text = 'ä: {{repl ConfigOption "näme" }}'
    (one,) = calls(text, NAMES)
    argument = one.argument(0)
    assert argument is not None and text[argument.start : argument.end] == "näme"
    assert text.startswith("ConfigOption", one.start)
    assert one.argument(1) is None


@given(st.text(alphabet='{}repl "`\\|(#\nConfigOption', max_size=60), st.booleans())
def test_every_text_can_be_searched(text: str, is_template: bool) -> None:
    whole = f'{{{{repl {text} ConfigOption "a" }}}}' if is_template else text
    for one in calls(whole, NAMES):
        for argument in one.arguments:
            assert argument is None or 0 <= argument.start <= argument.end <= len(whole)


def test_many_calls_in_one_template_take_no_longer_each() -> None:
    text = "{{repl print " + '(ConfigOption "a") ' * 20_000 + "}}"
    assert len(calls(text, NAMES)) == 20_000
