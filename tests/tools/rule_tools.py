"""What every rule's test needs: YAML in; findings, the characters they underline, and fixed text out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple

from replreg.config.model import OFF_BY_DEFAULT, Config
from replreg.finding import Finding
from replreg.linter.lint import fix_text, lint_text
from replreg.registries.linked_registry import Registry
from replreg.release.kots_domains import KotsDomains
from replreg.rules.catalogue import RULES

ALIAS = "mythirdpartyprivateregistry"

CONFIG = Config(
    app="my-app",
    registries=(
        Registry(ALIAS, "quay.io"),
        Registry("hub", "index.docker.io"),
        Registry("dtr", "dtr.example.com:8443"),
    ),
)
"""The configuration that tests, and the samples of the manual, are linted with where they give no other."""


class Found(NamedTuple):
    """A finding as a reader sees it: where it starts (from 1), the characters underlined, and what it says."""

    line: int
    column: int
    text: str
    message: str


def yaml(text: str) -> str:
    """Return a test's YAML: without the line feed it starts with and its common indentation. Others stay as they are."""
    return textwrap.dedent(text[1:]) if text.startswith("\n") else text


def config(**settings: Any) -> Config:
    """Return `CONFIG` with other settings; ``registries`` may map names to endpoints."""
    registries = settings.get("registries")
    if isinstance(registries, Mapping):
        settings["registries"] = tuple(Registry(name, endpoint) for name, endpoint in registries.items())
    return CONFIG._replace(**settings)


def switched_on(settings: Config, rule_id: str) -> Config:
    """Return a configuration in which a rule has its own severity, if it is off only by default."""
    rule = RULES.get(rule_id)
    if rule is None or rule.group not in OFF_BY_DEFAULT or rule_id in settings.rules or rule.group in settings.rules:
        return settings
    return settings._replace(rules={**settings.rules, rule_id: rule.severity.value})


def findings(rule_id: str, text: str, **settings: Any) -> list[Finding]:
    """Return the findings of one rule, all other rules being on as well, and check each with its own description."""
    text = yaml(text)
    found = [
        finding for finding in lint_text(text, switched_on(config(**settings), rule_id)) if finding.rule == rule_id
    ]
    for finding in found[:200]:
        check_finding(finding, text)
    return found


def underlined(text: str, config: Config | None = None, context: KotsDomains | None = None) -> list[tuple[str, str]]:
    """Return the rule and the underlined characters of each finding on a text, those of all rules."""
    return [(one.rule, text[one.start.offset : one.end.offset]) for one in lint_text(text, config, context=context)]


def check_finding(finding: Finding, text: str) -> None:
    """Check what every finding on a text has to be: at a place of the text, readable, and as its rule describes it."""
    rule = RULES[finding.rule]
    for position in (finding.start, finding.end):
        before = text[: position.offset].replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        assert (position.line, position.column) == (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert finding.start.offset <= finding.end.offset <= len(text)
    assert "\ue000" not in finding.message, "a message must not show the character that covers a template"
    assert "\n" not in finding.message, "a message is one line"
    assert len(finding.message) < 600, "a message must stay readable, whatever the file holds"
    if finding.fix is not None:
        assert rule.fix is not None, "the rule's description says that it has no fix"
        assert rule.fix == "safe" or not finding.fix.safe, "the rule's description says that its fix is unsafe"
        assert finding.fix.edits


def check(rule_id: str, text: str, **settings: Any) -> list[Found]:
    """Return what one rule says of a text, in the order of the file. ``settings`` are those of `Config`."""
    text = yaml(text)
    return [
        Found(item.start.line, item.start.column, text[item.start.offset : item.end.offset], item.message)
        for item in findings(rule_id, text, **settings)
    ]


def spans(rule_id: str, text: str, **settings: Any) -> list[str]:
    """Return the characters that one rule underlines."""
    return [found.text for found in check(rule_id, text, **settings)]


def message(rule_id: str, text: str, **settings: Any) -> str:
    """Return the message of the one finding that a rule has on a text."""
    found = check(rule_id, text, **settings)
    assert len(found) == 1, found
    return found[0].message


def fixed(text: str, unsafe: bool = False, rule: str | None = None, **settings: Any) -> str:
    """Return a text as `fix_text` fixes it, by one rule alone if ``rule`` names it; and see that once is enough."""
    if rule is not None:
        settings["select"] = frozenset({rule})
    settings_ = config(**settings)
    result = fix_text(yaml(text), settings_, unsafe=unsafe)
    assert fix_text(result, settings_, unsafe=unsafe) == result, "fixing twice must equal fixing once"
    return result
