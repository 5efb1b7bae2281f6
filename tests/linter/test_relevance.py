"""A file is passed over without being read as YAML only where reading it gives the same verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.config.model import Config
from replreg.linter.lint import lint_release
from replreg.linter.relevance import has_no_release, is_checked_in_folder
from replreg.registries.linked_registry import Registry

REGISTRIES = (Registry("myquay", "quay.io"),)
OTHER_FILES = [
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n",
    "# a comment\n\n---\napiVersion: apps/v1\nkind: Deployment\nspec:\n  components: 1\n---\nkind: X\napiVersion: v1\n",
    "name: a\n# a comment\nversion: 1.0\non: push\njobs:\n  a:\n    steps:\n    - run: a\n",
    "- name: a\n  components: []\n",
    "replicaCount: 1\nimage: {repository: quay.io/a/b}\n",
]
PIECES = [
    "apiVersion: v1", "kind: Service", "foo: 1", "x-a: 1", "_b: 2", "backup:", "backup: {enabled: 1}", "  v1: []", "assets:",
    "lifecycle:", "  enabled: true", "---", "--- # a", "...", "images:", "- source: a", "  name: b", "components:",
    "- containers: []", "replicated_api_version: 2.9.2", '"images":', "? images", ": - source: a", "# kind: replicated",
    "#kind: scheduler-swarm", "%YAML 1.1", "a: |", "  text", "b: 'open", "config: []", "apiVersion: kots.io/v1beta1",
    "apiVersion: troubleshoot.sh/v1beta2", "image: myquay/a/b:1", "name: a", "services: {}", "", "# text", "  image: [",
    "<<: {images: [{source: a}]}", "monitors: {}", "version: 1", "&a images:", "- a: b", "\ufefffoo: 1",
]  # fmt: skip


def is_checked(text: str) -> bool:
    result = lint_release(text, Config(registries=REGISTRIES))
    return is_checked_in_folder(result.resolution, "a.yaml")


@pytest.mark.parametrize("text", OTHER_FILES)
def test_other_files_are_passed_over(text: str) -> None:
    assert has_no_release(text, REGISTRIES)
    assert not is_checked(text)


@given(st.lists(st.sampled_from(PIECES), max_size=7).map(lambda lines: "\n".join([*lines, ""])))
def test_no_file_is_passed_over_that_would_be_checked(text: str) -> None:
    if has_no_release(text, REGISTRIES):
        assert not is_checked(text)


@pytest.mark.parametrize(
    "text",
    [
        "foo: 1\n...\nbackup: {enabled: 1}\n",
        "apiVersion: v1\nkind: Pod\nspec: {image: myquay/a/b}\n",
        "foo: 1\nimages:\n- source: a\n",
        "# kind: replicated\nfoo: 1\n",
        "foo: 1\n---\nbackup: {enabled: 1}\n",
        "foo: [\nimages: 1\n",
        "lifecycle:\n  v1: []\n",
        "a: |\nlifecycle:\n  v1: []\n",
        "name: 'a\nfoo: 1'\nbackup: {}\n",
        "name: a\nbackup: {}\n",
    ],
)
def test_a_file_that_may_be_one_is_read(text: str) -> None:
    assert not has_no_release(text, REGISTRIES)
