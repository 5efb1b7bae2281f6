"""The settings of a run: the application, its linked registries and domains, and the levels of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from replreg.named_tuple import NamedTuple
from replreg.registries.linked_registry import Registry

__all__ = [
    "ALL_RULES",
    "DEFAULT_RULES",
    "LEVELS",
    "OFF_BY_DEFAULT",
    "TARGETS",
    "Config",
    "Domains",
    "Override",
    "default_level",
]

LEVELS = ("error", "warning", "info", "off")
"""The levels that a rule can have."""

ALL_RULES = "ALL"
"""The word that selects every rule."""

DEFAULT_RULES = "DEFAULT"
"""The word that selects every rule that is not off by default; only for `Config.select`, not for users."""

OFF_BY_DEFAULT = frozenset({"advice"})
"""The groups whose rules are off unless they are selected or have a level of their own."""

TARGETS = ("kots", "embedded-cluster", "helm")
"""The install methods that a release can be for."""

_OWN_LEVELS: Mapping[str, str] = {}  # every rule has its own
_NO_KINDS: Mapping[str, str] = {}


def default_level(severity: str, group: str) -> str:
    """Return the level of a rule that nobody has set: its severity, or ``off``."""
    return "off" if group in OFF_BY_DEFAULT else severity


class Override(NamedTuple):
    """Rule levels for some paths: ``paths`` are glob patterns relative to the configuration's folder."""

    paths: tuple[str, ...]
    rules: Mapping[str, str]


class Domains(NamedTuple):
    """The vendor's own domains, as hosts: of the platform's proxy, and of the vendor's space in its registry.

    The platform's own domains are known without being named here.
    """

    proxy: tuple[str, ...] = ()
    registry: tuple[str, ...] = ()


class _ConfigFields(NamedTuple):
    app: str | None = None
    registries: tuple[Registry, ...] = ()
    rules: Mapping[str, str] = _OWN_LEVELS
    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    exclude: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    domains: Domains = Domains()
    targets: tuple[str, ...] = ()
    api_origin: str | None = None
    kinds: Mapping[str, str] = _NO_KINDS
    kind: str | None = None


