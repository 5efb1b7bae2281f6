"""The settings that the shared options of a command make."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

import click

from replreg.cli.option_values import NO_SLUG, parse_levels, parse_registries, parse_rules
from replreg.cli.terminal import terminal_width, warn
from replreg.config.discovery import Configurations
from replreg.files import StrPath, shown_path
from replreg.finding import Severity
from replreg.linter.narrowing import EVERYTHING, Narrowing
from replreg.output.formats import Screen
from replreg.output.terminal import Style, escape_controls, shows_links

if TYPE_CHECKING:
    from replreg.config.vendor_files import VendorFiles

__all__ = ["Settings", "slug_of_files", "slug_of_options"]


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
        self._reads_files: bool = not options["no_config"]
        self.configurations: Configurations = Configurations(
            file=options["config"] or None,
            read_none=options["no_config"],
            app=slug_of_options(options["app"], self.quiet),
            default_app=self._slug_beside if app_beside_files else self._slug_here,
            registries=parse_registries(options["registry"]).values(),
            select=parse_rules(options["select"], "--select"),
            ignore=parse_rules(options["ignore"], "--ignore") or frozenset(),
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
        """The settings of the ``.replicated`` files in the working folder and above it; None without them."""
        return self._vendor_files(".")

    def _slug_here(self, path: StrPath) -> str | None:
        return self._vendor_slug

    @cached_property
    def _vendor_slug(self) -> str | None:
        """The slug that `vendor_files` name. A value that is not one is reported, unless this run is quiet."""
        files = self.vendor_files
        return slug_of_files(files, self.quiet) if files is not None else None

    def _slug_beside(self, path: StrPath) -> str | None:
        """Return the slug that the ``.replicated`` files beside and above a file name now."""
        files = self._vendor_files(os.path.dirname(os.path.abspath(path)))
        return files.app if files is not None else None

    def _vendor_files(self, folder: str) -> VendorFiles | None:
        if not self._reads_files:
            return None
        from replreg.config.vendor_files import read_vendor_files  # a configured application needs none of them

        return read_vendor_files(folder)

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


def slug_of_files(files: VendorFiles, quiet: bool) -> str | None:
    """Return the slug that ``.replicated`` files name. Unless ``quiet``, it warns of a value that is not a slug."""
    if files.refused is not None and not quiet:
        slug, where = files.refused
        warn(escape_controls(f"{shown_path(where)}: 'appSlug' is ignored: '{slug}' {NO_SLUG}"))
    return files.app


def slug_of_options(given: str | None, quiet: bool) -> str | None:
    """Return the slug of ``--app``, else that of the environment, if it has one. Raises `click.BadParameter`.

    Unless ``quiet``, it warns of a value of the environment that is ignored.
    """
    if not given and not os.environ.get("REPLICATED_APP"):
        return None  # as in most runs, which import nothing for it
    from replreg.config.vendor_files import ENVIRONMENT, is_slug, refused_in_environment, slug_of_environment

    if not given:
        refused = refused_in_environment(os.environ)
        if refused is not None and not quiet:
            warn(f"the variable {ENVIRONMENT} is ignored: '{escape_controls(refused)}' {NO_SLUG}")
        return slug_of_environment(os.environ)
    if not is_slug(given):
        raise click.BadParameter(f"'{given}' {NO_SLUG}", param_hint="--app")
    return given


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _narrowing(min_severity: str | None) -> Narrowing:
    return Narrowing(Severity(min_severity).rank) if min_severity else EVERYTHING
