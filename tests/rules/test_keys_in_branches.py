"""Keys that control flow chooses between: each value may be the one, and none is said to be wrong for the others."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native, swarm, workload
from rule_tools import ALIAS, findings, fixed, safety, spans

from replreg.linter.lint import lint_text

IF, ELSE, END = '{{repl if ConfigOptionEquals "a" "1"}}\n', "{{repl else}}\n", "{{repl end}}\n"
MINE = f"- source: {ALIAS}\n  name: ns/img\n  tag: v1\n"
REDIS = "- source: public\n  name: redis\n  tag: v1\n"


def either(first: str, second: str) -> str:
    return f"{IF}{first}\n{ELSE}{second}\n{END}"


def service(first: str, second: str) -> str:
    head = '---\n# kind: scheduler-swarm\nversion: "3.3"\nservices:\n  web:\n'
    return head + either(f"    image: {first}", f"    image: {second}")


def rules(text: str) -> set[str]:
    from rule_tools import CONFIG

    return {finding.rule for finding in lint_text(text, CONFIG) if finding.rule != "unknown-option"}


def test_each_image_is_a_use():
    text = listed(MINE + REDIS) + service("quay.io/ns/img:v1", "redis:v1")
    assert rules(text) == set()
    wrong = listed(MINE + REDIS) + service(f"{ALIAS}/ns/img:v1", "redis:v2")
    assert spans("alias-as-host", wrong) == [ALIAS]
    assert spans("tag-mismatch", wrong) == ["v2"]
    assert fixed(wrong, rule="alias-as-host") == wrong.replace(f"image: {ALIAS}/", "image: quay.io/")
    assert spans("undeclared-image", listed(MINE) + service("quay.io/ns/img:v1", "redis:v1")) == ["redis:v1"]


def test_keys_that_only_repeat_are_not_a_choice():
    text = (
        listed(MINE) + '---\n# kind: scheduler-swarm\nversion: "3"\nservices:\n  web:\n    image: quay.io/ns/img:v1\n'
    )
    text = text.replace("    image:", "    image: redis:v1\n    image:")
    assert rules(text) == {"duplicate-key"}


def test_image_in_either_branch_of_a_container():
    pod = workload("redis:v1", spec="imagePullSecrets: [{name: replicatedregistrykey}]\n")
    text = listed(MINE + REDIS) + pod.replace(
        "        image: redis:v1\n", either(f"        image: {ALIAS}/ns/img:v1", "        image: redis:v1")
    )
    assert spans("alias-as-host", text) == [ALIAS]
    assert spans("unused-image", text) == []


def test_lists_of_containers_in_branches():
    first = "      containers:\n      - image: quay.io/ns/img:v1"
    second = "      containers:\n      - image: redis:v9"
    head = "---\n# kind: scheduler-kubernetes\napiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n"
    text = listed(MINE + REDIS) + head + either(first, second)
    assert spans("missing-pull-secret", text) == ["quay.io/ns/img:v1"]
    assert spans("tag-mismatch", text) == ["v9"]


def test_tag_may_be_either():
    entry = "- source: public\n  name: redis\n" + either("  tag: '3'", "  tag: '4'")
    for tag in "345":
        assert rules(listed(entry, f"redis:{tag}")) == set()
    assert (
        rules(listed("- source: public\n  name: redis\n" + either("  tag: '3'", "  tag: latest"), "redis:3")) == set()
    )


def test_source_may_be_either():
    entry = either(f"  source: {ALIAS}", "  source: dtr")
    for host in ("quay.io", "dtr.example.com:8443"):
        assert rules(listed(f"- name: ns/img\n  tag: v1\n{entry}", f"{host}/ns/img:v1")) == set()


def test_name_may_be_either():
    entry = f"- source: {ALIAS}\n  tag: v1\n" + either("  name: ns/img", "  name: ns/other")
    assert rules(listed(entry, "quay.io/ns/img:v1", "quay.io/ns/other:v1")) == set()
    assert spans("unused-image", listed(entry, "quay.io/ns/img:v1")) == ["ns/other"]
    wrong = listed(f"- source: {ALIAS}\n  tag: v1\n" + either("  name: quay.io/ns/img", "  name: quay.io/ns/other:v2"))
    assert spans("host-in-name", wrong) == ["quay.io", "quay.io"]
    assert fixed(wrong, unsafe=True, rule="host-in-name") == wrong.replace("quay.io/", "")
    assert spans("tag-in-name", wrong) == [":v2"]


def test_container_of_the_native_scheduler():
    text = native(f"- source: {ALIAS}\n  version: v1\n" + either("  image_name: quay.io/ns/a", "  image_name: ns/b"))
    assert spans("host-in-name", text) == ["quay.io"]
    assert safety("host-in-name", text) == [False]


def test_version_in_both_branches_is_renamed_in_both():
    text = listed("- source: public\n  name: redis\n" + either("  version: '3'", "  version: '4'"))
    assert spans("version-key", text) == ["version", "version"]
    assert fixed(text, rule="version-key") == text.replace("  version: ", "  tag: ")


def test_version_in_one_branch_and_tag_in_the_other():
    text = listed("- source: public\n  name: redis\n" + either("  version: '3'", "  tag: '4'"))
    (finding,) = findings("version-key", text)
    assert "an 'images:' entry takes its tag from 'tag'" in finding.message
    assert finding.fix is None


@pytest.mark.parametrize("used", ["quay.io/ns/img:v1", "redis:v1"])
def test_whole_lists_in_branches(used):
    text = HEAD + either("images:\n" + MINE.rstrip(), "images:\n" + REDIS.rstrip()) + swarm(used)
    assert rules(text) == {"unused-image"}
    unlisted = HEAD + either("images:\n" + MINE.rstrip(), "images:\n" + REDIS.rstrip()) + swarm("memcached:v1")
    assert safety("undeclared-image", unlisted) == [None]


def test_images_of_an_asset_in_branches():
    """One source for both, and each image beside a source of its own."""
    head, tail = "assets:\n  v1:\n  - docker:\n", "      dest: a.tar\n"
    first, second = f"      image: {ALIAS}/ns/a:1", f"      image: {ALIAS}/ns/b:1"
    text = f"{head}{either(first, second)}      source: {ALIAS}\n{tail}"
    assert spans("alias-as-host", text) == [ALIAS, ALIAS]
    assert fixed(text) == text.replace(f"image: {ALIAS}", "image: quay.io")
    mine, other = f"{first}\n      source: {ALIAS}", "      image: dtr.example.com:8443/ns/b:1\n      source: dtr"
    assert rules(f"{head}{either(mine, other)}{tail}") == {"alias-as-host"}
    assert rules(f"{head}{either(mine.replace(f'image: {ALIAS}', 'image: quay.io'), other)}{tail}") == set()


@pytest.mark.parametrize("kind", ["HelmChart", "Application"])
def test_images_of_a_kots_resource_in_branches(kind):
    text = f"apiVersion: kots.io/v1beta1\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n"
    if kind == "HelmChart":
        text += "  values:\n" + either(f"    image: {ALIAS}/ns/a:1", f"    image: {ALIAS}/ns/b:1")
    else:
        lists = (f"  additionalImages:\n  - {ALIAS}/ns/{name}:1" for name in "ab")
        text += either(*lists)
    assert spans("alias-as-host", text) == [ALIAS, ALIAS]
    assert fixed(text) == text.replace(f"{ALIAS}/ns", "quay.io/ns")
