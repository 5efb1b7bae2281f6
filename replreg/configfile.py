"""Reads ``replreg.yaml``, ``.replreg.yaml`` and ``[tool.replreg]`` of ``pyproject.toml`` into a `Config`.

The schema is ``schemas/replreg-config.schema.json``. A file that is in order is read without ``jsonschema``, whose
import takes as long as the rest of a run; whatever looks odd is put to it, and it says what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from pathlib import Path
from typing import Any, NamedTuple

from replreg.config import LEVELS, Config, Override
from replreg.registry import BUILT_IN, Registry
from replreg.shape import load_schema, scalar_type
from replreg.spelling import nearest
from replreg.text import BOM, LineIndex, UndecodableText, decode
from replreg.yamltree import Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose

__all__ = [
    "CONFIG_NAMES",
    "ConfigError",
    "LoadedConfig",
    "find_config",
    "has_table",
    "load_config",
    "parse_config",
    "toml_place",
]

CONFIG_NAMES = ("replreg.yaml", ".replreg.yaml")

_KEYS = frozenset({"app", "registries", "rules", "select", "ignore", "exclude", "overrides"})
_REGISTRY_KEYS = frozenset({"endpoint", "provider", "username", "password", "email"})


class ConfigError(ValueError):
    """A configuration is wrong. ``line`` and ``column`` count from 1, and are 0 where the file as a whole is meant."""

    def __init__(self, message: str, path: str, line: int = 0, column: int = 0) -> None:
        place = f"{path}:{line}:{column}: " if line else f"{path}: "
        super().__init__(place + message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column


class LoadedConfig(NamedTuple):
    """A configuration and where it came from; ``folder`` is what its globs are relative to."""

    config: Config
    path: Path | None = None
    folder: Path | None = None


def find_config(start: Path) -> Path | None:
    """Return the nearest configuration file from the folder ``start`` upward, up to the repository's root."""
    for folder in (start, *start.parents):
        for name in CONFIG_NAMES:
            candidate = folder / name
            if candidate.is_file():
                return candidate
        project = folder / "pyproject.toml"
        if project.is_file() and has_table(project):
            return project
        if (folder / ".git").exists():
            return None
    return None


def load_config(path: Path) -> LoadedConfig:
    """Read a configuration file. Raises `ConfigError`, also for a file that cannot be read."""
    shown = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read the configuration: {error.strerror or error}", shown) from None
    try:
        text, _ = decode(data)
    except UndecodableText as error:
        position = LineIndex(error.before).position(len(error.before))
        raise ConfigError(str(error), shown, position.line, position.column) from None
    folder = path.parent
    if path.suffix == ".toml":
        return LoadedConfig(_from_toml(text, shown), path, folder)
    return LoadedConfig(parse_config(text, shown), path, folder)


def parse_config(text: str, path: str = "replreg.yaml") -> Config:
    """Return the configuration in a YAML text; ``path`` is only named in errors. Raises `ConfigError`."""
    lines = LineIndex(text)
    base = 1 if text.startswith(BOM) else 0

    def wrong(message: str, offset: int) -> ConfigError:
        position = lines.position(min(offset, len(text)))
        return ConfigError(message, path, position.line, position.column)

    try:
        composed = compose(text[base:], base)
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
    plain = _plain(root)
    if _is_odd(plain):
        for message, trail, on_key in _mistakes(plain):
            raise wrong(message, _place(root, trail, on_key))
    return _build(plain)


