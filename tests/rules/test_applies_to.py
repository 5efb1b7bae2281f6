"""A rule that names facts in ``APPLIES_TO`` has nothing to report where none of them holds."""

from __future__ import annotations

import pytest
from case_files import all_cases
from rule_tools import CONFIG

from replreg.linter.lint import lint_release
from replreg.release.documents import read_documents
from replreg.release.read import context_for, read_release
from replreg.release.resolution.facts import FACTS, facts_of
from replreg.release.resolution.resolve import Resolution
from replreg.rules.catalogue import RULES, applicable, document_rules, release_rules

TEXTS = {rule: [part.text for case in all_cases() if case.rule == rule for part in case.parts] for rule in RULES}
LINKED = CONFIG.registries


def test_rules_of_a_release_name_only_facts_that_exist_and_each_fact_has_a_rule() -> None:
    assert {fact for rule in release_rules() for fact in rule.applies_to} == set(FACTS)


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_a_rule_that_does_not_apply_reports_nothing(texts: list[str]) -> None:
    for text in texts:
        for registries in ((), LINKED):
            release = read_release(text, context_for(text, None), registries=registries)
            resolution = Resolution(release, registries)
            used = set(applicable(release_rules(), facts_of(resolution)))
            for rule in set(release_rules()) - used:
                assert list(rule.check(resolution)) == [], rule.id


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_a_rule_of_documents_reports_the_same_where_it_applies_only(texts: list[str]) -> None:
    for text in texts:
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
