"""The entries that the fix of `undeclared-image` adds, and where it adds none."""

from __future__ import annotations

import pytest
from release_texts import HEAD, swarm
from rule_tools import fixed

RULE = "undeclared-image"


REDIS = "- source: public\n  name: redis\n  tag: '3'\n"


def entry(source: str, name: str, tag: str = "'1'") -> str:
    return f"- source: {source}\n  name: {name}\n  tag: {tag}\n"


LAYOUTS = [
    (
        "images:\n- source: public\n  name: redis\n",
        "images:\n- source: public\n  name: redis\n- source: public\n  name: nginx\n  tag: v1\n",
    ),
    (
        "images:\n  - source: public\n    name: redis\n",
        "images:\n  - source: public\n    name: redis\n  - source: public\n    name: nginx\n    tag: v1\n",
    ),
    (
        "images:\n  -   name: redis\n      source: public\n",
        "images:\n  -   name: redis\n      source: public\n  -   name: nginx\n      source: public\n      tag: v1\n",
    ),
    (
        "images:\n- tag: v3\n  name: redis # comment\n",
        "images:\n- tag: v3\n  name: redis # comment\n- source: public\n  tag: v1\n  name: nginx\n",
    ),
    (
        "images:\n- name: 'redis'\n\n\n# the end\nname: x\n",
        "images:\n- name: 'redis'\n- source: public\n  name: nginx\n  tag: v1\n\n\n# the end\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  # tag: v3\nname: x\n",
        "images:\n- name: redis\n  # tag: v3\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  tag:\nname: x\n",
        "images:\n- name: redis\n  tag:\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  content_trust:\n    public_key_fingerprint: x # y\n",
        "images:\n- name: redis\n  content_trust:\n    public_key_fingerprint: x # y\n"
        "- source: public\n  name: nginx\n  tag: v1\n",
    ),
    (
        "images:\n- {source: public, name: redis}\n",
        "images:\n- {source: public, name: redis}\n- {source: public, name: nginx, tag: v1}\n",
    ),
    (
        "images: [{source: public, name: redis}]\n",
        "images: [{source: public, name: redis}, {source: public, name: nginx, tag: v1}]\n",
    ),
    (
        "images: [\n  {name: redis}, # a\n  ]\n",
        "images: [\n  {name: redis}, {source: public, name: nginx, tag: v1}, # a\n  ]\n",
    ),
    ("images:\n- {}\n- name: redis\n", "images:\n- {}\n- name: redis\n- source: public\n  name: nginx\n  tag: v1\n"),
    (
        "x-tag: &t v3\nimages:\n- name: redis\n  tag: *t # c\nname: x\n",
        "x-tag: &t v3\nimages:\n- name: redis\n  tag: *t # c\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "x-my: &my\n  source: public\nimages:\n- name: redis\n  <<: *my\n",
        "x-my: &my\n  source: public\nimages:\n- name: redis\n  <<: *my\n- source: public\n  name: nginx\n  tag: v1\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), [pair for pair in LAYOUTS if "name: x" not in pair[0]])
def test_list_at_the_end_of_a_file_without_a_final_line_end(before, after):
    used = swarm("redis:v3", "nginx:v1").removeprefix("---\n") + "---\n"
    text = used + (HEAD + before).rstrip("\n")
    assert fixed(text, unsafe=True, rule=RULE) == used + (HEAD + after).rstrip("\n")
