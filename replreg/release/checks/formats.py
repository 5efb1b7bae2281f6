"""The formats of values that the platform reads as text: what each takes, and what to write instead.

Each function takes the written form of a scalar, which is not empty, and returns None or why it is wrong. Templates are
covered by `MASK` characters; only `absolute_path` is asked about a value that has one.
"""

from __future__ import annotations

from collections.abc import Callable

from replreg.lazy_re import lazy_compile
from replreg.release.checks.record import Verdict, error, info, warning
from replreg.yaml.templates import MASK

__all__ = ["FORMATS", "LITERAL_FORMATS", "check_format"]

_VERSION = lazy_compile(
    r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_DOCKER_OLD = lazy_compile(r"1\.([0-9]{1,2})\.[0-9]+")
_DOCKER = lazy_compile(r"[0-9]{2}\.(?:0[1-9]|1[0-2])\.[0-9]+(?:-[ce]e)?")
_SIZE = lazy_compile(r"([0-9]+(?:\.[0-9]{1,3})?)[KMGTPE]B?", 2)
_BINARY_SIZE = lazy_compile(r"([0-9]+(?:\.[0-9]{1,3})?)[KMGTPE]I?B?", 2)
_NEAR_SIZE = lazy_compile(r"([0-9]+(?:\.[0-9]+)?)[ _]*([KMGTPE])(I?)(B?)", 2)
_QUANTITY = lazy_compile(r"[-+]?[0-9.]+(?:[eEinumkKMGTP]+[-+]?[0-9]*|[-+][0-9]*)?")
_OPERATORS = frozenset(("", "=", "==", "<", "<=", ">", ">="))
_DIGITS = lazy_compile(r"[0-9]+")
_URL = lazy_compile(r"https?://([^/?#]*)[^\r\n]*", 2)
_FINGERPRINT = lazy_compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){15}")
_HEX_COLOUR = lazy_compile(r"#(?:[0-9A-Fa-f]{3}){1,2}")
_BYTE = r"(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_PARTS = rf"\s*(?:{_BYTE}\s*,\s*{_BYTE}\s*,\s*{_BYTE}|{_BYTE}%\s*,\s*{_BYTE}%\s*,\s*{_BYTE}%)\s*"
_RGB = lazy_compile(rf"rgb\({_PARTS}\)")
_RGBA = lazy_compile(rf"rgba\({_PARTS},\s*(?:0\.[1-9]*|[01])\s*\)")
_RETENTION = lazy_compile(r"[0-9]+[smhdy]:[0-9]+[smhdy](?:,[0-9]+[smhdy]:[0-9]+[smhdy])*")
_NUMBER = lazy_compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?inf(?:inity)?|nan", 2)

_TRUE = frozenset(("true", "True", "TRUE", "t", "T", "1"))
_FALSE = frozenset(("false", "False", "FALSE", "f", "F", "0"))
_YES = frozenset(("true", "yes", "y", "on", "enabled"))
_NO = frozenset(("false", "no", "n", "off", "disabled"))
_LONGEST = 30  # digits: of longer numbers nothing is worked out
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def version(text: str) -> Verdict | None:
    """Check a semantic version: three numbers without leading zeros, no ``v``."""
    if _VERSION.fullmatch(text):
        return None
    bare = text.lstrip("vV=")
    numbers = bare.split(".")
    if 1 <= len(numbers) <= 3 and all(n.isdecimal() and n.isascii() and len(n) < _LONGEST for n in numbers):
        bare = ".".join(str(int(number)) for number in [*numbers, "0", "0"][:3])
    return error("which is not a version: three numbers, such as 2.9.2", bare if _VERSION.fullmatch(bare) else None)


def version_range(text: str) -> Verdict | None:
    """Check a range of versions, such as ``>=2.1.0 <3.0.0``."""
    operator = text[: len(text) - len(text.lstrip("<>="))]
    numbers = text[len(operator) :].split(".")
    if operator in _OPERATORS and len(numbers) == 3 and all(map(_is_number, numbers)):
        return None  # one condition, as most ranges are
    from replreg.release.checks.version_ranges import check_range

    return check_range(text)


def _is_number(text: str) -> bool:
    return len(text) < 10 and text.isascii() and text.isdecimal() and (text[0] != "0" or text == "0")


def docker_version(text: str) -> Verdict | None:
    """Check a version of Docker: ``1.M.P`` up to 1.13, or year, month and patch such as ``20.10.7``."""
    old = _DOCKER_OLD.fullmatch(text)
    if (old and int(old[1]) <= 13) or _DOCKER.fullmatch(text):
        return None
    suggestion = f"{text}.0" if docker_version_fits(f"{text}.0") else None
    return error("which is not a version of Docker that the platform knows: 1.0 to 1.13, or YY.MM.P", suggestion)


