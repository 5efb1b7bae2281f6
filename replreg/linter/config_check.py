"""Makes findings in a configuration file of what is wrong with its registries."""

from __future__ import annotations

from replreg.config.load import parse_config
from replreg.config.model import Config
from replreg.config.toml_file import toml_place
from replreg.finding import Edit, Finding, Fix, Severity
from replreg.linter.registry_check import check_registries
from replreg.registries.linked_registry import Registry
from replreg.yaml.composer import Mapping, Scalar, compose
from replreg.yaml.insertion import plain_or_quoted
from replreg.yaml.scalar_offsets import content_span
from replreg.yaml.text import LineIndex

__all__ = ["check_config", "check_toml_config", "registry_span"]


def check_config(text: str, path: str) -> list[Finding]:
    """Return the findings about the registries of a configuration's YAML text, sorted by place.

    ``path`` is what the findings carry. No finding repeats a user name or password. Raises
    `replreg.config.load.ConfigError` if the text is not a configuration.
    """
    config = parse_config(text, path)
    return _findings(config, path, LineIndex(text), _YamlPlaces(text))


def check_toml_config(text: str, path: str, config: Config) -> list[Finding]:
    """Return the same for a ``pyproject.toml`` that was read already. It has no fixes, since TOML is not written."""
    return _findings(config, path, LineIndex(text), _TomlPlaces(text))


def registry_span(text: str, name: str) -> tuple[int, int] | None:
    """Return the span of a registry's reference name in a configuration's YAML text; None if it is not there."""
    return _YamlPlaces(text).name(name)


class _YamlPlaces:
    """The places of the fields of registries in a YAML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        roots = compose(text).roots
        root = roots[0] if roots else None
        self._registries = root.mapping("registries") if isinstance(root, Mapping) else None

    def span(self, registry: Registry, field: str) -> tuple[int, int]:
        """Return the span of a field's value without quotes, or of the registry's name if the field is absent."""
        scalar = self._scalar(registry, field)
        if scalar is not None:
            return content_span(self._text, scalar)
        return self.name(registry.name) or (0, 0)

    def name(self, registry: str) -> tuple[int, int] | None:
        """Return the span of a registry's name, without quotes."""
        key = self._registries.key(registry) if self._registries is not None else None
        return content_span(self._text, key) if key is not None else None

    def edit(self, registry: Registry, field: str, value: str) -> Edit | None:
        """Return the edit that gives a field another value."""
        scalar = self._scalar(registry, field)
        if scalar is None or scalar.style not in ("", "'", '"') or "\n" in self._text[scalar.start : scalar.end]:
            return None
        if scalar.style and plain_or_quoted(value) == value:
            return Edit(*content_span(self._text, scalar), value)
        start, end = content_span(self._text, scalar) if not scalar.style else (scalar.start, scalar.end)
        return Edit(start, end, plain_or_quoted(value))

    def _scalar(self, registry: Registry, field: str) -> Scalar | None:
        node = self._registries.get(registry.name) if self._registries is not None else None
        if isinstance(node, Mapping):
            return node.scalar(field)
        return node if isinstance(node, Scalar) and field == "endpoint" else None


class _TomlPlaces:
    """The approximate places of the fields of registries in a TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = LineIndex(text).starts

    def span(self, registry: Registry, field: str) -> tuple[int, int]:
        """Return the line of the field, or of its registry."""
        line, column = toml_place(self._text, ["registries", registry.name, field])
        start = self._starts[line - 1] + column - 1
        end = self._text.find("\n", start)
        return start, end if end >= 0 else len(self._text)

    def edit(self, registry: Registry, field: str, value: str) -> Edit | None:
        """Return None: TOML is not written."""
        return None


def _findings(config: Config, path: str, lines: LineIndex, places: _YamlPlaces | _TomlPlaces) -> list[Finding]:
    findings = []
    for registry, rule, problem in check_registries(config.registries, config):
        start, end = places.span(registry, problem.field)
        edit = places.edit(registry, problem.field, problem.replacement) if problem.replacement else None
        findings.append(
            Finding(
                rule.id,
                Severity(config.level(rule.id, rule.severity.value, rule.group)),
                f"registry '{registry.name}': {problem.message}",
                path,
                0,
                lines.position(start),
                lines.position(end),
                Fix(True, f"write '{problem.replacement}'", (edit,)) if edit else None,
                problem.notes,
            )
        )
    return sorted(findings, key=lambda finding: (finding.start.offset, finding.rule, finding.message))
