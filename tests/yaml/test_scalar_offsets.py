"""Scalars are written in every style with a note of where each character goes, and read back."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from replreg.yaml.composer import Mapping, Scalar, Sequence, compose
from replreg.yaml.offset_maps import PiecewiseMap
from replreg.yaml.scalar_offsets import content_span, unquoted, value_map

WORDS = st.text("abz09./:_-@é😀", min_size=1, max_size=6).filter(
    lambda word: word[0] not in ":-@" and word[-1] != ":" and ".." not in word
)
CHARACTERS = st.characters(codec="utf-16-le", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff")
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])
PROPERTIES = st.sampled_from(["", "&a ", "!!str ", "!x ", "&a !!str ", "!!str &a  ", "&a # why\n   ", "!!str\n   "])


class Writer:
    """A text that grows, and the spans of the characters of a value in it."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.value = ""
        self.spans: list[tuple[int, int]] = []

    def put(self, source: str, character: str = "") -> None:
        """Write ``source``, which is read as ``character`` of the value, or as nothing."""
        start = len(self.text)
        self.text += source
        if character:
            self.value += character
            self.spans.append((start, len(self.text)))

    def put_each(self, characters: str) -> None:
        for character in characters:
            self.put(character, character)

    def fold(self, line_break: str, indent: str, feeds: int, joint: str = " ", trailing: str = "") -> None:
        """Write a line break, ``feeds`` empty lines and the next line's indentation."""
        self.put(trailing)
        if not feeds:
            self.put(line_break + indent, joint)
            return
        for number in range(feeds):
            source = line_break * 2 if number == 0 else line_break
            self.put(source + (indent if number == feeds - 1 else ""), "\n")


def scalar_in(text: str) -> Scalar:
    """The scalar under the key ``key``."""
    node = compose(text).roots[0]
    while not isinstance(node, Scalar):
        if isinstance(node, Sequence):
            node = node.items[0]
        else:
            assert isinstance(node, Mapping)
            found = node.get("key")
            assert found is not None
            node = found
    return node


def map_of(text: str) -> tuple[Scalar, PiecewiseMap | None]:
    scalar = scalar_in(text)
    return scalar, value_map(text, scalar)


def check(writer: Writer, after: str) -> None:
    text = writer.text + after
    scalar, offsets = map_of(text)
    assert scalar.value == writer.value
    if not writer.value:
        return
    assert offsets is not None
    assert [offsets.span(n, n + 1) for n in range(len(writer.value))] == writer.spans
    assert offsets.span(0, len(writer.value)) == (writer.spans[0][0], writer.spans[-1][1])


def started(draw: st.DrawFn, line_break: str) -> Writer:
    before = draw(st.sampled_from(["key: ", "a: é😀\nkey:   ", "- key: ", "# c\nkey: ", "\n? b\n: c\nkey: "]))
    return Writer((before + draw(PROPERTIES)).replace("\n", line_break))


AFTER = st.sampled_from(["", "\n", "\n\n", "   # why\n", "\nb: c\n"])


@st.composite
def plain(draw: st.DrawFn) -> tuple[Writer, str]:
    line_break = draw(BREAKS)
    writer = started(draw, line_break)
    writer.put_each(draw(WORDS))
    for word in draw(st.lists(WORDS, max_size=4)):
        if draw(st.booleans()):
            writer.put_each(draw(st.sampled_from([" ", "  ", "'", '"', "#", "\\"])))
        else:
            writer.fold(line_break, "   ", draw(st.integers(0, 3)), trailing=draw(st.sampled_from(["", " ", " \t"])))
        writer.put_each(word)
    after = draw(AFTER if writer.text.startswith(("key", "a:", "\n")) else st.just("\n"))
    assume(not (after.startswith("\nb") and "- " in writer.text[:2]))
    return writer, after.replace("\n", line_break)


@given(plain())
def test_plain(sample: tuple[Writer, str]) -> None:
    check(*sample)


@st.composite
def single_quoted(draw: st.DrawFn) -> tuple[Writer, str]:
    line_break = draw(BREAKS)
    writer = started(draw, line_break)
    writer.put("'")
    for part in draw(st.lists(st.one_of(CHARACTERS, st.sampled_from(["'", "fold", " ", "\t"])), max_size=12)):
        if part == "fold":
            if writer.value[-1:] not in (" ", "\t", "\n") and writer.value:
                writer.fold(line_break, "   ", draw(st.integers(0, 3)), trailing=draw(st.sampled_from(["", "  "])))
        elif part in " \t" and writer.text.endswith(("   ", line_break)):
            continue  # it would be indentation
        else:
            writer.put("''" if part == "'" else part, part)
    if writer.value[-1:] == "\n" or writer.text.endswith("   "):
        writer.put("x", "x")
    writer.put("'")
    return writer, line_break


