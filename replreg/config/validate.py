"""Checks a configuration, as plain data, with its schema, and says in words what is wrong with it.

The schema is ``schemas/replreg-config.schema.json``. ``jsonschema``, whose import takes as long as the rest of a run,
is loaded only for a configuration that does not fit, to say why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from replreg.messages import did_you_mean
from replreg.registries.linked_registry import BUILT_IN
from replreg.yaml.json_schema import load_schema, load_table

__all__ = ["fits_schema", "mistakes"]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
}


def fits_schema(plain: Any) -> bool:
    """Return True if a configuration, as plain data, fits its schema and no registry has a built-in name."""
    registries = plain.get("registries") if isinstance(plain, dict) else None
    if isinstance(registries, dict) and not registries.keys().isdisjoint(BUILT_IN):
        return False
    whole = load_table("replreg-config")
    return _fits(plain, whole, whole["$defs"])


def _fits(value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """Check a value with the keywords that the schema uses; a test makes sure that it uses no others."""
    if "$ref" in schema:
        return _fits(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "type" in schema:
        wanted = schema["type"]
        if not any(type(value) in _TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted)):
            return False
    if "enum" in schema and not any(type(value) is type(choice) and value == choice for choice in schema["enum"]):
        return False
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            return False
        return "pattern" not in schema or re.search(schema["pattern"], value) is not None
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            return False
        return "items" not in schema or all(_fits(item, schema["items"], definitions) for item in value)
    if not isinstance(value, dict):
        return True
    if any(key not in value for key in schema.get("required", ())):
        return False
    names = schema.get("propertyNames")
    if names is not None and not all(_fits(key, names, definitions) for key in value):
        return False
    known = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    for key, item in value.items():
        part = known.get(key, rest)
        if part is False or (isinstance(part, dict) and not _fits(item, part, definitions)):
            return False
    return True


@cache
def rule_selectors() -> list[str]:
    """Return what ``rules``, ``select`` and ``ignore`` take: rules, groups of rules, and ALL."""
    found: list[str] = load_table("replreg-config")["$defs"]["ruleSelector"]["enum"]
    return found


def kind_words() -> list[str]:
    """Return what ``kinds`` takes: the words of the ``# kind:`` comment."""
    found: list[str] = load_table("replreg-config")["$defs"]["kind"]["enum"]
    return found


def kind_hint(word: str) -> str:
    """Return the clause of a message that names the right kind in place of a wrong word."""
    from replreg.messages import suggestion
    from replreg.release.kinds import nearest_kind

    return suggestion(nearest_kind(word), f"the kinds are {', '.join(kind_words())}")


Mistake = tuple[str, list[Any], bool, bool]
"""The mistake in words, the path of keys and indices to the place, if its key is meant, and if it matters less."""


def mistakes(plain: Any) -> list[Mistake]:
    """Return what is wrong with a configuration that does not fit its schema."""
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
                yield f"'{extra}' is not a setting here{_hint(extra, known)}", [*trail, extra], True
        return
    names_key = "propertyNames" in error.absolute_schema_path
    value = error.instance
    if keyword == "enum" and (names_key or trail[:1] in (["select"], ["ignore"])):
        trail = [*trail, value] if names_key else trail
        yield f"'{value}' is not a rule{_hint(str(value), rule_selectors())}", trail, names_key
    elif keyword == "enum" and trail[:1] == ["kinds"]:
        yield f"'{_shown(value)}' is not a kind; {kind_hint(str(value))}", trail, False
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
    elif keyword == "pattern":
        yield (
            f"'{_shown(value)}' is not a domain: write the host alone, without https:// and without a path",
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
    clause = did_you_mean(word, known, otherwise=f"it takes {', '.join(known)}" if len(known) < 15 else "")
    return clause and f"; {clause}"
