"""What ``lint`` says of the configuration files that it works with, before it says anything of the releases."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.cli.options import Settings, warn
from replreg.config.load import ConfigError, LoadedConfig
from replreg.files import read_bytes, shown_path
from replreg.linter.config_check import check_config, check_registries, check_toml_config
from replreg.linter.file_job import FileResult
from replreg.output.terminal import clean
from replreg.yaml.text import UndecodableText, decode

__all__ = ["config_outcomes", "warn_of_options"]


def config_outcomes(settings: Settings, named: set[str]) -> Iterator[FileResult]:
    """Yield an outcome for each configuration file of the run that has findings, sorted by path.

    ``named`` are the paths that are linted anyway.
    """
    outcomes = []
    for loaded in settings.used_configurations():
        if loaded.path is None or not loaded.config.registries:
            continue
        shown = shown_path(loaded.path)
        # Most configurations are in order: only the others are worth being read once more, for the places.
        if shown not in named and any(True for _ in check_registries(loaded.config.registries, loaded.config)):
            outcomes.append(_outcome(loaded, loaded.path, shown))
    yield from sorted((outcome for outcome in outcomes if outcome.findings), key=lambda outcome: outcome.path)


def warn_of_options(settings: Settings) -> None:
    """Say on standard error what is wrong with the endpoints of ``--registry``, which stand in no file."""
    for registry, _, problem in check_registries(settings.given_registries, settings.config("-")):
        warn(clean(f"--registry {registry.name}={registry.endpoint}: {problem.message}"))


def _outcome(loaded: LoadedConfig, path: str, shown: str) -> FileResult:
    try:
        text, codec = decode(read_bytes(path))
        if path.endswith(".toml"):
            findings = check_toml_config(text, shown, loaded.config)
        else:
            findings = check_config(text, shown)
    except (OSError, UndecodableText, ConfigError) as error:
        return FileResult(
            shown, error=str(error)
        )  # it was read a moment ago; what changed since will be told next time
    return FileResult(shown, tuple(findings), text, codec=codec)
