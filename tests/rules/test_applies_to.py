"""A rule that names facts in ``APPLIES_TO`` has nothing to report where none of them holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from replreg.config.model import Config
from replreg.linter.lint import lint_release
from replreg.registries.linked_registry import Registry
from replreg.release.documents import read_documents
from replreg.release.resolution.facts import FACTS, facts_of
from replreg.rules.catalogue import RULES, applicable, document_rules, release_rules

CASES = sorted((Path(__file__).parent / "cases").rglob("*.yaml"))
LINKED = (Registry(name="myquay", endpoint="quay.io"), Registry(name="hub", endpoint="index.docker.io"))


def test_rules_of_a_release_name_only_facts_that_exist_and_each_fact_has_a_rule() -> None:
    assert {fact for rule in release_rules() for fact in rule.applies_to} == set(FACTS)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_rule_that_does_not_apply_reports_nothing(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    for registries in ((), LINKED):
        resolution = lint_release(text, Config(registries=registries)).resolution
        used = set(applicable(release_rules(), facts_of(resolution)))
        for rule in set(release_rules()) - used:
            assert list(rule.check(resolution)) == [], rule.id


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_rule_of_documents_reports_the_same_where_it_applies_only(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    for document in read_documents(text):
        for rule in document_rules():
            assert len(list(rule.check_where_needed(document))) == len(list(rule.check_document(document))), rule.id


def test_a_release_without_mistakes_needs_few_rules() -> None:
    text = (
        "replicated_api_version: 2.9.2\nimages:\n- {source: public, name: redis, tag: '6.2'}\n"
        "---\n# kind: scheduler-swarm\nversion: '3.3'\nservices:\n  a: {image: 'redis:6.2'}\n"
    )
    resolution = lint_release(text).resolution
    assert facts_of(resolution) == frozenset()
    assert {rule.id for rule in applicable(release_rules(), frozenset())} < set(RULES)
