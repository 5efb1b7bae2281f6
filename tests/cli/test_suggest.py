"""What is said to people who type the words of other tools, or misspell those of this one."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import call


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("check", "'replreg lint'"),
        ("help", "'replreg --help'"),
        ("version", "'replreg --version'"),
        ("validate", "'replreg lint'"),
        ("lnt", "'lint'"),
        ("a/b.yaml", "'replreg lint a/b.yaml'"),
        ("lint --fix", "'replreg fix --in-place'"),
        ("lint --unsafe-fixes", "'replreg fix --unsafe-fixes'"),
        ("lint --in-place", "'replreg fix --in-place'"),
        ("fix --format json", "'replreg lint --format'"),
        ("fmt", "'replreg fix'"),
        ("lint --exit-zero", "'--fail-on never'"),
        ("lint --output-format json", "'--format'"),
        ("lint --output-format=json", "'--format'"),
        ("images --output-format json", "'--format'"),
        ("lsp --port 1234", "standard input and output"),
        ("images --json", "'--format json'"),
        ("lint -f json", "'--format'"),
        ("rules --all", "all rules are listed"),
        ("explain --all", "'replreg rules'"),
        ("fix --dry-run", "'--diff'"),
        ("lint --formt json", "--format"),
        ("registries lst", "'list'"),
        ("images --output x.csv", "'> FILE'"),
        ("images --fix", "'replreg fix --in-place'"),
        ("completion", "bash, zsh, fish"),
        ("repair", "'replreg fix'"),
        ("audit", "'replreg lint'"),
        ("rules --list", "all rules are listed"),
        ("explain", "'replreg rules' lists"),
        ("lint --version", "'replreg --version'"),
        ("lint --max-warnings 0", "'--fail-on warning'"),
        ("lint --debug", "'--verbose'"),
        ("lint --stdin", "'-'"),
        ("fix -w", "'--in-place'"),
        ("lint --reporter json", "'--format'"),
        ("lint --app MyApp .", "is not a slug"),
        ("lint --stdin-filename x.yaml .", "give - as PATH"),
        ("fix --stdin-filename x.yaml --diff", "give - as PATH"),
        ("verify --insecure-registry http://registry.example.com", "HOST:PORT"),
    ],
)
def test_the_right_word_is_named(tmp_path: Path, typed: str, words: str) -> None:
    done = call(*typed.split(), cwd=tmp_path)
    assert done.status == 2
    assert words in done.err.partition("Try ")[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("explain nope", "'replreg rules' lists them"),
        ("lint --select nope", "'replreg rules' lists them"),
        ("images --format nope", "the formats are"),
        ("lint --output nope:x", "the formats are"),
        ("lint --fail-on nope", "it takes error, warning"),
        ("nope", "'replreg --help' lists them"),
        ("lint --nope", "'--nope' is not an option here"),
        ("images --watch", "'--watch' is not an option here"),
        ("lint --warn", "'--warn' is not an option here"),
        ("lint -x", "'-x' is not an option here"),
    ],
)
def test_no_word_is_named_that_is_not_near(tmp_path: Path, typed: str, words: str) -> None:
    done = call(*typed.split(), cwd=tmp_path)
    assert done.status == 2
    assert words in done.err
    assert "did you mean" not in done.err.lower()


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("explain alias", "alias-as-host"),
        ("explain pull-secret", "missing-pull-secret"),
        ("explain unused", "unused-image"),
        ("lint --format github-actions", "github"),
        ("lint --format junit-xml", "junit"),
        ("lint --format jsn", "json"),
        ("lint --format JSON", "json"),
        ("lint --select undeclared", "undeclared-image"),
        ("lint --fail-on warn", "warning"),
        ("lint --formt json", "--format"),
        ("fix --inplace", "--in-place"),
        ("lint --Select x", "--select"),
    ],
)
def test_the_near_word_is_named(tmp_path: Path, typed: str, near: str) -> None:
    done = call(*typed.split(), cwd=tmp_path)
    assert done.status == 2
    assert f"did you mean '{near}'?" in done.err


def test_no_option_is_named_that_the_command_does_not_have(tmp_path: Path) -> None:
    done = call("init", "--disable", "x", cwd=tmp_path)
    assert done.status == 2
    assert "--ignore" not in done.err
