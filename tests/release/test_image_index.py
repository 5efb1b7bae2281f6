"""The entries for one image: what they say of one tag is computed once."""

from __future__ import annotations

import pytest

from replreg.config.model import Config
from replreg.linter.lint import lint_release
from replreg.registries.linked_registry import Registry
from replreg.release.resolution.image_index import ImageEntries
from replreg.yaml.templates import MASK

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n"
CONFIG = Config(registries=[Registry("myquay", "quay.io")])


def entries(*tags: str) -> ImageEntries:
    text = HEAD + "".join(f"- {{source: myquay, name: ns/img, tag: '{tag}'}}\n" for tag in tags)
    found = ImageEntries()
    for declared in lint_release(text, CONFIG).resolution.declarations:
        found.add(declared)
    return found


@pytest.mark.parametrize(
    ("tag", "by_digest", "same_tag"),
    [
        ("1", False, ["1", "1", MASK]),
        ("2", False, ["2", MASK]),
        ("3", False, [MASK]),
        (None, False, [MASK]),
        (None, True, ["1", "2", "1", MASK]),
        (MASK, False, ["1", "2", "1", MASK]),
        ("1", True, ["1", "1", MASK]),
    ],
)
def test_which_entries_have_the_tag(tag: str | None, by_digest: bool, same_tag: list[str]) -> None:
    match = entries("1", "2", "1", "{{repl Tag}}").match(tag, by_digest)
    assert [(declared.tag or "").replace(MASK * 12, MASK) for declared in match.same_tag] == same_tag
    assert len(match.all) == 4
    assert match.closest == (match.same_tag or match.all)


def test_many_questions_with_one_tag_share_one_match() -> None:
    found = entries(*["1"] * 100)
    first = found.match("1", False)
    assert all(found.match(tag, False) is first for tag in ["1"] * 100)
    assert found.match("2", False) is found.match("3", False)


def unused(text: str) -> list[str]:
    resolution = lint_release(text, CONFIG).resolution
    return [f"{declared.name}:{declared.tag}" for declared in resolution.unused_images]


LIST = (
    HEAD
    + """\
- {source: myquay, name: ns/img, tag: "1"}
- {source: myquay, name: ns/img, tag: "2"}
- {source: myquay, name: ns/other, tag: "3"}
- {source: public, name: redis, tag: "4"}
- {source: public, name: "{{repl ConfigOption \"x\"}}/web", tag: "5"}
"""
)
SERVICE = "---\n# kind: scheduler-swarm\nversion: '3'\nservices:\n  web:\n    image: "


def test_every_entry_of_an_unused_release_is_unused() -> None:
    assert len(unused(LIST)) == 5


@pytest.mark.parametrize(
    ("image", "used"),
    [
        ("quay.io/ns/img:1", ["ns/img:1"]),
        ("myquay/ns/img:1", ["ns/img:1"]),
        ("ns/img:1", ["ns/img:1"]),
        ("quay.io/ns/img:9", ["ns/img:1", "ns/img:2"]),
        ("ghcr.io/ns/other:3", ["ns/other:3"]),
        ("redis:4", ["redis:4"]),
        ("memcached:4", []),
    ],
)
def test_an_entry_is_used_if_an_outcome_speaks_of_it(image: str, used: list[str]) -> None:
    left = unused(LIST + SERVICE + image + "\n")
    assert set(unused(LIST)) - set(left) == set(used)


def test_the_order_of_the_uses_does_not_decide_which_entries_are_unused() -> None:
    images = ["ghcr.io/ns/other:3", "quay.io/ns/other:3", "quay.io/ns/img:1", "registry.example.com/ns/img:2"]
    texts = [
        LIST + SERVICE.replace("web", "first") + one + "\n" + "".join(f"  s{n}:\n    image: {i}\n" for n, i in others)
        for one, *rest in (images, images[::-1])
        for others in [list(enumerate(rest))]
    ]
    outcomes = [
        {used.use.reference: type(used.outcome).__name__ for used in lint_release(text, CONFIG).resolution.uses}
        for text in texts
    ]
    assert outcomes[0] == outcomes[1]
    assert outcomes[0]["registry.example.com/ns/img:2"] == "DeclaredElsewhere"
    assert unused(texts[0]) == unused(texts[1])


def test_resolving_changes_no_declaration_and_no_use() -> None:
    resolution = lint_release(LIST + SERVICE + "quay.io/ns/img:1\n", CONFIG).resolution
    with pytest.raises(AttributeError):
        resolution.declarations[0].name = "other"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        resolution.uses[0].outcome = resolution.uses[0].outcome  # type: ignore[misc]
