"""Which files a run is about."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from replreg.linter.chart_folders import is_chart_folder
from replreg.linter.inputs import Input, InputError, OutsideLink, expand

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GIT_DIR", raising=False)
    return tmp_path


def make(*paths: str) -> None:
    for path in map(Path, paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x: y\n", encoding="utf-8")


def git(*arguments: str, cwd: str = ".") -> None:
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *settings, *arguments], cwd=cwd, check=True, capture_output=True)


def found(*paths: str) -> list[str]:
    """The files of some paths; each error is its message."""
    return [
        item.path if isinstance(item, Input) else str(item) for item in expand(paths) if type(item) is not OutsideLink
    ]


def test_yaml_files_below_a_folder_but_hidden_ones() -> None:
    make("b.yaml", "a/z.yml", "a/b/c.yaml", "a.json", "a/.hidden.yaml", ".github/x.yaml", "a/.cache/y.yaml", "yaml")
    assert found(".") == ["a/b/c.yaml", "a/z.yml", "b.yaml"]
    assert found("a") == ["a/b/c.yaml", "a/z.yml"]
    assert found("a/") == ["a/b/c.yaml", "a/z.yml"]
    assert found(".github") == [".github/x.yaml"]
    assert found(str(Path("a").absolute())) == [str(Path("a/b/c.yaml").absolute()), str(Path("a/z.yml").absolute())]


def test_a_named_file_is_taken_whatever_its_name() -> None:
    make("a.json", ".hidden.yaml")
    assert expand(["a.json", ".hidden.yaml", "-"]) == [
        Input("a.json", True), Input(".hidden.yaml", True), Input("-", True)
    ]  # fmt: skip


def test_a_file_that_is_named_and_in_a_named_folder_counts_once_and_as_named() -> None:
    make("a/b.yaml", "a/c.yaml")
    for paths in (["a", "./a/b.yaml"], ["a/b.yaml", "a", "a/../a/b.yaml"]):
        items = [item for item in expand(paths) if isinstance(item, Input)]
        assert sorted((os.path.normpath(item.path), item.named) for item in items) == [
            ("a/b.yaml", True),
            ("a/c.yaml", False),
        ]


def test_only_metadata_values_and_templates_of_a_chart_are_found() -> None:
    make("chart/Chart.yaml", "chart/values.yaml", "chart/templates/a.yaml", "chart/ci/b.yaml")
    make("charts/x/Chart.yaml", "charts/x/templates/a.yaml", "other/Chart.yaml", "other/a.yaml", "chartx/a.yaml")
    in_chart = ["chart/Chart.yaml", "chart/templates/a.yaml", "chart/values.yaml"]
    in_charts = ["charts/x/Chart.yaml", "charts/x/templates/a.yaml"]
    assert found(".") == [*in_chart, *in_charts, "chartx/a.yaml", "other/Chart.yaml", "other/a.yaml"]
    assert found("charts") == in_charts
    charts = {item.path: item.chart for item in expand(["chart"]) if isinstance(item, Input)}
    assert {path for path, chart in charts.items() if chart == "chart"} == set(in_chart)
    assert found("chart/templates/a.yaml") == ["chart/templates/a.yaml"]


def charts_of(*paths: str) -> dict[str, str]:
    """The chart of each file of some paths, relative to the current folder."""
    items = [item for item in expand(paths) if isinstance(item, Input)]
    return {item.path: os.path.relpath(item.chart) if item.chart else "" for item in items}


def test_the_files_of_a_release_in_the_folder_of_a_chart_are_found() -> None:
    make("web/Chart.yaml", "web/values.yaml", "web/ci/a.yaml", "web/kots/sub/b.yaml", "web/kots/web-1.0.0.tgz")
    Path("web/kots/app.yaml").write_text("apiVersion: kots.io/v1beta1\nkind: Application\n")
    charts = {"web/Chart.yaml": "web", "web/values.yaml": "web"}
    release = {"web/kots/app.yaml": "", "web/kots/sub/b.yaml": "", "web/kots/web-1.0.0.tgz": "web/kots/web-1.0.0.tgz"}
    assert charts_of(".") == {**charts, **release}
    assert charts_of("web") == {**charts, **release, "web/ci/a.yaml": ""}
    assert charts_of("web/kots") == release


def test_a_release_may_be_beside_the_metadata_of_a_chart() -> None:
    make("web/Chart.yaml", "web/values.yaml", "web/templates/a.yaml")
    Path("web/app.yaml").write_text("apiVersion: kots.io/v1beta1\nkind: Application\n")
    in_chart = dict.fromkeys(("web/Chart.yaml", "web/templates/a.yaml", "web/values.yaml"), "web")
    assert charts_of(".") == charts_of("web") == {**in_chart, "web/app.yaml": ""}


@pytest.mark.parametrize("is_repository", [True, False])
def test_the_files_of_a_folder_in_a_chart_are_parts_of_the_outermost_chart(is_repository: bool) -> None:
    make("web/Chart.yaml", "web/templates/a.yaml", "web/charts/db/Chart.yaml", "web/charts/db/values.yaml")
    if is_repository:
        Path(".git").mkdir()
    subchart = dict.fromkeys(("web/charts/db/Chart.yaml", "web/charts/db/values.yaml"), "web")
    assert charts_of("web/templates") == {"web/templates/a.yaml": "web"}
    assert charts_of("web/charts") == charts_of("web/charts/db") == subchart
    every = {**subchart, "web/Chart.yaml": "web", "web/templates/a.yaml": "web"}
    assert charts_of("web") == charts_of(".") == every
    assert charts_of(*every) == every


def test_links_to_files_are_followed_and_links_to_folders_are_not() -> None:
    make("real/a.yaml")
    Path("link.yaml").symlink_to("real/a.yaml")
    Path("folder").symlink_to("real")
    Path("real/up").symlink_to("..")
    Path("dangling.yaml").symlink_to("nowhere")
    assert found(".") == ["link.yaml", "real/a.yaml"]
    assert found("folder") == ["folder/a.yaml"]


def test_paths_that_cannot_be_worked_on() -> None:
    Path("dangling.yaml").symlink_to("nowhere")
    Path("loop.yaml").symlink_to("loop.yaml")
    make("file.yaml")
    assert found("none.yaml", "dangling.yaml", "loop.yaml", "file.yaml/x", "a\0b", os.devnull) == [
        "none.yaml: there is no such file or folder",
        "dangling.yaml: the link points to nothing",
        "loop.yaml: the link leads back to itself",
        "file.yaml/x: cannot be read: Not a directory",
        "a\0b: this cannot be the name of a file",
        f"{os.devnull}: this is a device; to lint what comes through it, give it as standard input ('-')",
    ]
    assert all(isinstance(item, InputError) for item in expand(["none.yaml", "loop.yaml"]))


def test_a_named_pipe_is_refused_since_it_may_never_end() -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo("pipe.yaml")
    assert found("pipe.yaml") == [
        "pipe.yaml: this is a pipe; to lint what comes through it, give it as standard input ('-')"
    ]
    assert found(".") == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read any folder")
def test_a_folder_that_may_not_be_read() -> None:
    make("a/b.yaml", "a/locked/c.yaml")
    Path("a/locked").chmod(0)
    try:
        assert found("a") == ["a/locked: cannot be read: Permission denied", "a/b.yaml"]
        assert found("a/locked") == ["a/locked: cannot be read: Permission denied"]
    finally:
        Path("a/locked").chmod(0o755)


@needs_git
def test_files_that_git_ignores_are_left_out() -> None:
    git("init")
    make("a.yaml", "new/b.yaml", "build/c.yaml", "sub/d.tmp.yaml", "sub/e.yaml", "sub/build/f.yaml", "kept/g.yaml")
    Path(".gitignore").write_text("build/\n*.tmp.yaml\nkept/*\n")
    Path("sub/.gitignore").write_text("e.yaml\n")
    git("add", "-f", "a.yaml", "kept/g.yaml")
    assert found(".") == ["a.yaml", "kept/g.yaml", "new/b.yaml"]
    assert found("sub") == []
    assert found("sub/e.yaml", "build/c.yaml") == ["sub/e.yaml", "build/c.yaml"]


@needs_git
def test_an_ignored_folder_that_is_named_is_meant() -> None:
    git("init")
    make("build/c.yaml", "build/.x/d.yaml")
    Path(".gitignore").write_text("build/\n")
    assert found("build") == ["build/c.yaml"]
    assert found("build", ".") == ["build/c.yaml"]


@needs_git
def test_a_deleted_file_that_git_still_knows_is_not_a_file() -> None:
    git("init")
    make("a.yaml", "b.yaml")
    git("add", ".")
    Path("a.yaml").unlink()
    assert found(".") == ["b.yaml"]


@needs_git
def test_repositories_inside_of_one_are_looked_into() -> None:
    make("source/s.yaml", "source/build/t.yaml")
    Path("source/.gitignore").write_text("build/\n")
    git("init", cwd="source")
    git("add", ".", cwd="source")
    git("commit", "-m", "x", cwd="source")
    Path("outer").mkdir()
    git("init", cwd="outer")
    git("submodule", "add", "../source", "module", cwd="outer")
    shutil.copytree("source", "outer/nested")
    make("outer/a.yaml")
    assert found("outer") == ["outer/a.yaml", "outer/module/s.yaml", "outer/nested/s.yaml"]


@needs_git
def test_names_that_git_would_quote() -> None:
    git("init")
    make("a\tb.yaml", "c d/é.yaml", '"q".yaml')
    git("add", "a\tb.yaml")
    assert found(".") == ['"q".yaml', "a\tb.yaml", "c d/é.yaml"]


@needs_git
def test_the_repository_of_a_hook_is_not_taken_for_that_of_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    git("init")
    make("sub/a.yaml", "build/b.yaml")
    Path(".gitignore").write_text("build/\n")
    git("add", ".")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert found("sub") == ["sub/a.yaml"]
    assert found(".") == ["sub/a.yaml"]


def test_without_git_nothing_is_ignored_but_what_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.yaml", "build/b.yaml", ".git/config.yaml")
    Path(".gitignore").write_text("build/\n")
    monkeypatch.setenv("PATH", "")
    assert found(".") == ["a.yaml", "build/b.yaml"]


def outside(*paths: str) -> list[str]:
    return [item.path for item in expand(paths) if isinstance(item, OutsideLink)]


def test_a_link_that_leads_outside_of_the_folder_is_not_followed_unless_it_is_named() -> None:
    make("checkout/a.yaml", "mine.yaml", "mine.tgz", "checkout2/b.yaml")
    Path("checkout/in").mkdir()
    for name, target in {
        "link.yaml": "../mine.yaml",
        "packed.tgz": "../mine.tgz",
        "in/far.yaml": str(Path("mine.yaml").resolve()),
        "in/near.yaml": "../a.yaml",
        "chain.yaml": "link.yaml",
        "sibling.yaml": "../checkout2/b.yaml",
    }.items():
        Path("checkout", name).symlink_to(target)
    assert found("checkout") == ["checkout/a.yaml", "checkout/in/near.yaml"]
    left = ["checkout/chain.yaml", "checkout/in/far.yaml", "checkout/link.yaml", "checkout/packed.tgz"]
    assert outside("checkout") == [*left, "checkout/sibling.yaml"]
    assert found("checkout/link.yaml") == ["checkout/link.yaml"]
    assert sorted(found("checkout", "checkout/link.yaml")) == [
        "checkout/a.yaml",
        "checkout/in/near.yaml",
        "checkout/link.yaml",
    ]
    assert outside(".") == []


def test_a_link_may_lead_to_another_folder_of_the_repository() -> None:
    make("checkout/common/a.yaml", "checkout/release/b.yaml", "mine.yaml", "checkout/release/part/c.yaml")
    for repository in ("checkout", "checkout/release/part"):
        Path(repository, ".git").mkdir()
        Path(repository, ".git", "HEAD").write_text("ref: refs/heads/main\n")
    Path("checkout/release/link.yaml").symlink_to("../common/a.yaml")
    Path("checkout/release/part/up.yaml").symlink_to("../../common/a.yaml")
    Path("checkout/release/mine.yaml").symlink_to("../../mine.yaml")
    here = ["checkout/release/b.yaml", "checkout/release/link.yaml", "checkout/release/part/c.yaml"]
    assert found("checkout/release") == [*here, "checkout/release/part/up.yaml"]
    assert outside("checkout/release") == ["checkout/release/mine.yaml"]
    assert outside("checkout/release/part") == ["checkout/release/part/up.yaml"]


@pytest.mark.parametrize("beside", ["templates/web.yaml", "values.yaml", "charts/web/Chart.yaml"])
def test_a_chart_has_templates_or_values_or_subcharts(tmp_path: Path, beside: str) -> None:
    chart = tmp_path / "chart"
    (chart / beside).parent.mkdir(parents=True, exist_ok=True)
    (chart / beside).touch()
    assert not is_chart_folder(str(chart))
    (chart / "Chart.yaml").touch()
    assert is_chart_folder(str(chart))


def test_a_folder_with_nothing_but_a_chart_file_is_not_a_chart(tmp_path: Path) -> None:
    (tmp_path / "Chart.yaml").touch()
    assert not is_chart_folder(str(tmp_path))
