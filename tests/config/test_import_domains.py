"""Domains of the portal in a configuration that people keep by hand."""

from __future__ import annotations

import pytest

from replreg.config.import_domains import merge_domains
from replreg.config.load import parse_config
from replreg.config.model import Domains

NEW = Domains(("a.example.com",), ("r.example.com",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "domains:\n  proxy: [a.example.com]\n  registry: [r.example.com]\n"),
        ("app: x\n", "app: x\n\ndomains:\n  proxy: [a.example.com]\n  registry: [r.example.com]\n"),
        ("app: x", "app: x\n\ndomains:\n  proxy: [a.example.com]\n  registry: [r.example.com]\n"),
        ("domains:\napp: x\n", "domains: {proxy: [a.example.com], registry: [r.example.com]}\napp: x\n"),
        ("domains: ~\n", "domains: {proxy: [a.example.com], registry: [r.example.com]}\n"),
        ("domains: {}\n", "domains: {proxy: [a.example.com], registry: [r.example.com]}\n"),
        (
            "domains: # ours\n  proxy:\n    - b.example.com  # old\n",
            "domains: # ours\n  proxy:\n    - b.example.com  # old\n    - a.example.com\n  registry: [r.example.com]\n",
        ),
        (
            "domains:\n  registry: []\n  proxy: [b.example.com]\n",
            "domains:\n  registry: [r.example.com]\n  proxy: [b.example.com, a.example.com]\n",
        ),
        (
            "domains: {proxy: [A.example.com]}  # x\n",
            "domains: {proxy: [A.example.com], registry: [r.example.com]}  # x\n",
        ),
        ("app: x\r\n", "app: x\r\n\r\ndomains:\r\n  proxy: [a.example.com]\r\n  registry: [r.example.com]\r\n"),
    ],
)
def test_domains_are_added_in_the_style_of_the_file(old: str, new: str) -> None:
    assert merge_domains(old, NEW) == new
    assert merge_domains(new, NEW) == new


def test_domains_that_only_the_file_has_stay() -> None:
    text = "domains:\n  proxy: [b.example.com]\n"
    assert parse_config(merge_domains(text, NEW), "x.yaml").domains.proxy == ("b.example.com", "a.example.com")
    assert merge_domains(text, Domains()) == text
