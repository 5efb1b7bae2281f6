"""The tests use the public names of the package only, so that its inside can change without them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

_PRIVATE = re.compile(r"_(?!_)\w+")
_IN_TEXT = re.compile(r"\breplreg(?:\.\w+)*\._(?!_)\w+|\bfrom replreg[\w.]* import [^\n;]*\b_(?!_)\w+")
"""Private names in a text, such as the target of a patch or a program for another process."""

_OF_NAMED_TUPLES = {"_asdict", "_fields", "_make", "_replace"}
_PATCHERS = {"delattr", "getattr", "hasattr", "setattr"}


def private_names(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each use of a private name that the file does not define.

    What a class or a function reads of ``self`` or ``cls`` is its own. Names such as ``_replace`` are public, and so is
    what other packages call by such a name, as ``os._exit``, where the module is imported under its own name.
    """
    nodes = list(ast.walk(ast.parse(source)))
    others = {
        alias.asname or alias.name.split(".")[0]
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
        if not alias.name.startswith("replreg")
    }
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "replreg":
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from ((node.lineno, name) for name in names if _PRIVATE.fullmatch(name))
        elif isinstance(node, ast.Import):
            parts = [part for alias in node.names if alias.name.startswith("replreg") for part in alias.name.split(".")]
            yield from ((node.lineno, part) for part in parts if _PRIVATE.fullmatch(part))
        elif isinstance(node, ast.Attribute):
            own = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", *others}
            if _PRIVATE.fullmatch(node.attr) and node.attr not in _OF_NAMED_TUPLES and not own:
                yield node.lineno, node.attr
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in _PATCHERS:
                for argument in node.args[:2]:
                    if isinstance(argument, ast.Constant) and _PRIVATE.fullmatch(str(argument.value)):
                        yield node.lineno, str(argument.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node.lineno, found[0]) for found in _IN_TEXT.finditer(node.value))


def test_no_test_uses_a_private_name_of_the_package() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}: {name}"
        for path in sorted(TESTS.rglob("*.py"))
        if path != Path(__file__).resolve()
        for line, name in private_names(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from replreg.linter.processes import _AHEAD",
        "from replreg.linter._inner import run",
        "import replreg._inner as inner",
        "from replreg import files\nfiles._write(1)",
        "def test(server): return server._waiting",
        "monkeypatch.setattr(reading, '_WORTH', 1)",
        "monkeypatch.setattr('replreg.files._write', None)",
        "getattr(reading, '_WORTH')",
        "program = 'from replreg.files import _write; _write()'",
    ],
)
def test_a_private_name_is_seen(source: str) -> None:
    assert list(private_names(source))


@pytest.mark.parametrize(
    "source",
    [
        "from replreg.version import __version__",
        "from replreg.finding import Finding\nFinding._replace(line=2)",
        "import os\nos._exit(0)",
        "class A:\n    def f(self): return self._x",
        "monkeypatch.setattr('replreg.files.os.replace', None)",
        "_LINES = 3\nprint(_LINES)",
        "from _pytest import config",
    ],
)
def test_other_names_are_not(source: str) -> None:
    assert list(private_names(source)) == []
