"""Help says how, with an example; and a name that is nearly right gets the right one."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from command_tools import CONFIG, WRONG, replreg

from replreg.cli import cli
from replreg.cli.command_table import COMMANDS


def context_of(command: click.Command, name: str | None = None) -> click.Context:
    """A context as a run has it: a command keeps the help option of the first one that it sees."""
    return click.Context(command, info_name=name, help_option_names=["-h", "--help"])


def commands(group: click.Group, trail: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = context_of(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*trail, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*trail, name))


ALL = dict(commands(cli))


@pytest.mark.parametrize("trail", ALL, ids=" ".join)
def test_help_of_every_command_has_an_example_of_it(trail: tuple[str, ...]) -> None:
    command = ALL[trail]
    shown = command.get_help(context_of(command, " ".join(("replreg", *trail))))
    assert shown.isascii(), "a terminal may have no other characters"
    examples = shown.partition("Example")[2].partition("Options:")[0]
    assert f"replreg {' '.join(trail)}" in examples
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("trail", ALL, ids=" ".join)
def test_every_option_in_an_example_is_one(trail: tuple[str, ...]) -> None:
    command = ALL[trail]
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"-h", "--help"}
    example = (command.help or "").partition("Example")[2]
    mine = [line.strip() for line in example.splitlines() if f"replreg {' '.join(trail)}" in line]
    for line in mine:
        part = line[line.index("replreg ") :].partition(" > ")[0].partition(" | ")[0]
        words = shlex.split(part)[1 + len(trail) :]
        unknown = [word for word in words if word.startswith("-") and word != "-" and word not in known]
        assert unknown == [], line


@pytest.mark.parametrize("trail", ALL, ids=" ".join)
def test_every_option_is_explained(trail: tuple[str, ...]) -> None:
    for param in ALL[trail].params:
        if isinstance(param, click.Option):
            assert param.help, param.name


@pytest.mark.parametrize(("arguments", "group"), [((), cli), (("registries",), ALL[("registries",)])])
def test_a_group_without_a_command_shows_its_help_and_fails(
    arguments: tuple[str, ...], group: click.Group, tmp_path: Path
) -> None:
    done = replreg(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == replreg(*arguments, "--help", cwd=tmp_path).stdout
    assert "..." not in done.stderr.partition("Commands:")[2], "what a command does is wrapped, not cut off"
    assert all(f"  {name} " in done.stderr for name in group.list_commands(context_of(group)))


def test_help_of_the_whole_lists_every_command(tmp_path: Path) -> None:
    shown = replreg("--help", cwd=tmp_path).stdout
    assert "Examples:" in shown
    assert all(f"  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("lnit", "Did you mean 'lint'?"),
        ("release.yaml", "Did you mean 'replreg lint release.yaml'?"),
        ("qqqq", "'replreg --help' lists them"),
        ("registries chek", "Did you mean 'check'?"),
        ("registries qqqq", "'replreg registries --help' lists them"),
        ("lint --formt json", "--format"),
        ("lint --format sarfi", "did you mean 'sarif'?"),
        ("lint --format qqqq", "the formats are text, concise, "),
        ("lint --fail-on erorr", "did you mean 'error'?"),
        ("lint --select alias-as-hots", "did you mean 'alias-as-host'?"),
        ("lint --ignore floating-tag,unused-imgae", "did you mean 'unused-image'?"),
        ("lint --select qqqq", "'replreg rules' lists them"),
        ("explain misssing-host", "did you mean 'missing-host'?"),
        ("explain qqqq", "'replreg rules' lists them"),
        ("explain ALIAS-AS-HOST", "did you mean 'alias-as-host'?"),
        ("lint --select Schema", "did you mean 'schema'?"),
        ("LINT", "Did you mean 'lint'?"),
        ("images --format jsn", "did you mean 'json'?"),
        ("lint --color nevr", "did you mean 'never'?"),
    ],
)
def test_a_misspelt_name_gets_the_nearest_right_one(arguments: str, words: str, tmp_path: Path) -> None:
    done = replreg(*arguments.split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr.splitlines()[0]


def test_a_misspelt_registry_in_a_release_gets_the_nearest_right_one(tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").write_text(CONFIG)
    (tmp_path / "release.yaml").write_text(WRONG.replace("source: myquay", "source: mquay"))
    done = replreg("lint", "--select", "unknown-source", cwd=tmp_path)
    assert done.returncode == 1
    assert "'myquay'" in done.stdout


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("registry: {}\n", "replreg.yaml:1:1: 'registry' is not a setting here; did you mean 'registries'?"),
        ("rules:\n  alias-as-hots: off\n", "replreg.yaml:2:3: 'alias-as-hots' is not a rule; did you mean 'alias-as-host'?"),
        ("rules:\n  alias-as-host: erorr\n", "replreg.yaml:2:18: 'alias-as-host' cannot be 'erorr'; did you mean 'error'?"),
        ("registries: {a: {endpiont: b.c}}\n", "did you mean 'endpoint'?"),
        ("registries: {a: {endpoint: b.c, provider: quai}}\n", "did you mean 'quay'?"),
    ],
)  # fmt: skip
def test_a_misspelt_setting_gets_the_nearest_right_one(settings: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").write_text(settings)
    (tmp_path / "release.yaml").write_text(WRONG)
    done = replreg("lint", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_lint_without_registries_says_what_to_do_next(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(WRONG)
    done = replreg("lint", cwd=tmp_path)
    assert "knows none of the linked" in done.stderr
    assert "--registry NAME=ENDPOINT" in done.stderr
    assert "replreg init" in done.stderr
    assert "knows none" not in replreg("lint", "--registry", "myquay=quay.io", cwd=tmp_path).stderr


def headings(command: str, folder: Path) -> dict[str, list[str]]:
    """Return the options of a command's help by heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in replreg(*command.split(), "--help", cwd=folder).stdout.splitlines():
        if line.endswith(":") and not line.startswith(" "):
            heading = line[:-1]
        elif line.startswith("  -") and heading:
            found.setdefault(heading, []).append(line.split()[0].rstrip(","))
    return found


def test_help_has_the_options_in_groups_and_leaves_none_out(tmp_path: Path) -> None:
    for name in ("lint", "fix"):
        shown = headings(name, tmp_path)
        assert {"Options", "Findings", "Settings", "Files", "Output"} <= set(shown)
        assert "--rule" in shown["Findings"]
        assert "--registry" in shown["Settings"]
        options = [param for param in ALL[(name,)].params if isinstance(param, click.Option)]
        listed = [option for options in shown.values() for option in options]
        assert len(listed) == len(set(listed)) == len(options) + 1  # and --help


def test_help_leaves_out_what_has_no_effect(tmp_path: Path) -> None:
    for name in ("explain", "rules", "registries list", "registries check", "lsp"):
        listed = [option for options in headings(name, tmp_path).values() for option in options]
        assert "--jobs" not in listed, name
    assert replreg("rules", "--jobs", "2", cwd=tmp_path).returncode == 0, "it is taken all the same"
