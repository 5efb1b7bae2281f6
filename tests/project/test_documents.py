"""The documents: their commands run and print what they show, and their samples and links are right.

Each page has a folder of its own with a copy of ``examples/``, and its blocks are run in order. A ``console`` block has
commands after ``$`` and what they print; ``…`` matches any text, and any lines if it is alone on a line. A ``shell`` block
is a script. A ``python`` block is a session, or a file that has to compile if it is not run. A ``yaml``, ``toml``,
``python`` or ``lua`` block whose first line names a file is written under that name, for the commands after it. A comment
``<!-- test: … -->`` before a block says what is special: ``status N`` of its last command, ``in FOLDER``,
``needs PROGRAM`` to skip it where that is not installed, or ``not run`` and why.
"""

from __future__ import annotations

import doctest
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_tools import ROOT, plain_environment

from replreg import Config, lint_text
from replreg.config.load import parse_config

DOCS = sorted((ROOT / "docs").glob("*.md"))
MADE = {ROOT / "docs" / "rules.md", *(ROOT / "docs" / "rules").glob("*.md")}
"""Pages that a script writes. test_docs.py compares them with the rules; here, only their links are checked."""

PAGES = [*sorted(ROOT.glob("*.md")), *(page for page in DOCS if page not in MADE)]
BY_NAME = {page.name: page for page in PAGES}

_BLOCK = re.compile(
    r"^(?:<!-- test: (?P<test>[^\n]*?) -->\n)?(?P<fence>```+)(?P<language>\w*)\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_NAMED = re.compile(r"(?:#|--) (?P<name>[\w./-]+\.(?:ya?ml|toml|py|lua))\n")
_SCHEMAS = {".gitlab-ci.yml": "vendor.gitlab-ci", ".github/": "vendor.github-workflows"}


@dataclass
class Block:
    page: str
    line: int
    language: str
    body: str
    test: str

    @property
    def name(self) -> str:
        """The name of the file, if the first line of the sample gives it."""
        match = _NAMED.match(self.body)
        return match["name"] if match else ""

    @property
    def is_run(self) -> bool:
        return not self.test.startswith("not run")

    @property
    def status(self) -> int:
        match = re.search(r"status (\d)", self.test)
        return int(match[1]) if match else 0

    @property
    def program(self) -> str:
        """The program, besides bash, that the block needs."""
        match = re.search(r"needs (\S+)", self.test)
        return match[1] if match and self.is_run else ""

    @property
    def folder(self) -> str:
        match = re.search(r"\bin ([^\s;]+)", self.test)
        return match[1] if match and self.is_run else "."


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("fence")) + 1
        yield Block(page.name, line, match["language"], match["body"], match["test"] or "")


EVERY = [block for page in PAGES for block in blocks(page)]


def of(*languages: str) -> pytest.MarkDecorator:
    chosen = [block for block in EVERY if block.language in languages]
    return pytest.mark.parametrize("block", chosen, ids=[f"{block.page}:{block.line}" for block in chosen])


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """The commands of a block, each with the lines that it is said to print."""
    if block.language == "shell":
        return [(block.body, ["…"])]
    found: list[tuple[str, list[str]]] = []
    for line in block.body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line.rstrip())
    return found


def matches(shown: list[str], printed: list[str]) -> bool:
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed)) is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the examples, as one has it after cloning the repository."""
    place = tmp_path / "replreg"
    shutil.copytree(ROOT / "examples", place / "examples")
    return place


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("page", BY_NAME)
def test_every_command_runs_and_prints_what_the_page_shows(page: str, folder: Path) -> None:
    programs = folder.parent / "bin"
    programs.mkdir()
    for name, arguments in (("replreg", " -m replreg"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        program.chmod(0o755)
    env = plain_environment(PYTHONPATH=str(ROOT), HOME=str(folder.parent))
    env["PATH"] = f"{programs}:{env['PATH']}"
    for block in blocks(BY_NAME[page]):
        if block.name and block.language in ("yaml", "toml", "python", "lua"):
            file = folder / block.folder / block.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.body, encoding="utf-8")
        if block.language not in ("console", "shell") or not block.is_run:
            continue
        if block.program and shutil.which(block.program) is None:
            continue
        (folder / block.folder).mkdir(exist_ok=True)
        listed = commands(block)
        for number, (command, shown) in enumerate(listed):
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=folder / block.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=120,
                check=False,
            )
            place = f"{block.page}:{block.line}: {command}\n{done.stdout}"
            assert done.returncode == (block.status if number == len(listed) - 1 else 0), place
            assert matches(shown, done.stdout.splitlines()), place


@of("yaml")
def test_every_yaml_sample_is_valid(block: Block, tmp_path: Path) -> None:
    name = block.name.rpartition("/")[2]
    if name in ("replreg.yaml", ".replreg.yaml"):
        parse_config(block.body)
    elif name == ".pre-commit-config.yaml":
        validate(tmp_path, name, block, "pre-commit", "validate-config")
    elif schema_of(block) is None:  # the schemas of others are those of the next test
        broken = {"yaml-syntax", "duplicate-key", "schema", "unknown-key", "document-kind"}
        for text in re.split(r"^# ====.*\n", block.body, flags=re.MULTILINE):  # a case file has several texts
            found = lint_text(text, Config(select=frozenset(broken)))
            assert [finding.message for finding in found] == []


def schema_of(block: Block) -> str | None:
    """Return the name of the vendor's schema of a sample for a CI service, None for other samples."""
    return next((schema for start, schema in _SCHEMAS.items() if block.name.startswith(start)), None)


