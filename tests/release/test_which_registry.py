"""Which linked registry an image belongs to where several have one host: the one that the release names."""

from __future__ import annotations

import pytest

from replreg.config.model import Config
from replreg.linter.lint import lint_release
from replreg.registries.linked_registry import Registry

CONFIG = Config(registries=[Registry(name, "quay.io") for name in ("first", "second", "third")])
SERVICE = "---\n# kind: scheduler-swarm\nservices:\n  web:\n    image: quay.io/ns/img:{}\n"
LIST = (
    "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n"
    "- {source: public, name: quay.io/ns/img, tag: 1}\n"
    "- {source: second, name: ns/img, tag: 2}\n"
    "- {source: third, name: ns/img, tag: 3}\n"
)


def registry_of(text: str) -> str | None:
    (used,) = lint_release(text, CONFIG).resolution.uses
    return used.registry.name if used.registry else None


@pytest.mark.parametrize(("tag", "name"), [("1", "first"), ("2", "second"), ("3", "third"), ("4", "third")])
def test_the_entry_with_the_tag_names_the_registry(tag: str, name: str) -> None:
    assert registry_of(LIST + SERVICE.format(tag)) == name


@pytest.mark.parametrize(("source", "name"), [("second", "second"), ("public", "first")])
def test_the_source_beside_the_image_names_the_registry(source: str, name: str) -> None:
    assert registry_of(f"assets:\n  v1:\n  - docker: {{image: 'quay.io/ns/img:1', source: {source}}}\n") == name


@pytest.mark.parametrize(
    ("source", "image", "is_private"),
    [("public", "quay.io/ns/img:1", False), ("second", "ns/img:1", True), ("third", "ns/img:3", True)],
)
def test_whether_an_image_is_private_is_what_its_entry_says(source: str, image: str, is_private: bool) -> None:
    name, _, tag = image.partition(":")
    text = f"# kind: replicated\nimages:\n- {{source: {source}, name: {name}, tag: {tag}}}\n" + SERVICE.format(tag)
    (used,) = lint_release(text, CONFIG).resolution.uses
    assert used.is_private is is_private