def docker_version_fits(text: str) -> bool:
    """Return True if `docker_version` finds nothing wrong."""
    old = _DOCKER_OLD.fullmatch(text)
    return bool((old and int(old[1]) <= 13) or _DOCKER.fullmatch(text))


def size(text: str) -> Verdict | None:
    """Check a number of bytes with a decimal unit, such as ``10GB``; it must be more than 0."""
    if (found := _SIZE.fullmatch(text)) and float(found[1]) > 0:
        return None
    return _no_size(text, "which is not a size such as 10GB", binary=False)


def size_or_binary_size(text: str) -> Verdict | None:
    """Check a number of bytes with a decimal or binary unit, such as ``8GB`` or ``8GiB``; it must be more than 0."""
    if (found := _BINARY_SIZE.fullmatch(text)) and float(found[1]) > 0:
        return None
    return _no_size(text, "which is not a size such as 8GB or 8GiB", binary=True)


def _no_size(text: str, reason: str, *, binary: bool) -> Verdict:
    near = _NEAR_SIZE.fullmatch(text)
    if near is None:
        return error(f"{reason}; a unit must follow the number" if _NUMBER.fullmatch(text) else reason)
    number = near[1]
    if len(number) > _LONGEST:
        return error(reason)
    if float(number) <= 0:
        return error("but a size must be more than 0")
    if "." in number:
        number = f"{float(number):.3f}".rstrip("0").rstrip(".")
    return error(reason, f"{number}{near[2]}{near[3] if binary else ''}{near[4]}" if float(number) > 0 else None)


def quantity_or_size(text: str) -> Verdict | None:
    """Check a Kubernetes quantity (``1Gi``, ``12e9``) or a size with a decimal or binary unit."""
    if _QUANTITY.fullmatch(text) or _BINARY_SIZE.fullmatch(text):
        return None
    return _no_size(text, "which is not an amount such as 64Gi or 64GB", binary=True)


def quantity_or_decimal_size(text: str) -> Verdict | None:
    """Check a Kubernetes quantity or a size with a decimal unit: ``10Gi`` and ``10GB``, but not ``10GiB``."""
    if _QUANTITY.fullmatch(text) or _SIZE.fullmatch(text):
        return None
    verdict = _no_size(text, "which is not an amount such as 10Gi or 10GB", binary=True)
    if verdict.suggestion is not None and verdict.suggestion[-2:].lower() == "ib":
        verdict.suggestion = verdict.suggestion[:-1]
    return verdict


def count(text: str) -> Verdict | None:
    """Check a whole number: digits and nothing else. Leading zeros are taken."""
    return None if _DIGITS.fullmatch(text) else error("which is not a whole number in digits only", _digits(text))


def byte_count(text: str) -> Verdict | None:
    """Check a `count` of bytes; a number with a unit gets the number of bytes as its suggestion."""
    if _DIGITS.fullmatch(text):
        return None
    suggestion = _digits(text)
    unit = text.lower().removesuffix("b").removesuffix("i") if len(text) < _LONGEST and text.isascii() else ""
    if suggestion is None and unit[-1:] in _UNITS and unit[:-1].strip().isdecimal():
        suggestion = str(int(unit[:-1]) * _UNITS[unit[-1]])
    return error("which is not a number of bytes in digits only", suggestion)


def second_count(text: str) -> Verdict | None:
    """Check a `count` of seconds."""
    if _DIGITS.fullmatch(text):
        return None
    bare = text.rstrip("s")
    return error("which is not a number of seconds in digits only", bare if _DIGITS.fullmatch(bare) else _digits(text))


def _digits(text: str) -> str | None:
    """Return the digits of a whole number that is written in another way, or None."""
    if len(text) > _LONGEST or not text.isascii():
        return None
    bare = text.replace("_", "").removeprefix("+").removesuffix(".0")
    if _DIGITS.fullmatch(bare):
        return bare
    try:
        return str(int(bare, 0)) if bare[:1] == "0" else None
    except ValueError:
        return None


def flag(text: str) -> Verdict | None:
    """Check a flag: true, t, 1, false, f or 0. The words yes, no, on and off are refused."""
    if text in _TRUE or text in _FALSE:
        return None
    word = text.lower()
    suggestion = "true" if word in _YES else "false" if word in _NO else None
    return error("which is not a flag (true, t, 1, false, f or 0)", suggestion)


def flag_or_condition(text: str) -> Verdict | None:
    """Check a flag, or the old form of a condition on a config item: ``name=value`` or ``name!=value``."""
    if "=" in text.strip("="):
        return None
    verdict = flag(text)
    if verdict is not None:
        verdict.reason = "which is neither a flag (true, t, 1, false, f or 0) nor a condition such as name=value"
    return verdict


