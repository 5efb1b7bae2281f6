"""Checks and fixes the image names in Replicated releases, such as registry reference names that are used as hosts.

>>> from replreg import Config, Registry, lint_text
>>> config = Config(app="my-app", registries=[Registry(name="myquay", endpoint="quay.io")])
>>> release = "components:\\n- name: App\\n  containers:\\n  - {source: quay.io, image_name: ns/img, version: '1'}\\n"
>>> [finding.rule for finding in lint_text("replicated_api_version: 2.9.2\\n" + release, config)]
['endpoint-as-source']
"""

from __future__ import annotations

from replreg.version import __version__ as __version__

# Type checkers take a variable of this name for true. The module `typing` takes longer to import than all that the
# command needs before it can take care of signals.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    # For type checkers, which do not run `__getattr__`. A test compares these with the table.
    from replreg.config.load import ConfigError as ConfigError
    from replreg.config.load import LoadedConfig as LoadedConfig
    from replreg.config.load import load_config as load_config
    from replreg.config.model import Config as Config
    from replreg.config.model import Domains as Domains
    from replreg.config.model import Override as Override
    from replreg.finding import Edit as Edit
    from replreg.finding import Finding as Finding
    from replreg.finding import Fix as Fix
    from replreg.finding import Position as Position
    from replreg.finding import Related as Related
    from replreg.finding import Severity as Severity
    from replreg.linter.lint import fix_text as fix_text
    from replreg.linter.lint import lint_text as lint_text
    from replreg.linter.paths import Release as Release
    from replreg.linter.paths import UnreadFiles as UnreadFiles
    from replreg.linter.paths import lint_paths as lint_paths
    from replreg.registries.linked_registry import Registry as Registry
    from replreg.registries.reference import InvalidReference as InvalidReference
    from replreg.registries.reference import Reference as Reference
    from replreg.release.inventory import ImageRow as ImageRow
    from replreg.release.inventory import Place as Place
    from replreg.release.inventory import Pull as Pull
    from replreg.release.kots_domains import KotsDomains as KotsDomains
    from replreg.release.kots_domains import read_kots_domains as read_kots_domains
    from replreg.yaml.edits import UnprovenEdit as UnprovenEdit

_MODULES = {
    "Config": "config.model",
    "ConfigError": "config.load",
    "Domains": "config.model",
    "Edit": "finding",
    "Finding": "finding",
    "Fix": "finding",
    "ImageRow": "release.inventory",
    "InvalidReference": "registries.reference",
    "KotsDomains": "release.kots_domains",
    "LoadedConfig": "config.load",
    "Override": "config.model",
    "Place": "release.inventory",
    "Position": "finding",
    "Pull": "release.inventory",
    "Reference": "registries.reference",
    "Registry": "registries.linked_registry",
    "Related": "finding",
    "Release": "linter.paths",
    "Severity": "finding",
    "UnprovenEdit": "yaml.edits",
    "UnreadFiles": "linter.paths",
    "fix_text": "linter.lint",
    "lint_paths": "linter.paths",
    "lint_text": "linter.lint",
    "load_config": "config.load",
    "read_kots_domains": "release.kots_domains",
}
"""The public names, each with the module that it is imported from at its first use."""

__all__ = ["__version__", *_MODULES]


def __getattr__(name: str) -> Any:
    """Import a public name at its first use; ``replreg --version`` needs none of them."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    """List the public names, as `__all__` does, and nothing else of the module."""
    return sorted(__all__)
