"""Completion in shells: the protocol between a shell and the program, and the real shells where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_tools import ROOT, plain_environment

from replreg.cli.command_table import COMMANDS
from replreg.output.formats import formats_of
from replreg.rules.catalogue import RULES


def ask(shell: str, line: str, cwd: Path) -> list[str]:
    """Return the words that replreg offers at the end of a command line, as the shell's script asks for them."""
    words = line.split(" ")
    if shell == "fish":
        protocol = {"COMP_WORDS": line, "COMP_CWORD": words[-1]}
    else:
        protocol = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "replreg"],
        cwd=cwd,
        env=plain_environment(PYTHONPATH=str(ROOT), _REPLREG_COMPLETE=f"{shell}_complete", **protocol),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines() if line]
    if shell == "zsh":  # type, value, help, in turn
        return [line for number, line in enumerate(lines) if number % 3 == 1]
    if shell == "fish":
        return [line.split(",", 1)[1].partition("\t")[0] for line in lines]
    return [line.split(",", 1)[1] for line in lines]


SHELLS = ("bash", "zsh", "fish")


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_commands_options_words_and_rules_are_completed(shell: str, tmp_path: Path) -> None:
    offered = ask(shell, "replreg ", tmp_path)
    assert [word for word in offered if word in COMMANDS] == list(COMMANDS)
    assert ask(shell, "replreg ex", tmp_path) == ["explain"]
    assert ask(shell, "replreg lint --form", tmp_path) == ["--format"]
    assert ask(shell, "replreg lint --format ", tmp_path) == [item.name for item in formats_of("findings")]
    assert ask(shell, "replreg lint --format ju", tmp_path) == ["junit"]
    assert ask(shell, "replreg lint --fail-on w", tmp_path) == ["warning"]
    assert ask(shell, "replreg explain al", tmp_path) == ["alias-as-host"]
    assert ask(shell, "replreg explain ", tmp_path) == list(RULES)
    assert "import" in ask(shell, "replreg registries ", tmp_path)


def test_rules_in_a_list_are_completed_after_the_comma(tmp_path: Path) -> None:
    assert ask("bash", "replreg lint --select alias-as-host,floating-t", tmp_path) == ["alias-as-host,floating-tag"]
    assert ask("bash", "replreg lint --ignore nonsense", tmp_path) == []


def test_paths_are_left_to_the_shell(tmp_path: Path) -> None:
    env = plain_environment(
        PYTHONPATH=str(ROOT), _REPLREG_COMPLETE="bash_complete", COMP_WORDS="replreg lint rel", COMP_CWORD="2"
    )
    done = subprocess.run(
        [sys.executable, "-m", "replreg"], env=env, capture_output=True, encoding="utf-8", check=True, cwd=tmp_path
    )
    assert done.stdout == "file,rel\n"


def test_completing_a_command_imports_none(tmp_path: Path) -> None:
    env = plain_environment(
        PYTHONPATH=str(ROOT), _REPLREG_COMPLETE="bash_complete", COMP_WORDS="replreg li", COMP_CWORD="1"
    )
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "replreg"],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == "plain,lint\n"
    assert "replreg.cli" in done.stderr
    # What import_module() imports is not listed, but what that imports in turn is.
    assert "replreg.cli.options" not in done.stderr


def script(shell: str) -> str:
    """What ``replreg completion bash`` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "replreg", "completion", shell],
        env=plain_environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_that_of_the_protocol_and_needs_no_shell(shell: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "replreg", "completion", shell],
        env=plain_environment(PYTHONPATH=str(ROOT), PATH=str(tmp_path)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert f"_REPLREG_COMPLETE={shell}_complete" in done.stdout
    assert done.stderr == ""


def test_an_unknown_shell_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "replreg", "completion", "zhs"],
        env=plain_environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'zsh'?" in done.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_that_the_shell_can_read(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    file = tmp_path / "completion"
    file.write_text(script(shell))
    done = subprocess.run([shell, "-n", str(file)], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def on_path(tmp_path: Path) -> dict[str, str]:
    """An environment in which ``replreg`` is a command, whatever is installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "replreg"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m replreg "$@"\n')
    command.chmod(0o755)
    env = plain_environment(PYTHONPATH=str(ROOT))
    return {**env, "PATH": f"{folder}:{env['PATH']}"}


