"""The page of images in a real browser: it filters, sorts and switches, with a mouse, a keyboard and on paper.

Needed are Debian's Chromium, playwright (the group ``browser``) and axe-core (``npm install --prefix .ci``).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_tools import ROOT, replreg
from output_samples import PLAIN, finding_at, make_report, rendered
from test_output_image_pages import DELIVERED, ROWS

from replreg.output.images import ImageReport
from replreg.release.inventory import ImageRow, Place
from replreg.rules.catalogue import RULES

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium")
AXE = ROOT / ".ci" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip group 'browser'")
    with api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the example release, as the command writes it."""
    done = replreg("images", "examples/kots/wrong", "examples/kots/fixed", "--format", "html", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    path = tmp_path_factory.mktemp("page") / "images.html"
    path.write_text(done.stdout, encoding="utf-8")
    return path


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page, which must neither say anything on its console nor ask for anything but itself."""
    said: list[str] = []
    contexts = []

    def opened(page: Path | ImageReport, **settings: Any) -> Any:
        if isinstance(page, ImageReport):
            path = tmp_path / "page.html"
            path.write_text(rendered("html", page, "images"), encoding="utf-8")
        else:
            path = page
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(10_000)
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda asked: None if asked.url.startswith(path.as_uri()) else said.append(asked.url))
        tab.goto(path.as_uri())
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def names(tab: Any) -> list[str]:
    """The images of the rows that are shown."""
    return [text.split("\n")[0] for text in tab.locator("table.images tbody th:visible").all_inner_texts()]


def test_the_installation_is_switched(show: Callable[..., Any]) -> None:
    tab = show(ImageReport(DELIVERED, files=1))
    state = tab.locator("#row-0 td").first
    assert state.inner_text() == "proxied"
    assert tab.locator("svg.graph:visible").count() == 1
    tab.get_by_role("button", name="Air gap").click()
    assert state.inner_text() == "local"
    assert tab.locator("#row-0").inner_text().count("{LocalRegistryHost}") == 1
    assert tab.get_by_role("button", name="Air gap").get_attribute("aria-pressed") == "true"
    assert tab.get_by_role("button", name="Online").get_attribute("aria-pressed") == "false"
    assert tab.locator("svg.graph:visible a[data-node]").count() == len(DELIVERED)
    assert tab.locator("[data-state=local] b").inner_text() == "1"


def test_the_table_is_filtered(show: Callable[..., Any]) -> None:
    tab = show(ImageReport(DELIVERED, files=1))
    shown = tab.get_by_role("status")
    assert shown.inner_text() == "6 of 6 images shown"
    tab.get_by_label("Search").fill("WEB a.yaml")
    assert names(tab) == ["quay.io/n/web:1", "docker.io/q/n/web:1"]
    tab.get_by_role("button", name="wrong", exact=False).click()
    assert names(tab) == ["docker.io/q/n/web:1"] and shown.inner_text() == "1 of 6 images shown"
    tab.get_by_role("button", name="Clear").click()
    assert len(names(tab)) == 6 and tab.get_by_label("Search").input_value() == ""
    tab.get_by_label("Pulled from").select_option("local registry")
    assert names(tab) == []
    tab.get_by_role("button", name="Air gap").click()
    assert names(tab) == ["quay.io/n/web:1"]


def test_the_table_is_sorted(show: Callable[..., Any]) -> None:
    rows = [
        ImageRow("a.yaml", name, "public", name, (), (Place(line, 1),), ())
        for line, name in enumerate(("b:1", "a:10", "c:1", "a:9"), start=8)
    ]
    tab = show(ImageReport(rows, files=1))
    heading = tab.locator("thead th", has_text="Image")
    heading.get_by_role("button").click()
    assert names(tab) == ["a:9", "a:10", "b:1", "c:1"]
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").click()
    assert names(tab) == ["c:1", "b:1", "a:10", "a:9"] and heading.get_attribute("aria-sort") == "descending"
    tab.get_by_role("button", name="Named at").click()
    assert names(tab) == ["b:1", "a:10", "c:1", "a:9"]
    assert tab.locator("[aria-sort]").count() == 1


def test_states_are_sorted_by_their_weight(show: Callable[..., Any]) -> None:
    tab = show(ImageReport(DELIVERED, files=1))
    tab.get_by_role("button", name="State").click()
    states = tab.locator("table.images tbody .state:visible").all_inner_texts()
    assert states == ["wrong", "not known", "not known", "direct", "proxied", "only listed"]


def test_a_keyboard_is_enough(show: Callable[..., Any]) -> None:
    tab = show(ImageReport(DELIVERED, files=1))
    press, focus = tab.keyboard.press, tab.locator(":focus")
    press("Tab")
    assert focus.inner_text() == "Skip to the table of images"
    press("Tab"), press("Tab"), press("Space")
    assert focus.inner_text() == "Air gap" and focus.get_attribute("aria-pressed") == "true"
    press("Tab")
    assert focus.get_attribute("role") == "region"
    press("Tab")
    assert focus.get_attribute("data-node") == "i0"
    assert tab.locator("svg.graph.lights").count() == 1
    target = focus.get_attribute("href")
    press("Enter")
    assert tab.evaluate("location.hash") == target
    tab.get_by_role("link", name="Skip").focus()
    press("Enter")
    assert tab.evaluate("document.activeElement.id") == "images"
    press("Tab")
    assert focus.get_attribute("name") == "text"


def test_a_node_lights_what_it_is_joined_to(show: Callable[..., Any]) -> None:
    tab = show(ImageReport(DELIVERED, files=1))
    graph = tab.locator("svg.graph:visible")
    graph.locator(".registry", has_text="proxy.replicated.com").first.hover()
    lit = {node.get_attribute("data-node")[0] for node in graph.locator(".node.lit").all()}
    assert lit == {"r", "i", "p"} and graph.locator(".node.lit").count() == 3
    tab.locator("h1").hover()
    assert graph.locator(".lit").count() == 0


def test_a_link_to_a_row_that_is_filtered_shows_it(show: Callable[..., Any]) -> None:
    tab = show(ImageReport(DELIVERED, files=1))
    tab.get_by_label("Search").fill("old")
    tab.locator("svg.graph:visible a", has_text="n/job:1").click()
    assert "quay.io/n/job:1" in names(tab)


def test_findings_are_reached_from_the_table(show: Callable[..., Any], example: Path) -> None:
    tab = show(example)
    row = tab.locator("tbody tr:visible", has_text="alias-as-host").first
    image = row.locator("th code").inner_text()
    row.get_by_role("link").click()
    part = tab.locator(tab.evaluate("location.hash"))
    assert part.locator("h3").inner_text() == image
    assert part.locator("mark").count() >= 1 and part.locator("ins").count() >= 1
    assert tab.evaluate("location.hash && document.querySelector(location.hash).getBoundingClientRect().top") < 900


def test_without_script_both_installations_are_there(show: Callable[..., Any]) -> None:
    tab = show(ImageReport(DELIVERED, files=1), java_script_enabled=False)
    assert tab.locator("svg.graph:visible").count() == 2
    assert tab.locator("button:visible, input:visible").count() == 0
    assert tab.locator("#row-0 td").first.inner_text().split() == ["online:", "proxied", "air", "gap:", "local"]


def test_paper_shows_both_installations_and_no_controls(show: Callable[..., Any], example: Path) -> None:
    tab = show(example)
    tab.get_by_role("button", name="Air gap").click()
    tab.emulate_media(media="print")
    assert tab.locator("svg.graph:visible").count() == 2
    assert tab.locator("form:visible input, [data-set-world]:visible").count() == 0
    assert tab.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(show: Callable[..., Any], example: Path, scheme: str, width: int) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --prefix .ci")
    done = replreg("lint", "examples/kots/wrong", "examples/swarm", "--format", "html", cwd=ROOT)
    findings = example.with_name("findings.html")
    findings.write_text(done.stdout, encoding="utf-8")
    path = "a-folder-with-a-long-name/and-another-one/release.yaml"
    long_names = make_report([finding_at(path, PLAIN, "myquay", rule=rule) for rule in RULES], {path: PLAIN})
    example.with_name("rules.html").write_text(rendered("html", long_names), encoding="utf-8")
    twice = [row._replace(path=path) for row in DELIVERED for path in ("a.yaml", "b.yaml")]
    for page in (
        example,
        findings,
        example.with_name("rules.html"),
        ImageReport([*ROWS, *DELIVERED], files=3),
        ImageReport(twice, files=2),
        ImageReport([], files=1),
    ):
        tab = show(page, color_scheme=scheme, viewport={"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        for world in ("online", "airgap"):
            if (switch := tab.locator(f"[data-set-world={world}]")).count():
                switch.click()
            found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_a_page_of_a_thousand_images_works(show: Callable[..., Any]) -> None:
    rows = [
        ImageRow(f"{at % 40}.yaml", f"quay.io/n/a:{at}", "q", f"quay.io/n/a:{at}", (), (Place(at, 1),), ())
        for at in range(1000)
    ]
    tab = show(ImageReport(rows, files=40))
    assert tab.get_by_text("940 are folded").count() == 1
    tab.get_by_label("Search").fill("a:99")
    assert tab.get_by_role("status").inner_text() == "11 of 1000 images shown"
    tab.get_by_role("button", name="Image").click()
    assert names(tab)[0] == "quay.io/n/a:99"
