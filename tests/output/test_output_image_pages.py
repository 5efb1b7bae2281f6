"""Images as a diagram and as a page: every image and place is there, and no text of a file becomes markup."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from output_samples import PLAIN, finding_at, rendered

from replreg.finding import Edit, Fix, Severity
from replreg.linter.list_images import FileFindings
from replreg.output.graph_layout import lay_out
from replreg.output.graph_svg import COLORS
from replreg.output.image_graph import image_graph
from replreg.output.image_worlds import AIRGAP_RULES, WORLDS, origin_of, state_of
from replreg.output.images import ImageReport
from replreg.output.terminal import escape_controls
from replreg.release.inventory import BrokenAt, ImageRow, Place, Pull
from replreg.rules.catalogue import RULES

ROWS = [
    ImageRow("a.yaml", "quay.io/n/a:1", "myquay", "quay.io/n/a:1", (Place(3, 1),), (Place(9, 5),), ()),
    ImageRow("b.yaml", "quay.io/n/a:1", "myquay", "quay.io/n/a:1", (), (Place(2, 1), Place(2, 9)), ("alias-as-host",)),
    ImageRow("b.yaml", "redis:7", "public", "docker.io/library/redis:7", (), (Place(4, 1),), ()),
    ImageRow("b.yaml", "{{repl x}}/y", "", None, (), (Place(5, 1),), ()),
]


def delivered(image: str, online: Pull | None, airgap: Pull | None, line: int = 1, **more: Any) -> ImageRow:
    address = online and online.address
    places = () if online is None else (Place(line, 1),)
    declared = (Place(line, 1),) if online is None else ()
    return ImageRow("r/a.yaml", image, "myquay", address, declared, places, (), True, online, airgap)._replace(**more)


PROXIED = Pull("proxy.replicated.com/proxy/app/quay.io/n/web:1", "proxy", "quay.io/n/web:1")
DELIVERED = [
    delivered("quay.io/n/web:1", PROXIED, Pull("{LocalRegistryHost}/{LocalRegistryNamespace}/web:1", "local"), 1),
    delivered("quay.io/n/job:1", Pull("quay.io/n/job:1", "direct"), Pull("quay.io/n/job:1", "direct"), 2),
    delivered("quay.io/n/old:1", None, None, 3),
    delivered("quay.io/n/x:…", *[Pull("quay.io/n/x:…", "direct")] * 2, 4, is_certain=False, why="the tag is not known"),
    delivered("…/n/x:1", *[Pull("…/n/x:1", "unknown")] * 2, 5, is_certain=False),
    delivered("docker.io/q/n/web:1", *[Pull("q/n/web:1", "direct")] * 2, 6, verdict=("alias-as-host",)),
]
STATES = "ok|wrong|unknown|direct|proxy|local|listed|folded|plain"
LABEL = re.compile(rf'  ([AB]?\w\d+)(?:\(\[|\[|>)"([^"]*)"(?:\]\)|\]):::({STATES})')
EDGE = re.compile(r"  ([AB]?\w\d+) --> ([AB]?\w\d+)")


def diagram(rows: list[ImageRow], mode: str = "both") -> tuple[dict[str, str], dict[str, str], set[tuple[str, str]]]:
    """The labels and classes of a diagram's nodes, and its edges by label. Each line must be one of these."""
    report = ImageReport(rows, files=2, mode=mode)
    first, *lines = rendered("mermaid", report, "images").split("\n")[:-1]
    assert first == "flowchart LR"
    labels, classes, edges = {}, {}, set()
    for line in lines:
        if found := LABEL.fullmatch(line):
            text = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), found[2])
            assert not set(found[2]) & set('"<>`&')
            labels[found[1]], classes[found[1]] = text, found[3]
        elif found := EDGE.fullmatch(line):
            edges.add((found[1], found[2]))
        else:
            assert re.fullmatch(
                rf'  (classDef ({STATES}) [-\w:,# ]+|subgraph [AB]\["[a-zA-Z ]+"\]|end|direction LR)', line
            )
    return labels, classes, edges


def test_a_diagram_has_registries_images_and_places() -> None:
    labels, classes, edges = diagram(ROWS)
    assert {(labels[one], labels[other]) for one, other in edges} == {
        ("quay.io (myquay)", "quay.io/n/a:1 (wrong: alias-as-host)"),
        ("docker.io (public)", "redis:7 (correct)"),
        ("not known", "{{repl x}}/y (not known)"),
        ("quay.io/n/a:1 (wrong: alias-as-host)", "a.yaml:3"),
        ("quay.io/n/a:1 (wrong: alias-as-host)", "a.yaml:9"),
        ("quay.io/n/a:1 (wrong: alias-as-host)", "b.yaml:2"),
        ("redis:7 (correct)", "b.yaml:4"),
        ("{{repl x}}/y (not known)", "b.yaml:5"),
    }
    assert [classes[name] for name in ("i0", "i1", "i2")] == ["wrong", "ok", "unknown"]