def _from_toml(text: str, path: str) -> Config:
    try:
        import tomllib
    except ImportError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef,import-not-found,unused-ignore]
    try:
        table = tomllib.loads(text.removeprefix(BOM)).get("tool", {}).get("replreg", {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"this is not TOML: {error}", path) from None
    if _is_odd(table):
        for message, trail, _ in _mistakes(table):
            line, column = toml_place(text, trail)
            raise ConfigError(message, path, line, column)
    return _build(table)


def toml_place(text: str, trail: list[Any]) -> tuple[int, int]:
    """Return the line that most likely holds a key of ``[tool.replreg]``: TOML readers keep no positions."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[tool.replreg")), 0)
    for part in reversed([str(part) for part in trail if isinstance(part, str)]):
        for number in range(start, len(lines)):
            bare = lines[number].lstrip()
            if bare.startswith((part, f'"{part}"')) or (bare.startswith("[tool.replreg") and part in bare):
                return number + 1, len(lines[number]) - len(bare) + 1
    return start + 1, 1


def has_table(project: Path) -> bool:
    """Tell whether a ``pyproject.toml`` has settings of replreg."""
    try:
        return b"[tool.replreg" in project.read_bytes()
    except OSError:
        return False


def _plain(node: Node, depth: int = 0) -> Any:
    """Return a node as plain data. A configuration is at most five levels deep; what is deeper is wrong anyway."""
    if depth > 6:
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


def _is_odd(plain: Any) -> bool:
    """Tell whether a configuration is anything but plainly right. Knows less than the schema, and asks it in doubt."""
    if not isinstance(plain, dict) or not _KEYS.issuperset(plain):
        return True
    registries = plain.get("registries")
    if registries is None:
        registries = {}
    if not isinstance(registries, dict):
        return True
    return (
        any(not name or name in BUILT_IN or _is_odd_registry(item) for name, item in registries.items())
        or not isinstance(plain.get("app", ""), str)
        or plain.get("app") == ""
        or _are_odd_levels(plain.get("rules"))
        or any(not _is_list_of_strings(plain.get(key)) for key in ("select", "ignore", "exclude"))
        or any(rule not in _rule_ids() for key in ("select", "ignore") for rule in plain.get(key) or ())
        or _are_odd_overrides(plain.get("overrides"))
    )


def _is_odd_registry(item: Any) -> bool:
    if isinstance(item, str):
        return not item
    return (
        not isinstance(item, dict)
        or not _REGISTRY_KEYS.issuperset(item)
        or not all(isinstance(value, str) and value for value in item.values())
        or "endpoint" not in item
        or item.get("provider", "other") not in _providers()
        or ("password" in item and not (item["password"].startswith("${") and item["password"][2:-1].isidentifier()))
        or ("password" in item and not (item["password"].endswith("}") and item["password"].isascii()))
    )


def _are_odd_levels(levels: Any) -> bool:
    if levels is None:
        return False
    return not isinstance(levels, dict) or any(
        rule not in _rule_ids() or (level is not False and level not in LEVELS) for rule, level in levels.items()
    )


def _are_odd_overrides(overrides: Any) -> bool:
    if overrides is None:
        return False
    return not isinstance(overrides, list) or any(
        not isinstance(item, dict)
        or set(item) != {"paths", "rules"}
        or not item["paths"]
        or not _is_list_of_strings(item["paths"])
        or _are_odd_levels(item["rules"])
        for item in overrides
    )


def _is_list_of_strings(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, str) and item for item in value))


def _rule_ids() -> frozenset[str]:
    global _ids
    if _ids is None:
        _ids = frozenset(load_schema("replreg-config")["$defs"]["ruleLevels"]["properties"])
    return _ids


_ids: frozenset[str] | None = None


def _providers() -> list[str]:
    providers: list[str] = load_schema("replreg-config")["$defs"]["registry"]["properties"]["provider"]["enum"]
    return providers


def _mistakes(plain: Any) -> list[tuple[str, list[Any], bool]]:
    """Return what is wrong, most telling first: the message, the path to the place, and whether its key is meant."""
    from jsonschema import Draft202012Validator

    mistakes: list[tuple[str, list[Any], bool]] = []
    if isinstance(plain, dict) and isinstance(plain.get("registries"), dict):
        for name in BUILT_IN:
            if name in plain["registries"]:
                message = f"'{name}' is built in and cannot be the name of a linked registry; rename it or remove it"
                mistakes.append((message, ["registries", name], True))
    errors = Draft202012Validator(load_schema("replreg-config")).iter_errors(plain)
    # A misspelt key is also a missing one: the first says more.
    order = sorted(
        errors, key=lambda error: (error.validator == "required", [str(part) for part in error.absolute_path])
    )
    return [*mistakes, *map(_say, order)]


def _say(error: Any) -> tuple[str, list[Any], bool]:
    """Put an error of the schema into words. The value is named only where it cannot be a secret."""
    trail: list[Any] = list(error.absolute_path)
    key = next((part for part in reversed(trail) if isinstance(part, str)), None)
    keyword = error.validator
    schema = error.schema
    if keyword == "additionalProperties":
        known = list(schema.get("properties", {}))
        extra = next(name for name in error.instance if name not in known)
        return f"there is no setting '{extra}' here{_nearest(extra, known)}", [*trail, extra], True
    names_key = "propertyNames" in error.absolute_schema_path
    if keyword == "enum" and (names_key or trail[:1] in (["select"], ["ignore"])):
        known = sorted(_rule_ids())
        trail = [*trail, error.instance] if names_key else trail
        return f"there is no rule '{error.instance}'{_nearest(str(error.instance), known)}", trail, True
    if keyword == "enum":
        known = [str(value) for value in error.validator_value if value is not False]
        return f"'{key}' cannot be '{error.instance}'{_nearest(str(error.instance), known)}", trail, False
    if keyword == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return f"'{key}' has no '{missing}', which it needs", trail, True
    if keyword == "pattern" and key == "password":
        return (
            (
                "a password is never written here: put it into an environment variable, and its name here, as in "
                "'password: ${QUAY_TOKEN}'"
            ),
            trail,
            False,
        )
    if keyword == "minLength" or keyword == "minItems":
        return f"'{key}' is empty" if key else "a name is empty", trail, True
    if keyword == "type":
        wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        words = {"object": "a mapping", "array": "a list", "string": "a string", "boolean": "true or false"}
        needed = " or ".join(words[name] for name in wanted if name in words)
        subject = f"'{key}'" if key else "a configuration"
        found = "a list" if isinstance(error.instance, list) else "a mapping"
        if not isinstance(error.instance, MappingABC | list):
            found = "empty" if error.instance is None else "a number" if not isinstance(error.instance, str) else "text"
        return f"{subject} must be {needed}, but it is {found}", trail, False
    return f"'{key}' is not as it should be", trail, False


def _nearest(word: str, known: list[str]) -> str:
    near = nearest(word, known, 0.5)
    return f"; did you mean '{near}'?" if near else f"; it takes {', '.join(known)}" if len(known) < 15 else ""


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
    )


def _levels(levels: dict[str, Any] | None) -> dict[str, str]:
    return {rule: "off" if level is False else level for rule, level in (levels or {}).items()}
