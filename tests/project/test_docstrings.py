"""The examples in docstrings give what they show."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import replreg

FOLDER = Path(replreg.__file__).parent


def modules_with_examples() -> list[str]:
    found = (path for path in FOLDER.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))
    return sorted(".".join(path.relative_to(FOLDER.parent).with_suffix("").parts) for path in found)


@pytest.mark.parametrize("name", modules_with_examples())
def test_every_example_gives_what_it_shows(name: str) -> None:
    result = doctest.testmod(import_module(name.removesuffix(".__init__")))
    assert result.attempted
    assert not result.failed
