"""Reads ``replreg.yaml``, ``.replreg.yaml`` and ``[tool.replreg]`` of ``pyproject.toml`` into a `Config`."""

import os
import re
from typing import Any

from replreg.config.model import Config, Domains, Override
from replreg.config.validate import fits_schema, mistakes
from replreg.files import StrPath, is_repository, read_bytes, shown_path, superproject_of, upward
from replreg.registries.linked_registry import Registry
from replreg.yaml.composer import Scalar, YAMLSyntaxError, compose, scalar_type
from replreg.yaml.text import LineIndex, UndecodableText, decode

__all__ = [
    "CONFIG_NAMES",
    "ConfigError",
    "LoadedConfig",
    "find_config",
    "load_config",
    "parse_config",
]

CONFIG_NAMES = ("replreg.yaml", ".replreg.yaml")


class ConfigError(ValueError):
    """A configuration is wrong. ``line`` and ``column`` count from 1, and are 0 where the file as a whole is meant."""

    def __init__(self, message: str, path: str, line: int = 0, column: int = 0) -> None:
        place = f"{path}:{line}:{column}: " if line else f"{path}: "
        super().__init__(place + message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column


class LoadedConfig:
    """A configuration and where it came from; ``folder`` is what its globs are relative to."""

    __slots__ = ("config", "folder", "path")

    def __init__(self, config: Config, path: str | None = None, folder: str | None = None) -> None:
        self.config: Config = config
        self.path: str | None = path
        self.folder: str | None = folder


def find_config(start: StrPath) -> str | None:
    """Return the nearest configuration file from the folder ``start`` upward, up to the repository's root.

    A submodule is a part of the repository that has it.
    """
    for folder in upward(start):
        for name in CONFIG_NAMES:
            candidate = os.path.join(folder, name)
            if os.path.isfile(candidate):
                return candidate
        project = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(project):
            from replreg.config.toml_file import has_table  # few files have one above them

            if has_table(project):
                return project
        if is_repository(folder) and superproject_of(folder) is None:
            break
    return None


def load_config(path: StrPath) -> LoadedConfig:
    """Read a configuration file. Raises `ConfigError`, also for a file that cannot be read."""
    path = os.fspath(path)
    shown = shown_path(path)
    try:
        data = read_bytes(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read the configuration: {getattr(error, 'strerror', error)}", shown) from None
    try:
        text, _ = decode(data)
    except UndecodableText as error:
        position = LineIndex(error.before).position(len(error.before))
        raise ConfigError(str(error), shown, position.line, position.column) from None
    folder = os.path.dirname(path) or os.curdir
    if path.endswith(".toml"):
        return LoadedConfig(_from_toml(text, shown), path, folder)
    return LoadedConfig(parse_config(text, shown), path, folder)


def parse_config(text: str, path: str = "replreg.yaml") -> Config:
    """Return the configuration in a YAML text; ``path`` is only named in errors. Raises `ConfigError`."""
    from replreg.config.plain_data import offset_of, plain_data  # most runs have no configuration

    lines = LineIndex(text)

    def wrong(message: str, offset: int) -> ConfigError:
        position = lines.position(min(offset, len(text)))
        return ConfigError(message, path, position.line, position.column)

    try:
        composed = compose(text)
    except YAMLSyntaxError as error:
        raise wrong(f"this is not YAML: {error}", error.offset) from None
    for mapping in composed.repeating:
        seen: set[str] = set()
        for key, _ in mapping.pairs:
            if isinstance(key, Scalar):
                if key.value in seen:
                    raise wrong(f"'{key.value}' is here twice; keep one of the two", key.start)
                seen.add(key.value)
    if len(composed.roots) > 1:
        raise wrong("a configuration is one YAML document, but a second one starts here", composed.roots[1].start)
    root = composed.roots[0] if composed.roots else None
    if root is None or (isinstance(root, Scalar) and scalar_type(root) == "null"):
        return Config()
    plain = plain_data(root)
    if plain is None:
        raise wrong("a configuration is not that large; do its aliases repeat one another?", root.start)
    if not fits_schema(plain):
        found = [(is_last, offset_of(root, trail, on_key), text) for text, trail, on_key, is_last in mistakes(plain)]
        if found:
            _, offset, message = min(found)
            raise wrong(message, offset)
    try:
        return _build(plain)
    except ValueError as error:  # what the schema cannot say, such as a name of spaces alone
        raise wrong(str(error), root.start) from None


def _from_toml(text: str, path: str) -> Config:
    from replreg.config.toml_file import toml_place, toml_table

    try:
        table = toml_table(text)
    except ValueError as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        reason = str(error).replace(place[0], "") if place else str(error)
        raise ConfigError(f"this is not TOML: {reason}", path, line, column) from None
    if table is None:
        raise ConfigError("there is no table [tool.replreg] in it", path)
    if not fits_schema(table):
        for message, trail, _, _ in sorted(mistakes(table), key=lambda mistake: mistake[3]):
            raise ConfigError(message, path, *toml_place(text, trail))
    try:
        return _build(table)
    except ValueError as error:
        raise ConfigError(str(error), path, *toml_place(text, [])) from None


def _build(plain: dict[str, Any]) -> Config:
    """Make the configuration of data that is in order."""
    registries = [
        Registry(name=name, endpoint=item) if isinstance(item, str) else Registry(name=name, **item)
        for name, item in (plain.get("registries") or {}).items()
    ]
    select = plain.get("select")
    domains = plain.get("domains") or {}
    return Config(
        app=plain.get("app"),
        registries=tuple(registries),
        rules=_levels(plain.get("rules")),
        select=frozenset(select) if select is not None else None,
        ignore=frozenset(plain.get("ignore") or ()),
        exclude=tuple(plain.get("exclude") or ()),
        overrides=tuple(
            Override(tuple(item["paths"]), _levels(item["rules"])) for item in plain.get("overrides") or ()
        ),
        domains=Domains(*(tuple(map(str.lower, domains.get(key) or ())) for key in Domains._fields)),
        targets=tuple(dict.fromkeys(plain.get("targets") or ())),
        api_origin=plain.get("api_origin"),
        kinds=plain.get("kinds") or {},
    )


def _levels(levels: dict[str, Any] | None) -> dict[str, str]:
    return {rule: "off" if level is False else level for rule, level in (levels or {}).items()}
