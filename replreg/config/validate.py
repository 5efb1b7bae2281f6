"""Tells whether a configuration, as plain data, has the shape of its schema, and says in words what is wrong with it.

The schema is ``schemas/replreg-config.schema.json``. A small check passes what is plainly right without ``jsonschema``,
whose import takes as long as the rest of a run; whatever looks odd is put to the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from replreg.config.model import LEVELS
from replreg.messages import nearest
from replreg.registries.linked_registry import BUILT_IN
from replreg.registries.providers import PROVIDERS
from replreg.yaml.json_schema import load_schema

__all__ = ["is_odd", "mistakes"]

_KEYS = frozenset({"app", "registries", "rules", "select", "ignore", "exclude", "overrides"})
_REGISTRY_KEYS = frozenset({"endpoint", "provider", "username", "password", "email"})


def is_odd(plain: Any) -> bool:
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
        or any(rule not in rule_ids() for key in ("select", "ignore") for rule in plain.get(key) or ())
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
        or item.get("provider", "other") not in PROVIDERS
        or ("password" in item and not (item["password"].startswith("${") and item["password"][2:-1].isidentifier()))
        or ("password" in item and not (item["password"].endswith("}") and item["password"].isascii()))
    )


def _are_odd_levels(levels: Any) -> bool:
    if levels is None:
        return False
    return not isinstance(levels, dict) or any(
        rule not in rule_ids() or (level is not False and level not in LEVELS) for rule, level in levels.items()
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


@cache
def rule_ids() -> frozenset[str]:
    return frozenset(load_schema("replreg-config")["$defs"]["ruleLevels"]["properties"])


Mistake = tuple[str, list[Any], bool, bool]
"""What is wrong, the path of keys and indices to the place, whether its key is meant, and whether it matters less."""


def mistakes(plain: Any) -> list[Mistake]:
    """Return what is wrong with a configuration by its schema; nothing where it only looked odd."""
    from jsonschema import Draft202012Validator

    found: list[Mistake] = []
    if isinstance(plain, dict) and isinstance(plain.get("registries"), dict):
        for name in BUILT_IN:
            if name in plain["registries"]:
                message = f"'{name}' is built in and cannot be the name of a linked registry; rename it or remove it"
                found.append((message, ["registries", name], True, False))
    for error in Draft202012Validator(load_schema("replreg-config")).iter_errors(plain):
        # A misspelt key is also a missing one: the first says more.
        found.extend((*said, error.validator == "required") for said in _say(error))
    return found


def _say(error: Any) -> Iterator[tuple[str, list[Any], bool]]:
    """Put an error of the schema into words. The value is named only where it cannot be a secret."""
    trail: list[Any] = list(error.absolute_path)
    key = next((part for part in reversed(trail) if isinstance(part, str)), None)
    keyword = error.validator
    if keyword == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        for extra in error.instance:
            if extra not in known:
                yield f"there is no setting '{extra}' here{_hint(extra, known)}", [*trail, extra], True
        return
    names_key = "propertyNames" in error.absolute_schema_path
    value = error.instance
    if keyword == "enum" and (names_key or trail[:1] in (["select"], ["ignore"])):
        trail = [*trail, value] if names_key else trail
        yield f"there is no rule '{value}'{_hint(str(value), sorted(rule_ids()))}", trail, names_key
    elif keyword == "enum":
        allowed = [str(item) for item in error.validator_value if item is not False]
        yield f"'{key}' cannot be '{_shown(value)}'{_hint(str(value), allowed)}", trail, False
    elif keyword == "required":
        missing = next(name for name in error.validator_value if name not in value)
        yield f"'{key}' has no '{missing}', which it needs", trail, True
    elif keyword == "pattern" and key == "password":
        yield (
            "a password is never written here: put it into an environment variable, and its name here, as in "
            "'password: ${QUAY_TOKEN}'",
            trail,
            False,
        )
    elif keyword in ("minLength", "minItems"):
        if names_key:
            yield "a name is empty here", [*trail, ""], True
        else:
            yield f"'{key}' is empty" if isinstance(trail[-1], str) else f"an entry of '{key}' is empty", trail, False
    elif keyword == "type":
        yield _say_type(error, key, trail), trail, False
    else:
        yield f"'{key}' is not as it should be", trail, False


_WORDS = {"object": "a mapping", "array": "a list", "string": "a string", "boolean": "true or false"}


def _say_type(error: Any, key: str | None, trail: list[Any]) -> str:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    needed = " or ".join(_WORDS[name] for name in wanted if name in _WORDS)
    value = error.instance
    if value is None:
        found = "empty"
    elif isinstance(value, bool):
        found = "true or false"
    elif isinstance(value, str):
        found = "text"
    elif isinstance(value, dict):
        found = "a mapping"
    else:
        found = "a list" if isinstance(value, list) else "a number" if isinstance(value, int | float) else "a date"
    subject = f"'{key}'" if key else "a configuration"
    if trail and not isinstance(trail[-1], str):
        subject = f"an entry of {subject}"
    quoted = "; put it into quotes" if "string" in wanted and found in ("true or false", "a number", "a date") else ""
    return f"{subject} must be {needed}, but it is {found}{quoted}"


def _shown(value: Any) -> str:
    """Return a wrong value as a message quotes it; of a list or a mapping no more than what it is."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    if value is None:
        return "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _hint(word: str, known: list[str]) -> str:
    near = nearest(word, known, 0.5)
    return f"; did you mean '{near}'?" if near else f"; it takes {', '.join(known)}" if len(known) < 15 else ""
