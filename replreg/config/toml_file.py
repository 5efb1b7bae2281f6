"""The table ``[tool.replreg]`` of a ``pyproject.toml``, and the places of its keys."""

from __future__ import annotations

import re
from typing import Any

from replreg.files import StrPath, read_bytes
from replreg.yaml.text import BOM

__all__ = ["has_table", "toml_place", "toml_table"]


def toml_table(text: str) -> Any:
    """Return the table of replreg, None if there is none. Raises ValueError where the text is not TOML."""
    try:
        import tomllib
    except ImportError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef,import-not-found,unused-ignore]
    try:
        tool = tomllib.loads(text.removeprefix(BOM)).get("tool")
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return tool.get("replreg") if isinstance(tool, dict) else None


def toml_place(text: str, trail: list[Any]) -> tuple[int, int]:
    """Return the line that most likely holds a key of ``[tool.replreg]``: TOML readers keep no positions."""
    lines = [line.strip() for line in text.splitlines()] or [""]
    keys = [_toml_keys(line) for line in lines]
    found = next((n for n, line in enumerate(lines) if line.startswith("[tool.replreg")), 0)
    above = "replreg"
    for part in trail:
        if isinstance(part, int):
            same = [n for n in range(found, len(lines)) if lines[n] == lines[found]]
            if lines[found].startswith("[[") and part < len(same):
                found = same[part]  # of an array of tables the one of this number
            continue
        end = found + 1
        while lines[found].startswith("[") and end < len(lines) and not lines[end].startswith("["):
            end += 1
        inside = (n for n in range(found, end) if part in keys[n])
        elsewhere = (n for n in range(found, len(lines)) if part in keys[n] and above in keys[n])
        number = next(inside, next(elsewhere, None))
        if number is None:
            break
        found, above = number, part
    shown = text.splitlines()[found] if text else ""
    return found + 1, len(shown) - len(shown.lstrip()) + 1


def _toml_keys(line: str) -> list[str]:
    """Return the keys in a table's head, or before the equals sign of a line."""
    written = line.partition("]")[0].strip("[") if line.startswith("[") else line.partition("=")[0]
    return [key.strip("\"'") for key in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s\"'#]+", written)]


def has_table(project: StrPath) -> bool:
    """Whether a ``pyproject.toml`` has settings of replreg."""
    try:
        data = read_bytes(project)
        return b"replreg" in data and toml_table(data.decode("utf-8")) is not None
    except OSError:
        return False
    except ValueError:
        return b"[tool.replreg" in data  # reading it reports the mistake
