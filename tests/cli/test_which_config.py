"""Which configuration counts for which file, and what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import ALIAS, CONFIG, LINK, RIGHT, WARNED, WRONG, call, write


def linted(cwd: Path, *arguments: str) -> dict[str, list[str]]:
    """The files that a run was about, and the rules of the findings in each, from what ``--verbose`` and JSON say."""
    done = call("lint", "--format", "json", "--verbose", *arguments, cwd=cwd)
    assert done.status in (0, 1), done
    files: dict[str, list[str]] = {
        line.split(": ")[0]: [] for line in done.err.splitlines() if line.endswith((" findings", " finding"))
    }
    assert len(files) == done.json["summary"]["files"]
    for finding in done.json["findings"]:
        files[finding["path"]].append(finding["rule"])
    return files


def registry(name: str, endpoint: str) -> str:
    return f"registries:\n  {name}: {endpoint}\n"


@pytest.fixture
def excluding(tmp_path: Path) -> Path:
    write(
        tmp_path, replreg_yaml=CONFIG + "exclude: ['vendor/**', '*.old.yaml', /only.yaml]\n", a_yaml=WRONG,
        vendor__b_yaml=WRONG, sub__vendor__c_yaml=WRONG, sub__only_yaml=WRONG, only_yaml=WRONG,
    )  # fmt: skip
    (tmp_path / "sub" / "d.old.yaml").write_text(WRONG)
    return tmp_path


def test_exclude_holds_for_what_a_folder_brings(excluding: Path) -> None:
    taken = ["a.yaml", "sub/only.yaml", "sub/vendor/c.yaml"]
    assert sorted(linted(excluding)) == taken
    assert sorted(linted(excluding, ".", "vendor")) == taken
    assert sorted(linted(excluding / "sub")) == ["only.yaml", "vendor/c.yaml"]
    assert sorted(linted(excluding / "sub", "..")) == ["../a.yaml", "../sub/only.yaml", "../sub/vendor/c.yaml"]
    assert sorted(linted(excluding.parent, str(excluding))) == [str(excluding / name) for name in taken]


def test_a_folder_all_of_which_is_excluded_has_nothing_to_lint(excluding: Path) -> None:
    done = call("lint", "vendor", cwd=excluding)
    assert (done.status, done.out, done.err) == (
        0,
        "",
        "replreg: nothing to check in vendor: 1 file left out by 'exclude'\n",
    )


def test_a_file_that_is_named_is_taken_all_the_same(excluding: Path) -> None:
    assert linted(excluding, "vendor/b.yaml") == {"vendor/b.yaml": ["alias-as-host"]}
    assert sorted(linted(excluding, "vendor", "sub/d.old.yaml")) == ["sub/d.old.yaml"]
    assert linted(excluding / "vendor", "../only.yaml") == {"../only.yaml": ["alias-as-host"]}


def test_unless_exclude_is_to_hold_for_it_too(excluding: Path) -> None:
    names = ("vendor/b.yaml", "sub/d.old.yaml", "only.yaml")
    assert linted(excluding, "--force-exclude", *names) == {}
    assert sorted(linted(excluding, "--force-exclude", *names, "sub/only.yaml")) == ["sub/only.yaml"]
    done = call("lint", "--force-exclude", "--verbose", "only.yaml", cwd=excluding)
    assert "only.yaml: left out by 'exclude'\n" in done.err


@pytest.mark.parametrize("arguments", [["--in-place"], ["--in-place", "--force-exclude", "vendor/b.yaml", "."]])
def test_fix_leaves_out_what_lint_leaves_out(excluding: Path, arguments: list[str]) -> None:
    assert call("fix", *arguments, cwd=excluding).status == 0
    assert (excluding / "vendor" / "b.yaml").read_text() == WRONG
    assert (excluding / "a.yaml").read_text() == RIGHT


def test_images_leaves_it_out_too(excluding: Path) -> None:
    done = call("images", "--format", "json", cwd=excluding)
    assert "vendor/b.yaml" not in done.out
    assert "sub/vendor/c.yaml" in done.out


def test_a_named_configuration_counts_and_no_other(project: Path) -> None:
    write(project, conf__other_yaml=registry("another", "quay.io") + "exclude: [a.yaml, ../release.yaml]\n")
    write(project, sub__replreg_yaml="not: {a, configuration}\n", sub__release_yaml=WRONG, conf__a_yaml=WRONG)
    named = ("--config", "conf/other.yaml")
    found = linted(project, *named)
    assert all("unknown-source" in rules for rules in found.values())
    assert sorted(found) == ["sub/release.yaml"], "'exclude' is relative to the folder of the file that was named"
    assert call("lint", "sub", cwd=project).status == 2, "the nearest one is not even read"


def test_a_named_configuration_may_have_any_name_and_be_toml(project: Path) -> None:
    write(project, any=registry(ALIAS, "quay.io"), some_toml="")
    (project / "some.toml").write_text(f'[tool.replreg.registries]\n{ALIAS} = "gcr.io"\n')
    assert linted(project, "--config", "any", "release.yaml")["release.yaml"] == ["alias-as-host"]
    done = call("fix", "--config", "some.toml", "release.yaml", cwd=project)
    assert "image: gcr.io/ns/img:2.0.0" in done.out


@pytest.mark.parametrize("name", ["none.yaml", "."])
def test_a_named_configuration_that_cannot_be_read(project: Path, name: str) -> None:
    done = call("lint", "--config", name, cwd=project)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"error: {name}: cannot read the configuration: ")
    assert done.err.count("\n") == 1


def test_no_configuration_at_all(project: Path) -> None:
    assert call("fix", "release.yaml", cwd=project).out == RIGHT
    assert call("fix", "--no-config", "release.yaml", cwd=project).out == WRONG
    write(project, replreg_yaml="no: [yaml\n")
    assert call("fix", "--no-config", *LINK, "release.yaml", cwd=project).out == RIGHT


def test_one_configuration_and_none_is_a_contradiction(project: Path) -> None:
    done = call("lint", "--no-config", "--config", "replreg.yaml", cwd=project)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: --config and --no-config exclude each other; give one of the two\n")


def test_the_nearest_one_counts_for_each_file_whole(tmp_path: Path) -> None:
    top = CONFIG + "rules: {alias-as-host: warning}\nexclude: [x.yaml]\n"
    write(tmp_path, replreg_yaml=top, a_yaml=WRONG, x_yaml=WRONG, sub__x_yaml=WRONG, sub__deep__er__y_yaml=WRONG)
    write(tmp_path, sub__replreg_yaml=registry(ALIAS, "gcr.io"), sub__deep__replreg_yaml="{}\n")
    for jobs in ("1", "2"):
        done = call("lint", "--format", "json", "--select", "alias-as-host", "--jobs", jobs, cwd=tmp_path)
        found = [
            (item["path"], item["severity"], item["fix"]["edits"][0]["text"] if item["fix"] else None)
            for item in done.json["findings"]
        ]
        assert found == [
            ("a.yaml", "warning", "quay.io"),
            ("sub/deep/er/y.yaml", "error", None),
            ("sub/x.yaml", "error", "gcr.io"),
        ], "nothing is inherited from the file above, and 'deep' links no registry"
    assert sorted(linted(tmp_path / "sub" / "deep" / "er")) == ["y.yaml"]


def test_the_order_of_files_in_one_folder_and_of_closer_folders(tmp_path: Path) -> None:
    write(tmp_path, a__b__release_yaml=WRONG)

    def host() -> str:
        done = call("fix", str(Path("a", "b", "release.yaml")), cwd=tmp_path)
        return done.out.rpartition("image: ")[2].partition("/")[0]

    def toml(endpoint: str) -> str:
        return f'[project]\nname = "x"\n[tool.replreg.registries]\n{ALIAS} = "{endpoint}"\n'

    assert host() == ALIAS
    (tmp_path / "pyproject.toml").write_text(toml("toml.example.com"))
    assert host() == "toml.example.com"
    (tmp_path / ".replreg.yaml").write_text(registry(ALIAS, "dot.example.com"))
    assert host() == "dot.example.com"
    (tmp_path / "replreg.yaml").write_text(registry(ALIAS, "plain.example.com"))
    assert host() == "plain.example.com"
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert host() == "plain.example.com"
    (tmp_path / "a" / "pyproject.toml").write_text(toml("near.example.com"))
    assert host() == "near.example.com"
    (tmp_path / "a" / "b" / ".git").mkdir()
    assert host() == ALIAS, "the search ends at the root of the repository"
    (tmp_path / "a" / "b" / ".replreg.yaml").write_text(registry(ALIAS, "root.example.com"))
    assert host() == "root.example.com"


def test_the_command_line_takes_precedence_over_the_file(project: Path) -> None:
    done = call("fix", "--registry", f"{ALIAS}=gcr.io/my-project", "release.yaml", cwd=project)
    assert "image: gcr.io/my-project/ns/img:2.0.0" in done.out
    write(project, replreg_yaml=CONFIG + "select: [unused-image]\nignore: [floating-tag]\n", release_yaml=WARNED)
    assert linted(project)["release.yaml"] == ["unused-image"]
    assert linted(project, "--select", "alias-as-host")["release.yaml"] == []
    assert linted(project, "--ignore", "unused-image")["release.yaml"] == []
    assert linted(project, "--select", "unused-image", "--ignore", "unused-image")["release.yaml"] == []
    write(project, replreg_yaml=CONFIG + "ignore: [unused-image]\n")
    assert linted(project, "--ignore", "floating-tag")["release.yaml"] == [], "what is ignored adds up"


def test_overrides_count_from_the_folder_of_the_named_configuration(tmp_path: Path) -> None:
    config = CONFIG + "overrides:\n- paths: [x/**]\n  rules: {alias-as-host: off}\n"
    write(tmp_path, conf__c_yaml=config, conf__x__a_yaml=WRONG, x__a_yaml=WRONG)
    assert linted(tmp_path, "--config", "conf/c.yaml", "conf/x/a.yaml", "x/a.yaml") == {
        "conf/x/a.yaml": [],
        "x/a.yaml": ["alias-as-host"],
    }
