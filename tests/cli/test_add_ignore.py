"""``fix --add-ignore``: comments that ignore findings, and not another byte."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from cli_tools import ALIAS, CONFIG, HEAD, RIGHT, USE, WRONG, call, many, write
from delivery_tools import helm_chart

CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
COMMENT = "  # replreg: ignore[alias-as-host]"


def test_the_comment_is_all_that_changes(project: Path) -> None:
    done = call("fix", "--add-ignore", "release.yaml", cwd=project)
    image = f"image: {ALIAS}/ns/img:2.0.0"
    assert (done.status, done.out) == (0, WRONG.replace(image, image + COMMENT))


def test_after_the_comments_nothing_is_reported(project: Path) -> None:
    loose = HEAD + USE.format(host=ALIAS) + USE.format(host=ALIAS).replace("img:2.0.0", "other:latest")
    write(project, a__many_yaml=many(40), loose_yaml=loose)
    assert call("fix", "--add-ignore", "--in-place", cwd=project).status == 0
    done = call("lint", "--format", "json", "--fail-on", "info", cwd=project)
    assert (done.status, done.rules) == (0, [])
    before = (project / "loose.yaml").read_bytes()
    assert b"ignore[alias-as-host, floating-tag, undeclared-image]" in before
    again = call("fix", "--add-ignore", "--in-place", cwd=project)
    assert (project / "loose.yaml").read_bytes() == before
    assert "Nothing to ignore" in again.err


def test_only_chosen_findings_get_a_comment(project: Path) -> None:
    write(project, release_yaml=WRONG.replace("2.0.0", "latest"))
    done = call("fix", "--add-ignore", "--min-severity", "error", "release.yaml", cwd=project)
    assert "ignore[alias-as-host]" in done.out
    assert "floating-tag" not in done.out
    done = call("fix", "--add-ignore", "--select", "floating-tag", "release.yaml", cwd=project)
    assert "ignore[floating-tag]" in done.out
    assert "alias-as-host" not in done.out


def test_line_ends_and_encoding_stay(project: Path) -> None:
    data = ("\ufeff" + WRONG.replace("\n", "\r\n")).encode("utf-16-le")
    (project / "release.yaml").write_bytes(data)
    assert call("fix", "--add-ignore", "-i", "release.yaml", cwd=project).status == 0
    changed = (project / "release.yaml").read_bytes().decode("utf-16-le")
    assert changed.replace(COMMENT, "").encode("utf-16-le") == data
    assert COMMENT in changed


def test_a_line_that_cannot_have_a_comment_stays(project: Path) -> None:
    folded = HEAD + '---\n# kind: scheduler-swarm\nversion: "3.3"\nservices:\n  app:\n    image: "' + ALIAS
    write(project, release_yaml=folded + '/ns/\\\n      img:2.0.0"\n')
    done = call("fix", "--add-ignore", "release.yaml", cwd=project)
    assert done.status == 0
    replaced = done.out.replace("# replreg: ignore[alias-as-host]", "")
    assert "".join(replaced.split()) == "".join((project / "release.yaml").read_text().split())


MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: m}}
data:
  file: |
    {}
"""


def test_a_file_inside_gets_comments_only_where_it_can_have_some(project: Path) -> None:
    write(project, release_yaml=MAP.format(f"image: {ALIAS}/ns/img:2"))
    assert COMMENT in call("fix", "--add-ignore", "release.yaml", cwd=project).out
    write(project, release_yaml=MAP.format(f'{{"image": "{ALIAS}/ns/img:2"}}'))
    done = call("fix", "--add-ignore", "release.yaml", cwd=project)
    assert done.out == (project / "release.yaml").read_text(), "JSON has no comments"
    assert "1 finding left" in done.err


def test_check_and_diff_write_nothing(project: Path) -> None:
    done = call("fix", "--add-ignore", "--check", "--diff", cwd=project)
    assert done.status == 1
    assert COMMENT in done.out
    assert (project / "release.yaml").read_text() == WRONG


def test_a_configuration_stays_as_it_is(project: Path) -> None:
    wrong = CONFIG.replace("quay.io", "https://quay.io/")
    write(project, replreg_yaml=wrong, release_yaml=RIGHT)
    assert call("fix", "--add-ignore", "-i", "replreg.yaml", "release.yaml", cwd=project).status == 0
    assert (project / "replreg.yaml").read_text() == wrong


def test_it_does_not_go_with_unsafe_fixes(project: Path) -> None:
    done = call("fix", "--add-ignore", "--unsafe-fixes", "release.yaml", cwd=project)
    assert (done.status, done.out) == (2, "")


@pytest.mark.parametrize("uses", [3])
def test_a_use_in_several_documents_gets_a_comment_each(project: Path, uses: int) -> None:
    write(project, release_yaml=HEAD + USE.format(host=ALIAS) * uses)
    assert call("fix", "--add-ignore", "release.yaml", cwd=project).out.count(COMMENT) == uses


def test_what_is_left_in_a_packed_chart_is_counted(project: Path) -> None:
    with tarfile.open(project / "web-1.0.0.tgz", "w:gz") as packed:
        for name, text in (("Chart.yaml", CHART), ("values.yaml", "image: quay.io/ns/img:1\n")):
            member = tarfile.TarInfo(f"web/{name}")
            member.size = len(text)
            packed.addfile(member, io.BytesIO(text.encode()))
    write(project, release_yaml=helm_chart("host: a"))
    found = call("lint", "--format", "json", "--min-severity", "error", cwd=project)
    assert found.rules == ["unproxied-image"]
    for command in (["fix", "--check"], ["fix", "--add-ignore", "--check"]):
        done = call(*command, "--min-severity", "error", cwd=project)
        assert "1 finding left" in done.err


def test_a_packed_chart_stays_as_it_is(project: Path) -> None:
    (project / "web.tgz").write_bytes(b"\x1f\x8b")
    done = call("fix", "--add-ignore", "web.tgz", cwd=project)
    assert done.status == 2
    assert "it is a packed chart" in done.err
