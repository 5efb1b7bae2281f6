"""The page of findings, read back with another reader: complete, self-contained, accessible, and nothing unescaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from output_samples import finding_at, make_report, rendered

from replreg.finding import Edit, Fix
from replreg.output.terminal import escape_controls

VOID = {"meta", "br", "link", "img", "input", "hr"}
MARKUP = [
    "<b>",
    "</p>",
    "<script>",
    "</pre>",
    "<!--",
    "-->",
    "]]>",
    "&amp;",
    "&",
    '"',
    "'",
    ">",
    "\x00",
    "\x1b",
    "\r\n",
]
ANY_TEXT = st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=3)), max_size=8).map("".join)


class Page(HTMLParser):
    """The elements of a page with their attributes and texts; an element that is not closed properly is an error."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        name, pieces = self._open.pop()
        assert name == tag
        self.texts.append((tag, "".join(pieces)))

    def handle_data(self, data: str) -> None:
        for _, pieces in self._open:
            pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text_of(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


def test_the_page_needs_nothing_else(tricky: Any) -> None:
    html = rendered("html", tricky)
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>")
    assert {name for name, _ in page.elements} & {"script", "link", "img", "iframe", "object", "embed"} == set()
    assert all(not name.startswith("on") and name != "src" for _, attributes in page.elements for name in attributes)
    (style,) = page.text_of("style")
    assert "url(" not in style and "@import" not in style
    (policy,) = [meta["content"] for meta in page.named("meta") if "http-equiv" in meta]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert {meta.get("charset") for meta in page.named("meta")} >= {"utf-8"}


def test_every_finding_is_an_article_below_the_heading_of_its_file(tricky: Any) -> None:
    page = Page(rendered("html", tricky))
    articles = page.text_of("article")
    for article, finding in zip(articles, tricky.findings, strict=True):
        assert escape_controls(finding.message) in article
        assert f"line {finding.start.line}, column {finding.start.column}" in article
        assert (finding.fix is None) or escape_controls(finding.fix.message) in article
    assert page.text_of("h2") == list(dict.fromkeys(finding.path for finding in tricky.findings))
    assert any(line == "+     image: quay.io/ns/img:1" for line in page.text_of("ins"))


def test_a_screen_reader_finds_its_way(tricky: Any) -> None:
    page = Page(rendered("html", tricky))
    assert page.named("html") == [{"lang": "en"}]
    assert len(page.named("main")) == len(page.text_of("h1")) == len(page.text_of("title")) == 1
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.text_of("caption")) == len(page.named("table")) == 2
    assert all(heading["scope"] in ("col", "row") for heading in page.named("th"))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for attributes in page.named("section"):
        assert attributes["aria-labelledby"] in ids
    targets = [str(link["href"]) for link in page.named("a")]
    assert all(target.startswith("https://") or target.removeprefix("#") in ids for target in targets)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_texts_have_enough_contrast(empty: Any, scheme: int) -> None:
    (style,) = Page(rendered("html", empty)).text_of("style")
    colors = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style.split("@media")[scheme]))
    for text in ("text", "soft", "link", "error", "warning", "info", "ok"):
        for back in ("back", "box", *(("mark", "del", "ins") if text == "text" else ())):
            low, high = sorted((luminance(colors[text]), luminance(colors[back])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, back)  # WCAG 2.2, 1.4.3


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("<script>", "<b>&amp;.yaml", "</pre><b> x: <i>")
def test_any_text_is_shown_as_it_is(message: str, path: str, line: str) -> None:
    text = f"{line}\nimage: x\n"
    fix = Fix(True, message, (Edit(len(text) - 2, len(text) - 1, line),))
    finding = finding_at(path or "r", text, "image: x\n", message=message, fix=fix, notes=(message,))
    page = Page(rendered("html", make_report([finding], {path or "r": text})))
    (article,) = page.text_of("article")
    assert article.count(escape_controls(message)) >= 3
    assert page.text_of("h2") == [escape_controls(path or "r")]
    assert {name for name, _ in page.elements} <= set(
        "html head meta title style body main h1 p table caption thead tr th tbody td section h2 h3 "
        "article span a pre mark b code ins del".split()
    )


def test_a_secret_is_not_shown() -> None:
    text = "password: hunter2\n"
    fix = Fix(True, "Remove it.", (Edit(0, len(text), "password: ${X}\n"),))
    finding = finding_at("r.yaml", text, "hunter2", rule="registry-credentials", fix=fix)
    assert "hunter2" not in rendered("html", make_report([finding], {"r.yaml": text}))


def test_a_clean_run(empty: Any) -> None:
    page = Page(rendered("html", empty))
    assert page.text_of("p") == ["No problems found in 2 files."]
    assert page.text_of("title") == ["replreg: No problems found in 2 files."]