@pytest.mark.parametrize("schema", _SCHEMAS.values())
def test_every_sample_for_a_ci_service_is_valid(schema: str, tmp_path: Path) -> None:
    program = shutil.which("check-jsonschema", path=plain_environment()["PATH"])
    if program is None:
        pytest.skip("check-jsonschema is not installed")
    files = []
    for block in EVERY:
        if block.language == "yaml" and schema_of(block) == schema:
            files.append(tmp_path / f"{block.page}-{block.line}.yaml")
            files[-1].write_text(block.body)
    assert files
    # One process for all: it takes longer to start than to check ten files.
    done = subprocess.run(
        [program, "--builtin-schema", schema, *map(str, files)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def validate(tmp_path: Path, name: str, block: Block, *command: str) -> None:
    program = shutil.which(command[0], path=plain_environment()["PATH"])
    if program is None:
        pytest.skip(f"{command[0]} is not installed")
    file = tmp_path / name
    file.write_text(block.body)
    done = subprocess.run([program, *command[1:], str(file)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@of("toml")
def test_every_toml_sample_is_toml(block: Block) -> None:
    tomllib = pytest.importorskip("tomllib", reason="Python 3.10 has no TOML reader of its own")
    settings = tomllib.loads(block.body)
    if block.name == "languages.toml":  # Helix
        assert settings["language-server"]["replreg"] == {"command": "replreg", "args": ["lsp"]}
        assert all("replreg" in language["language-servers"] for language in settings["language"])
    else:
        assert "replreg" in settings["tool"]


@of("json", "lua", "elisp")
def test_every_sample_for_an_editor_starts_the_server(block: Block) -> None:
    if "lsp" not in block.body and block.name:
        return  # a file that a command of the page runs
    if block.language == "json":
        json.loads(block.body)
    strings = re.findall(r"\"([^\"\n]*)\"|'([^'\n()]*)'", block.body)
    words = [double or single for double, single in strings]
    place = next(place for place, word in enumerate(words) if word == "lsp")
    assert "replreg" in words[:place]
    for opening, closing in ("()", "[]", "{}"):
        assert block.body.count(opening) == block.body.count(closing)


@of("python")
def test_every_python_sample_gives_what_it_shows(block: Block) -> None:
    if not block.is_run or block.name:
        compile(block.body, f"{block.page}:{block.line}", "exec")
        return
    test = doctest.DocTestParser().get_doctest(block.body, {}, f"{block.page}:{block.line}", None, block.line)
    assert test.examples
    said: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed == 0, "".join(said)


@pytest.mark.parametrize("page", BY_NAME)
def test_every_block_is_of_a_kind_that_is_tested(page: str) -> None:
    kinds = {"console", "shell", "yaml", "toml", "python", "json", "lua", "elisp", "text"}
    for block in blocks(BY_NAME[page]):
        assert block.language in kinds, f"line {block.line}"
        assert block.is_run or len(block.test.partition(":")[2].split()) > 2, f"line {block.line}: not run, and why?"
    assert "```" not in _BLOCK.sub("", BY_NAME[page].read_text(encoding="utf-8")), "a block that is not found"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    found = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        found.add(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-"))
    return found


@pytest.mark.parametrize("path", [*PAGES, *sorted(MADE)], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _BLOCK.sub("", path.read_text(encoding="utf-8"))):
        if target.startswith(("https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name) if name else path
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), target


def test_every_page_can_be_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "](docs/index.md)" in readme
    for page in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"):
        assert f"]({page})" in readme
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS if page.name != "index.md" and f"]({page.name})" not in index] == []


def test_every_tutorial_is_linked_and_in_its_own_part_of_the_site() -> None:
    tutorials = [page.name for page in DOCS if page.name.startswith("tutorial-")]
    assert len(tutorials) >= 5
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    part = re.search(r"^- Tutorials:\n((?:  - .*\n)+)", site, re.MULTILINE)
    assert part
    for text, start in ((part[1], ": "), (_part("docs/index.md"), "]("), (_part("README.md"), "](docs/")):
        assert [name for name in tutorials if f"{start}{name}" not in text] == []


def _part(page: str) -> str:
    """The part of a page with the heading "Tutorials"."""
    return (ROOT / page).read_text(encoding="utf-8").partition("\n## Tutorials\n")[2].partition("\n## ")[0]


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 100


def test_only_options_that_exist_are_named() -> None:
    known = set(re.findall(r"--[a-z][\w-]+", known_help()))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for line in re.findall(r"(?:\$ |`)(replreg [^`\n]*)", text):
            words = shlex.split(line.partition(" | ")[0].partition(" > ")[0].replace("'", ""))
            for option in (word.partition("=")[0] for word in words if word.startswith("--")):
                assert option in known, f"{page.name}: {line}"


def test_every_option_is_documented() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES if page.name != "CHANGELOG.md")
    ours = set(re.findall(r"^  (?:-\w, )?(--[a-z][\w-]+)", known_help(), re.MULTILINE)) - {"--help", "--version"}
    assert len(ours) > 40
    assert [option for option in sorted(ours) if not re.search(rf"{option}(?![\w-])", text)] == []


def known_help() -> str:
    from test_help import ALL, context_of

    from replreg.cli import cli

    return "".join(command.get_help(context_of(command)) for command in (cli, *ALL.values()))