def test_bash_itself_completes(on_path: dict[str, str]) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    version = subprocess.run(["bash", "-c", "echo ${BASH_VERSINFO[0]}"], capture_output=True, check=True).stdout
    if int(version) < 5:
        pytest.skip("this bash is older than completion scripts want it")
    program = (
        'eval "$(replreg completion bash)"; complete -p replreg; '
        "COMP_LINE='replreg lint --format sa'; COMP_WORDS=(replreg lint --format sa); COMP_CWORD=3; _replreg_completion replreg; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", program], env=on_path, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert "-F _replreg_completion replreg" in done.stdout
    assert done.stdout.endswith("sarif\n")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("replreg lint --rule floating-tag = er", ["error"]),
        ("replreg lint --rule floating-tag =", ["error", "warning", "info", "off"]),
        ("replreg lint --rule = floating-t", ["floating-tag="]),
        ("replreg lint --rule = floating-tag = w", ["warning"]),
        ("replreg lint --format = sa", ["sarif"]),
        ("replreg lint --format =", [item.name for item in formats_of("findings")]),
        ("replreg lint --select = alias-as-host,floating-t", ["alias-as-host,floating-tag"]),
        ("replreg lint --output sar", ["sarif:"]),
        ("replreg lint --output sarif : rep", ["report.sarif"]),
        ("replreg lint --output = sarif : out/", ["out/inner/"]),
        ("replreg lint --output = sarif :", ["bin/", "out/", "report.sarif"]),
    ],
)
def test_bash_completes_what_it_has_split(
    on_path: dict[str, str], tmp_path: Path, words: str, found: list[str]
) -> None:
    """Bash splits words at '=' and ':', and replaces only the last piece."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (tmp_path / "out" / "inner").mkdir(parents=True)
    (tmp_path / "report.sarif").touch()
    line = words.replace(" =", "=").replace(" :", ":").replace(": ", ":")
    for option in ("--rule", "--format", "--select", "--output", "floating-tag"):
        line = line.replace(f"{option}= ", f"{option}=")
    program = (
        'eval "$(replreg completion bash)"; compopt() { :; }; COMP_LINE=$0; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
        '_replreg_completion replreg; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", program, line, *words.split(" ")],
        env=on_path,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == found


def test_fish_itself_completes(on_path: dict[str, str], tmp_path: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    program = "replreg completion fish | source; complete -C 'replreg lint --format sa'; complete -C 'replreg exp'"
    env = {**on_path, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(["fish", "-c", program], env=env, capture_output=True, encoding="utf-8", check=False)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["sarif", "explain"], done.stderr
    assert done.stdout.endswith(f"\t{COMMANDS['explain']}\n"), "a comma does not end the help"
    program = "replreg completion fish | source; complete -C 'replreg lint --select floating-tag,alias'"
    done = subprocess.run(["fish", "-c", program], env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.split("\t")[0].strip() == "floating-tag,alias-as-host", done.stderr
    lines = ("--rule=floating-t", "--rule floating-tag=er", "--format=ju", "--output jso")
    asked = "; ".join(f"complete -C 'replreg lint {line}'" for line in lines)
    program = f"replreg completion fish | source; {asked}"
    done = subprocess.run(["fish", "-c", program], env=env, capture_output=True, encoding="utf-8", check=False)
    offered = [line.split("\t")[0] for line in done.stdout.splitlines()]
    expected = ["--rule=floating-tag=", "floating-tag=error", "--format=junit", "json:", "jsonl:"]
    assert offered == expected, done.stderr


def test_zsh_itself_loads_the_script(on_path: dict[str, str], tmp_path: Path) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed")
    program = (
        'autoload -Uz compinit; compinit -u -d zcompdump; eval "$(replreg completion zsh)"; print -- "$_comps[replreg]"'
    )
    env = {**on_path, "HOME": str(tmp_path), "ZDOTDIR": str(tmp_path)}
    done = subprocess.run(
        ["zsh", "-fc", program], env=env, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert done.stdout == "_replreg_completion\n", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("replreg lint --rule=floating-t", "replreg lint --rule=floating-tag="),
        ("replreg lint --rule floating-tag=er", "replreg lint --rule floating-tag=error "),
        ("replreg lint --output=sarif:rep", "replreg lint --output=sarif:report.sarif "),
    ],
)
def test_zsh_itself_completes_what_follows_an_equals_sign(
    on_path: dict[str, str], tmp_path: Path, line: str, completed: str
) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed")
    pty = pytest.importorskip("pty", reason="there are no terminals here")
    (tmp_path / "report.sarif").touch()
    typed, ready = tmp_path / "typed", tmp_path / "ready"
    (tmp_path / "setup").write_text(
        'autoload -Uz compinit; compinit -u -d zcompdump; eval "$(replreg completion zsh)"\n'
        'note() { print -rn -- "$BUFFER" > typed.new; mv typed.new typed }; zle -N note; bindkey "^T" note\n: > ready\n'
    )
    terminal, end = pty.openpty()
    env = {**on_path, "HOME": str(tmp_path), "ZDOTDIR": str(tmp_path), "TERM": "xterm"}
    zsh = subprocess.Popen(
        ["zsh", "-fi"], stdin=end, stdout=end, stderr=end, cwd=tmp_path, env=env, start_new_session=True
    )
    try:
        for keys, file in (("source ./setup\n", ready), (f"{line}\t\x14", typed)):
            os.write(terminal, keys.encode())
            for _ in range(600):
                if file.exists():
                    break
                time.sleep(0.05)
        assert typed.read_text() == completed
    finally:
        zsh.kill()
        zsh.wait()
        os.close(terminal)
        os.close(end)


def test_levels_of_rules_are_completed(tmp_path: Path) -> None:
    assert ask("zsh", "replreg lint --rule floating-t", tmp_path) == ["floating-tag="]
    assert ask("fish", "replreg fix --rule floating-tag=e", tmp_path) == ["floating-tag=error"]
