"""Published blocks that are meant to be wrong, or right: what each shows is found where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from release_check_tools import CORPUS, loud, needs_corpus, records

from replreg.finding import Severity
from replreg.linter.lint import lint_text

WRONG = {
    "07b8abaecc": "components[0]",
    "20684d7010": "components[1].containers[0].name",
    "2a83a3a5ae": "components[0].containers[0].env_vars[0]",
    "2c0c135d0a": "swarm.secrets[0]",
    "2f6b8d4268": "components[0].containers[1].name",
    "3dc291ead6": "admin_commands[0]",
    "47569ff7fc": "components[0].containers[0].volumes[0].options",
    "476e23e7d4": "swarm.secrets[0]",
    "4847537570": "components[0].containers[0].publish_events[0].subscriptions[0]",
    "4c3559c3a2": "images[0].content_trust.public_key_fingerprint",
    "6377ecdace": "components[0].containers[0].volumes[0].is_excluded_from_backup",
    "6790b614f6": "components[0].cluster_host_count.threshold_degraded",
    "67f25b1678": "components[0].containers[0].volumes[0].container_path",
    "6b22acac0c": "components[0].containers[0].cluster_instance_count.threshold_degraded",
    "881c035282": "swarm.configs[0]",
    "938eae9bac": "components[0].containers[0].env_vars[0]",
    "9fca6c431e": "swarm.configs[0].labels",
    "aec51c8b88": "admin_commands[0]",
    "b3ebad90ca": "components[0].containers[0].volumes_from[0]",
    "b6d4818c2c": "components[0].containers[0]",
    "b72bfb6ade": "swarm.secrets[0].labels",
    "c0d56c00e4": "admin_commands[0]",
    "cceba01424": "components[0].cluster_host_count.max",
    "cee3dc0c22": "components[0].containers[0].shm_size",
    "e37c9287f6": "admin_commands[0]",
    "ea8d592526": "components[0].cluster",
    "eae2dd08aa": "monitors.cpuacct[0]",
}
OF_OTHER_RULES = {"57a79430c8": 4, "70edee4ddc": 2, "e870a785ce": 4}
"""Blocks whose mistake the rules of missing keys of images, versions and unknown keys find, with its line."""

RIGHT = """
00f75865d2 0187a47b16 062bf60fea 0bd56e4f78 0d293c17f4 17e88f907c 1e704e34c2 29cfd6dacc 2c473fd742 2e286dbc40
34eb18151a 3e809b38ea 409621e070 5969ace972 65e390304e 6ad5bf1e94 6ebb3ea7ac 77cf4d6df2 78a7688a14 80fc7e8a1a
82ca2f1070 87cd4f928e 90270e83b0 93660f6bac 97afaf1a5e 9a6fd6ee86 b66b9e3c96 c24638d3c8 c468dcb980 c770c38974
c9054db412 cdf7308dee ddeff6f56e de2008ca1e e18cada1c2 ebff1c1990 f10826592a f2bc8966b0 fbb86c0688 133325aca4 83b1073696
""".split()
WRONG_ELSEWHERE = {"9627f66c9e": "unordered-volumes", "cf1d1159a0": "duplicate-name"}

REFUSED = {"kb-developer-resources-running-commands-on-the-host-os-375699be08.yaml": "unknown-reference"}
"""Other files that the platform refuses, each looked at: a subscription to a container that no component has."""


def block(name: str) -> str:
    return (CORPUS / "release" / f"api-yaml-{name}.yaml").read_text(encoding="utf-8")


@needs_corpus
@pytest.mark.parametrize("name", WRONG)
def test_a_block_that_is_meant_to_be_wrong_is_found_at_its_place(name: str) -> None:
    places = {one.span[0] for one in records(block(name)) if one.path.startswith(WRONG[name])}
    assert places
    assert places & {finding.start.offset for finding in lint_text(block(name))}


@needs_corpus
@pytest.mark.parametrize("name", OF_OTHER_RULES)
def test_other_rules_find_the_rest(name: str) -> None:
    assert OF_OTHER_RULES[name] in [one.start.line for one in lint_text(block(name))]
    assert loud(block(name)) == []


@needs_corpus
@pytest.mark.parametrize("name", RIGHT)
def test_a_block_that_is_meant_to_be_right_is_silent(name: str) -> None:
    assert loud(block(name)) == []
    loud_rules = {finding.rule for finding in lint_text(block(name)) if finding.severity is not Severity.INFO}
    assert loud_rules <= {"api-version", "floating-tag"}


@needs_corpus
@pytest.mark.parametrize("name", WRONG_ELSEWHERE)
def test_a_block_that_is_wrong_elsewhere(name: str) -> None:
    assert [rule for rule, _ in loud(block(name))] == [WRONG_ELSEWHERE[name]]


def files() -> list[Path]:
    return [path for path in sorted(CORPUS.rglob("*.y*ml")) if not path.name.startswith("api-yaml-")]


@needs_corpus
def test_no_file_that_the_platform_takes_has_an_error() -> None:
    assert files()
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        rules = {one.rule for one in records(text) if one.severity is Severity.ERROR}
        assert rules <= {REFUSED.get(path.name)}, path
