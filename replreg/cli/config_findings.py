"""Checks the configuration files that a run uses, and the registries of its options."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.cli.options import Settings
from replreg.cli.terminal import warn
from replreg.config.load import ConfigError, LoadedConfig
from replreg.files import read_bytes, shown_path
from replreg.linter.lint_file import LintedFile
from replreg.linter.registry_check import check_registries
from replreg.output.terminal import escape_controls
from replreg.yaml.text import UndecodableText, decode

__all__ = ["lint_configurations", "warn_of_options"]


def lint_configurations(settings: Settings, named: set[str]) -> Iterator[LintedFile]:
    """Yield each configuration file of the run that has findings, sorted by path.

    ``named`` are the paths of configurations that are linted as files of the run.
    """
    files = []
    for loaded in settings.configurations.used:
        if loaded.path is None or not loaded.config.registries:
            continue
        path = shown_path(loaded.path)
        # Only a configuration with problems is read once more, for their places.
        if path not in named and any(True for _ in check_registries(loaded.config.registries, loaded.config)):
            file = _lint(loaded, loaded.path, path)
            if file is not None and file.findings:
                files.append(file)
    yield from sorted(files, key=lambda file: file.path)


def warn_of_options(settings: Settings) -> int:
    """Warn on standard error of wrong endpoints that ``--registry`` gives; return how many there are."""
    configurations = settings.configurations
    number = 0
    for registry, _, problem in check_registries(configurations.given_registries, configurations.config("-")):
        warn(escape_controls(f"--registry {registry.name}={registry.endpoint}: {problem.message}"))
        number += 1
    return number


def _lint(loaded: LoadedConfig, path: str, shown: str) -> LintedFile | None:
    """Return the findings of a configuration; None if it has changed since it was read, so that it has no places."""
    from replreg.linter.config_check import check_config, check_toml_config

    try:
        text, codec = decode(read_bytes(path))
        if path.endswith(".toml"):
            findings = check_toml_config(text, shown, loaded.config)
        else:
            findings = check_config(text, shown)
    except (OSError, UndecodableText, ConfigError):
        return None
    return LintedFile(shown, tuple(findings), text, codec)
