"""Reads ``replreg.yaml``, ``.replreg.yaml`` and ``[tool.replreg]`` of ``pyproject.toml`` into a `Config`."""

import os
import re
from typing import Any

from replreg.config.model import Config, Domains, Override
from replreg.config.validate import fits_schema, mistakes
from replreg.files import StrPath, read_bytes, shown_path, upward_in_repository
from replreg.registries.linked_registry import Registry
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose, scalar_type
from replreg.yaml.text import BOM, LineIndex, UndecodableText, decode

__all__ = [
    "CONFIG_NAMES",
    "ConfigError",
    "LoadedConfig",
    "find_config",
    "has_table",
    "load_config",
    "parse_config",
    "plain_data",
    "toml_place",
]

CONFIG_NAMES = ("replreg.yaml", ".replreg.yaml")

_DEEPEST = 6  # levels of a configuration, and one more: what is deeper is wrong anyway
_MOST_NODES = 100_000  # aliases can make of a few lines more than there is memory for


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
    """Return the nearest configuration file from the folder ``start`` upward, up to the repository's root."""
    for folder in upward_in_repository(start):
        for name in CONFIG_NAMES:
            candidate = os.path.join(folder, name)
            if os.path.isfile(candidate):
                return candidate
        project = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(project) and has_table(project):
            return project
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
    if _is_too_much(root):
        raise wrong("a configuration is not that large; do its aliases repeat one another?", root.start)
    plain = _plain(root)
    if not fits_schema(plain):
        found = [(is_last, _place(root, trail, on_key), text) for text, trail, on_key, is_last in mistakes(plain)]
        if found:
            _, offset, message = min(found)
            raise wrong(message, offset)
    return _build(plain)


def _from_toml(text: str, path: str) -> Config:
    try:
        table = _toml_table(text)
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
    return _build(table)


def _toml_table(text: str) -> Any:
    """Return the table of replreg, None if there is none. Raises ValueError where the text is not TOML."""
    try:
        import tomllib
    except ImportError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef,import-not-found,unused-ignore]
    try:
        tool = tomllib.loads(text.removeprefix(BOM)).get("tool")
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return tool.get("replreg") if isinstance(tool, dict) else None


def toml_place(text: str, trail: list[Any]) -> tuple[int, int]:
    """Return the line that most likely holds a key of ``[tool.replreg]``: TOML readers keep no positions."""
    lines = [line.strip() for line in text.splitlines()] or [""]
    keys = [_toml_keys(line) for line in lines]
    found = next((n for n, line in enumerate(lines) if line.startswith("[tool.replreg")), 0)
    above = "replreg"
    for part in trail:
        if isinstance(part, int):
            same = [n for n in range(found, len(lines)) if lines[n] == lines[found]]
            if lines[found].startswith("[[") and part < len(same):
                found = same[part]  # of an array of tables the one of this number
            continue
        end = found + 1
        while lines[found].startswith("[") and end < len(lines) and not lines[end].startswith("["):
            end += 1
        inside = (n for n in range(found, end) if part in keys[n])
        elsewhere = (n for n in range(found, len(lines)) if part in keys[n] and above in keys[n])
        number = next(inside, next(elsewhere, None))
        if number is None:
            break
        found, above = number, part
    shown = text.splitlines()[found] if text else ""
    return found + 1, len(shown) - len(shown.lstrip()) + 1


def _toml_keys(line: str) -> list[str]:
    """Return the keys in a table's head, or before the equals sign of a line."""
    written = line.partition("]")[0].strip("[") if line.startswith("[") else line.partition("=")[0]
    return [key.strip("\"'") for key in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s\"'#]+", written)]


def has_table(project: StrPath) -> bool:
    """Whether a ``pyproject.toml`` has settings of replreg."""
    try:
        data = read_bytes(project)
        return b"replreg" in data and _toml_table(data.decode("utf-8")) is not None
    except OSError:
        return False
    except ValueError:
        return b"[tool.replreg" in data  # reading it reports the mistake


def _is_too_much(root: Node) -> bool:
    """Whether a node is too large for a configuration, with the repetitions of aliases counted."""
    count = 0
    stack: list[tuple[Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > _MOST_NODES:
            return True
        if depth > _DEEPEST:
            continue
        if isinstance(node, Mapping):
            stack.extend((value, depth + 1) for _, value in node.entries())
        elif isinstance(node, Sequence):
            stack.extend((item, depth + 1) for item in node.items)
    return False


def plain_data(root: Node) -> Any:
    """Return a node as plain data; None if it is too large for settings, what aliases repeat counted each time."""
    return None if _is_too_much(root) else _plain(root)


def _plain(node: Node, depth: int = 0) -> Any:
    """Return a node as plain data."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, Mapping):
        return {key.value: _plain(value, depth + 1) for key, value in node.entries()}
    if isinstance(node, Sequence):
        return [_plain(item, depth + 1) for item in node.items]
    if not isinstance(node, Scalar):
        return None
    kind = scalar_type(node)
    if kind == "null":
        return None
    if kind == "boolean":
        return node.value.lower() in ("true", "yes", "on")
    if kind == "integer" and node.value.isdigit():
        return int(node.value) if len(node.value) < 20 else 10**20
    return 1.5 if kind in ("number", "integer") else node.value


def _place(root: Node, trail: list[Any], on_key: bool) -> int:
    """Return the offset of the node, or of its key, at the end of a path of keys and indices."""
    node: Node = root
    offset = root.start
    for number, part in enumerate(trail):
        last = number == len(trail) - 1
        if isinstance(node, Mapping):
            key = node.key(str(part))
            child = node.get(str(part))
            if child is None or (last and on_key and key is not None):
                return key.start if key is not None else offset
            node = child
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        offset = node.start
    return offset


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
    )


def _levels(levels: dict[str, Any] | None) -> dict[str, str]:
    return {rule: "off" if level is False else level for rule, level in (levels or {}).items()}
