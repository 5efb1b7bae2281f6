"""``--show-files`` and ``--show-settings``: what a run would look at, and by which settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_tools import ALIAS, CONFIG, LINK, RIGHT, WRONG, call, write
from ruamel.yaml import YAML

from replreg.rules.catalogue import RULES


def files(*arguments: str, cwd: Path) -> dict[str, str]:
    done = call("lint", "--show-files", *arguments, cwd=cwd)
    assert done.status == 0, done
    return dict(line.split(": ", 1) for line in done.out.splitlines())


def settings(*arguments: str, cwd: Path) -> list[dict[str, Any]]:
    done = call("lint", "--show-settings", *arguments, cwd=cwd)
    assert (done.status, done.err) == (0, ""), done
    loaded: list[dict[str, Any]] = YAML(typ="safe").load(done.out)
    return loaded


@pytest.mark.parametrize("command", ["lint", "fix"])
def test_each_file_is_named_with_what_happens_to_it(project: Path, command: str) -> None:
    write(
        project,
        replreg_yaml=CONFIG + "exclude: [old/**]\n",
        old__x_yaml=WRONG,
        values_yaml="a: 1\n",
        notes_txt="a",
        chart__Chart_yaml="name: a\n",
        chart__templates__a_yaml="a: 1\n",
        _git__HEAD="ref: refs/heads/main\n",
        build__out_yaml=WRONG,
    )
    (project / ".gitignore").write_text("build/\n")
    (project / "_git").rename(project / ".git")
    (project / ".github").mkdir()
    (project / ".hidden.yaml").write_text(WRONG)
    done = call(command, "--show-files", cwd=project)
    found = dict(line.split(": ", 1) for line in done.out.splitlines())
    assert done.status == 0
    assert found["release.yaml"] == "checked"
    for path, word in {
        "old/x.yaml": "'exclude'",
        "values.yaml": "no key in it",
        ".hidden.yaml": "hidden",
        ".github/": "hidden",
        "chart/templates/a.yaml": "names an image",
        "build/out.yaml": "git ignores",
        "replreg.yaml": "configuration",
    }.items():
        assert found[path].startswith("skipped: "), path
        assert word in found[path], path
    assert "notes.txt" not in found
    assert (project / "release.yaml").read_text() == WRONG


def test_a_named_file_is_the_only_one(project: Path) -> None:
    write(project, other_yaml=WRONG)
    assert files("release.yaml", cwd=project) == {"release.yaml": "checked"}


def test_a_named_file_with_nothing_to_check_is_still_an_error(project: Path) -> None:
    write(project, values_yaml="a: 1\n")
    done = call("lint", "--show-files", "values.yaml", cwd=project)
    assert done.status == 2
    assert done.out.startswith("values.yaml: skipped: ")


def test_the_settings_of_files_that_differ(project: Path) -> None:
    write(
        project,
        other_yaml=WRONG,
        inner__a_yaml=WRONG,
        inner__replreg_yaml="rules: {floating-tag: off}\ndomains: {proxy: [images.example.com]}\ntargets: [kots]\n",
    )
    inner, outer = settings("--app", "given", "--exclude", "x/**", "--rule", "schema=info", cwd=project)
    assert (inner["files"], outer["files"]) == (["inner/a.yaml"], ["other.yaml", "release.yaml"])
    assert (inner["configuration"], outer["configuration"]) == ("inner/replreg.yaml", "replreg.yaml")
    assert (inner["app"], outer["app"]) == ("given", "given")
    assert (inner["registries"], inner["targets"]) == ({}, ["kots"])
    assert inner["domains"] == {"proxy": ["images.example.com"], "registry": []}
    assert outer["registries"] == {ALIAS: {"endpoint": "quay.io", "provider": "quay"}}
    assert outer["exclude"] == ["x/**"]
    assert list(outer["levels"]) == list(RULES)
    assert (inner["levels"]["floating-tag"], outer["levels"]["floating-tag"]) == ("off", "warning")
    assert inner["levels"]["schema"] == "info"


def test_settings_of_paths_that_have_no_file(tmp_path: Path) -> None:
    write(tmp_path, replreg_yaml=CONFIG)
    (tmp_path / "empty").mkdir()
    (found,) = settings("empty", cwd=tmp_path)
    assert (found["files"], found["app"]) == (["empty"], "my-app")
    (found,) = settings("--no-config", cwd=tmp_path)
    assert (found["files"], found["configuration"], found["app"]) == (["."], None, None)


def test_settings_have_no_secret(project: Path) -> None:
    registry = "{endpoint: 'https://bob:hunter2@quay.io', username: bob+robot, password: '${SECRET}'}"
    write(project, replreg_yaml=f"registries:\n  myquay: {registry}\n")
    done = call("lint", "--show-settings", cwd=project, env={"SECRET": "hunter3"})
    assert "quay.io" in done.out
    for secret in ("hunter2", "hunter3", "bob", "SECRET"):
        assert secret not in done.out


def test_only_one_of_the_two_can_be_shown(project: Path) -> None:
    done = call("lint", "--show-files", "--show-settings", cwd=project)
    assert (done.status, done.out) == (2, "")


def test_files_that_the_vendors_file_leaves_out_are_named(project: Path) -> None:
    write(project, other_yaml=WRONG)
    (project / ".replicated").write_text('manifests: ["./release.yaml"]\n')
    found = files(cwd=project)
    assert found["release.yaml"] == "checked"
    assert "'.replicated' does not name it" in found["other.yaml"]


def test_a_link_that_leads_outside_of_the_folder_is_left_out_and_said(tmp_path: Path) -> None:
    write(tmp_path, mine_yaml=WRONG, checkout__release_yaml=WRONG)
    checkout = tmp_path / "checkout"
    (checkout / "link.yaml").symlink_to("../mine.yaml")
    assert files(cwd=checkout)["link.yaml"].startswith("skipped: it is a symbolic link that leads outside")
    found = call("lint", *LINK, "--format", "json", "--verbose", cwd=checkout)
    assert {item["path"] for item in found.json["findings"]} == {"release.yaml"}
    assert "link.yaml: left out: it is a symbolic link that leads outside" in found.err
    assert call("fix", *LINK, "-i", cwd=checkout).status == 0
    assert (tmp_path / "mine.yaml").read_text() == WRONG
    assert (checkout / "release.yaml").read_text() == RIGHT
    (checkout / "release.yaml").unlink()
    assert "1 symbolic link leads outside of the folder" in call("lint", *LINK, cwd=checkout).err
    assert call("fix", *LINK, "-i", "link.yaml", cwd=checkout).status == 0
    assert (tmp_path / "mine.yaml").read_text() == RIGHT
