"""Images as a diagram and as a page: every image and place is there, and no text of a file becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st
from output_samples import rendered

from replreg.output.images import ImageReport
from replreg.output.terminal import escape_controls
from replreg.release.inventory import ImageRow, Place

ROWS = [
    ImageRow("a.yaml", "quay.io/n/a:1", "myquay", "quay.io/n/a:1", (Place(3, 1),), (Place(9, 5),), ()),
    ImageRow("b.yaml", "quay.io/n/a:1", "myquay", "quay.io/n/a:1", (), (Place(2, 1), Place(2, 9)), ("alias-as-host",)),
    ImageRow("b.yaml", "redis:7", "public", "docker.io/library/redis:7", (), (Place(4, 1),), ()),
    ImageRow("b.yaml", "{{repl x}}/y", "", None, (), (Place(5, 1),), ()),
]
LABEL = re.compile(r'  (\w\d+)(?:\(\[|\[|>)"([^"]*)"(?:\]\)|\]):::(ok|wrong|unknown|plain)')
EDGE = re.compile(r"  (\w\d+) --> (\w\d+)")


def diagram(rows: list[ImageRow]) -> tuple[dict[str, str], dict[str, str], set[tuple[str, str]]]:
    """The labels and classes of a diagram's nodes, and its edges by label. Each line must be one of these."""
    first, *lines = rendered("mermaid", ImageReport(rows, files=2), "images").split("\n")[:-1]
    assert first == "flowchart LR"
    labels, classes, edges = {}, {}, set()
    for line in lines:
        if found := LABEL.fullmatch(line):
            text = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), found[2])
            assert not set(found[2]) & set('"<>`&')
            labels[found[1]], classes[text] = text, found[3]
        elif found := EDGE.fullmatch(line):
            edges.add((labels[found[1]], labels[found[2]]))
        else:
            assert line.startswith("  classDef ")
    return labels, classes, edges


def test_a_diagram_has_registries_images_and_places() -> None:
    _, classes, edges = diagram(ROWS)
    assert edges == {
        ("quay.io", "quay.io/n/a:1"),
        ("docker.io", "redis:7"),
        ("not known", "{{repl x}}/y"),
        ("quay.io/n/a:1", "a.yaml:3"),
        ("quay.io/n/a:1", "a.yaml:9"),
        ("quay.io/n/a:1", "b.yaml:2"),
        ("redis:7", "b.yaml:4"),
        ("{{repl x}}/y", "b.yaml:5"),
    }
    assert [classes[name] for name in ("quay.io/n/a:1", "redis:7", "{{repl x}}/y")] == ["wrong", "ok", "unknown"]


NASTY = st.lists(
    st.one_of(st.sampled_from(['"', "]", "#", ";", "<b>", "`", "end", "\n", "&lt;", "-->"]), st.text(max_size=3))
)
ANY_TEXT = NASTY.map("".join)


@given(ANY_TEXT, ANY_TEXT)
@example('a"]\n  i0 --> x', "<script>&amp;#34;")
def test_any_text_is_a_label(image: str, path: str) -> None:
    labels, _, _ = diagram([ImageRow(path, image, "", None, (), (Place(1, 1),), ())])
    assert [labels["i0"], labels["p0"]] == [escape_controls(image) or " ", f"{escape_controls(path)}:1"]


class Cells(HTMLParser):
    """The texts of the cells of a page's tables, and the names of its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.names: set[str] = set()
        self._inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        if tag in ("td", "th"):
            self.cells.append("")
            self._inside = True
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.cells[-1] += data


def test_a_page_has_a_row_for_each_image() -> None:
    html = rendered("html", ImageReport(ROWS, files=2), "images")
    cells = Cells(html).cells
    at = cells.index("redis:7")
    assert cells[at + 1 : at + 6] == ["public", "docker.io/library/redis:7", "nowhere", "b.yaml:4", "ok"]
    assert cells[cells.index("{{repl x}}/y") + 5] == "not known"
    assert cells[cells.index("quay.io") : cells.index("quay.io") + 4] == ["quay.io", "1", "1", "0"]
    assert "4 images in 2 files" in html


@given(ANY_TEXT, ANY_TEXT)
@example("<script>alert(1)</script>", '"><b>')
def test_any_text_is_a_cell(image: str, path: str) -> None:
    rows = [ImageRow(path, image, "", None, (), (Place(1, 1),), ())]
    page = Cells(rendered("html", ImageReport(rows, files=1), "images"))
    assert escape_controls(image) in page.cells
    assert f"{escape_controls(path)}:1" in page.cells
    assert not page.names & {"script", "b", "img"}


def test_no_images() -> None:
    assert "0 images in 1 file" in rendered("html", ImageReport([], files=1), "images")
    assert rendered("mermaid", ImageReport([], files=1), "images").startswith("flowchart LR\n")