def url(text: str) -> Verdict | None:
    """Check an http or https URL with a host."""
    if text.startswith(("https://", "http://")) and text.partition("://")[2][:1].isalnum() and len(text.split()) == 1:
        return None
    found = _URL.fullmatch(text)
    if found and found[1] and not any(character.isspace() for character in found[1]):
        return None
    if MASK in text:
        return error("but the platform checks this URL before it renders a template")
    suggestion = f"https://{text}" if "." in text.partition("/")[0] and ":" not in text and " " not in text else None
    return error("which is not an http or https URL with a host", suggestion)


def fingerprint(text: str) -> Verdict | None:
    """Check the MD5 fingerprint of a key: 16 pairs of lower-case hexadecimal digits with ``:`` between them."""
    if _FINGERPRINT.fullmatch(text):
        return None
    near = text.lower().replace("-", ":")
    if len(near) == 32 and near.isalnum():
        near = ":".join(near[place : place + 2] for place in range(0, 32, 2))
    suggestion = near if _FINGERPRINT.fullmatch(near) else None
    return error("which is not a fingerprint: 16 pairs of lower-case hexadecimal digits, joined by ':'", suggestion)


def alias(text: str) -> Verdict | None:
    """Check the name of a shell command: letters, digits, ``_`` and ``-``."""
    if text.isascii() and text.replace("-", "a").replace("_", "a").isalnum():
        return None
    near = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in text).strip("-")
    return error("which is not an alias: letters, digits, '_' and '-' only", near or None)


def absolute_path(text: str) -> Verdict | None:
    """Check a path that starts with ``/`` or with a template."""
    if text.startswith(("/", MASK)):
        return None
    return error(
        "which is not an absolute path", None if MASK in text or ":" in text else "/" + text.removeprefix("./")
    )


def colour(text: str) -> Verdict | None:
    """Check a colour: ``#RGB``, ``#RRGGBB``, ``rgb(r, g, b)`` or ``rgba(r, g, b, a)``. Names are refused."""
    if _HEX_COLOUR.fullmatch(text) or _RGB.fullmatch(text) or _RGBA.fullmatch(text):
        return None
    return error(
        "which is not a colour that the platform knows: #RGB, #RRGGBB, rgb(r, g, b) or rgba(r, g, b, a)",
        f"#{text}" if _HEX_COLOUR.fullmatch(f"#{text}") else None,
    )


def retention(text: str) -> Verdict | None:
    """Check retention times of a metric, such as ``10s:6h,1m:7d``. There are no weeks."""
    if _RETENTION.fullmatch(text):
        return None
    near = "".join(text.split()).strip(",")
    if _RETENTION.fullmatch(near):
        reason = "but a list of retention times takes no space and no comma at its end"
        return error(reason, near) if text.rstrip().endswith(",") else info(reason, near)
    return error("which is not a list of retention times such as 10s:6h,1m:7d (units s, m, h, d and y)")


def label_scale(text: str) -> Verdict | None:
    """Check the scale of a graph: ``metric``, ``none`` or a number."""
    if text in ("metric", "none") or _NUMBER.fullmatch(text):
        return None
    near = text.lower() if text.lower() in ("metric", "none") else None
    return error("which is not a scale: 'metric', 'none' or a number", near)


def port_text(text: str) -> Verdict | None:
    """Check the number of a port, 1 to 65535, in digits."""
    if _DIGITS.fullmatch(text) and len(text) < _LONGEST and 1 <= int(text) <= 65535:
        return None
    bare = text.partition("/")[0]
    suggestion = bare if bare != text and port_text(bare) is None else None
    return warning("which is not the number of a port, 1 to 65535", suggestion)


FORMATS: dict[str, Callable[[str], Verdict | None]] = {
    "version": version,
    "version range": version_range,
    "docker version": docker_version,
    "size": size,
    "size or binary size": size_or_binary_size,
    "quantity or size": quantity_or_size,
    "quantity or decimal size": quantity_or_decimal_size,
    "count": count,
    "byte count": byte_count,
    "second count": second_count,
    "flag": flag,
    "flag or condition": flag_or_condition,
    "URL": url,
    "fingerprint": fingerprint,
    "alias": alias,
    "absolute path": absolute_path,
    "colour": colour,
    "retention": retention,
    "label scale": label_scale,
    "port": port_text,
}
"""The functions by the names that the tables use."""

LITERAL_FORMATS = frozenset(("absolute path", "URL"))
"""Formats that the platform checks before it renders a template: a value that holds one is checked too."""


def check_format(name: str, text: str) -> Verdict | None:
    """Return why ``text`` does not have the format called ``name``, or None. An empty text has every format.

    A text with a template has every format but those of `LITERAL_FORMATS`. Raises KeyError for an unknown name.
    """
    if not text or (MASK in text and name not in LITERAL_FORMATS):
        return None
    verdict = FORMATS[name](text)
    if verdict is not None and MASK in text and name == "URL":
        verdict = warning(verdict.reason)
    return verdict
