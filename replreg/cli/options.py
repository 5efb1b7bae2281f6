"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from replreg.cli.option_values import selectors
from replreg.cli.suggest import Choice, PathName

__all__ = ["complete_rule", "findings_options", "paths_argument", "render_option", "settings_options"]

F = TypeVar("F", bound=Callable[..., Any])


def complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the rules that complete a word, for a shell."""
    from replreg.rules.catalogue import RULES

    return [name for name in RULES if name.startswith(incomplete)]


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the rules and groups that complete the last word of a comma-separated list, for a shell."""
    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{name}" for name in selectors() if name.startswith(last)]


def complete_level(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return what completes ``RULE=LEVEL``, for a shell."""
    from replreg.config.model import LEVELS

    rule, equals, level = incomplete.partition("=")
    if not equals:
        return [f"{name}=" for name in selectors() if name.startswith(rule)]
    return [f"{rule}={name}" for name in LEVELS if name.startswith(level)]


_OPTIONS = (
    click.option("--config", metavar="FILE", type=PathName(), help="Read this configuration file and no other."),
    click.option("--no-config", is_flag=True, help="Read no configuration file."),
    click.option(
        "--registry",
        metavar="NAME=ENDPOINT",
        multiple=True,
        help="A linked registry: its reference name and its endpoint. Can be repeated.",
    ),
    click.option("--app", metavar="SLUG", help="The application's slug at Replicated."),
    click.option(
        "--select",
        metavar="RULES",
        multiple=True,
        shell_complete=complete_rules,
        help="Run only these rules or groups of rules, separated by commas. ALL is every rule.",
    ),
    click.option(
        "--ignore",
        metavar="RULES",
        multiple=True,
        shell_complete=complete_rules,
        help="Run all but these rules or groups of rules.",
    ),
    click.option(
        "--jobs", "-j", metavar="N", type=click.IntRange(min=1), help="How many processes to use (default: one a core)."
    ),
    click.option("--stdin-filename", metavar="NAME", help="The file name of standard input, for its configuration."),
    click.option("--force-exclude", is_flag=True, help="Apply 'exclude' to files that are named, too."),
    click.option("--only-releases", is_flag=True, help="Skip files that are not a release, even if they are named."),
    click.option(
        "--color",
        type=Choice(["auto", "always", "never"]),
        default="auto",
        help="When to use colour. NO_COLOR and FORCE_COLOR count too.",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Print only the result and errors."),
    click.option("--verbose", "-v", is_flag=True, help="Say which files and configurations are used or skipped."),
)


_FINDINGS_OPTIONS = (
    click.option(
        "--rule",
        metavar="RULE=LEVEL",
        multiple=True,
        shell_complete=complete_level,
        help="Give a rule or a group a level: error, warning, info or off. It overrides the configuration.",
    ),
    click.option(
        "--min-severity",
        type=Choice(["error", "warning", "info"]),
        help="Leave out the findings below this severity.",
    ),
    click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        help="Also skip files in folders that match; relative to the current folder. Can be repeated.",
    ),
    click.option("--staged", is_flag=True, help="Only findings on lines that the git index adds or changes."),
    click.option(
        "--changed-since",
        metavar="REV",
        help="Only findings on lines that changed since this branch left a git revision, such as origin/main.",
    ),
    click.option("--show-files", is_flag=True, help="Only print which files are checked or skipped, and why."),
    click.option("--show-settings", is_flag=True, help="Only print the settings of each file, without secrets."),
)


def findings_options(function: F) -> F:
    """Add the options that say which findings a command is about."""
    for option in reversed(_FINDINGS_OPTIONS):
        function = option(function)
    return function


def settings_options(function: F) -> F:
    """Add the shared options to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def render_option(function: F) -> F:
    """Add ``--render``."""
    text = "Also render the charts with the helm program on the path, and read the images of the result."
    return click.option("--render", is_flag=True, help=text)(function)


def paths_argument(function: F) -> F:
    """Add ``[PATH]...``: files, folders, or ``-`` for standard input."""
    return click.argument("paths", nargs=-1, metavar="[PATH]...", type=PathName())(function)
