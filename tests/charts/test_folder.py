"""A chart's folder: what is taken, what is ignored, and no link out of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

import pytest
from chart_tools import each_helm, program, write_chart
from hypothesis import given
from hypothesis import strategies as st

from replreg.charts.chart import read_chart
from replreg.charts.files import Limits
from replreg.charts.helmignore import BadPattern, IgnoreRules

LINKS = pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="symbolic links need rights there")


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    return write_chart(tmp_path / "web", {"name": "web", "values": "a: 1\n", "charts": [{"name": "db"}]})


def test_the_files_of_a_chart(chart: Path) -> None:
    (chart / "notes.md").write_text("x")
    (chart / "crds").mkdir()
    (chart / "crds" / "a.yaml").write_text("kind: CustomResourceDefinition")
    (chart / "charts" / "_off").mkdir()
    (chart / "charts" / "_off" / "Chart.yaml").write_text("name: off\nversion: 1.0.0\n")
    found, problems = read_chart(str(chart), "charts/web")
    assert problems == []
    assert found is not None
    assert found.folder == str(chart)
    assert found.values is not None
    assert found.values.path == "charts/web/values.yaml"
    assert found.values.file is not None
    assert os.path.samefile(found.values.file, chart / "values.yaml")
    assert list(found.templates) == ["templates/values.yaml"]
    assert list(found.crds) == ["crds/a.yaml"]
    assert [(sub.name, sub.path) for sub in found.subcharts] == [("db", "charts/web/charts/db")]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    found, problems = read_chart(str(tmp_path / "none"))
    assert found is None
    assert [problem.kind for problem in problems] == ["io"]


class TestLinks:
    @LINKS
    @pytest.mark.parametrize("name", ["values.yaml", "templates/secret.yaml", "charts/out", "charts/out.tgz", "crds"])
    def test_a_link_out_of_the_chart_is_not_followed(self, chart: Path, tmp_path: Path, name: str) -> None:
        (tmp_path / "secret").mkdir()
        (tmp_path / "secret" / "Chart.yaml").write_text("name: secret\nversion: 1.0.0\n")
        (chart / "values.yaml").unlink()
        (chart / name).symlink_to(tmp_path / "secret" if "." not in name else tmp_path / "secret" / "Chart.yaml")
        found, problems = read_chart(str(chart), "web")
        assert found is not None
        assert [(problem.kind, problem.path) for problem in problems] == [("refused", f"web/{name}")]
        assert [sub.name for sub in found.subcharts] == ["db"]
        assert found.crds == {}

    @LINKS
    def test_a_link_within_the_chart_is_followed(self, chart: Path) -> None:
        (chart / "templates" / "again.yaml").symlink_to(chart / "templates" / "values.yaml")
        found, problems = read_chart(str(chart))
        assert problems == []
        assert found is not None
        assert sorted(found.templates) == ["templates/again.yaml", "templates/values.yaml"]

    @LINKS
    def test_links_in_a_circle(self, chart: Path) -> None:
        (chart / "charts" / "again").symlink_to(chart)
        (chart / "templates" / "loop").symlink_to(chart / "templates")
        (chart / "templates" / "self").symlink_to(chart / "templates" / "self")
        found, problems = read_chart(str(chart))
        assert found is not None
        assert {problem.kind for problem in problems} <= {"refused", "io"}
        assert len(problems) >= 2

    @LINKS
    def test_the_chart_itself_may_be_a_link(self, chart: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(chart)
        found, problems = read_chart(str(tmp_path / "link"))
        assert problems == []
        assert found is not None
        assert found.values is not None

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_is_not_opened(self, chart: Path) -> None:
        os.mkfifo(chart / "templates" / "pipe.yaml")
        found, problems = read_chart(str(chart))
        assert found is not None
        assert [problem.kind for problem in problems] == ["refused"]


def test_limits(chart: Path) -> None:
    (chart / "templates" / "big.yaml").write_text("x" * 3000)
    found, problems = read_chart(str(chart), limits=Limits(file=2000))
    assert found is not None
    assert [problem.kind for problem in problems] == ["limit"]
    found, problems = read_chart(str(chart), limits=Limits(entries=3))
    assert "limit" in [problem.kind for problem in problems]


def ignored(pattern: str, name: str) -> bool:
    return IgnoreRules(f"/{pattern}").ignores(name, False)


class TestIgnoreRules:
    @pytest.mark.parametrize(
        ("pattern", "matching", "others"),
        [
            ("*.yaml", "a.yaml .yaml", "a.yml a/b.yaml"),
            ("a?c", "abc a.c", "ac abbc a/c"),
            ("[a-c]x", "ax cx", "dx -x"),
            ("[^a-c]x", "dx", "ax"),
            ("a\\*b", "a*b", "axb"),
            ("*a*a*a*b", "aaab xayazab", "aaaac"),
            ("a/*/c", "a/b/c", "a/c a/b/b/c"),
        ],
    )
    def test_patterns(self, pattern: str, matching: str, others: str) -> None:
        assert [name for name in matching.split() if not ignored(pattern, name)] == []
        assert [name for name in others.split() if ignored(pattern, name)] == []

    def test_rules(self) -> None:
        rules = IgnoreRules("# c\n\n*.bak\n/only.yaml\ntests/\ntemplates/*.txt\n")
        assert rules.ignores("a/b.bak", False)
        assert rules.ignores("only.yaml", False)
        assert not rules.ignores("a/only.yaml", False)
        assert rules.ignores("templates/tests", True)
        assert not rules.ignores("templates/tests", False)
        assert rules.ignores("templates/a.txt", False)
        assert rules.ignores("templates/.hidden", False)
        assert not rules.ignores("templates/a.yaml", False)

    @pytest.mark.parametrize("rule", ["**/b", "[x", "b\\", "[z-", "[]"])
    @pytest.mark.parametrize("form", ["a\n{}\n", "{}", "\ufeff{}\n", "a\r\n\r\n \t{} \r\n", "[b]\n#{}\n{}"])
    def test_a_pattern_that_helm_refuses_is_an_error_at_its_place(self, form: str, rule: str) -> None:
        text = form.replace("{}", rule)
        with pytest.raises(BadPattern) as caught:
            IgnoreRules(text)
        assert (caught.value.start, caught.value.end) == (text.rindex(rule), text.rindex(rule) + len(rule))

    def test_a_bad_rule_is_reported_and_the_chart_read(self, chart: Path) -> None:
        (chart / ".helmignore").write_text("**/x\n")
        found, problems = read_chart(str(chart), "web")
        assert found is not None
        assert [(problem.kind, problem.path) for problem in problems] == [("metadata", "web/.helmignore")]

    def test_time_is_linear_in_a_pattern_of_many_stars(self) -> None:
        assert not ignored("*a" * 200 + "b", "a" * 250)

    @given(st.text(alphabet="ab*?[]^-\\/.!", max_size=12), st.text(alphabet="ab/.-", max_size=8))
    def test_any_pattern(self, pattern: str, name: str) -> None:
        with contextlib.suppress(BadPattern):
            assert ignored(pattern, name) in (True, False)

    @each_helm()
    @pytest.mark.parametrize(
        "rules",
        ["*.txt", "a*", "/templates/b.yaml", "templates/sub", "sub/", "templates/[ab].yaml", "!templates/a.yaml", "templates",
         "!*.yaml", "charts/db", "db", "templates/sub/*", "*/sub/c.yaml", "/charts/", "!charts", "c.yaml\n\n#x\n a.yaml "],
    )  # fmt: skip
    def test_as_helm(self, helm: str, rules: str, chart: Path, tmp_path: Path) -> None:
        (chart / "templates" / "sub").mkdir()
        for name in ("a.yaml", "b.yaml", "a.txt", "sub/c.yaml", ".hidden.yaml"):
            (chart / "templates" / name).write_text("kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\n")
        (chart / ".helmignore").write_text(rules)
        done = subprocess.run(
            [program(helm), "template", "x", str(chart)],
            capture_output=True,
            text=True,
            env={"HOME": str(tmp_path)},
            check=False,
        )
        found, _ = read_chart(str(chart))
        if done.returncode:
            assert "Chart.yaml" in done.stderr
            assert found is None or len(found.subcharts) == 0
            return
        theirs = {line.removeprefix("# Source: ") for line in done.stdout.splitlines() if line.startswith("# Source")}
        assert found is not None
        ours = {f"web/{name}" for name in found.templates if not name.endswith(".txt")}
        ours |= {f"web/charts/db/{name}" for sub in found.subcharts for name in sub.templates}
        assert {name for name in theirs if not name.endswith(".txt")} == ours
