"""The entries for one image: what is asked again and again is worked out once."""

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
    for declared in lint_release(text, CONFIG).resolution.declared:
        found.add(declared)
    return found


@pytest.mark.parametrize(
    ("tag", "by_digest", "agreeing"),
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
def test_which_entries_have_the_tag(tag: str | None, by_digest: bool, agreeing: list[str]) -> None:
    answer = entries("1", "2", "1", "{{repl Tag}}").answer(tag, by_digest)
    assert [(declared.tag or "").replace(MASK * 12, MASK) for declared in answer.agreeing] == agreeing
    assert len(answer.listed) == 4
    assert all(declared.used for declared in (answer.agreeing or answer.listed))


class Tags(dict[str, list[object]]):
    """Entries by their tags, which count how often they are put together."""

    gathered = 0

    def get(self, *arguments: object) -> object:
        self.gathered += 1
        return super().get(*arguments)  # type: ignore[arg-type]


def test_many_entries_with_one_tag_are_put_together_once() -> None:
    found = entries(*["1"] * 100)
    tags = found._by_tag = Tags(found._by_tag)  # type: ignore[assignment,arg-type]
    first = found.answer("1", False)
    assert all(found.answer(tag, False) is first for tag in ["1"] * 100)
    assert found.answer("2", False) is found.answer("3", False)
    assert tags.gathered == 2