def test_a_diagram_has_a_box_for_each_installation() -> None:
    labels, classes, edges = diagram(DELIVERED)
    shown = {
        (labels[one], labels[other], classes[other], one[0]) for one, other in edges if other.startswith(("Ai", "Bi"))
    }
    assert shown >= {
        ("proxy.replicated.com (proxy for quay.io)", "quay.io/n/web:1 (proxied)", "proxy", "A"),
        ("local registry ({LocalRegistryHost})", "quay.io/n/web:1 (local)", "local", "B"),
    }
    for box in "AB":
        assert shown >= {
            ("quay.io (myquay)", "quay.io/n/job:1 (direct)", "direct", box),
            ("quay.io (myquay)", "quay.io/n/old:1 (only listed)", "listed", box),
            ("quay.io (myquay)", "quay.io/n/x:… (not known)", "unknown", box),
            ("not known", "…/n/x:1 (not known)", "unknown", box),
            ("docker.io (myquay)", "docker.io/q/n/web:1 (wrong: alias-as-host)", "wrong", box),
        }
    assert len(shown) == 12
    assert not any(name.startswith("B") for name in diagram(DELIVERED[1:])[0]), "both are the same, so one is enough"
    assert set(diagram(DELIVERED, "airgap")[1].values()) >= {"local"}


@pytest.mark.parametrize("address", ["…", "…:1", "…@sha256:" + "0" * 64, "my…", "…/web:1"])
def test_an_image_without_a_known_host_is_not_from_docker_hub(address: str) -> None:
    assert origin_of(delivered(address, *[Pull(address, "unknown")] * 2), "online").kind == "unknown"


@pytest.mark.parametrize("address", ["redis:…", "redis", "n/my…:1", "n/…"])
def test_a_part_that_is_not_known_after_the_host_does_not_hide_it(address: str) -> None:
    assert origin_of(delivered(address, *[Pull(address, "unknown")] * 2), "online").host == "docker.io"


NASTY = st.lists(
    st.one_of(st.sampled_from(['"', "]", "#", ";", "<b>", "`", "end", "\n", "&lt;", "-->"]), st.text(max_size=3))
)
ANY_TEXT = NASTY.map("".join)


@given(ANY_TEXT, ANY_TEXT)
@example('a"]\n  i0 --> x', "<script>&amp;#34;")
def test_any_text_is_a_label(image: str, path: str) -> None:
    labels, _, _ = diagram([ImageRow(path, image, "", None, (), (Place(1, 1),), ())])
    assert [labels["i0"], labels["p0"]] == [f"{escape_controls(image)} (not known)", f"{escape_controls(path)}:1"]


