"""Template delimiters, empty documents, and the lifecycle of Ship."""

from __future__ import annotations

import pytest
from release_check_tools import fixed, found, records, written

from replreg.finding import Severity
from replreg.release.checks.documents import empty_documents
from replreg.release.checks.template_delimiters import template_delimiters
from replreg.yaml.templates import mask


@pytest.mark.parametrize(
    "text, places",
    [
        ("a: '{{repl AppID}}'\n", []),
        ("a: '{{ repl AppID}}'\n", ["{{ repl"]),
        ("a: '{{\trepl AppID}}'\n", ["{{\trepl"]),
        ("a: b # {{ repl AppID}}\n", []),
        ("a: '{{ replicas }}'\n", []),
        ("a: '{{ .Values.repl }}'\n", []),
        ("a: 'repl{{ AppID }}'\n", []),
        ("a: '{{repl AppID'\n", ["{{repl"]),
        ("a: '{{repl if {{repl AppID}} }}'\n", ["{{repl"]),
        ("a: '{{repl ConfigOption \"x}}'\n", ['{{repl ConfigOption "x}}']),
        ("a: '{{repl ConfigOption \"x\"}}'\n", []),
        ('a: "{{repl ConfigOption \\"x\\"}}"\n', []),
        ('a: "{{repl ConfigOption \\"x}}"\n', ['{{repl ConfigOption \\"x}}']),
        ('a: \'{{repl print "a\\"b" }}\'\n', []),
        ("a: '{{repl print `a\"b` }}'\n", []),
        ('a: b # {{repl ConfigOption "x}}\n', []),
    ],
)
def test_delimiters(text: str, places: list[str]) -> None:
    found_places = [written(text, one) for one in template_delimiters(text)]
    assert found_places == places


def test_the_space_is_removed_safely() -> None:
    text = "# kind: replicated\nname: '{{  repl AppID}}'\n"
    (one,) = records(text)
    assert one.fix is not None and one.fix.safe
    assert fixed(text, one) == text.replace("{{  repl", "{{repl")


@pytest.mark.parametrize(
    "text, is_wrong",
    [
        ("# kind: replicated\n", True),
        ("---\n# kind: replicated\n---\n# kind: scheduler-swarm\nservices: {}\n", True),
        ("---\n# kind: replicated\n~\n", True),
        ("# kind: replicated\n---\n# kind: scheduler-swarm\nservices: {}\n", True),
        ("# kind: replicated\r\n---\r\n# kind: scheduler-swarm\r\nservices: {}\r\n", True),
        ("# kind: replicated\n---\n# kind: replicated\nname: a\n", False),
        ("# kind: scheduler-swarm\n---\n# kind: replicated\nname: a\n", False),
        ("# kind: replicated\n---\nname: a\n", False),
        ("# kind: scheduler-kubernetes\n", False),
        ("# a note\n", False),
        ("# kind: replicated\nname: a\n", False),
        ("# kind: replicated\n{}\n", False),
    ],
)
def test_empty_documents(text: str, is_wrong: bool) -> None:
    found_records = list(empty_documents(text, mask(text).text))
    assert [one.severity for one in found_records] == [Severity.ERROR] * is_wrong


ASSETS = "assets:\n  v1:\n  - inline: {dest: a, contents: b}\n"
STEPS = "lifecycle:\n  v1:\n"


@pytest.mark.parametrize(
    "text, places",
    [
        (ASSETS + STEPS + "  - render: {}\n", []),
        (ASSETS + STEPS + "  - message: {contents: a}\n", ["lifecycle"]),
        (ASSETS + "lifecycle: {v1: []}\n", ["lifecycle"]),
        (ASSETS, []),
        (STEPS + "  - message: {contents: a}\n", []),
        (ASSETS + "config: {v1: []}\n", ["config"]),
        (ASSETS + "  - google_gke: {cluster_name: a}\n" + STEPS + "  - render: {}\n", ["google_gke"]),
        (ASSETS + "  - google_gke: {cluster_name: a}\n" + STEPS + "  - render: {}\n  - terraform: {}\n", []),
        (ASSETS + STEPS + "  - render: {}\n  - terraform: {}\n", ["terraform"]),
        (ASSETS + STEPS + "  - '{{repl AppID}}'\n", []),
    ],
)
def test_the_lifecycle_of_ship(text: str, places: list[str]) -> None:
    assert [written(text, one) for one in records(text)] == places
    assert {one.rule for one in records(text)} <= {"ship-lifecycle"}


@pytest.mark.parametrize(
    "asset, rule",
    [
        ("amazon_eks: {cluster_name: a, region: b, autoscaling_groups: []}", "missing-key"),
        ("amazon_eks: {created_vpc: {}, existing_vpc: {}}", "conflicting-options"),
        ("helm: {dest: a}", "missing-key"),
        ("helm: {dest: a, github: {}, local: {}}", "conflicting-options"),
        ("{inline: {dest: a}, web: {url: 'https://a.b'}}", "conflicting-options"),
        ("{inline: {dest: a}, x-own: {}}", ""),
    ],
)
def test_options_of_ship_that_exclude_each_other(asset: str, rule: str) -> None:
    assert [one for one, _ in found(f"assets:\n  v1:\n  - {asset}\n")] == ([rule] if rule else [])
