"""The options that commands share, the settings made of them, and the words that commands have for all that."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TextIO, TypeVar

import click

from replreg.cli.suggest import Choice
from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError, LoadedConfig
from replreg.config.model import Config
from replreg.config.vendor_files import VendorFiles, read_vendor_files, slug_of_environment
from replreg.messages import nearest
from replreg.output.terminal import Style
from replreg.registries.linked_registry import BUILT_IN, Registry

__all__ = [
    "Settings",
    "check_writable",
    "complete_rule",
    "fail",
    "parse_registries",
    "paths_argument",
    "say",
    "settings_options",
    "warn",
    "write_utf8",
]

F = TypeVar("F", bound=Callable[..., Any])


def say(message: str) -> None:
    """Write a line to standard error; where nobody can take it, the work goes on all the same."""
    with contextlib.suppress(OSError):
        sys.stderr.write(message + "\n")


def warn(message: str) -> None:
    """Write a warning to standard error."""
    say(f"warning: {message}")


def fail(message: str) -> click.ClickException:
    """Return the exception that ends the run with a one-line error and status 2."""
    return click.ClickException(message)


def write_utf8(stream: TextIO) -> None:
    """Let a stream carry UTF-8, whatever the locale says: what is read by programs is UTF-8."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def check_writable(path: str) -> None:
    """Refuse a file to be written that cannot be, before the work is done. Raises `click.ClickException`."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise fail(f"cannot write '{path}': this is a folder")
    if not os.path.isdir(folder):
        raise fail(f"cannot write '{path}': there is no folder '{folder}'")


class Settings:
    """What the shared options say, and the configuration of each file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.quiet: bool = options["quiet"]
        self.verbose: bool = options["verbose"]
        self.jobs: int = options["jobs"] or _cores()
        self.force_exclude: bool = options.get("force_exclude", False)
        self.only_releases: bool = options.get("only_releases", False)
        self.stdin_filename: str | None = options.get("stdin_filename")
        self._color: str = options["color"]
        self._named: bool = bool(options["config"])
        if options["no_config"] and options["config"]:
            message = "--config names a file, and --no-config wants none; give one of the two"
            raise click.UsageError(message, click.get_current_context())
        self._reads_files: bool = not options["no_config"]
        self.configurations = Configurations(
            file=options["config"] or None,
            read_none=options["no_config"],
            app=options["app"] or slug_of_environment(os.environ),
            default_app=lambda: self.vendor_files.app if self.vendor_files is not None else None,
            registries=parse_registries(options["registry"]).values(),
            select=_rules(options["select"], "--select"),
            ignore=_rules(options["ignore"], "--ignore") or frozenset(),
        )

    @cached_property
    def vendor_files(self) -> VendorFiles | None:
        """What the ``.replicated`` files in the working folder and above it say; None without them."""
        return read_vendor_files(".") if self._reads_files else None

    def style(self, stream: TextIO | None) -> Style:
        """Return colour for a stream, as ``--color``, ``NO_COLOR``, ``FORCE_COLOR`` and the stream itself want it.

        A file (None) has colour with ``--color always`` only.
        """
        if self._color != "auto" or stream is None:
            return Style(self._color == "always")
        if os.environ.get("NO_COLOR"):
            return Style(False)
        if os.environ.get("FORCE_COLOR"):
            return Style(True)
        return Style(stream.isatty() and os.environ.get("TERM") != "dumb")

    def loaded(self, path: str) -> LoadedConfig:
        """Return the configuration file that counts for a file, as it is. Raises `click.ClickException`."""
        try:
            return self.configurations.loaded(path)
        except ConfigError as error:
            raise fail(str(error)) from None

    def config(self, path: str) -> Config:
        """Return the configuration of a file: its configuration file's, with the command line's on top."""
        self.loaded(path)
        return self.configurations.config(path)

    def check_named(self) -> None:
        """Read the configuration file that ``--config`` names, so that a wrong one is told although no file needs it.

        Raises `click.ClickException`.
        """
        if self._named:
            self.loaded("-")

    @property
    def given_registries(self) -> list[Registry]:
        """The registries that stand on the command line."""
        return self.configurations.given_registries

    def used_configurations(self) -> list[LoadedConfig]:
        """Return the configuration files that counted for a file so far, each once."""
        return self.configurations.used

    def is_excluded(self, path: str, named: bool) -> bool:
        """Tell whether a file is left out by ``exclude``, which a file that is named itself overrides."""
        if named and not self.force_exclude:
            return False
        self.loaded(path)
        return self.configurations.is_excluded(path)


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
            raise click.BadParameter(f"'{endpoint}' is no host, as quay.io is", param_hint="--registry")
        if name in registries and registries[name].endpoint != endpoint:
            raise click.BadParameter(f"'{name}' is given twice, with two endpoints", param_hint="--registry")
        registries[name] = Registry(name=name, endpoint=endpoint)
    return registries


def _rules(given: Iterable[str], option: str) -> frozenset[str] | None:
    """Read a list of rule ids, separated by commas."""
    names = [name.strip() for item in given for name in item.split(",") if name.strip()]
    if not names:
        return None
    from replreg.rules.catalogue import RULES

    for name in names:
        if name not in RULES:
            near = nearest(name, RULES, 0.5)
            hint = f"did you mean '{near}'?" if near else "'replreg rules' lists them"
            raise click.BadParameter(f"there is no rule '{name}'; {hint}", param_hint=option)
    return frozenset(names)


def complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the rules that complete what was typed, the last of a list that commas separate, for a shell."""
    from replreg.rules.catalogue import RULES

    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{name}" for name in RULES if name.startswith(last)]


_OPTIONS = (
    click.option("--config", metavar="FILE", type=click.Path(), help="Read this configuration file and no other."),
    click.option("--no-config", is_flag=True, help="Read no configuration file."),
    click.option(
        "--registry",
        metavar="NAME=ENDPOINT",
        multiple=True,
        help="A linked registry: its reference name and its endpoint. Can be given again and again.",
    ),
    click.option("--app", metavar="SLUG", help="The application's slug at Replicated."),
    click.option(
        "--select",
        metavar="RULES",
        multiple=True,
        shell_complete=complete_rule,
        help="Only these rules, separated by commas.",
    ),
    click.option("--ignore", metavar="RULES", multiple=True, shell_complete=complete_rule, help="All rules but these."),
    click.option(
        "--jobs", "-j", metavar="N", type=click.IntRange(min=1), help="Processes to work with (default: the cores)."
    ),
    click.option("--stdin-filename", metavar="NAME", help="The name of what comes on standard input."),
    click.option("--force-exclude", is_flag=True, help="Let 'exclude' hold for files that are named, too."),
    click.option("--only-releases", is_flag=True, help="Pass over files that are no release, even if they are named."),
    click.option(
        "--color",
        type=Choice(["auto", "always", "never"]),
        default="auto",
        help="When to use colour. NO_COLOR and FORCE_COLOR count too.",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Say nothing but what was asked for."),
    click.option("--verbose", "-v", is_flag=True, help="Say which files and which configuration are used."),
)


def settings_options(function: F) -> F:
    """Add the shared options to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def paths_argument(function: F) -> F:
    """Add ``[PATH]...``: files, folders, or ``-`` for standard input."""
    return click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True))(function)
