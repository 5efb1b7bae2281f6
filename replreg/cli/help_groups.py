"""The options of a command as its help has them: in groups, and without those that have no effect on it."""

from __future__ import annotations

import click

__all__ = ["write_options"]

_GROUPS = {
    "Findings": (
        "select",
        "ignore",
        "rule",
        "min_severity",
        "fail_on",
        "staged",
        "changed_since",
        "baseline",
        "write_baseline",
    ),
    "Settings": ("config", "no_config", "registry", "app", "show_settings"),
    "Files": ("exclude", "force_exclude", "only_releases", "stdin_filename", "jobs", "show_files"),
    "Output": ("output_format", "output", "statistics", "color", "quiet", "verbose"),
}
"""The names of parameters, by the heading that they are below. Those of no group are below "Options"."""

_OF_FILES = frozenset({"jobs", "stdin_filename", "force_exclude", "only_releases"})
_OF_RULES = frozenset({"select", "ignore"})
_OF_REGISTRIES = _OF_FILES | _OF_RULES
_WITHOUT_EFFECT = {
    "explain": _OF_REGISTRIES | {"config", "no_config", "registry", "app", "quiet", "verbose"},
    "rules": _OF_FILES | {"quiet", "verbose"},
    "list": _OF_REGISTRIES | {"app", "quiet", "verbose"},
    "trust": _OF_REGISTRIES | {"app"},
    "check": _OF_FILES | {"app"},
    "import": _OF_REGISTRIES | {"app"},
    "lsp": _OF_FILES | {"color", "quiet"},
}
"""Shared options that a command takes, so that scripts can give the same ones to all, and that change nothing there."""


def write_options(command: click.Command, context: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the options of a command in their groups, each in the order of the table."""
    left_out = _WITHOUT_EFFECT.get(command.name or "", frozenset())
    records: dict[str, tuple[str, str]] = {}
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None and parameter.name not in left_out:
            records[parameter.name or ""] = record
    grouped = {heading: [name for name in names if name in records] for heading, names in _GROUPS.items()}
    taken = {name for names in grouped.values() for name in names}
    for heading, names in {"Options": [name for name in records if name not in taken], **grouped}.items():
        if names:
            with formatter.section(heading):
                formatter.write_dl([records[name] for name in names])
