from __future__ import annotations

import pytest

from replreg.templates.calls import find_calls
from replreg.templates.parser import parse_template


def calls(text: str, *names: str) -> list[tuple[str, list[str | None]]]:
    return [
        (call.name, [argument.literal.known if argument.literal else None for argument in call.arguments])
        for call in find_calls(parse_template(text), names or None)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{{repl F "a" `b` 1 }}', [("F", ["a", "b", None])]),
        ("{{repl F }}", [("F", [])]),
        ('{{repl "a" | F "b" }}', [("F", ["b", "a"])]),
        ('{{repl "a" | G | F }}', [("G", ["a"]), ("F", [None])]),
        ('{{repl G (F "a") (F "b") }}', [("G", [None, None]), ("F", ["a"]), ("F", ["b"])]),
        ("{{repl G F }}", [("G", [None]), ("F", [])]),
        ('{{repl (F "a").b }}', [("F", ["a"])]),
        (
            '{{repl if F "a"}}{{repl F "b"}}{{repl else if F "c"}}{{repl else}}{{repl F "d"}}{{repl end}}',
            [("F", [x]) for x in "abcd"],
        ),
        ('{{repl range F "a"}}{{repl F "b"}}{{repl else}}{{repl F "c"}}{{repl end}}', [("F", [x]) for x in "abc"]),
        ('{{repl define "x"}}{{repl F "a"}}{{repl end}}{{repl template "x" (F "b")}}', [("F", ["a"]), ("F", ["b"])]),
        ('{{repl $x := F "a"}}repl{{ F "b" }}', [("F", ["a"]), ("F", ["b"])]),
    ],
)
def test_every_call_is_found(text: str, found: list[tuple[str, list[str | None]]]) -> None:
    assert calls(text) == found


def test_only_the_names_that_are_asked_for() -> None:
    assert calls('{{repl F (G "a") }}', "G", "H") == [("G", ["a"])]


def test_places() -> None:
    text = 'x: {{repl LocalImageName "quay.io\\x2fa" }}'
    (call,) = find_calls(parse_template(text, origin="o"))
    assert text[call.start : call.end] == 'LocalImageName "quay.io\\x2fa"'
    (argument,) = call.arguments
    assert text[argument.start : argument.end] == '"quay.io\\x2fa"'
    assert argument.literal is not None
    assert [text[piece.place.start : piece.place.end] for piece in argument.literal.pieces] == ["quay.io", "\\x2f", "a"]
    assert {piece.place.origin for piece in argument.literal.pieces} == {"o"}
