"""Markdown of findings and images, read back with another reader: nothing of a file is taken for markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from output_samples import PLAIN, finding_at, make_report, rendered

from replreg.finding import Edit, Fix, Severity
from replreg.output.images import ImageReport
from replreg.output.markdown_findings import LIMIT
from replreg.output.markdown_text import code_block, code_span, plain
from replreg.output.terminal import escape_controls
from replreg.release.inventory import ImageRow, Place

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKUP = [
    "*a*",
    "__b__",
    "_c_",
    "`d`",
    "``",
    "```",
    "~~~",
    "~~e~~",
    "[f](g)",
    "![h](i)",
    "<b>",
    "<!--",
    "&amp;",
    "&",
    "|",
]
MARKUP += [
    "\\",
    "\\|",
    "https://j.k",
    "www.l.m",
    "$n$",
    "\n",
    "\n\n",
    "# o",
    "- p",
    "1. q",
    "===",
    "@p",
    "#1",
    "---",
    "> r",
    "\r",
    "\t",
    "  ",
]
ANY_TEXT = st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=3)), max_size=8).map("".join)


def words(text: str) -> str:
    """Text without differences of white space, which Markdown does not keep."""
    return " ".join(text.replace("\x00", "\ufffd").split())


def visible(text: str) -> str:
    """Text without the spaces of no width that keep GitHub from reading a name or a number in it."""
    return text.replace("\u200b", "")


def tokens(markdown: str) -> list[Any]:
    found = []
    for token in READER.parse(markdown):
        found += [token, *(token.children or [])]
    return found


def shown(markdown: str) -> str:
    return "".join(token.content for token in tokens(markdown) if token.type in ("text", "code_inline", "text_special"))


@given(ANY_TEXT)
def test_plain_text_has_no_markup(text: str) -> None:
    kinds = {token.type for token in tokens(f"x {plain(text)} x")}
    assert kinds <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
    assert words(visible(shown(f"x {plain(text)} x"))) == words(f"x {escape_controls(text)} x")


@pytest.mark.parametrize("text", ["@someone", "'@someone/web'", "quay.io/@someone/x", "…@sha256:ab", "#12", "a/b#12"])
def test_plain_text_tells_nobody_on_github(text: str) -> None:
    """GitHub sends a message to a user that is named, and writes a reference into an issue."""
    assert re.search(r"@[A-Za-z0-9]|#[0-9]", shown(plain(text))) is None
    assert visible(shown(f"x {plain(text)}")) == f"x {text}"


def test_a_digest_after_a_name_and_other_signs_stay_as_they_are() -> None:
    for text in ("quay.io/a/b:1@sha256:ab", "a @ b", "# 12", "x@y.example", "#a"):
        assert shown(f"x {plain(text)}") == f"x {text}"


@given(ANY_TEXT)
@example("a`b``c")
@example("`")
@example(" a ")
def test_a_code_span_holds_the_text(text: str) -> None:
    codes = [token.content for token in tokens(f"x {code_span(text)} x") if token.type == "code_inline"]
    assert codes == [escape_controls(text) or " "]


@given(st.lists(ANY_TEXT.map(escape_controls), max_size=4))
def test_a_block_holds_the_lines(lines: list[str]) -> None:
    (block,) = [token for token in tokens(f"- x\n\n{code_block(lines, 'text', '  ')}\ny") if token.type == "fence"]
    assert block.content == "".join(line.rstrip() + "\n" for line in lines)


def rows_of(markdown: str) -> list[list[str]]:
    """The cells of all tables, row by row."""
    rows: list[list[str]] = []
    for token in READER.parse(markdown):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows and token.level >= 3:
            rows[-1].append("".join(child.content for child in token.children or []))
    return rows


def test_the_counts_are_a_table(tricky: Any) -> None:
    heading, *rows = rows_of(rendered("markdown", tricky).split("\n#### ")[0])
    assert heading == ["Rule", "Severity", "Findings", "With a fix"]
    assert {row[0]: row[1:] for row in rows}["alias-as-host"] == ["error", "2", "2"]
    assert sum(int(row[2]) for row in rows) == len(tricky.findings)


def test_every_finding_has_its_place_its_lines_and_its_fix(tricky: Any) -> None:
    markdown = rendered("markdown", tricky)
    found = [token.content for token in tokens(markdown) if token.type == "code_inline"]
    for finding in tricky.findings:
        assert f"{finding.path}:{finding.start.line}:{finding.start.column}" in found
    blocks = [token for token in tokens(markdown) if token.type == "fence"]
    assert [block.info for block in blocks].count("diff") == sum(finding.fix is not None for finding in tricky.findings)
    assert any("+     image: quay.io/ns/img:1" in block.content for block in blocks)
    headings = markdown.count("\n#### ")
    assert headings == len({finding.path for finding in tricky.findings})


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_finding_is_one_item_with_one_heading(message: str, path: str, line: str) -> None:
    text = f"{line}\nimage: x\n"
    fix = Fix(True, message, (Edit(len(text) - 2, len(text) - 1, line),))
    finding = finding_at(path or "r", text, "image: x\n", message=message, fix=fix, notes=(message,))
    markdown = rendered("markdown", make_report([finding], {path or "r": text}))
    kinds = [token.type for token in tokens(markdown)]
    assert kinds.count("heading_open") == 2
    assert kinds.count("list_item_open") == kinds.count("bullet_list_open") == 1
    assert kinds.count("link_open") == 2, "the rule's page, in the table and in the item"
    assert kinds.count("image") == kinds.count("blockquote_open") == kinds.count("hr") == 0
    assert {token.content for token in tokens(markdown) if token.type.startswith("html")} <= {"<br>"}
    assert words(visible(shown(markdown))).count(words(escape_controls(message))) >= 3


def test_a_secret_is_not_shown() -> None:
    text = "password: hunter2\n"
    fix = Fix(True, "Remove it.", (Edit(0, len(text), "password: ${X}\n"),))
    finding = finding_at("r.yaml", text, "hunter2", rule="registry-credentials", fix=fix)
    assert "hunter2" not in rendered("markdown", make_report([finding], {"r.yaml": text}))


def test_a_long_report_is_cut_and_says_what_is_missing() -> None:
    finding = finding_at("a.yaml", PLAIN, "myquay", message="é" * 4000, severity=Severity.WARNING)
    findings = [finding] * 100 + [finding._replace(path="b.yaml")] * 100
    markdown = rendered("markdown", make_report(findings, {"a.yaml": PLAIN, "b.yaml": PLAIN}))
    assert LIMIT - 10_000 < len(markdown.encode()) <= LIMIT
    left = re.search(r"\*\*Not shown: (\d+) more findings in (\d+) files?\.\*\*.*\n\Z", markdown)
    assert left is not None
    assert int(left[1]) == 200 - markdown.count("**warning**")
    assert "Found 200 warnings in 2 files" in markdown


def test_a_clean_run(empty: Any) -> None:
    assert rendered("markdown", empty) == "### replreg\n\nNo problems found in 2 files.\n"


@pytest.mark.parametrize("image", ["a|b", "a\\|b", "_x_ *y* <b>", "{{repl ConfigOption `a` }}/x", "`a`"])
def test_no_image_breaks_its_row(image: str) -> None:
    rows = [ImageRow("r.yaml", image, "public", image, (Place(1, 2),), (), ())]
    cells = rows_of(rendered("markdown", ImageReport(rows, files=1), "images"))[1]
    assert [cells[0], cells[2]] == [image, image]
    assert len(cells) == 6
