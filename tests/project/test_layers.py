"""Imports run one way: from the text up to the command line, and never back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import replreg

FOLDER = Path(replreg.__file__).parent

_BELOW_RELEASE = {"", "yaml", "registries", "templates"}
_BELOW_RULES = {*_BELOW_RELEASE, "release", "charts", "delivery"}
_BELOW_LINTER = {*_BELOW_RULES, "rules", "config"}
MAY_IMPORT: dict[str, set[str]] = {
    "": set(),
    "yaml": {""},
    "templates": {"", "yaml"},
    "registries": {"", "yaml"},
    "release": _BELOW_RELEASE,
    "charts": {*_BELOW_RELEASE, "release"},
    "delivery": {*_BELOW_RELEASE, "release", "charts"},
    "rules": _BELOW_RULES,
    "config": _BELOW_RULES,
    "linter": _BELOW_LINTER,
    "output": {*_BELOW_LINTER, "linter"},
    "lsp": {*_BELOW_LINTER, "linter"},
    "cli": {*_BELOW_LINTER, "linter", "output", "lsp"},
}
"""The rooms that each room may import beside itself; "" is the modules at the root of the package."""


def name_of(path: Path) -> str:
    parts = path.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(FOLDER.rglob("*.py"))}


def package_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in MAY_IMPORT else ""


@cache
def imports(module: str) -> list[tuple[str, bool]]:
    """Return the modules that a module imports, and whether it does so at once rather than when a function runs."""
    return list(_imports(ast.parse(MODULES[module].read_text(encoding="utf-8"))))


_HOLDERS = (ast.stmt, ast.excepthandler, ast.match_case)


def _imports(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    stack = [(node, True) for node in ast.iter_child_nodes(tree)]
    while stack:
        node, at_once = stack.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in MODULES else node.module), at_once
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        else:
            later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            # No expression has an import in it.
            inner = (child for child in ast.iter_child_nodes(node) if isinstance(child, _HOLDERS))
            stack.extend((child, at_once and not later) for child in inner)


def test_every_package_is_a_room_of_the_table() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert folders <= set(MAY_IMPORT) - {""}


def test_no_room_imports_from_a_room_that_comes_after_it() -> None:
    wrong = []
    for module in MODULES.keys() - {"replreg", "replreg.__main__"}:  # the public names, and the entry point
        own = package_of(module)
        for imported, _ in imports(module):
            other = package_of(imported)
            if imported.startswith("replreg.") and other != own and other not in MAY_IMPORT[own]:
                wrong.append(f"{module} imports {imported}")
    assert wrong == []


def test_no_modules_import_one_another_in_a_circle() -> None:
    graph = {
        module: {imported for imported, at_once in imports(module) if at_once and imported in MODULES}
        for module in MODULES
    }
    list(TopologicalSorter(graph).static_order())


def test_only_what_people_see_knows_of_terminals() -> None:
    others = [module for module in MODULES if package_of(module) not in ("cli", "output")]
    known = {module: {imported.partition(".")[0] for imported, _ in imports(module)} for module in others}
    assert [module for module, names in known.items() if names & {"click", "rich"}] == []


def test_a_rule_knows_no_file_and_no_layout_of_a_scheduler() -> None:
    above = (
        "replreg.safe_write",
        "replreg.files",
        "replreg.linter.inputs",
        "replreg.linter.file_job",
        "replreg.linter.lint",
        "replreg.lsp",
        "replreg.release.readers",
    )
    rules = [module for module in MODULES if package_of(module) == "rules"]
    assert [(module, name) for module in rules for name, _ in imports(module) if name.startswith(above)] == []


def test_only_the_parsers_import_the_yaml_library() -> None:
    knowing = [module for module in MODULES if any(name.startswith("ruamel") for name, _ in imports(module))]
    assert knowing == ["replreg.yaml.parser", "replreg.yaml.python_parser", "replreg.yaml.python_scanner"]