@given(single_quoted())
def test_single_quoted(sample: tuple[Writer, str]) -> None:
    check(*sample)


NAMED = {"\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e"}
NAMED |= {" ": " ", '"': '"', "/": "/", "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P"}


@st.composite
def double_quoted(draw: st.DrawFn) -> tuple[Writer, str]:
    line_break = draw(BREAKS)
    writer = started(draw, line_break)
    writer.put('"')
    escape = st.sampled_from(["plain", "plain", "x", "u", "U", "named"])
    fresh = True  # a space here would be indentation
    parts = st.one_of(CHARACTERS, st.sampled_from([*NAMED, " ", "fold", "break"]))
    for part in draw(st.lists(parts, max_size=14)):
        if part == "break":  # an escaped line break has no value
            writer.put("\\" + line_break + draw(st.sampled_from(["  ", "  \t"])))
            fresh = True
            continue
        if part == "fold":
            if not fresh and writer.text[-1] not in " \t":
                writer.fold(line_break, "   ", draw(st.integers(0, 3)), trailing=draw(st.sampled_from(["", "  "])))
                fresh = True
            continue
        how = draw(escape)
        code = ord(part)
        if how == "named" and part in NAMED:
            writer.put("\\" + NAMED[part], part)
        elif how == "x" and code < 0x100:
            writer.put(f"\\x{code:02x}", part)
        elif how == "u" and code < 0x10000:
            writer.put(f"\\u{code:04X}", part)
        elif how == "U" or part in NAMED or (fresh and part in " \t"):
            writer.put(f"\\U{code:08x}", part)
        else:
            writer.put(part, part)
        fresh = False
    if writer.text[-1] in " \t" or fresh:
        writer.put("x", "x")
    writer.put('"')
    return writer, line_break


@given(double_quoted())
def test_double_quoted(sample: tuple[Writer, str]) -> None:
    check(*sample)


LINE = st.text("ab:#-'\"é😀 ", max_size=6)


@st.composite
def literal(draw: st.DrawFn) -> tuple[Writer, str]:
    line_break = draw(BREAKS)
    writer = started(draw, line_break)
    if "- " in writer.text[:2]:
        writer = Writer("key: ")
    indent = draw(st.integers(1, 4))
    lines = draw(st.lists(LINE, max_size=5))
    chomp = draw(st.sampled_from(["", "-", "+"]))
    first = next((line for line in lines if line.strip(" ")), "")
    blanks = [line for line in lines[: lines.index(first)] if line] if first else [line for line in lines if line]
    is_explicit = first.startswith(" ") or bool(blanks) or draw(st.booleans())
    indicators = [str(indent) if is_explicit else "", chomp]
    writer.put("|" + "".join(indicators if draw(st.booleans()) else indicators[::-1]))
    writer.put(draw(st.sampled_from(["", " ", "  # why"])))
    writer.put(line_break)
    for line in lines:
        writer.put(" " * indent if line or draw(st.booleans()) else "")
        writer.put_each(line)
        writer.put(line_break, "\n")
    if draw(st.booleans()) and lines and lines[-1]:
        writer.text = writer.text.removesuffix(line_break)  # the end of the file ends the line
        writer.value = writer.value[:-1]
        writer.spans.pop()
        after = ""
    else:
        after = draw(st.sampled_from(["", "b: c" + line_break, "# why" + line_break]))
    value = writer.value
    kept = value if chomp == "+" else value.rstrip("\n")
    if chomp == "" and kept and value != kept:
        kept += "\n"
    writer.value, writer.spans = kept, writer.spans[: len(kept)]
    return writer, after


@given(literal())
def test_literal(sample: tuple[Writer, str]) -> None:
    writer, _ = sample
    assume(writer.value.strip())  # the indentation of a block of spaces alone is unknown
    check(*sample)


@st.composite
def folded(draw: st.DrawFn) -> tuple[str, str]:
    line_break = draw(BREAKS)
    header = ">" + draw(st.sampled_from(["", "-", "+", "2", "2-", "+2"])) + draw(st.sampled_from(["", "  # why"]))
    lines = draw(st.lists(st.one_of(LINE, st.sampled_from(["", "", "image: a", "  deeper"])), min_size=1, max_size=8))
    text = "".join(f"  {line}{line_break}" for line in lines)
    return f"key: {header}{line_break}{text}", line_break


