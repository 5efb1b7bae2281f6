"""Finds a function by its name, in the table of a dialect."""

from replreg.templates.functions.base import Call, Entry, Refused
from replreg.templates.functions.collections import COLLECTIONS, PLATFORM_COLLECTIONS
from replreg.templates.functions.conditions import CONDITIONS
from replreg.templates.functions.platform import find_platform_function
from replreg.templates.functions.strings import PLATFORM_STRINGS, STRINGS
from replreg.templates.lexer import Dialect

__all__ = ["find_function"]

_HELM_ONLY = frozenset(["required"])


def find_function(call: Call) -> Entry:
    """Return the function that a call names. Raises `Refused` where it is not evaluated, or does not exist here."""
    name = call.name
    entry = CONDITIONS.get(name) or STRINGS.get(name) or COLLECTIONS.get(name)
    if call.dialect is Dialect.PLATFORM:
        if name in _HELM_ONLY:
            raise Refused(f"`{name}` exists in Helm only")
        entry = entry or PLATFORM_STRINGS.get(name) or PLATFORM_COLLECTIONS.get(name)
        entry = entry or find_platform_function(name, call)
    if entry is None:
        raise Refused(f"what `{name}` gives is not computed")
    return entry
