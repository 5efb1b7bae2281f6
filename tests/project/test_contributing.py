"""The worked examples of CONTRIBUTING.md work: each is added to a scratch copy of the repository and used there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_tools import ROOT, plain_environment

_SECTION = re.compile(r"^## (?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^(?P<fence>```+)(?P<language>\w+)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"# (?P<path>[\w./-]+\.(?:py|yaml))\n")


def section(title: str) -> str:
    """Return the text of a section, without the sections that look like headings in its samples."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    outside = _BLOCK.sub(lambda block: "\0" * len(block[0]), text)
    found = next(match for match in _SECTION.finditer(outside) if match["title"] == title)
    return text[found.start("text") : found.end("text")]


def samples(title: str) -> dict[str, str]:
    """Return the samples of a section by the files that their first lines name; a text by ``expected``."""
    named: dict[str, str] = {}
    for block in _BLOCK.finditer(section(title)):
        name = _NAME.match(block["body"])
        assert name or block["language"] == "text"
        named[name["path"] if name else "expected"] = block["body"]
    return named


class Copy:
    """A copy of what the samples change and what runs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("replreg", "schemas", "scripts", "docs", "tests/tools"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "tests/rules").mkdir()
        for name in (
            "README.md",
            "CHANGELOG.md",
            "pyproject.toml",
            "tests/conftest.py",
            "tests/rules/test_rule_cases.py",
        ):
            shutil.copy(ROOT / name, folder / name)

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        assert not file.exists(), path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def insert(self, path: str, place: str, text: str) -> None:
        """Insert a text before a place that is in the file once."""
        file = self.folder / path
        before = file.read_text(encoding="utf-8")
        assert before.count(place) == 1
        file.write_text(before.replace(place, text + place), encoding="utf-8")

    def run(self, *words: str, status: int = 0) -> str:
        """Run Python with the copy's package and return standard output."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=plain_environment(PYTHONPATH=str(self.folder)),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def make(self) -> None:
        """Write the generated files."""
        for script in ("make_rule_table.py", "make_docs.py"):
            self.run(f"scripts/{script}")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_the_rule_passes_its_case_and_has_a_page(copy: Copy) -> None:
    expected = ""
    for path, text in samples("Add a rule").items():
        if path == "expected":
            expected = text
        else:
            copy.write(path, text)
    copy.write("tests/rules/cases/digest-required/a-tag-alone.expected", expected)
    copy.make()
    assert "4 passed" in copy.run("-m", "pytest", "-q", "tests/rules/test_rule_cases.py", "-k", "digest")
    page = (copy.folder / "docs/rules/digest-required.md").read_text(encoding="utf-8")
    assert "always names the same image" in page


def test_the_rule_finds_what_its_manual_calls_wrong_and_not_what_it_calls_right(copy: Copy) -> None:
    rule = samples("Add a rule")["replreg/rules/digest_required.py"]
    copy.write("replreg/rules/digest_required.py", rule)
    copy.make()
    for title, status in (("Wrong", 1), ("Right", 0)):
        sample = re.search(rf"^## {title}\n\n```yaml\n(.*?)^```", rule, re.MULTILINE | re.DOTALL)
        assert sample is not None
        copy.write(f"{title}.yaml", sample[1])
        words = ("lint", "--no-config", "--select", "digest-required", "--fail-on", "info", f"{title}.yaml")
        copy.run("-m", "replreg", *words, status=status)


def test_the_format_is_offered_and_its_text_is_xml(copy: Copy) -> None:
    ((path, text),) = samples("Add a format").items()
    copy.write(path, text)
    copy.write("a & b.yaml", "replicated_api_version: 2.9.2\nimages:\n- {source: public, name: redis, tag: latest}\n")
    from xml.etree import ElementTree

    printed = copy.run("-m", "replreg", "lint", "--no-config", "--format", "checkstyle", "--fail-on", "never", ".")
    file = ElementTree.fromstring(printed).find("file")
    assert file is not None
    assert file.get("name") == "a & b.yaml"
    assert "floating-tag" in [error.get("source") for error in file.iter("error")]
    assert "checkstyle" in copy.run("-m", "replreg", "lint", "--help")
    copy.make()
    page = (copy.folder / "docs/formats.md").read_text(encoding="utf-8")
    assert "| `checkstyle` | XML that many CI servers read. | `lint` |" in page


def test_the_kind_is_recognized_and_its_images_are_read(copy: Copy) -> None:
    for path, text in samples("Add a kind of document").items():
        if path == "replreg/release/kinds.py":
            record = re.search(r"^\{\n(.*)^\}\n", text, re.MULTILINE | re.DOTALL)
            assert record is not None
            copy.insert(path, '    "UNKNOWN": Facts("unknown"),\n', record[1])
        else:
            copy.write(path, text)
    copy.write(
        "release/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        "images:\n- {name: web, newName: quay.io/ns/web, newTag: 2.0.0}\n- {name: other, newTag: 1.0.0}\n",
    )
    rows = json.loads(copy.run("-m", "replreg", "images", "--no-config", "--format", "json", "release"))["images"]
    assert [row["image"] for row in rows] == ["quay.io/ns/web:2.0.0"]
    linked = ("--registry", "myquay=quay.io", "--no-config", "--format", "concise", "release")
    assert copy.run("-m", "replreg", "lint", *linked) == ""
    changed = copy.folder / "release/kustomization.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("quay.io", "myquay"), encoding="utf-8")
    assert "kustomization.yaml:4:24: error[alias-as-host]" in copy.run("-m", "replreg", "lint", *linked, status=1)


def test_the_provider_is_known_to_the_schema_and_to_the_rules(copy: Copy) -> None:
    ((path, text),) = samples("Add a provider").items()
    record = re.search(r"^\{\n(.*)^\}\n", text, re.MULTILINE | re.DOTALL)
    assert record is not None
    copy.insert(path, '    "quay": Provider(\n', record[1])
    copy.make()
    assert "| GitLab | `registry.gitlab.com` | `group/project` |" in (copy.folder / "docs/naming.md").read_text("utf-8")
    schema = json.loads((copy.folder / "schemas/replreg-config.schema.json").read_text(encoding="utf-8"))
    assert "gitlab" in schema["$defs"]["registry"]["properties"]["provider"]["enum"]
    copy.write("replreg.yaml", "registries:\n  lab: {endpoint: registry.gitlab.com, provider: gitlab}\n")
    copy.write("wrong.yaml", "replicated_api_version: 2.9.2\nimages:\n- {source: lab, name: app, tag: '1'}\n")
    assert "GitLab" in copy.run("-m", "replreg", "lint", "--select", "image-path", "wrong.yaml")
    code = "from replreg.registries.providers import token_service; print(token_service('registry.gitlab.com'))"
    assert copy.run("-c", code) == "gitlab.com\n"
