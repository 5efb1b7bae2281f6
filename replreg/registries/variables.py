"""References to environment variables in the user name and the password of a linked registry: ``${NAME}``."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import Registry

__all__ = ["VARIABLE_REFERENCE", "variables_of"]

VARIABLE_REFERENCE = lazy_compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A reference; its group is the name of the variable."""


def variables_of(registry: Registry) -> list[str]:
    """Return the environment variables that a registry's user name and password refer to, each once."""
    return list(dict.fromkeys(VARIABLE_REFERENCE.findall(f"{registry.username or ''} {registry.password or ''}")))
