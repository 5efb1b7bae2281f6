"""Prints for ``--show-files`` and ``--show-settings`` the files of a run, or their settings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import click

from replreg.cli.session import Session
from replreg.config.load import LoadedConfig
from replreg.config.model import Config
from replreg.files import YAML_SUFFIXES, shown_path
from replreg.linter.chart_folders import is_in_chart
from replreg.linter.file_job import FailedFile, FileJob, SkippedFile
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import LintedFile, lint_file
from replreg.named_tuple import NamedTuple
from replreg.output.terminal import escape_controls
from replreg.registries.linked_registry import registry_provider
from replreg.rules.catalogue import RULES
from replreg.yaml.insertion import plain_or_quoted

__all__ = ["LookedAt", "look_at", "show"]


class LookedAt(NamedTuple):
    """A file that a run checks."""

    path: str


def show(session: Session, paths: Sequence[str], *, files: bool, settings: bool) -> int:
    """Print the files of a run, or their settings, on standard output; return the exit status.

    ``paths`` are those of the command line. Raises `click.UsageError` where both are asked for.
    """
    if files and settings:
        message = "--show-files and --show-settings exclude each other; give one of the two"
        raise click.UsageError(message, click.get_current_context())
    if files:
        lines = [f"{path}: {what}" for path, what in sorted(_files(session, paths))]
    else:
        lines = list(_settings(session, paths))
    session.print("".join(f"{escape_controls(line)}\n" for line in lines))
    return 2 if session.failed else 0


def look_at(job: FileJob, folders: KotsFolders) -> LookedAt | SkippedFile | FailedFile:
    """Read one file without running any rule."""
    result = lint_file(job, folders)
    return LookedAt(result.path) if isinstance(result, LintedFile) else result


def _files(session: Session, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each file with what happens to it."""
    known = {job.display_path for job in session.jobs} | {path for path, _ in session.left_out}
    yield from ((path, f"skipped: {reason}") for path, reason in session.left_out)
    session.jobs = [job._replace(config=job.config._replace(select=frozenset())) for job in session.jobs]
    for found in session.results(look_at):
        yield found.path, "checked"
    yield from ((file.path, file.outcome) for file in session.skipped)
    by_vendor_files = not paths and session.settings.vendor_files is not None
    for folder in paths or ["."]:
        if os.path.isdir(folder):
            for path, why in _not_found(folder, known):
                reason = "'.replicated' does not name it" if by_vendor_files and why is _IGNORED else why
                yield path, f"skipped: {reason}"


_HIDDEN = "it is hidden"
_CHART = "it is part of a Helm chart"
_CONFIG = "it is a configuration of replreg"
_IGNORED = "git ignores it"


def _not_found(folder: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the YAML files below a folder that are not ``known``, and the hidden folders, each with the reason."""
    for place, inner, names in os.walk(folder):
        for name in [name for name in inner if name.startswith(".")]:
            inner.remove(name)
            if name != ".git":
                yield os.path.normpath(os.path.join(place, name)) + os.sep, _HIDDEN
        for name in names:
            path = os.path.normpath(os.path.join(place, name))
            if name.endswith(YAML_SUFFIXES) and path not in known:
                yield path, _why_not_found(path)


def _why_not_found(path: str) -> str:
    from replreg.config.load import CONFIG_NAMES

    name = os.path.basename(path)
    if name in CONFIG_NAMES:
        return _CONFIG
    if name.startswith("."):
        return _HIDDEN
    return _CHART if is_in_chart(path) else _IGNORED


def _settings(session: Session, paths: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a YAML list: the files that have the same settings, and these."""
    configurations = session.settings.configurations
    inputs = [(job.display_path, job.config) for job in session.jobs]
    if not inputs:
        places = [os.path.join(path, "") if os.path.isdir(path) else path for path in paths or ["."]]
        inputs = [(os.path.normpath(path), configurations.config(path)) for path in places]
    groups: dict[tuple[str, ...], list[str]] = {}
    rendered: dict[int, tuple[str, ...]] = {}
    for path, config in inputs:
        if id(config) not in rendered:
            loaded = configurations.loaded(path if os.path.isfile(path) else os.path.join(path, ""))
            rendered[id(config)] = tuple(_block(session, config, loaded))
        groups.setdefault(rendered[id(config)], []).append(path)
    for block, names in groups.items():
        yield "- files:"
        yield from (f"    - {plain_or_quoted(name)}" for name in names)
        yield from (f"  {line}" for line in block)


def _block(session: Session, config: Config, loaded: LoadedConfig) -> Iterator[str]:
    """Yield the lines about a configuration. User names and passwords are left out."""
    yield f"configuration: {_scalar(shown_path(loaded.path) if loaded.path else None)}"
    yield f"app: {_scalar(config.app)}"
    yield "registries:" if config.registries else "registries: {}"
    for registry in config.registries:
        yield f"  {plain_or_quoted(registry.name)}:"
        yield f"    endpoint: {plain_or_quoted(registry.address)}"
        yield f"    provider: {plain_or_quoted(registry_provider(registry))}"
    yield "domains:"
    yield from _list("  proxy", config.domains.proxy)
    yield from _list("  registry", config.domains.registry)
    yield from _list("targets", config.targets)
    yield from _list("exclude", [*config.exclude, *session.settings.exclude])
    yield f"kind: {_scalar(config.kind)}"
    yield "levels:"
    for rule in RULES.values():
        yield f"  {rule.id}: {plain_or_quoted(config.level(rule.id, rule.severity.value, rule.group))}"


def _list(key: str, values: Sequence[str]) -> Iterator[str]:
    indentation = " " * (len(key) - len(key.lstrip()))
    yield f"{key}:" if values else f"{key}: []"
    yield from (f"{indentation}  - {plain_or_quoted(value)}" for value in values)


def _scalar(value: str | None) -> str:
    return "null" if value is None else plain_or_quoted(value)
