"""Writes ``replreg/rules/table.py`` from the rules' modules, and the lists of rules and providers in the schema.

It also writes the tables of `replreg.yaml.schema_tables` from the schemas: what is checked, as a module of Python, so
that no run reads JSON.

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
TABLE = Path("replreg/rules/table.py")
SCHEMA = Path("schemas/replreg-config.schema.json")
SCHEMA_TABLES = Path("replreg/yaml/schema_tables")
OF_OUTPUT = ("findings", "images")
"""The schemas of what replreg writes, which it does not check."""
ANNOTATIONS = frozenset(("$schema", "$id", "$comment", "title", "description", "default", "examples"))
"""The keywords that say nothing of what is valid; some are words of messages, see `_is_said`."""
WITHOUT_WORDS = frozenset(
    "type enum properties patternProperties additionalProperties items required $ref $defs deprecated".split()
)
"""The keywords whose faults are put into words without the schema's ``description``."""
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
OFF_BY_DEFAULT = ("advice",)
"""The groups whose rules are off by default, as in `replreg.config.model`."""
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


def provider_names(root: Path) -> list[str]:
    """Return the names of the providers, in order, from their records."""
    tree = ast.parse((root / "replreg/registries/providers.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if not isinstance(node, ast.AnnAssign) or ast.unparse(node.target) != "PROVIDERS":
            continue
        if isinstance(node.value, ast.Dict):
            return [ast.literal_eval(key) for key in node.value.keys if key is not None]
    raise ValueError("there are no PROVIDERS")


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


def render_schema(text: str, rules: list[dict[str, Any]], providers: list[str]) -> str:
    """Return the schema's text with the providers, the rules' ids, and a level for each rule."""
    schema = json.loads(text)
    schema["$defs"]["registry"]["properties"]["provider"]["enum"] = providers
    ids = [rule["ID"] for rule in rules]
    schema["$defs"]["ruleSelector"]["enum"] = ["ALL", *dict.fromkeys(rule["GROUP"] for rule in rules), *ids]
    schema["$defs"]["ruleLevels"]["properties"] = {
        word: {
            "description": f"Every rule of the group {word}." if word != "ALL" else "Every rule.",
            "$ref": "#/$defs/level",
        }
        for word in ("ALL", *dict.fromkeys(rule["GROUP"] for rule in rules))
    } | {
        rule["ID"]: {
            "description": rule["SUMMARY"][0].upper() + rule["SUMMARY"][1:] + ".",
            "default": "off" if rule["GROUP"] in OFF_BY_DEFAULT else rule["SEVERITY"],
            "$ref": "#/$defs/level",
        }
        for rule in rules
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def render_schema_table(name: str, schema: dict[str, Any]) -> str:
    """Return the text of the module with what a schema says of valid documents: a line for each definition."""
    checked = _checked(schema)
    definitions = checked.pop("$defs", {})
    lines = [f"    {key!r}: {value!r},\n" for key, value in checked.items()]
    lines += ["    '$defs': {\n", *(f"        {key!r}: {value!r},\n" for key, value in definitions.items()), "    },\n"]
    return (
        f'"""What ``schemas/{name}.schema.json`` says of valid documents. Made by scripts/make_rule_table.py."""\n\n'
        "from typing import Any\n\n"
        '__all__ = ["SCHEMA"]\n\n'
        "# fmt: off\n"
        f"SCHEMA: dict[str, Any] = {{\n{''.join(lines)}}}\n"
    )


def _checked(schema: Any) -> Any:
    """Return a schema without the annotations that no message has. Keys of ``properties`` and ``$defs`` are names."""
    if isinstance(schema, list):
        return [_checked(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _checked(part) for name, part in value.items()}
        if key in ("properties", "$defs")
        else _checked(value)
        for key, value in schema.items()
        if key not in ANNOTATIONS or _is_said(key, schema)
    }


def _is_said(key: str, schema: dict[str, Any]) -> bool:
    """Return True if a message has this annotation: what lacks a required key, or the form that a value must have."""
    if key == "title":
        return "required" in schema
    return key == "description" and bool(schema.keys() - ANNOTATIONS - WITHOUT_WORDS)


def schema_tables(root: Path, config_schema: str) -> dict[Path, str]:
    """Return the texts of the modules of `replreg.yaml.schema_tables`, by path."""
    made = {}
    for path in sorted((root / "schemas").glob("*.schema.json")):
        name = path.name.removesuffix(".schema.json")
        if name not in OF_OUTPUT:
            text = config_schema if path.name == SCHEMA.name else path.read_text(encoding="utf-8")
            module = SCHEMA_TABLES / f"{name.replace('-', '_')}.py"
            made[module] = render_schema_table(name, json.loads(text))
    return made


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the files, or with ``--check`` say which of them are not current."""
    rules = read_rules(root)
    schema = render_schema((root / SCHEMA).read_text(encoding="utf-8"), rules, provider_names(root))
    made = {TABLE: render_table(rules), SCHEMA: schema, **schema_tables(root, schema)}
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
