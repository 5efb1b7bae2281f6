"""``replreg fix``."""

from __future__ import annotations

import difflib
import sys
from typing import Any

import click

from replreg.cli.options import Settings, fail, paths_argument, say, settings_options
from replreg.cli.session import Session
from replreg.files import write_atomically
from replreg.output.style import Style
from replreg.runner import Outcome, fix_file
from replreg.text import encode

__all__ = ["command"]


@click.command("fix")
@paths_argument
@click.option("--in-place", "-i", is_flag=True, help="Write the files instead of standard output.")
@click.option("--diff", is_flag=True, help="Print what would change, as a unified diff, and write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; end with status 1 if anything would change.")
@click.option("--unsafe-fixes", is_flag=True, help="Also make fixes whose meaning is not certain.")
@click.option("--backup", metavar="SUFFIX", help="With --in-place: keep each old file under its name and SUFFIX.")
@settings_options
def command(paths: tuple[str, ...], in_place: bool, diff: bool, check: bool, **options: Any) -> int:
    """Rewrite what can be fixed, and not another byte.

    With one file or standard input the result goes to standard output, unless --in-place is given.

    \b
    Examples:
      replreg fix release.yaml > fixed.yaml
      replreg fix --diff
      replreg fix --in-place --backup .orig release.yaml
    """
    unsafe = options.pop("unsafe_fixes")
    backup = options.pop("backup")
    _check_usage(paths, in_place, diff, check, backup)
    settings = Settings(options)
    session = Session(settings, paths, unsafe=unsafe)
    to_stdout = not (in_place or diff or check)
    if to_stdout and len(session.jobs) > 1:
        raise fail(f"{len(session.jobs)} files cannot go to standard output; add --in-place, --diff or --check")
    changed = 0
    left = 0
    style = settings.style(sys.stdout)
    for outcome in session.outcomes(fix_file):
        if outcome.text is None or outcome.fixed is None:
            if to_stdout and outcome.findings:
                session.error(f"{outcome.path}: {outcome.findings[0].message}")
            continue
        left += len(outcome.findings)
        is_changed = outcome.fixed != outcome.text
        changed += is_changed
        if diff:
            if is_changed:
                sys.stdout.writelines(_diff(outcome, style))
        elif check:
            if is_changed and not settings.quiet:
                say(f"{outcome.path}: would be changed")
        elif to_stdout:
            sys.stdout.flush()
            sys.stdout.buffer.write(encode(outcome.fixed, outcome.codec))
            sys.stdout.buffer.flush()
        elif is_changed:
            _write(session, outcome, backup)
    if not settings.quiet:
        _summarize(changed, left, check or diff, unsafe)
    if session.failed:
        return 2
    return 1 if check and changed else 0


def _check_usage(paths: tuple[str, ...], in_place: bool, diff: bool, check: bool, backup: str | None) -> None:
    if in_place and "-" in paths:
        raise click.UsageError("standard input cannot be written in place", click.get_current_context())
    if in_place and (diff or check):
        raise click.UsageError("--in-place writes, and --diff and --check do not", click.get_current_context())
    if backup is not None and (not in_place or not backup or "/" in backup):
        raise click.UsageError(
            "--backup takes a suffix such as .orig, together with --in-place", click.get_current_context()
        )


def _write(session: Session, outcome: Outcome, backup: str | None) -> None:
    assert outcome.fixed is not None
    path = next(job.path for job in session.jobs if job.shown == outcome.path)
    try:
        write_atomically(path, encode(outcome.fixed, outcome.codec), backup=backup)
    except OSError as error:
        session.error(f"{outcome.path}: cannot be written: {error.strerror or error}")
        return
    if not session.settings.quiet:
        say(f"{outcome.path}: fixed")


def _diff(outcome: Outcome, style: Style) -> list[str]:
    """Return a unified diff that ``patch`` takes, missing final newlines marked."""
    assert outcome.text is not None
    assert outcome.fixed is not None
    colors = {"+": "green", "-": "red", "@": "cyan"}
    lines = []
    for line in difflib.unified_diff(
        outcome.text.splitlines(keepends=True),
        outcome.fixed.splitlines(keepends=True),
        f"a/{outcome.path}",
        f"b/{outcome.path}",
    ):
        ended = line.endswith(("\n", "\r"))
        body = line.rstrip("\r\n")
        end = line[len(body) :]
        shown = style(body, colors.get(line[:1])) if not line.startswith(("+++", "---")) else style(body, bold=True)
        lines.append(shown + (end if ended else "\n\\ No newline at end of file\n"))
    return lines


def _summarize(changed: int, left: int, dry: bool, unsafe: bool) -> None:
    sys.stdout.flush()
    done = "would be changed" if dry else "changed"
    files = f"{changed} file{'' if changed == 1 else 's'} {done}"
    if left:
        rest = f"{left} finding{'' if left == 1 else 's'} left, which 'replreg lint' explains"
        say(f"{files}; {rest}.")
    elif changed:
        say(f"{files}; nothing is left to report.")
    else:
        say("Nothing to fix.")
