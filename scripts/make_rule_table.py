"""Writes ``replreg/rules/table.py`` from the rules' modules, and everything that is made from it or from the schemas.

`config_schema` renders the schema of the configuration, which lists the rules, and `schema_tables` the schemas as
modules of Python.

``--check`` writes nothing and ends with status 1 if a file is not current. A rule's module is read as text, so that a
table that is missing or old does not matter.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from config_schema import SCHEMA, provider_names, render_schema  # noqa: E402
from schema_tables import schema_tables  # noqa: E402

TABLE = Path("replreg/rules/table.py")
NOT_RULES = {"__init__", "base", "catalogue", "table"}
SCOPES = {
    "check": "release",
    "check_document": "document",
    "check_registry": "registry",
    "check_delivery": "delivery",
    "check_charts": "charts",
    "check_records": "records",
}
"""The checks that a rule's module can have, and the scope of each, in the order in which two of them are named."""
PAIRS = ("document records", "release delivery", "release charts", "delivery records")

HEAD = '"""The rules, a row each. Made by scripts/make_rule_table.py from the modules of this package."""\n\n'
COLUMNS = (
    "# Id, group, default severity, best fix, summary, scope of the check, whether its place can be a secret, facts,\n"
    "# names of the vendor portal.\n"
)


def read_rule(path: Path) -> dict[str, Any]:
    """Return the constants of a rule's module, and the ``SCOPE`` of its check. Raises ValueError for a wrong module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rule: dict[str, Any] = {"IS_SECRET": False, "APPLIES_TO": (), "VENDOR_NAMES": ()}
    scopes = [SCOPES[node.name] for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in SCOPES]
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            try:
                rule[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue  # a constant of the rule's own
    missing = {"ID", "GROUP", "SEVERITY", "FIX", "SUMMARY"} - rule.keys()
    if missing:
        raise ValueError(f"{path} lacks {', '.join(sorted(missing))}")
    if rule["ID"].replace("-", "_") != path.stem:
        raise ValueError(f"{path} has the id '{rule['ID']}', which is another name than the file's")
    scope = " ".join(word for word in SCOPES.values() if word in scopes)
    if len(scopes) > 1 and scope not in PAIRS:
        raise ValueError(f"{path} has two checks that cannot be in one rule: {scope}")
    rule["SCOPE"] = scope
    return rule


def groups(root: Path) -> list[str]:
    """Return the names of the groups, in order, from the catalogue."""
    tree = ast.parse((root / "replreg/rules/catalogue.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "GROUPS":
            return list(ast.literal_eval(node.value))
    raise ValueError("the catalogue has no GROUPS")


def read_rules(root: Path = ROOT) -> list[dict[str, Any]]:
    """Return all rules, by group, then by id."""
    paths = [path for path in (root / "replreg/rules").glob("*.py") if path.stem not in NOT_RULES]
    order = groups(root)
    return sorted(map(read_rule, paths), key=lambda rule: (order.index(rule["GROUP"]), rule["ID"]))


def render_table(rules: list[dict[str, Any]]) -> str:
    """Return the text of the table's module."""
    names = ("ID", "GROUP", "SEVERITY", "FIX", "SUMMARY", "SCOPE", "IS_SECRET", "APPLIES_TO", "VENDOR_NAMES")
    rows = "".join(f"    ({', '.join(map(literal, (rule[name] for name in names)))}),\n" for rule in rules)
    return (
        HEAD
        + '__all__ = ["TABLE"]\n\n'
        + "# fmt: off\n"
        + COLUMNS
        + "TABLE: tuple[tuple[str, str, str, str | None, str, str, bool, tuple[str, ...], tuple[str, ...]], ...] = (\n"
        + rows
        + ")\n"
    )


def literal(value: str | bool | tuple[str, ...] | None) -> str:
    """Return a value as Python writes it, text in double quotes."""
    if isinstance(value, tuple):
        return f"({''.join(f'{literal(item)}, ' for item in value).rstrip(' ')})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the files, or with ``--check`` say which of them are not current."""
    rules = read_rules(root)
    schema = render_schema((root / SCHEMA).read_text(encoding="utf-8"), rules, provider_names(root))
    made = {TABLE: render_table(rules), SCHEMA: schema, **schema_tables(root, {SCHEMA.name: schema})}
    old = [
        path
        for path, text in made.items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for path in old:
            print(f"{path} is not current; run scripts/make_rule_table.py and commit it", file=sys.stderr)
        return 1 if old else 0
    for path in old:
        (root / path).write_text(made[path], encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