class Page(HTMLParser):
    """The texts of the cells of a page's tables, the page's elements, and the texts of some of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.elements}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")
        if tag in ("td", "th"):
            self.cells.append("")
        if tag == "br":
            self.handle_data(" ")
        if tag not in ("br", "wbr", "meta", "input"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.texts[tag][-1] += data
        if {"td", "th"} & set(self._open):
            self.cells[-1] += data

    def row(self, image: str) -> list[str]:
        """The cells after the one of an image."""
        at = next(number for number, cell in enumerate(self.cells) if cell.startswith(f"{image} "))
        return self.cells[at - 1 : at + 4]


def page_of(rows: list[ImageRow], **more: Any) -> Page:
    return Page(rendered("html", ImageReport(rows, files=2, **more), "images"))


def test_a_page_has_a_row_for_each_image() -> None:
    page = page_of(ROWS)
    assert page.row("redis:7") == ["correct", "redis:7 public", "docker.io/library/redis:7", "b.yaml:4", "none"]
    assert page.row("{{repl x}}/y")[:3] == ["not known", "{{repl x}}/y source not known", "not known"]
    assert page.row("quay.io/n/a:1")[3] == "a.yaml:3 (declared)a.yaml:9"
    assert page.texts["p"][0].startswith("4 images in 2 files; 1 not known")


def test_a_page_shows_what_each_installation_pulls() -> None:
    page = page_of(DELIVERED)
    state, _, address, *_ = page.row("quay.io/n/web:1")
    assert state.split() == ["online:", "proxiedair", "gap:", "local"]
    assert PROXIED.address in address and "{LocalRegistryHost}" in address
    assert page.row("quay.io/n/old:1")[2] == "nothing"
    worlds = [element for name, element in page.elements if "data-set-world" in element]
    assert [world["aria-pressed"] for world in worlds] == ["true", "false"]
    assert not [element for _, element in page_of(ROWS).elements if "data-set-world" in element]
    assert not [element for _, element in page_of(DELIVERED, mode="airgap").elements if "data-set-world" in element]


def test_each_image_has_its_findings_with_their_lines_and_fixes() -> None:
    start = PLAIN.rindex("myquay")
    fix = Fix(True, "Write it.", (Edit(start, start + 6, "quay.io"),))
    finding = finding_at("r.yaml", PLAIN, "myquay", occurrence=1, message="It is wrong.", fix=fix)
    broken = (BrokenAt("", 7, "alias-as-host", Severity.ERROR), BrokenAt("", 7, "floating-tag", Severity.INFO))
    row = ImageRow("r.yaml", "x/a:1", "public", "x/a:1", (), (Place(7, 1),), ("alias-as-host", "floating-tag"))
    page = page_of([row._replace(broken=broken), *ROWS], found=[FileFindings("r.yaml", (finding,), PLAIN)])
    (article,) = page.texts["article"]
    assert "It is wrong." in article and "r.yaml, line 7, column 12" in article
    assert page.texts["del"] == ["-     image: myquay/ns/img:1"] and page.texts["ins"] == [
        "+     image: quay.io/ns/img:1"
    ]
    assert any(text.startswith("Not shown: floating-tag.") for text in page.texts["p"])
    ids = {element["id"] for _, element in page.elements if "id" in element}
    links = [str(element["href"]) for name, element in page.elements if name in ("a", "use")]
    assert {"#image-0", "#row-1", "#image-2"} <= set(links)
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= ids
    assert all(link.startswith(("#", "https://")) for link in links)


@pytest.mark.parametrize("is_column_known", [True, False])
def test_images_on_one_line_share_no_finding(is_column_known: bool) -> None:
    uses = ", ".join(f"s{number}: {{image: 'myquay/ns/i{number}:1'}}" for number in range(5))
    text = f"services: {{{uses}}}\n"
    findings = tuple(finding_at("r.yaml", text, "myquay", occurrence=number) for number in range(5))
    rows = []
    for finding in findings:
        broken = BrokenAt("", 1, finding.rule, Severity.ERROR, finding.start.column if is_column_known else None)
        row = ImageRow("r.yaml", f"x/i{len(rows)}:1", "", None, (), (Place(1, 1),), (finding.rule,), broken=(broken,))
        rows.append(row)
    page = page_of(rows, found=[FileFindings("r.yaml", findings, text)])
    assert len(page.texts["article"]) == 5, "each finding once"
    for finding, article in zip(findings, page.texts["article"], strict=True):
        assert f"line 1, column {finding.start.column}" in article
    links = [element["href"] for name, element in page.elements if name == "a"]
    assert not any(text.startswith("Not shown") for text in page.texts["p"])
    assert sum(text.startswith("Shown with") for text in page.texts["p"]) == (0 if is_column_known else 4)
    assert "#image-0" in links


def test_a_finding_that_only_informs_makes_no_image_wrong() -> None:
    broken = BrokenAt("", 2, "short-name", Severity.INFO)
    pull = Pull("redis:7", "direct")
    row = delivered("docker.io/library/redis:7", pull, pull, 2, verdict=("short-name",), broken=(broken,))
    page = page_of([row])
    assert page.row("docker.io/library/redis:7")[0] == "direct"
    assert page.row("docker.io/library/redis:7")[4] == "short-name"
    assert "docker.io/library/redis:7" in page.texts["h3"]
    (image,) = image_graph([row], "online").images
    assert (image.state, image.detail) == ("direct", "direct (short-name)")


def test_a_mistake_of_the_air_gap_is_none_online() -> None:
    broken = tuple(BrokenAt("", 2, rule, Severity.ERROR) for rule in sorted(AIRGAP_RULES))
    pull = Pull("redis:7", "direct")
    row = delivered("docker.io/library/redis:7", pull, pull, 2, verdict=tuple(sorted(AIRGAP_RULES)), broken=broken)
    assert [state_of(row, world) for world in WORLDS] == ["direct", "wrong"]
    assert page_of([row]).row("docker.io/library/redis:7")[0].split() == ["online:", "directair", "gap:", "wrong"]
    assert set(RULES) >= AIRGAP_RULES


def test_only_the_pages_own_script_may_run() -> None:
    page = page_of(DELIVERED)
    (script,) = page.texts["script"]
    (policy,) = [str(element["content"]) for name, element in page.elements if "http-equiv" in element]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'" and rules.pop("style-src") == "'unsafe-inline'"
    allowed = rules.pop("script-src").removeprefix("'sha256-").removesuffix("'")
    assert b64decode(allowed) == sha256(script.encode()).digest() and not rules
    assert not [name for _, element in page.elements for name in element if name.startswith("on") or name == "src"]
    assert "url(" not in page.texts["style"][0] and "@import" not in page.texts["style"][0]


ELEMENTS = {name for name, _ in page_of([*ROWS, *DELIVERED]).elements}
SCRIPT = page_of(ROWS).texts["script"]


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("<script>alert(1)</script>", '"><b>', "'\" onload='x")
@example("</title></svg><style>", "</style>", "x")
def test_any_text_is_a_cell(image: str, path: str, address: str) -> None:
    online, airgap = Pull(address, "direct"), Pull(image, "proxy", address)
    rows = [
        ImageRow(path, image, "", None, (), (Place(1, 1),), ()),
        ImageRow(path, address, image, address, (), (Place(1, 1, image, address),), (path,)),
        delivered(
            image, online, airgap, verdict=(image,), why=path, broken=(BrokenAt(path, 1, image, Severity.ERROR),)
        ),
    ]
    page = page_of(rows)
    assert f"{escape_controls(image)} source not known" in page.cells
    assert f"{escape_controls(path)}:1" in page.cells
    assert page.texts["script"] == SCRIPT
    assert page.names <= ELEMENTS
    assert all(re.fullmatch("[a-z][-a-zA-Z]*", name) for _, element in page.elements for name in element)
    assert not [name for _, element in page.elements for name in element if name.startswith("on")]


def test_a_graph_of_many_images_is_folded_and_says_so() -> None:
    rows = [
        ImageRow(f"{number % 300}.yaml", f"r{number % 90}.io/a:{number}", "", f"r{number % 90}.io/a:{number}", (),
                 (Place(number, 1),), ("alias-as-host",) if number % 100 == 0 else ())
        for number in range(1000)
    ]  # fmt: skip
    graph = image_graph(rows, "online")
    assert sum(len(node.rows) for node in graph.images) == 1000
    assert len(graph.registries) <= 21 and len(graph.images) <= 81 and len(graph.places) <= 61
    assert graph.by_file and graph.registries[-1].state == graph.places[-1].state == "folded"
    assert sum(node.state == "wrong" for node in graph.images) == 10
    page = page_of(rows)
    assert len([element for name, element in page.elements if name == "tr"]) == 1001
    (note,) = [text for text in page.texts["p"] if "are drawn" in text]
    assert f"{graph.folded} are folded" in note and "one place" in note
    diagram(rows)


def test_as_few_nodes_as_can_be_drawn_are_not_folded() -> None:
    rows = [
        ImageRow("a.yaml", f"r{number}.io/a:1", "", f"r{number}.io/a:1", (), (Place(1, 1),), ()) for number in range(21)
    ]
    graph = image_graph(rows, "online")
    assert graph.folded == 0 and len(graph.registries) == 21


@given(st.data())
def test_nodes_of_a_column_do_not_overlap(data: st.DataObject) -> None:
    first, second, third = (data.draw(st.integers(1, 8)) for _ in range(3))
    pulled = [(data.draw(st.integers(0, first - 1)), number) for number in range(second)]
    named = data.draw(st.lists(st.tuples(st.integers(0, second - 1), st.integers(0, third - 1)), unique=True))
    layout = lay_out((first, second, third), pulled, named, (46, 44, 26), 9, 30)
    for column, size in ((layout.first, 46), (layout.second, 44), (layout.third, 26)):
        ordered = sorted(column)
        assert all(below - above >= size + 9 - 1e-6 for above, below in pairwise(ordered))
        assert ordered[0] - size / 2 >= -1e-6 and ordered[-1] + size / 2 <= layout.height + 1e-6


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", COLORS)
def test_states_have_enough_contrast(scheme: str) -> None:
    colors = dict(re.findall(r"--([-\w]+): (#[0-9a-f]{6})", COLORS[scheme]))
    for text in set(colors) - {"back", "box", "line"}:
        for back in ("back", "box"):
            low, high = sorted((luminance(colors[text]), luminance(colors[back])))
            assert (high + 0.05) / (low + 0.05) >= (3 if text == "edge" else 4.5), (
                text,
                back,
            )  # WCAG 2.2, 1.4.3, 1.4.11


def test_no_images() -> None:
    assert "0 images in 1 file" in rendered("html", ImageReport([], files=1), "images")
    assert rendered("mermaid", ImageReport([], files=1), "images").startswith("flowchart LR\n")
