"""The options that commands share, and the settings made of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TextIO, TypeVar

import click

from replreg.cli.suggest import Choice, PathName
from replreg.cli.terminal import terminal_width, warn
from replreg.config.discovery import Configurations
from replreg.config.vendor_files import (
    ENVIRONMENT,
    VendorFiles,
    is_slug,
    read_vendor_files,
    refused_in_environment,
    slug_of_environment,
)
from replreg.files import StrPath, shown_path
from replreg.finding import Severity
from replreg.linter.narrowing import EVERYTHING, Narrowing
from replreg.messages import did_you_mean
from replreg.output.formats import Screen
from replreg.output.terminal import Style, escape_controls, shows_links
from replreg.registries.linked_registry import BUILT_IN, Registry

__all__ = [
    "NO_SLUG",
    "Settings",
    "complete_rule",
    "findings_options",
    "parse_levels",
    "parse_registries",
    "paths_argument",
    "render_option",
    "settings_options",
]

NO_SLUG = "is not a slug: lower-case letters, digits, and hyphens between them"
"""What is said of an application that `is_slug` refuses."""

F = TypeVar("F", bound=Callable[..., Any])


class Settings:
    """The values of the shared options. ``configurations`` finds the configuration of each file.

    The ``.replicated`` files are those of the working folder and above it. With ``app_beside_files``, a file's slug is
    taken from those beside and above the file instead, since an editor works in any folder.
    """

    def __init__(self, options: dict[str, Any], *, app_beside_files: bool = False) -> None:
        self.quiet: bool = options["quiet"]
        self.verbose: bool = options["verbose"]
        self.jobs: int = options["jobs"] or _cores()
        self.force_exclude: bool = options.get("force_exclude", False)
        self.exclude: tuple[str, ...] = options.get("exclude", ())
        self.only_releases: bool = options.get("only_releases", False)
        self.stdin_filename: str | None = options.get("stdin_filename")
        self._color: str = options["color"]
        self._is_config_named: bool = bool(options["config"])
        if options["no_config"] and options["config"]:
            message = "--config and --no-config exclude each other; give one of the two"
            raise click.UsageError(message, click.get_current_context())
        if options["app"] and not is_slug(options["app"]):
            raise click.BadParameter(f"'{options['app']}' {NO_SLUG}", param_hint="--app")
        self._reads_files: bool = not options["no_config"]
        self.configurations: Configurations = Configurations(
            file=options["config"] or None,
            read_none=options["no_config"],
            app=options["app"] or self._slug_of_environment(),
            default_app=self._slug_beside if app_beside_files else self._slug_here,
            registries=parse_registries(options["registry"]).values(),
            select=_rules(options["select"], "--select"),
            ignore=_rules(options["ignore"], "--ignore") or frozenset(),
            levels=parse_levels(options.get("rule", ())),
        )
        self.narrowing: Narrowing = _narrowing(options.get("min_severity"))
        """Which findings of each file count, apart from lines that changed."""
        self.staged: bool = options.get("staged", False)
        self.changed_since: str | None = options.get("changed_since")
        if self.staged and self.changed_since is not None:
            message = "--staged and --changed-since exclude each other; give one of the two"
            raise click.UsageError(message, click.get_current_context())

    @cached_property
    def vendor_files(self) -> VendorFiles | None:
        """What the ``.replicated`` files in the working folder and above it say; None without them."""
        return read_vendor_files(".") if self._reads_files else None

    def _slug_of_environment(self) -> str | None:
        refused = refused_in_environment(os.environ)
        if refused is not None and not self.quiet:
            warn(f"the variable {ENVIRONMENT} is ignored: '{escape_controls(refused)}' {NO_SLUG}")
        return slug_of_environment(os.environ)

    def _slug_here(self, path: StrPath) -> str | None:
        files = self.vendor_files
        if files is not None and files.refused is not None and not self.quiet:
            slug, where = files.refused
            warn(escape_controls(f"{shown_path(where)}: 'appSlug' is ignored: '{slug}' {NO_SLUG}"))
            files.refused = None  # said once
        return files.app if files is not None else None

    def _slug_beside(self, path: StrPath) -> str | None:
        """Return the slug that the ``.replicated`` files beside and above a file name now."""
        files = read_vendor_files(os.path.dirname(os.path.abspath(path))) if self._reads_files else None
        return files.app if files is not None else None

    @property
    def is_about_changes(self) -> bool:
        """Whether only lines that changed count."""
        return self.staged or self.changed_since is not None

    def style(self, stream: TextIO | None) -> Style:
        """Return whether a stream gets colour: by ``--color``, ``NO_COLOR``, ``FORCE_COLOR`` and the stream itself.

        A file (None) has colour with ``--color always`` only. A terminal with colour has links if it can show them.
        """
        is_terminal = stream is not None and stream.isatty()
        if self._color != "auto" or stream is None:
            colored = self._color == "always"
        elif os.environ.get("NO_COLOR"):
            colored = False
        elif os.environ.get("FORCE_COLOR"):
            colored = True
        else:
            colored = is_terminal and os.environ.get("TERM") != "dumb"
        return Style(colored, colored and is_terminal and shows_links(os.environ))

    def screen(self, stream: TextIO | None) -> Screen:
        """Return how text is shown on a stream; None for a file."""
        return Screen(self.style(stream), terminal_width(stream) if stream is not None else None)

    def check_named(self) -> None:
        """Read the configuration file that ``--config`` names, so that an error in it is reported in every run.

        Raises `replreg.config.load.ConfigError`.
        """
        if self._is_config_named:
            self.configurations.loaded("-")

    def is_excluded(self, path: str, is_named: bool) -> bool:
        """Return True if ``exclude`` leaves a file out. A file that is named is not left out unless forced.

        The globs of the command line are relative to the current folder.
        """
        if is_named and not self.force_exclude:
            return False
        return self._is_left_out(path) or self.configurations.is_excluded(path)

    def _is_left_out(self, path: str) -> bool:
        if not self.exclude:
            return False
        from replreg.config.globs import matches

        relative = os.path.relpath(path).replace(os.sep, "/")
        return any(matches(relative, pattern) for pattern in self.exclude)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parse_registries(given: Sequence[str]) -> dict[str, Registry]:
    """Read ``--registry NAME=ENDPOINT``; return the registries by name. Raises `click.BadParameter`."""
    registries: dict[str, Registry] = {}
    for item in given:
        name, equals, endpoint = item.partition("=")
        name, endpoint = name.strip(), endpoint.strip()
        if not equals or not name or not endpoint:
            raise click.BadParameter(f"'{item}' is not NAME=ENDPOINT, as in myquay=quay.io", param_hint="--registry")
        if name in BUILT_IN:
            raise click.BadParameter(
                f"'{name}' is built in and cannot be the name of a linked registry", param_hint="--registry"
            )
        if " " in endpoint or "=" in endpoint:
            raise click.BadParameter(f"'{endpoint}' is not a host such as quay.io", param_hint="--registry")
        if name in registries and registries[name].endpoint != endpoint:
            raise click.BadParameter(f"'{name}' is given twice, with two endpoints", param_hint="--registry")
        registries[name] = Registry(name=name, endpoint=endpoint)
    return registries


def parse_levels(given: Sequence[str]) -> dict[str, str]:
    """Read ``--rule RULE=LEVEL``; return the levels by rule, group or ``ALL``. The last one of a word counts.

    Raises `click.BadParameter`.
    """
    if not given:
        return {}
    from replreg.config.model import LEVELS
    from replreg.messages import did_you_mean

    known = _selectors()
    levels: dict[str, str] = {}
    for item in given:
        rule, equals, level = (part.strip() for part in item.partition("="))
        if not equals:
            raise click.BadParameter(f"'{item}' is not RULE=LEVEL, as in floating-tag=error", param_hint="--rule")
        if rule not in known:
            hint = did_you_mean(rule, known, otherwise="'replreg rules' lists them")
            raise click.BadParameter(f"there is no rule '{rule}'; {hint}", param_hint="--rule")
        if level not in LEVELS:
            hint = did_you_mean(level, LEVELS, otherwise=f"it takes {', '.join(LEVELS)}")
            raise click.BadParameter(f"'{rule}' cannot be '{level}'; {hint}", param_hint="--rule")
        levels[rule] = level
    return levels


def _narrowing(min_severity: str | None) -> Narrowing:
    return Narrowing(Severity(min_severity).rank) if min_severity else EVERYTHING


def _rules(given: Iterable[str], option: str) -> frozenset[str] | None:
    """Read a list of rules and groups of rules, separated by commas."""
    names = [name.strip() for item in given for name in item.split(",") if name.strip()]
    if not names:
        return None
    known = _selectors()
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, 0.5, otherwise="'replreg rules' lists them")
            raise click.BadParameter(f"there is no rule '{name}'; {hint}", param_hint=option)
    return frozenset(names)


def _selectors() -> list[str]:
    """Return the words that select rules: ``ALL``, the groups, and the rules."""
    from replreg.config.model import ALL_RULES
    from replreg.rules.catalogue import GROUPS, RULES

    return [ALL_RULES, *GROUPS, *RULES]


def complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the rules that complete a word, for a shell."""
    from replreg.rules.catalogue import RULES

    return [name for name in RULES if name.startswith(incomplete)]


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the rules and groups that complete the last word of a comma-separated list, for a shell."""
    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{name}" for name in _selectors() if name.startswith(last)]


def complete_level(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return what completes ``RULE=LEVEL``, for a shell."""
    from replreg.config.model import LEVELS

    rule, equals, level = incomplete.partition("=")
    if not equals:
        return [f"{name}=" for name in _selectors() if name.startswith(rule)]
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
        help="Give a rule or a group a level: error, warning, info or off. It counts more than the configuration.",
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
        help="Skip these files of folders, too; relative to the current folder. Can be repeated.",
    ),
    click.option("--staged", is_flag=True, help="Only findings on lines that the git index adds or changes."),
    click.option("--changed-since", metavar="REV", help="Only findings on lines that changed since this git revision."),
    click.option("--show-files", is_flag=True, help="Print which files are checked or skipped, and why; no more."),
    click.option("--show-settings", is_flag=True, help="Print the settings of each file, without secrets; no more."),
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