@given(folded())
@example((">\n a\n\n\n b\n", "\n"))
def test_folded(sample: tuple[str, str]) -> None:
    text, line_break = sample
    try:
        scalar, offsets = map_of(text)
    except ValueError:  # empty lines before the first line have more spaces than it
        assume(False)
        return
    if not scalar.value.strip():
        return
    assert offsets is not None
    position = text.index(line_break) + len(line_break)
    for number, character in enumerate(scalar.value):
        start, end = offsets.span(number, number + 1)
        source = text[start:end]
        assert position <= start < end
        assert not text[position:start].strip()
        assert source == character or (character in " \n" and line_break in source and not source.strip())
        position = end
    rest = text[position:].strip()
    assert not rest or rest.startswith("#")  # a line that is indented less than the first one


@pytest.mark.parametrize("chomp", ["", "-", "+"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_folded_scalar_of_one_line_is_mapped(chomp: str, line_break: str) -> None:
    text = f"key: >{chomp}{line_break}    quay.io/ns/app:1{line_break}b: c{line_break}"
    scalar, offsets = map_of(text)
    assert scalar.value.rstrip("\n") == "quay.io/ns/app:1"
    assert offsets is not None
    start, end = offsets.span(0, 7)
    assert text[start:end] == "quay.io"


class TestContent:
    @pytest.mark.parametrize(
        ("source", "content"),
        [
            ("b", "b"),
            ("'b'", "b"),
            ('"b"', "b"),
            ("''", ""),
            ("&x b", "b"),
            ("&x 'b'", "b"),
            ('!!str "b c"', "b c"),
            ("&x !!str b", "b"),
            ("!!str &x\t b", "b"),
            ("!<tag:x,2000:y> b", "b"),
            ("! b", "b"),
            ("&x # why\n  b", "b"),
            ("!!str\r\n  &x\r\n  'b'", "b"),
            ("|\n  b\n", "|\n  b\n"),
            ("&x |-\n  b\n", "|-\n  b\n"),
            ("'&x b'", "&x b"),
            ("!!str '!!str b'", "!!str b"),
        ],
    )
    def test_is_without_anchor_tag_and_quotes(self, source: str, content: str) -> None:
        text = f"key: {source}"
        start, end = content_span(text, scalar_in(text))
        assert text[start:end] == content

    @pytest.mark.parametrize("source", ["", "&x", "!!str", "&x !!str"])
    def test_the_map_of_an_empty_scalar_is_empty_or_unknown(self, source: str) -> None:
        text = f"key: {source}\nb: c"
        scalar, offsets = map_of(text)
        assert scalar.value == ""
        assert offsets is None or offsets.span(0, 0)[0] <= len(text)

    def test_many_spaces_take_linear_time(self) -> None:
        text = "key: &x" + " " * 100_000 + "# " + "#" * 100_000 + "\n" + " " * 100_000 + "b"
        start, end = content_span(text, scalar_in(text))
        assert text[start:end] == "b"


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("a'b", "", "a'b"),
        ("it''s", "'", "it's"),
        ("a\\x41\\\\n", "'", "a\\x41\\\\n"),
        ('\\x41\\u0042\\U00000043\\"\\\\\\/', '"', 'ABC"\\/'),
        ("quay.io", '"', "quay.io"),
        ("\\n", "|", "\\n"),
    ],
)
def test_a_written_piece_has_the_value_of_its_style(text: str, style: str, value: str) -> None:
    assert unquoted(text, style) == value


@pytest.mark.parametrize("style", ['"{}"', "'{}'", "{}", "|\n  {}", "|-\n  {}"])
def test_long_scalars_are_mapped(style: str) -> None:
    text = "key: " + style.format("abc/" * 50_000)
    scalar, offsets = map_of(text)
    assert offsets is not None
    start, end = offsets.span(100_000, 100_004)
    assert text[start:end] == "abc/" == scalar.value[100_000:100_004]


def test_many_escapes_and_lines_are_mapped() -> None:
    text = 'key: "' + "\\x41\n  " * 50_000 + '"'
    scalar, offsets = map_of(text)
    assert offsets is not None
    start, end = offsets.span(99_998, 99_999)
    assert (scalar.value[99_998], text[start:end]) == ("A", "\\x41")