class Config(_ConfigFields):
    """The settings of a run; a plain value, safe to share and to send to other processes.

    ``app`` is the application's slug; ``rules`` maps rules, groups of rules or ``ALL`` to one of `LEVELS`; ``select``
    (None: all that are not off by default) and ``ignore`` name rules, groups of rules, or ``ALL``; of several words
    for one rule, the most exact one counts: its id, its group, ``ALL``. ``exclude`` has glob patterns of paths that
    are left out. ``targets`` are some of `TARGETS`; none means those that the files of the release show.
    ``api_origin`` is the address of the vendor API, None for the platform's. ``kinds`` maps glob patterns to the kinds
    of the files that match: to words of the ``# kind:`` comment. In the configuration of one file, ``kind`` is that
    word, or None; it counts for documents without such a comment. Any iterable is taken for a sequence or a set. Raises
    ValueError where two registries have one name, and for an unknown rule, level, target or kind, and TypeError for a
    value of another type.
    """

    __slots__ = ()

    def __new__(
        cls,
        app: str | None = None,
        registries: Iterable[Registry] = (),
        rules: Mapping[str, str] = _OWN_LEVELS,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] = (),
        exclude: Iterable[str] = (),
        overrides: Iterable[Override] = (),
        domains: Domains = Domains(),  # noqa: B008 -- it is immutable
        targets: Iterable[str] = (),
        api_origin: str | None = None,
        kinds: Mapping[str, str] = _NO_KINDS,
        kind: str | None = None,
    ) -> Config:
        """Check the values; see the class."""
        registries = _all_of("registries", registries, Registry)
        overrides = _all_of("overrides", overrides, Override)
        for override in overrides:
            _all_of("paths", override.paths, str)
        _check_types(app, rules, domains, api_origin, kinds)
        _check_kinds([*kinds.values(), *(() if kind is None else (kind,))])
        names = [registry.name for registry in registries]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"two registries have the name '{twice}'; a reference name is unique")
        select = None if select is None else frozenset(_all_of("select", select, str))
        ignore = frozenset(_all_of("ignore", ignore, str))
        exclude, targets = _all_of("exclude", exclude, str), _all_of("targets", targets, str)
        for target in targets:
            if target not in TARGETS:
                raise ValueError(f"'{target}' is not a target; the targets are {', '.join(TARGETS)}")
        levels = [rules, *(override.rules for override in overrides)]
        _check_rules([*(rule for own in levels for rule in own), *(select or ()), *ignore])
        _check_levels([level for own in levels for level in own.values()])
        return super().__new__(
            cls, app, registries, rules, select, ignore, exclude, overrides, domains, targets, api_origin, kinds, kind
        )

    def level(self, rule: str, default: str, group: str = "") -> str:
        """Return the level of a rule of a group whose own severity is ``default``: one of `LEVELS`.

        A rule of a group that is off by default has a level if it is selected, or if ``rules`` sets one.
        """
        if (self.ignore or self.select is not None) and not self._selects(rule, group):
            return "off"
        if self.rules:
            for word in (rule, group, ALL_RULES):
                if word in self.rules:
                    return self.rules[word]
        if group in OFF_BY_DEFAULT and not self._names(rule, group):
            return "off"
        return default

    def is_on(self, rule: str, default: str, group: str = "") -> bool:
        """Return True if a rule of a group whose own default is ``default`` is not off."""
        return self.level(rule, default, group) != "off"

    def _names(self, rule: str, group: str) -> bool:
        """Return True if a word of ``select`` means this rule."""
        return self.select is not None and not self.select.isdisjoint((rule, group, ALL_RULES))

    def _selects(self, rule: str, group: str) -> bool:
        """Return True if a rule of a group is selected and not ignored."""
        words = (rule, group, ALL_RULES, DEFAULT_RULES)
        selected = next((place for place, word in enumerate(words) if word in (self.select or ())), None)
        ignored = next((place for place, word in enumerate(words) if word in self.ignore), None)
        if ignored is None:
            return self.select is None or selected is not None
        return selected is not None and selected < ignored


_Item = TypeVar("_Item")


def _all_of(name: str, values: Iterable[_Item], kind: type[_Item]) -> tuple[_Item, ...]:
    """Return the values. Raises TypeError where one is of another type, or all are one string."""
    if isinstance(values, str):
        raise TypeError(f"'{name}' takes several values; write a list, even of one")
    items = tuple(values)
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"'{name}' takes values of the type {kind.__name__}, not {type(item).__name__}")
    return items


def _check_types(app: object, rules: object, domains: object, api_origin: object, kinds: object) -> None:
    for name, wanted, value, fits in (
        ("app", "a string or None", app, app is None or isinstance(app, str)),
        ("rules", "a mapping of rules to levels", rules, isinstance(rules, Mapping)),
        ("domains", "a value of the type Domains", domains, isinstance(domains, Domains)),
        ("api_origin", "a string or None", api_origin, api_origin is None or isinstance(api_origin, str)),
        ("kinds", "a mapping of globs to kinds", kinds, isinstance(kinds, Mapping)),
    ):
        if not fits:
            raise TypeError(f"'{name}' is {wanted}, not {type(value).__name__}")
    if app == "":
        raise ValueError("'app' is empty; without a slug it is None")


def _check_rules(rules: Sequence[str]) -> None:
    if not rules:
        return
    from replreg.config.validate import rule_selectors

    known = rule_selectors()
    for rule in rules:
        if rule not in known:
            from replreg.messages import did_you_mean

            hint = did_you_mean(rule, known, otherwise="'replreg rules' lists them")
            raise ValueError(f"'{rule}' is not a rule; {hint}")


def _check_kinds(kinds: Sequence[str]) -> None:
    if not kinds:
        return
    from replreg.config.validate import kind_hint, kind_words

    for kind in kinds:
        if kind not in kind_words():
            raise ValueError(f"'{kind}' is not a kind; {kind_hint(kind)}")


def _check_levels(levels: Sequence[str]) -> None:
    for level in levels:
        if level not in LEVELS:
            raise ValueError(f"'{level}' is not a level; a rule has {', '.join(LEVELS)}")
