"""A format is one module of the package; the commands find it there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_tools import LINK, WRONG, call, write

import replreg
import replreg.output
from replreg.output.formats import DEFAULT, SUBJECTS, Format, all_formats, find_format, formats_of

PROBEXML = """
from xml.sax.saxutils import quoteattr

from replreg.output.formats import Format


def render(report, screen):
    yield "<probexml>"
    for file in report:
        yield f"<file name={quoteattr(file.path)}>"
        for finding in file.findings:
            yield f'<error line="{finding.start.line}" source="{finding.rule}"/>'
        yield "</file>"
    yield "</probexml>\\n"


FORMAT = Format("probexml", "for Jenkins", "application/xml", {"findings": render})
"""


def test_every_format_renders_known_subjects_under_its_own_name() -> None:
    for item in all_formats():
        assert find_format(item.name, next(iter(item.renderers))) is item
        assert set(item.renderers) <= set(SUBJECTS)
        assert item.summary and "/" in item.content_type


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_default_and_json_render_everything(subject: str) -> None:
    names = [item.name for item in formats_of(subject)]
    assert names[0] == DEFAULT
    assert "json" in names


@pytest.mark.parametrize(
    "name", ["excerpt", "terminal", "formats", "../text", "no-such", "", "__init__", "a.b", "TEXT"]
)
def test_other_modules_are_not_formats(name: str) -> None:
    assert find_format(name, "findings") is None


def test_a_format_renders_only_its_subjects() -> None:
    assert isinstance(find_format("sarif", "findings"), Format)
    assert find_format("sarif", "images") is None


def test_one_file_adds_a_format_to_lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "probexml.py").write_text(PROBEXML)
    monkeypatch.setattr(replreg.output, "__path__", [*replreg.output.__path__, str(tmp_path / "formats")])
    write(tmp_path, release_yaml=WRONG)
    done = call("lint", *LINK, "--format", "probexml", "release.yaml", cwd=tmp_path)
    assert (done.status, done.err) == (1, "")
    assert done.out.startswith('<probexml><file name="release.yaml"><error line="12" source="alias-as-host"/>')
    assert "probexml (for Jenkins)" in " ".join(call("lint", "--help", cwd=tmp_path).out.split())
    assert "probexml" in call("lint", "--format", "qqqq", cwd=tmp_path).err
    assert "did you mean 'probexml'?" in call("lint", "--format", "prbexml", cwd=tmp_path).err
    assert "'probexml' is not a format here" in call("images", "--format", "probexml", cwd=tmp_path).err
    monkeypatch.delitem(__import__("sys").modules, "replreg.output.probexml")
    monkeypatch.delattr(replreg.output, "probexml")


def test_the_documentation_lists_every_format_and_its_commands() -> None:
    page = Path(replreg.__file__).parents[1] / "docs" / "formats.md"
    if not page.is_file():
        pytest.skip("the documentation is not beside the tests, as in an installed package")
    rows = re.findall(r"^\| `([\w-]+)` \| .+\. \| (.+) \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    commands = {"findings": "`lint`", "images": "`images`", "verification": "`verify`"}
    assert {name for name, _ in rows} == {item.name for item in all_formats()}
    for name, cell in rows:
        item = next(item for item in all_formats() if item.name == name)
        printed = [command for subject, command in commands.items() if subject in item.renderers]
        assert cell.split(", ") == (["all"] if len(item.renderers) == len(SUBJECTS) else printed)


def test_the_text_of_images_is_also_called_a_table() -> None:
    assert find_format("table", "images") is find_format("text", "images")
    assert find_format("table", "findings") is None
