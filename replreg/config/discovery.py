"""The configuration of each file of a run: that of the nearest configuration file, and what the run asks for on top."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from replreg.config.load import LoadedConfig, find_config, load_config
from replreg.config.model import DEFAULT_RULES, Config
from replreg.files import StrPath
from replreg.registries.linked_registry import Registry

__all__ = ["Configurations"]

_NOTHING = LoadedConfig(Config())


class Configurations:
    """Finds configuration files, reads each once, and keeps them.

    With ``file``, that one counts for every file, and ``given`` is one that was read already; with ``read_none``, none
    does. The rest comes on top of what a file says: ``app`` and ``select`` replace its own, ``ignore`` is added to its
    own, and each of ``registries`` is added or replaces the one of its name. ``levels`` sets levels of rules, which
    count more than those of the file, its ``overrides``, ``select`` and ``ignore``. ``default_app`` returns the slug
    that counts for a file where nothing else names one.
    """

    def __init__(
        self,
        *,
        file: str | None = None,
        given: LoadedConfig | None = None,
        read_none: bool = False,
        app: str | None = None,
        registries: Iterable[Registry] = (),
        select: frozenset[str] | None = None,
        ignore: frozenset[str] = frozenset(),
        levels: Mapping[str, str] | None = None,
        default_app: Callable[[StrPath], str | None] | None = None,
    ) -> None:
        self._file = file
        self._given = given
        self._read_none = read_none
        self._app = app
        self._registries = {registry.name: registry for registry in registries}
        self._select = select
        self._ignore = ignore
        self._levels = levels or {}
        self._default_app = default_app
        self._read_nothing()

    def _read_nothing(self) -> None:
        self._by_folder: dict[str, LoadedConfig] = {}
        self._by_written: dict[str | bytes, LoadedConfig] = {}
        self._by_file: dict[str, LoadedConfig] = {}
        self._merged: dict[tuple[int, str | None], Config] = {}

    @property
    def given_registries(self) -> list[Registry]:
        """The registries that the run itself names."""
        return list(self._registries.values())

    @property
    def used(self) -> list[LoadedConfig]:
        """The configuration files that have counted for any file so far, each once."""
        return [self._given] if self._given is not None else list(self._by_file.values())

    @property
    def used_registries(self) -> list[Registry]:
        """The registries that the `used` configuration files have."""
        return [registry for loaded in self.used for registry in loaded.config.registries]

    def loaded(self, path: StrPath) -> LoadedConfig:
        """Return the configuration file that counts for a file (``-``: for the current folder), as it is.

        Raises `replreg.config.load.ConfigError`.
        """
        if self._read_none:
            return _NOTHING
        if self._given is not None:
            return self._given
        if self._file is not None:
            return self._load(self._file)
        written = os.path.dirname(path)
        known = self._by_written.get(written)  # most files of a run are beside others
        if known is not None:
            return known
        folder = os.path.dirname(os.path.abspath(path)) if path != "-" else os.getcwd()
        if folder not in self._by_folder:
            found = find_config(folder)
            self._by_folder[folder] = self._load(found) if found else _NOTHING
        self._by_written[written] = self._by_folder[folder]
        return self._by_folder[folder]

    def config(self, path: StrPath) -> Config:
        """Return the configuration of a file, its ``overrides`` and ``kinds`` applied. Raises as `loaded` does."""
        loaded = self.loaded(path)
        app = self._app or loaded.config.app or (self._default_app(path) if self._default_app is not None else None)
        merged = self._merged.get((id(loaded), app))
        if merged is None:
            merged = self._merged[id(loaded), app] = self._merge(loaded.config, app)
        if (merged.overrides or merged.kinds) and loaded.folder is not None:
            from replreg.config.globs import matches

            relative = _relative(path, loaded.folder)
            levels = dict(merged.rules)
            for override in merged.overrides:
                if any(matches(relative, pattern) for pattern in override.paths):
                    levels.update(override.rules)
            levels.update(self._levels)
            kind = merged.kind
            for pattern, word in merged.kinds.items():
                if matches(relative, pattern):
                    kind = word
            return merged._replace(rules=levels, overrides=(), kinds={}, kind=kind)
        return merged

    def is_excluded(self, path: StrPath) -> bool:
        """Whether ``exclude`` leaves a file out. Raises as `loaded` does."""
        loaded = self.loaded(path)
        if loaded.folder is None or not loaded.config.exclude:
            return False
        from replreg.config.globs import matches

        relative = _relative(path, loaded.folder)
        return any(matches(relative, pattern) for pattern in loaded.config.exclude)

    def renewed(self) -> Configurations:
        """Return the same without what was read, so that files which changed are read again.

        This one keeps what it has: another thread may be asking it.
        """
        from copy import copy

        renewed = copy(self)
        renewed._read_nothing()
        return renewed

    def _load(self, path: str) -> LoadedConfig:
        if path not in self._by_file:
            self._by_file[path] = load_config(path)
        return self._by_file[path]

    def _merge(self, config: Config, app: str | None) -> Config:
        registries = {registry.name: registry for registry in config.registries}
        registries.update(self._registries)
        select, ignore = config.select, config.ignore
        for rule in (rule for rule, level in self._levels.items() if level != "off"):
            ignore -= {rule}
            if select is not None or ignore:
                select = (select if select is not None else frozenset({DEFAULT_RULES})) | {rule}
        return config._replace(
            rules={**config.rules, **self._levels} if self._levels else config.rules,
            app=app,
            registries=tuple(registries.values()),
            select=self._select if self._select is not None else select,
            ignore=ignore | self._ignore,
        )


def _relative(path: StrPath, folder: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")
