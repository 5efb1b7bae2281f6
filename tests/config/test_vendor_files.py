"""The vendor's own ``.replicated`` files: what they say, and which files they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import ALIAS, HEAD, LINK, USE, call

from replreg.config.vendor_files import is_slug, read_vendor_files, slug_of_environment
from replreg.linter.inputs import Input, expand_vendor_files

WRONG = HEAD + USE.format(host=ALIAS)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def meant(folder: Path) -> list[str]:
    found = read_vendor_files(folder)
    assert found is not None
    return [item.path if isinstance(item, Input) else f"! {item}" for item in expand_vendor_files(found)]


def test_files_are_merged_upward_and_the_nearer_one_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".replicated": "appSlug: outer\nmanifests: ['kots/*.yaml']\ncharts: [{path: chart, chartVersion: '1'}]\n",
            "a/.replicated.yaml": "appSlug: inner\nmanifests: [x.yaml]\npreflights:\n- path: pre/**\n",
            "a/b/.replicated": "appId: 2Ab\n",
            "a/b/.replicated.yaml": "appSlug: never-read\n",
        },
    )
    found = read_vendor_files(tmp_path / "a" / "b")
    assert found is not None
    assert found.app == "inner"
    inner, outer = str(tmp_path / "a"), str(tmp_path)
    assert found.patterns == ((inner, "x.yaml"), (inner, "pre/**"), (outer, "kots/*.yaml"), (outer, "chart"))


@pytest.mark.parametrize(
    "text", ["", "a: [", "- x", "manifests: 1\ncharts: {path: x}\npreflights: [1, {a: b}]\nappSlug: [x]\n", "\xff"]
)
def test_a_file_that_is_not_as_it_should_be_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / ".replicated").write_bytes(text.encode("latin-1"))
    found = read_vendor_files(tmp_path)
    assert found is not None
    assert (found.app, found.patterns) == (None, ())


def test_its_patterns_name_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        {
            ".replicated": "manifests: ['./kots/**/*.yaml', 'one.yml', 'none/*.yaml', 'gone.yaml']\ncharts: [{path: ./chart}]\n",
            "kots/a.yaml": "", "kots/b/c.yaml": "", "kots/b/c.txt": "", "one.yml": "", "other.yaml": "",
            "chart/Chart.yaml": "", "chart/templates/t.yaml": "",
        },
    )  # fmt: skip
    assert meant(tmp_path) == [
        "! gone.yaml: '.replicated' names it, but there is no such file or folder",
        "chart/Chart.yaml", "chart/templates/t.yaml", "kots/a.yaml", "kots/b/c.yaml", "one.yml",
    ]  # fmt: skip


def test_a_pattern_does_not_lead_out_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = tmp_path / "checkout"
    write(
        tmp_path,
        {
            "mine.yaml": WRONG,
            "checkout/.git/HEAD": "ref: refs/heads/main\n",
            "checkout/up.yaml": WRONG,
            "checkout/below/.replicated": "manifests: ['../../mine.yaml', '../up.yaml', 'link.yaml', '/etc/*.yaml']\n",
        },
    )
    (checkout / "below" / "link.yaml").symlink_to(tmp_path / "mine.yaml")
    monkeypatch.chdir(checkout / "below")
    found = meant(checkout / "below")
    assert [item for item in found if not item.startswith("!")] == [str(checkout / "below" / ".." / "up.yaml")]
    assert sum("outside of" in item for item in found) == 2
    assert call("fix", "-i", *LINK, cwd=checkout / "below").status == 2
    assert (tmp_path / "mine.yaml").read_text() == WRONG
    assert (checkout / "up.yaml").read_text() != WRONG


def test_a_run_without_a_path_takes_them_and_one_with_a_path_does_not(tmp_path: Path) -> None:
    write(tmp_path, {".replicated": "manifests: ['kots/*.yaml']\n", "kots/a.yaml": WRONG, "other/b.yaml": WRONG})
    assert "b.yaml" not in call("lint", *LINK, cwd=tmp_path).out
    assert "a.yaml" in call("lint", *LINK, cwd=tmp_path).out
    assert "b.yaml" in call("lint", *LINK, ".", cwd=tmp_path).out


def test_the_order_of_what_names_the_application(tmp_path: Path) -> None:
    text = (
        "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {source: replicated, name: app, tag: '1'}\n---\n"
    )
    text += "# kind: scheduler-swarm\nversion: '3.3'\nservices: {a: {image: 'replicated/app:1'}}\n"
    write(tmp_path, {"release.yaml": text})

    def app(*arguments: str, environ: str | None = None) -> str:
        done = call("lint", "release.yaml", *arguments, cwd=tmp_path, env={"REPLICATED_APP": environ})
        return next((slug for slug in ("one", "two", "three", "four") if f"replicated.com/{slug}/app" in done.out), "")

    assert app() == ""
    write(tmp_path, {".replicated": "appSlug: four\n"})
    assert app() == "four"
    write(tmp_path, {"replreg.yaml": "app: three\n"})
    assert app() == "three"
    assert app(environ="two") == "two"
    assert app("--app", "one", environ="two") == "one"
    assert app(environ="2AbCdEfGh") == "three"  # an id


def test_what_is_not_a_slug_is_ignored_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, {"release.yaml": "images: [{source: public, name: redis, tag: '1'}]\n"})

    def warnings(environ: str | None, *options: str) -> list[str]:
        done = call("lint", "release.yaml", *options, cwd=tmp_path, env={"REPLICATED_APP": environ})
        return [line for line in done.err.splitlines() if line.startswith("warning:")]

    assert ["'My App' is not a slug" in line for line in warnings("My App")] == [True]
    assert ["'a b' is not a slug" in line for line in warnings("a\nb")] == [True]  # on one line
    assert warnings("my-app") == warnings("") == warnings("2aBcDeFgHiJkLmNoPqRsTuVwXyZ") == []
    assert warnings("My App", "--quiet") == warnings("My App", "--app", "one") == []
    write(tmp_path, {".replicated": "appSlug: Your_App\n", "other.yaml": "images: []\n"})
    found = warnings(None, "other.yaml")
    assert ["'Your_App' is not a slug" in line for line in found] == [True]
    assert ".replicated" in found[0]
    assert warnings(None, "--app", "one") == warnings("two") == []


def test_the_form_of_a_slug() -> None:
    assert all(map(is_slug, ("a", "my-app", "app2", "1-2")))
    assert not any(map(is_slug, ("", "My-App", "a b", "-a", "a-", "a--b", "a/b", "a\n", "é")))
    assert slug_of_environment({}) is None
    assert slug_of_environment({"REPLICATED_APP": " my-app "}) == "my-app"
