"""The text format to the letter, and its underlines to the cell."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from output_samples import finding_at
from rich.cells import get_character_cell_size

from replreg.finding import Edit, Finding, Fix, Related, Severity
from replreg.output.concise import render_concise
from replreg.output.finding_text import render_finding
from replreg.output.terminal import Style, display_width, render_line
from replreg.yaml.text import LineIndex

SOURCE = "images:\n- source: my\n  name: ns/img\n---\nservices:\n  a:\n    image: my/ns/img:1\n"


def shown(finding: Finding, source: str, width: int = 120, *, color: bool = False, wrap: bool = False) -> str:
    return render_finding(finding, source, LineIndex(source), Style(color), width, wrap=wrap)


def expect(text: str, finding: Finding, source: str, width: int = 120, *, wrap: bool = False) -> None:
    assert shown(finding, source, width, wrap=wrap) == dedent(text).strip("\n")


def replaced(source: str, old: str, new: str, *, safe: bool = True, message: str = "write it right") -> Fix:
    start = source.rindex(old)
    return Fix(safe, message, (Edit(start, start + len(old), new),))


def related(source: str, text: str, message: str) -> Related:
    at = LineIndex(source).position
    start = source.index(text)
    return Related(message, at(start), at(start + len(text)))


def test_a_finding_alone() -> None:
    expect(
        """
        error[alias-as-host]: Wrong.
         --> a.yaml:7:12
          |
        7 |     image: my/ns/img:1
          |            ^^
        """,
        finding_at("a.yaml", SOURCE, "my", occurrence=1),
        SOURCE,
    )


@pytest.mark.parametrize("safe", [True, False])
def test_a_fix_safe_and_unsafe(safe: bool) -> None:
    note = "" if safe else " (unsafe: check it before you keep it)"
    fix = replaced(SOURCE, "my", "quay.io", safe=safe)
    expect(
        f"""
        error[alias-as-host]: Wrong.
         --> a.yaml:7:12
          |
        7 |     image: my/ns/img:1
          |            ^^
        help: write it right{note}
          |
        7 +     image: quay.io/ns/img:1
        """,
        finding_at("a.yaml", SOURCE, "my", occurrence=1, fix=fix),
        SOURCE,
    )


def test_notes_and_related_places() -> None:
    places = (related(SOURCE, "ns/img", "listed here"), related(SOURCE, "---", "the documents part here"))
    expect(
        """
        warning[floating-tag]: Wrong.
         --> a.yaml:7:12
          |
        3 |   name: ns/img
          |         ------ listed here
        4 | ---
          | --- the documents part here
        ...
        7 |     image: my/ns/img:1
          |            ^^
          |
          = note: the first
          = note: the second
        """,
        finding_at("a.yaml", SOURCE, "my", "floating-tag", Severity.WARNING, occurrence=1, related=places,
                   notes=("the first", "the second")),
        SOURCE,
    )  # fmt: skip


def test_the_line_between_two_is_shown_and_a_gap_is_dots() -> None:
    places = (related(SOURCE, "services", "here"),)
    expect(
        """
        info[x]: Wrong.
         --> a.yaml:7:12
          |
        5 | services:
          | -------- here
        6 |   a:
        7 |     image: my/ns/img:1
          |            ^^
        """,
        finding_at("a.yaml", SOURCE, "my", "x", Severity.INFO, occurrence=1, related=places),
        SOURCE,
    )


def test_more_than_four_related_places_are_counted() -> None:
    source = "".join(f"k{number}: v\n" for number in range(9))
    places = tuple(related(source, f"k{number}", f"no. {number}") for number in range(1, 7))
    expect(
        """
        error[x]: Wrong.
         --> a.yaml:1:1
          |
        1 | k0: v
          | ^^
        2 | k1: v
          | -- no. 1
        3 | k2: v
          | -- no. 2
        4 | k3: v
          | -- no. 3
        5 | k4: v
          | -- no. 4
          |
          = note: and 2 more places
        """,
        finding_at("a.yaml", source, "k0", "x", related=places),
        source,
    )


def test_several_places_of_one_line() -> None:
    source = "a: {source: my, image: my/img}\n"
    expect(
        """
        error[x]: Wrong.
         --> a.yaml:1:24
          |
        1 | a: {source: my, image: my/img}
          |             -- named here
          |                        ^^
        """,
        finding_at("a.yaml", source, "my", "x", occurrence=1, related=(related(source, "my", "named here"),)),
        source,
    )


def test_a_place_over_several_lines_is_marked_where_it_begins_and_ends() -> None:
    source = "a:\n  b: [one,\n      two,\n      three,\n      four]\nc: d\n"
    expect(
        """
        error[x]: Wrong.
         --> a.yaml:2:6
          |
        2 |   b: [one,
          |      ^^^^^
        ...
        5 |       four]
          |       ^^^^^
        """,
        finding_at("a.yaml", source, source[8:-6], "x"),
        source,
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_place_that_ends_in_the_indentation_of_a_line_or_at_its_start(end: str) -> None:
    source = "a: one\n\n  two\nb: c\n".replace("\n", end)
    for text in (f"one{end}", f"one{end}{end}", f"one{end}{end}  "):
        expect(
            """
            error[x]: Wrong.
             --> a.yaml:1:4
              |
            1 | a: one
              |    ^^^
            """,
            finding_at("a.yaml", source, text, "x"),
            source,
        )


def test_a_change_of_several_lines_shows_what_goes_and_what_comes() -> None:
    source = "a:\n- b\n- c\n- d\ne: f\n"
    fix = Fix(True, "write less", (Edit(source.index("- c"), source.index("e:"), ""),))
    expect(
        """
        error[x]: Wrong.
         --> a.yaml:5:1
          |
        5 | e: f
          | ^
        help: write less
          |
        3 - - c
        4 - - d
        """,
        finding_at("a.yaml", source, "e", "x", fix=fix),
        source,
    )


def test_the_lines_that_come_are_numbered_as_they_will_be() -> None:
    source = "a: b\nc: d\ne: f\ng: h\n"
    fix = Fix(True, "write more", (Edit(5, 5, "x: 1\ny: 2\n"), Edit(10, 15, "e: g\n"), Edit(18, 19, "i")))
    expect(
        """
        error[x]: Wrong.
         --> a.yaml:1:1
          |
        1 | a: b
          | ^
        help: write more
          |
        2 + x: 1
        3 + y: 2
        3 - e: f
        4 - g: h
        5 + e: g
        6 + g: i
        """,
        finding_at("a.yaml", source, "a", "x", fix=fix),
        source,
    )


def test_a_change_of_many_lines_is_left_to_the_diff() -> None:
    source = "a: b\n"
    for count, is_shown in ((12, True), (13, False)):
        fix = Fix(True, "write more", (Edit(5, 5, "x: y\n" * count),))
        text = shown(finding_at("a.yaml", source, "a", "x", fix=fix), source)
        assert text.count(" + x: y") == (count if is_shown else 0)
        assert "help: write more" in text


@pytest.mark.parametrize(("width", "is_beside"), [(24, True), (23, False)])
def test_a_label_follows_its_underline_if_it_fits(width: int, is_beside: bool) -> None:
    source = "a: b\nc: my # fourteen\n"
    rows = shown(
        finding_at("a.yaml", source, "b", "x", related=(related(source, "my", "fourteen signs"),)), source, width
    )
    last = ["  |    -- fourteen signs"] if is_beside else ["  |    --", "  |    fourteen signs"]
    assert rows.split("\n")[6:] == last


def test_line_numbers_are_as_wide_as_the_longest() -> None:
    source = "a: b\n" * 8 + "c: d\n"
    at = LineIndex(source).position
    fix = Fix(True, "add two", (Edit(len(source), len(source), "x: 1\ny: 2\n"),))
    finding = Finding("x", Severity.ERROR, "Wrong.", "a.yaml", 0, at(40), at(41), fix)
    expect(
        """
        error[x]: Wrong.
          --> a.yaml:9:1
           |
         9 | c: d
           | ^
        help: add two
           |
        10 + x: 1
        11 + y: 2
        """,
        finding,
        source,
    )


def test_tabs_are_four_columns_and_the_underline_knows() -> None:
    source = "a:\t{\timage:\tmy/img\t}\n"
    expect(
        """
        error[x]: Wrong.
         --> a.yaml:1:13
          |
        1 | a:    {    image:    my/img    }
          |                      ^^
        """,
        finding_at("a.yaml", source, "my", "x"),
        source,
    )


@pytest.mark.parametrize(
    ("line", "row", "place"),
    [
        ("日本語: my", "日本語: my", "        ^^"),
        ("ｗｉｄｅ: my", "ｗｉｄｅ: my", "          ^^"),
        ("x: my日 # 本", "x: my日 # 本", "   ^^"),
        ("😀🎉: my", "😀🎉: my", "      ^^"),
        ("𝒂𝒃: my", "𝒂𝒃: my", "    ^^"),
        ("e\u0301\u0301e\u20dd: my", "e\u0301\u0301e\u20dd: my", "    ^^"),
        ("\u1112\u1161\u11ab: my", "\u1112\u1161\u11ab: my", "    ^^"),  # a Hangul syllable as macOS writes it
        ("❤\ufe0f 1\ufe0f\u20e3: my", "❤ 1\u20e3: my", "     ^^"),
        ("a\ufe0f: my", "a\\ufe0f: my", "         ^^"),
        ("👩\u200d💻: my", "👩\\u200d💻: my", "            ^^"),
        ("\u3164: my", "\\u3164: my", "        ^^"),
        ("\u202e: my\u2066", "\\u202e: my\\u2066", "        ^^"),
        ("\x1b[31m: my\x07", "␛[31m: my␇", "       ^^"),
        ("\x9b2J: my\x7f", "\\u009b2J: my␡", "          ^^"),
        ("\u2028: my", "\\u2028: my", "        ^^"),
        ("\U000e0041: my", "\\U000e0041: my", "            ^^"),
        ("\u0378: my", "\u0378: my", "   ^^"),  # of no version of Unicode yet
        ("\U0003fffd: my", "\U0003fffd: my", "    ^^"),  # an ideograph, if it ever will be anything
        ("\ud800: my", "\\ud800: my", "        ^^"),
    ],
)
def test_characters_of_every_width(line: str, row: str, place: str) -> None:
    source = line + "\nb: c\n"
    rows = shown(finding_at("a.yaml", source, "my", "x"), source).split("\n")
    assert rows[3:5] == [f"1 | {row}", f"  | {place}"]


def test_the_underline_itself_is_as_wide_as_what_it_underlines() -> None:
    source = "a: 漢字\tx\u0301\x00!\n"
    rows = shown(finding_at("a.yaml", source, "漢字\tx\u0301\x00", "x"), source).split("\n")
    assert rows[3:] == ["1 | a: 漢字    x\u0301␀!", "  |    ^^^^^^^^^^"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_mark_at_the_start_change_nothing(mark: str, end: str) -> None:
    source = mark + SOURCE.replace("\n", end)
    fix = replaced(source, "my", "quay.io")
    finding = finding_at("a.yaml", source, "my", occurrence=1, fix=fix)
    plain = finding_at("a.yaml", SOURCE, "my", occurrence=1, fix=replaced(SOURCE, "my", "quay.io"))
    assert shown(finding, source) == shown(plain, SOURCE)
    first = finding_at("a.yaml", source, "images", fix=replaced(source, "images", "image"))
    assert shown(first, source).split("\n")[1:] == [
        " --> a.yaml:1:1", "  |", "1 | images:", "  | ^^^^^^", "help: write it right", "  |", "1 + image:",
    ]  # fmt: skip


def test_the_end_of_a_file_without_a_line_end() -> None:
    source = "a: b\nc: my"
    fix = Fix(True, "go on", (Edit(len(source), len(source), "\nd: e"),))
    expect(
        """
        error[x]: Wrong.
         --> a.yaml:2:4
          |
        2 | c: my
          |    ^^
        help: go on
          |
        3 + d: e
        """,
        finding_at("a.yaml", source, "my", "x", fix=fix),
        source,
    )


@pytest.mark.parametrize("source", ["", "a: b", "a: b\n", "a: b\r\n"])
def test_an_empty_place_has_one_caret(source: str) -> None:
    position = LineIndex(source).position(len(source))
    rows = shown(Finding("x", Severity.ERROR, "Wrong.", "a.yaml", 0, position, position), source).split("\n")
    line = source.splitlines()[position.line - 1] if position.column > 1 else ""
    assert rows[3] == f"{position.line} | {line}".rstrip()
    assert rows[4] == "  | " + " " * len(line) + "^"


def test_a_long_line_is_cut_around_the_place() -> None:
    source = "a: " + "x" * 200 + " my " + "y" * 200 + "\n"
    rows = shown(finding_at("a.yaml", source, "my", "x"), source, 40).split("\n")
    assert rows[3:] == ["1 | …xxxxxxxxxxxxxxx my yyyyyyyyyyyyyyy…", "  |                  ^^"]
    source = "a: my " + "y" * 200 + "\n"
    rows = shown(finding_at("a.yaml", source, "my", "x"), source, 40).split("\n")
    assert rows[3:] == ["1 | a: my yyyyyyyyyyyyyyyyyyyyyyyyyyyyy…", "  |    ^^"]
    source = "a: " + "漢" * 200 + " my\n"
    rows = shown(finding_at("a.yaml", source, "my", "x"), source, 40).split("\n")
    assert rows[3:] == ["1 | …" + "漢" * 16 + " my", "  |  " + " " * 33 + "^^"]


def test_a_long_place_is_cut_in_its_middle() -> None:
    source = "a: " + "x" * 300 + "y" * 300 + " # z\n"
    rows = shown(finding_at("a.yaml", source, "x" * 300 + "y" * 300, "x"), source, 40).split("\n")
    assert rows[3:] == ["1 | a: xxxxxxxxxxxx…yyyyyyyyyyyy # z", "  |    ^^^^^^^^^^^^^^^^^^^^^^^^^"]


def test_a_line_of_a_megabyte_is_little_work() -> None:
    source = "a: " + "x" * 500_000 + " my " + "y" * 500_000 + "\n"
    fix = replaced(source, "my", "quay.io")
    text = shown(finding_at("a.yaml", source, "my", "x", fix=fix), source)
    assert max(map(len, text.split("\n"))) <= 120
    assert "help: write it right" in text


def test_a_narrow_terminal() -> None:
    fix = replaced(SOURCE, "my", "quay.io", message="replace the name with the endpoint that it has")
    expect(
        """
        error[alias-as-host]: a message
          that is longer than this
          terminal is wide
         --> a.yaml:7:12
          |
        3 |   name: ns/img
          |         ------
          |       the image is listed here
        ...
        7 |     image: my/ns/img:1
          |            ^^
          |
          = note: a note that is long as
                  well
        help: replace the name with the
              endpoint that it has
          |
        7 +     image: quay.io/ns/img:1
        """,
        finding_at("a.yaml", SOURCE, "my", occurrence=1, fix=fix, notes=("a note that is long as well",),
                   message="a message that is longer than this terminal is wide",
                   related=(related(SOURCE, "ns/img", "the image is listed here"),)),
        SOURCE,
        34,
        wrap=True,
    )  # fmt: skip


def test_sentences_are_not_broken_where_there_is_no_terminal() -> None:
    message = "word " * 100 + "end"
    assert shown(finding_at("a.yaml", SOURCE, "my", message=message), SOURCE).startswith(f"error[alias-as-host]: {message}\n")  # fmt: skip


def test_a_secret_is_neither_quoted_nor_repeated() -> None:
    source = "registries:\n  a: {password: hunter2}\n"
    fix = replaced(source, "hunter2", "${TOKEN}")
    finding = finding_at("r.yaml", source, "hunter2", "registry-credentials", Severity.WARNING, fix=fix)
    expect(
        """
        warning[registry-credentials]: Wrong.
         --> r.yaml:2:17
        help: write it right
        """,
        finding,
        source,
    )


def test_nothing_of_a_file_steers_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066\x00\x08\r"
    source = f"a: {evil}\n".replace("\r", "") + f"b: my {evil[:-1]}\nc: d\n"
    finding = finding_at(
        f"a{evil}.yaml", source, "my", "x", message=f"m {evil}", notes=(f"n {evil}",),
        fix=replaced(source, "my", "q", message=f"f {evil}"), related=(related(source, "a", f"r {evil}"),),
    )  # fmt: skip
    for color in (False, True):
        text = shown(finding, source, color=color) + render_concise(finding, Style(color))
        text = re.sub(r"\x1b\[(0|1|1;3\d|3\d)m", "", text) if color else text
        assert all(character == "\n" or render_line(character) == character for character in text)


def test_colour() -> None:
    fix = replaced(SOURCE, "my", "quay.io")
    finding = finding_at("a.yaml", SOURCE, "my", occurrence=1, fix=fix, notes=("a note",),
                         related=(related(SOURCE, "ns/img", "here"),))  # fmt: skip
    blue, red, bold, green, end = "\x1b[1;34m", "\x1b[1;31m", "\x1b[1m", "\x1b[1;32m", "\x1b[0m"
    assert shown(finding, SOURCE, color=True).split("\n") == [
        f"{red}error[alias-as-host]{end}{bold}: Wrong.{end}",
        f"{blue} -->{end} a.yaml:7:12",
        f"  {blue}|{end}",
        f"{blue}3{end} {blue}|{end}   name: ns/img",
        f"  {blue}|{end}         {blue}------{end} \x1b[34mhere{end}",
        f"{blue}...{end}",
        f"{blue}7{end} {blue}|{end}     image: my/ns/img:1",
        f"  {blue}|{end}            {red}^^{end}",
        f"  {blue}|{end}",
        f"  {blue}={end} {bold}note{end}: a note",
        f"{green}help{end}: write it right",
        f"  {blue}|{end}",
        f"\x1b[32m7{end} {green}+{end}     image: \x1b[32mquay.io{end}/ns/img:1",
    ]
    without = re.sub(r"\x1b\[[0-9;]*m", "", shown(finding, SOURCE, color=True))
    assert without == shown(finding, SOURCE)


def test_concise() -> None:
    safe, unsafe = (replaced(SOURCE, "my", "q", safe=safe) for safe in (True, False))
    at = {"occurrence": 1, "message": "It is\nwrong.\x1b[2J"}
    line = "a.yaml:7:12: error[alias-as-host] It is wrong.␛[2J"
    assert render_concise(finding_at("a.yaml", SOURCE, "my", **at), Style(False)) == line
    assert render_concise(finding_at("a.yaml", SOURCE, "my", fix=safe, **at), Style(False)) == f"{line} [fixable]"
    assert (
        render_concise(finding_at("a.yaml", SOURCE, "my", fix=unsafe, **at), Style(False))
        == f"{line} [fixable with --unsafe-fixes]"
    )


# What is inside of the place and what is outside share no character, so that each cell of the screen tells which it is.
INSIDE = "abcxyz/:漢字仮名ＡＢ한글😀🎉𝒂éя"
OUTSIDE = "-#{}[] 0123日本語カナ！＃가나🚀𝟘ñж\t\x1b\x00\u202e\u200d\x7f\u0301\u0300\u20dd\u1161\u11ab\ufe0f\u3164"


def cells(row: str) -> list[str]:
    """The characters of the cells of a row, as a terminal fills them."""
    filled: list[str] = []
    for character in row:
        filled += [character] * get_character_cell_size(character)
    return filled


@settings(deadline=None)
@given(
    before=st.text(OUTSIDE, max_size=300) | st.text(OUTSIDE, max_size=12),
    inside=st.text(INSIDE, min_size=1, max_size=12) | st.text(INSIDE, min_size=1, max_size=400),
    after=st.text(OUTSIDE, max_size=300) | st.text(OUTSIDE, max_size=12),
    width=st.integers(10, 130),
    end=st.sampled_from(["", "\n", "\r\n", "\r"]),
)
@example(before="\u1112\u1161", inside="ab", after="", width=80, end="\n")
@example(before="日" * 40, inside="漢" * 40, after="本" * 40, width=31, end="")
@example(before="\u0301", inside="a", after="\u0301", width=80, end="\n")
def test_the_carets_are_under_the_place_and_nothing_else(
    before: str, inside: str, after: str, width: int, end: str
) -> None:
    source = f"first{end or chr(10)}{before}{inside}{after}{end}"
    start = source.index(before + inside, 5) + len(before)
    at = LineIndex(source).position
    finding = Finding("x", Severity.ERROR, "Wrong.", "a.yaml", 0, at(start), at(start + len(inside)))
    rows = shown(finding, source, width).split("\n")
    assert len(rows) == 5
    line, underline = cells(rows[3]), cells(rows[4])
    assert len(line) <= max(width, 24)
    assert underline[:4] == list("  | ")
    carets = [column for column, character in enumerate(underline) if character == "^"]
    assert carets == list(range(carets[0], carets[-1] + 1))
    for column, character in enumerate(line[4:], 4):
        if character != "…":
            assert (character in INSIDE) == (column in carets), (rows[3], rows[4])
    assert set(line[carets[0] : carets[-1] + 1]) <= {*INSIDE, "…"}
    assert carets[-1] < len(line)
    if "…" not in rows[3]:
        assert rows[3][4:].rstrip() == "".join(map(render_line, (before, inside, after))).rstrip()


# Left out are characters that terminals themselves disagree on: spacing marks, skin tones after an emoji, symbols that
# became wide of late; and those that this version of Python does not know yet.
SETTLED = st.characters(
    exclude_categories=["Mc", "Cn", "Co", "Cs"],
    exclude_characters=[*"🏻🏼🏽🏾🏿", *map(chr, [*range(0x2630, 0x2638), *range(0x268A, 0x2690), *range(0x4DC0, 0x4E00)]),
                        *map(chr, range(0x1D300, 0x1D380))],
)  # fmt: skip


@settings(deadline=None)
@given(st.text(SETTLED))
@example("\u1100\u1161\u11a8 \ua960\ud7b0\ud7cb \u115f\u1160\u3164\uffa0")
def test_a_text_is_as_wide_as_other_tables_say(text: str) -> None:
    row = render_line(text)
    assert display_width(row) == sum(map(get_character_cell_size, row))
    assert all(character.isascii() is False or character.isprintable() for character in row)
