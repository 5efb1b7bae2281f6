"""Lints the configuration files that a run uses, and puts their findings among those of its other files."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from replreg.config.discovery import Configurations
from replreg.config.load import ConfigError, LoadedConfig
from replreg.files import read_bytes, shown_path
from replreg.linter.lint_file import LintedFile
from replreg.linter.registry_check import check_registries
from replreg.yaml.text import UndecodableText, decode

__all__ = ["lint_configurations", "with_configurations"]


def lint_configurations(configurations: Configurations, named: Container[str] = ()) -> Iterator[LintedFile]:
    """Yield each configuration file of a run that has findings, sorted by path.

    ``named`` are the paths of configurations that are linted as files of the run.
    """
    files = []
    for loaded in configurations.used:
        if loaded.path is None or not loaded.config.registries:
            continue
        path = shown_path(loaded.path)
        # Only a configuration with problems is read once more, for their places.
        if path not in named and any(True for _ in check_registries(loaded.config.registries, loaded.config)):
            file = _lint(loaded, loaded.path, path)
            if file is not None and file.findings:
                files.append(file)
    yield from sorted(files, key=lambda file: file.path)


def with_configurations(files: Iterator[LintedFile], configurations: Iterable[LintedFile]) -> Iterator[LintedFile]:
    """Return the files of a run and its configuration files, both sorted by path, in the order of paths."""
    from heapq import merge

    found = list(configurations)
    return merge(found, files, key=lambda file: file.path) if found else files


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
