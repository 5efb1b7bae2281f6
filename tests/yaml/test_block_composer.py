"""What the lines of a usual document give is what the events of the parser give."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from schema_tools import SHARED, needs_shared

from benchmarks import samples
from replreg.release.dialects import mask_text
from replreg.yaml.block_composer import compose_blocks
from replreg.yaml.block_scalars import block_scalar
from replreg.yaml.composer import Composed, Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose
from replreg.yaml.documents import split_documents
from replreg.yaml.event_composer import compose_events
from replreg.yaml.text import UndecodableText, decode

USUAL = """\
---
# kind: scheduler-kubernetes
name: web  # a comment
"quoted": 'it''s'
empty:
list:
- a: 1
  b:
    -   - x
        - "y"
    -
  c: {}
- redis:6.2
-
- - args: [--port, "80", 'a b']
  - null
script: |-
  if a; then

    b: c
  fi

folded: >+
    one
    two

      three

    four

escaped: "a\\tb"
flow: {a: b, c: ['d', e]}
# the end
"""

USUAL_TEXTS = [
    USUAL,
    USUAL.replace("\n", "\r\n"),
    "- a\n- b",
    "a:\n",
    "  a: b\n  c:\n  - d\n",
    "a: b\na: c\n",
    "a:\n  b: 1\n  b: 2\nc: 3\n",
    "- a: 1\n  a: 2\n- b:\n    c: 1\n    c: 2\n",
    "a: |\n\n\n  b\n \n",
    "a: |\n  b",
    "a: >\n  b\n  \n  c\n\n\n",
    "a: https://b:1/c#d\n",
    "<<: {a: b, a: c}\n",
    "a: \ue000\ue000/b\n",
]

UNUSUAL_TEXTS = [
    "",
    "# a comment\n",
    "a",
    "'a'\n",
    "[a]\n",
    "---\n",
    "a: b\n---\nc: d\n",
    "a: &x b\nc: *x\n",
    "a: !t b\n",
    "a: b\n  c\n",
    'a: "b\n  c"\n',
    "a:\tb\n",
    "a: b\r\rc: d\r",
    "a: |2\n   b\n",
    "a: |\nb: c\n",
    "? a\n: b\n",
    "%YAML 1.1\n---\na: b\n",
    "a: b\n...\n",
    "a: b\u2028c: d\n",
    f"{'a' * 1_001}: b\n",
    f"{'- ' * 401}a\n",
]

MISTAKES = [
    "a: b: c\n",
    "a: b:\n",
    "a: - b\n",
    "a: b\n c: d\n",
    "a:\n  b: c\n d: e\n",
    "- a\nb: c\n",
    "a: b\n- c\n",
    "a: 'b\n",
    "a: 'b' c\n",
    "a: [b\n",
    "a: {b: c: d}\n",
    "a: @b\n",
    "a: %b\n",
    "a: |x\n  b\n",
    "a: |\n    b\n  c\n",
    "a: b\n\tc: d\n",
    "a: \x01\n",
]


def values(composed: Composed) -> list[object]:
    """Everything that is in nodes, in the order of the text, and the places of those in the lists."""
    found: list[object] = []
    stack = list(composed.roots)
    while stack:
        node = stack.pop()
        found.append((type(node), node.start, node.end, node.tag, node.shared))
        if isinstance(node, Scalar):
            found.append((node.value, node.style))
        elif isinstance(node, Sequence):
            found.append((node.flow, len(node.items)))
            stack += node.items
        elif isinstance(node, Mapping):
            found.append((node.flow, len(node.pairs), [(key, value.start) for key, value in node.index.items()]))
            stack += [part for pair in node.pairs for part in pair]
    return [*found, *map(_place, composed.quoted), *map(_place, composed.repeating)]


def _place(node: Node) -> tuple[type[Node], int]:
    return type(node), node.start


def composed_alike(text: str, base: int = 0) -> bool:
    """Check that lines and events give the same; return whether the lines give anything."""
    composed = compose_blocks(text, base)
    if composed is None:
        return False
    assert values(composed) == values(compose_events(text, base))
    return True


@pytest.mark.parametrize("base", [0, 7])
@pytest.mark.parametrize("text", USUAL_TEXTS)
def test_a_usual_text_is_composed_from_its_lines(text: str, base: int) -> None:
    assert composed_alike(text, base)


@pytest.mark.parametrize("text", UNUSUAL_TEXTS)
def test_other_yaml_is_left_to_the_parser(text: str) -> None:
    assert compose_blocks(text) is None
    assert values(compose(text)) == values(compose_events(text))


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_left_to_the_parser(text: str) -> None:
    assert compose_blocks(text) is None
    with pytest.raises(YAMLSyntaxError):
        compose(text)


def test_the_documents_of_a_typical_release_are_composed_from_their_lines() -> None:
    text = mask_text(samples.typical()).text
    spans = split_documents(text)
    assert len(spans) > 10
    assert all(composed_alike(text[start:end], start) for start, end in spans)


BEGINNINGS = ["", "", "---\n", "--- # c\n", "# c\n", "\n", "--- a\n", "...\n", "---\n---\n", "\ufeff"]
INDENTS = ["", "", "  ", "  ", "    ", " ", "   "]
DASHES = ["", "", "", "- ", "- ", "-  ", "- - ", "-"]
KEYS = """a: b: c: "q": 's': 'it''s': <<: -x: é: 1: ...: ---: a#b: ? @x: ~: =: "": (x): a,b: a]b: x{y: - -: :a: a::""".split()
VALUES = [
    *"x x:y x: | |- > >- >+ |+ |2 'a''b' \"a\\n\" [] {} [a] [a,b] {a} &x *x !t - -- -b ? : %x @a `a \ue000 é😀".split(),
    *["x y", "x #c", "x# c", "# c", "x  ", "a - b", "x: y", '"a b"', "'a' # c", "'a'# c", '"a" b', '"a', "'a", "'''"],
    *["[a, b] # c", "['x', \"y\"]", "[a b]", "{a: b}", "{a: 'b', a: c}", "[[a], {b: c}]", "[a", "[-]", "[a,]", "[ ]"],
    *["a\tb", "a\x85b", "a\u2028b", "\xa0x", "- z", "! x", "..."],
]
ENDS = ["\n", "\n", "\n", "\n", "\n\n", "\n  \n", "\n# c\n", "\n   # c\n", "\r\n", "\r", ""]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Lines of a few forms, mostly usual, with any indentation."""
    parts = [draw(st.sampled_from(BEGINNINGS))]
    for _ in range(draw(st.integers(1, 7))):
        key = draw(st.sampled_from(["a:", "b:", "", draw(st.sampled_from(KEYS))]))
        value = draw(st.sampled_from(["", "x", draw(st.sampled_from(VALUES))]))
        space = draw(st.sampled_from([" ", " ", "  ", ""])) if key and value else ""
        parts += [draw(st.sampled_from(INDENTS)), draw(st.sampled_from(DASHES)), key, space, value]
        parts.append(draw(st.sampled_from(ENDS)))
    return "".join(parts)


@given(texts(), st.booleans())
@example("a:\n- b\n\n  # c\n", False)
@example("- - a\n  -\n- b: |\n   c\n", False)
def test_any_text_gives_the_nodes_of_its_events_or_is_left_to_the_parser(text: str, has_returns: bool) -> None:
    composed_alike(text.replace("\n", "\r\n") if has_returns else text)


@needs_shared
@pytest.mark.slow
def test_most_documents_of_real_releases_are_composed_from_their_lines() -> None:
    known = total = 0
    for path in sorted((SHARED / "corpus").rglob("*.y*ml")):
        text = _masked(path)
        for start, end in split_documents(text):
            total += 1
            known += composed_alike(text[start:end], start)
    assert known > 0.9 * total


def _masked(path: Path) -> str:
    try:
        return mask_text(decode(path.read_bytes())[0]).text
    except UndecodableText:
        return ""


def test_a_long_text_of_values_that_are_composed_alone_is_left_to_the_parser() -> None:
    # Starting the parser for each of them takes up to ten times as long.
    assert compose_blocks('- "a\\tb"\n' * 100) is not None
    assert compose_blocks('- "a\\tb"\n' * 1_000) is None
    assert compose_blocks('- "a\\tb"\n- a\n' * 1_000) is not None


class CountedLines(list[str]):
    """Lines that count how many of them are looked at."""

    looked_at = 0

    def __getitem__(self, number: Any) -> Any:
        self.looked_at += 1
        return super().__getitem__(number)

    def __iter__(self) -> Any:
        for line in super().__iter__():
            self.looked_at += 1
            yield line


def test_a_block_scalar_looks_at_its_own_lines_alone() -> None:
    # With each of many looking at all lines before it, a file would take time by the square of their number.
    lines = CountedLines(["a: |", "  b"] * 500)
    assert block_scalar(lines, 500, 3, 0) == ("b\n", 502, len("a: |\n  b\n"))
    assert lines.looked_at < 20


def memory_of(text: str) -> tuple[int, int]:
    """Return how many bytes are kept after a text was composed, and how many there were at most meanwhile."""
    gc.collect()
    tracemalloc.start()
    try:
        compose_blocks(text)
        gc.collect()
        return tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()


def test_a_very_long_line_takes_little_memory() -> None:
    # An expression with a repeated group keeps more than 100 bytes for each time that the group matches.
    text = f"a: {'b:' * 200_000}c\n"
    assert memory_of(text)[1] < 10 * len(text)


@pytest.mark.slow
def test_few_lines_of_a_text_are_kept() -> None:
    # Of these lines, all would take 14 MB, and the most that are kept 6 MB.
    assert memory_of("".join(f"a: {number}\n" for number in range(50_000)))[0] < 9_000_000
    assert memory_of("".join(f"- {'b' * 3_000}{number}\n" for number in range(50)))[0] < 50_000
