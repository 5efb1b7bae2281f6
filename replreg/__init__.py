"""Finds registry reference names that are used as image hosts in Replicated releases, explains them, and mends them.

>>> from replreg import Config, Registry, lint_text
>>> config = Config(app="my-app", registries=[Registry(name="myquay", endpoint="quay.io")])
>>> release = "components:\\n- containers:\\n  - {source: quay.io, image_name: ns/img, version: '1'}\\n"
>>> [finding.rule for finding in lint_text("replicated_api_version: 2.9.2\\n" + release, config)]
['endpoint-as-source']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replreg.version import __version__

if TYPE_CHECKING:
    from replreg.config.model import Config, Override
    from replreg.finding import Edit, Finding, Fix, Position, Related, Severity
    from replreg.linter.lint import fix_text, lint_text
    from replreg.registries.linked_registry import Registry
    from replreg.registries.reference import InvalidReference, Reference
    from replreg.yaml.edits import UnprovenEdit

__all__ = [
    "Config",
    "Edit",
    "Finding",
    "Fix",
    "InvalidReference",
    "Override",
    "Position",
    "Reference",
    "Registry",
    "Related",
    "Severity",
    "UnprovenEdit",
    "__version__",
    "fix_text",
    "lint_text",
]

_HOMES = {
    "Config": "config.model",
    "Edit": "finding",
    "Finding": "finding",
    "Fix": "finding",
    "InvalidReference": "registries.reference",
    "Override": "config.model",
    "Position": "finding",
    "Reference": "registries.reference",
    "Registry": "registries.linked_registry",
    "Related": "finding",
    "Severity": "finding",
    "UnprovenEdit": "yaml.edits",
    "fix_text": "linter.lint",
    "lint_text": "linter.lint",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: ``replreg --version`` needs none of it."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'replreg' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"replreg.{home}"), name)
