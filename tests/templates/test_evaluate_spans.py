"""Parts of a file: with the variables and conditions around them."""

from __future__ import annotations

import re

import pytest
from template_tools import AIRGAP, ONLINE, shown

from replreg.templates.evaluator import evaluate_spans
from replreg.templates.parser import parse_template
from replreg.templates.values import Assumption
from replreg.templates.worlds import World


def parts(text: str, world: World = ONLINE) -> list[list[str]]:
    """What each part between ‹ and › may render to; [] for one that is not rendered."""
    spans: list[tuple[int, int]] = []
    for number, match in enumerate(re.finditer("‹([^›]*)›", text)):
        start = match.start() - 2 * number
        spans.append((start, start + len(match[1])))
    plain = re.sub("[‹›]", "", text)
    return [shown(value) for value in evaluate_spans(parse_template(plain), world, spans)]


class TestBranches:
    TEXT = """a: ‹before›
{{repl if HasLocalRegistry}}
b: ‹{{repl LocalRegistryHost}}/x›
{{repl else if ConfigOptionEquals "o" "1"}}
c: ‹one/y›
{{repl else}}
d: ‹quay.io/{{repl ConfigOption "t"}}›
{{repl end}}
e: ‹after›
"""

    def test_a_part_that_is_certainly_not_rendered_is_absent(self) -> None:
        assert parts(self.TEXT, AIRGAP) == [["before"], ["<HOST>/x"], [], [], ["after"]]
        assert parts(self.TEXT, ONLINE) == [["before"], [], ["one/y"], ["quay.io/?"], ["after"]]

    def test_a_part_that_may_be_rendered_says_when(self) -> None:
        text = '{{repl if ConfigOptionEquals "o" "1"}}a{{repl else}}b{{repl end}}'
        found = evaluate_spans(parse_template(text), ONLINE, [(38, 39), (52, 53)])
        assert [value.alternatives[0].assumptions for value in found if value] == [
            {Assumption('ConfigOption "o"', "1", True)},
            {Assumption('ConfigOption "o"', "1", False)},
        ]

    def test_nested(self) -> None:
        text = "{{repl if HasLocalRegistry}}{{repl if IsKurl}}‹a›{{repl end}}‹b›{{repl else}}‹c›{{repl if IsKurl}}‹d›{{repl end}}{{repl end}}"
        assert parts(text, AIRGAP) == [["a"], ["b"], [], []]
        assert parts(text, ONLINE) == [[], [], ["c"], ["d"]]

    def test_a_condition_that_cannot_hold_there(self) -> None:
        text = '{{repl if ConfigOptionEquals "o" "1"}}{{repl if ConfigOptionEquals "o" "2"}}‹a›{{repl end}}{{repl end}}'
        assert parts(text) == [[]]


class TestParts:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("‹a›b‹c›", [["a"], ["c"]]),
            ("‹›a‹›", [[""], [""]]),
            ("x‹a{{repl print 1}}b›y", [["a1b"]]),
            ("‹{{repl print 1}}›{{repl print 2}}‹{{repl print 3}}›", [["1"], ["3"]]),
            ("‹a {{repl- print 1}}›", [["a1"]]),
            ("‹{{repl if HasLocalRegistry}}a{{repl else}}b{{repl end}}/c›", [["b/c"]]),
            ("‹{{repl if IsKurl}}a{{repl else}}b{{repl end}}/c›", [["a/c", "b/c"]]),
            ("{{repl if true}}‹a{{repl end}}b›", [["?b"]]),
            ("{{repl if true}}a‹b{{repl else}}c›d{{repl end}}", [["?"]]),
            (
                '{{repl $h := "quay.io"}}x ‹{{repl $h}}/a› {{repl $h = "ghcr.io"}}‹{{repl $h}}/b›',
                [["quay.io/a"], ["ghcr.io/b"]],
            ),
            ('{{repl with "quay.io"}}‹{{repl .}}›{{repl else}}‹b›{{repl end}}', [["quay.io"], []]),
            ('{{repl range list "a" "b"}}‹x/{{repl .}}›{{repl else}}‹c›{{repl end}}‹d›', [["x/?"], ["c"], ["d"]]),
            ('{{repl define "n"}}‹x/{{repl .}}›{{repl end}}‹d›', [["x/?"], ["d"]]),
        ],
    )
    def test_values(self, text: str, found: list[list[str]]) -> None:
        assert parts(text) == found

    def test_a_loop_does_not_change_what_follows_twice(self) -> None:
        text = (
            '{{repl $x := "a"}}{{repl range list 1 2}}{{repl $x = print $x "b"}}‹{{repl $x}}›{{repl end}}‹{{repl $x}}›'
        )
        assert parts(text)[1] == ["abb"]
