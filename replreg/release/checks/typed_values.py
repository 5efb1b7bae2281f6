"""Values that the platform decodes into booleans and numbers before it renders any template."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.release.checks.record import Verdict, error, warning
from replreg.yaml.nodes import Scalar, is_plain
from replreg.yaml.templates import MASK

__all__ = ["TYPES", "check_type"]

_BOOLEAN = frozenset("true True TRUE false False FALSE yes Yes YES no No NO on On ON off Off OFF y Y n N".split())
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = lazy_compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*)")
_FLOAT = lazy_compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?")
_INFINITE = lazy_compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

TYPES = {
    "boolean": "true or false",
    "integer": "a whole number",
    "unsigned": "a whole number, 0 or more",
    "test timeout": "a whole number, 0 or more",
    "file mode": "a whole number",
    "port": "the number of a port, 0 to 65535",
    "number": "a number",
    "fraction": "a number from 0 to 1",
}
"""The values that the types of the tables take, in words."""


def check_type(name: str, scalar: Scalar) -> Verdict | None:
    """Return why a scalar does not have the type called ``name``, or None. A plain null has every type.

    A template gets a warning rather than an error: it is rendered only after the value has been decoded, but
    documents are rendered at the time of an install as well. The suggestion is the value to write without quotes.
    """
    value = scalar.value
    if MASK in value:
        return warning(f"but the platform reads it before it renders the template, and needs {TYPES[name]}")
    if not is_plain(scalar):
        return _check_quoted(name, scalar)
    if value in _NULL:
        return None
    if name == "boolean":
        return None if value in _BOOLEAN else error(f"not {TYPES[name]}", _boolean(value))
    number = _number(value)
    if number is None:
        return error(f"not {TYPES[name]}")
    return _check_number(name, value, number)


def _check_quoted(name: str, scalar: Scalar) -> Verdict | None:
    """Check a scalar in quotes, in a block or with a tag. A standard tag gives its own type."""
    kind = (scalar.tag or "").rpartition(":")[2]
    if kind in ("bool", "int", "float", "null"):
        right = kind == "null" or (name == "boolean") == (kind == "bool")
        return None if right else error(f"not {TYPES[name]}")
    value = scalar.value.strip()
    suggestion: str | None = None
    if name == "boolean":
        suggestion = value if value in _BOOLEAN else _boolean(value)
    else:
        number = _number(value) if value else None
        if number is not None and _check_number(name, value, number) is None:
            suggestion = value
    return error(f"a text, but the platform reads {TYPES[name]} without quotes here", suggestion)


def _boolean(value: str) -> str | None:
    word = value.lower()
    return "true" if word in ("true", "t", "1", "yes") else "false" if word in ("false", "f", "0", "no") else None


def _number(value: str) -> float | int | None:
    """Return a plain scalar's number as YAML 1.1 reads it, or None. A number too large for a float is infinite."""
    if len(value) < 19 and value.isdecimal() and value.isascii() and (value[0] != "0" or value == "0"):
        return int(value)
    if _INTEGER.fullmatch(value) and len(value) < 400:
        digits = value.replace("_", "").lstrip("+")
        sign = -1 if digits.startswith("-") else 1
        digits = digits.lstrip("-")
        if len(digits) > 1 and digits[0] == "0" and digits[1] not in "xXbBoO":
            digits = f"0o{digits[1:]}"
        try:
            return sign * int(digits, 0)
        except ValueError:
            return None
    if _FLOAT.fullmatch(value):
        return float(value.replace("_", ""))
    if _INFINITE.fullmatch(value):
        return float(value.lower().replace(".", ""))
    return None


def _check_number(name: str, value: str, number: float | int) -> Verdict | None:
    if name == "number":
        return None
    if name == "fraction":
        return None if 0 <= number <= 1 else warning(f"not {TYPES[name]}")
    if not abs(number) < 1 << 63:
        return error(f"not {TYPES[name]}")
    if name == "port" and not 0 <= number <= 65535:
        return error(f"not {TYPES[name]}")
    if name in ("unsigned", "test timeout") and number < 0:
        reason = f"not {TYPES[name]}"
        return warning(f"{reason}; only other timeouts take -1") if name == "test timeout" else error(reason)
    if name == "file mode" and value.isdecimal() and value[0] != "0" and number > 0:
        octal = f"0{value}" if set(value) <= set("01234567") else None
        return warning("a decimal number, but the mode of a file is an octal one and starts with 0", octal)
    if number != int(number):
        return warning("not a whole number, and the platform drops the fraction", str(int(number)))
    return None
