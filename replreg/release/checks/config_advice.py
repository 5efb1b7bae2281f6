"""Advice on the config screen: what works but probably does not serve the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.lazy_re import lazy_compile
from replreg.release.checks.access import is_absent, known_text
from replreg.release.checks.record import Path
from replreg.yaml.nodes import Mapping, Scalar
from replreg.yaml.templates import legible

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["check_item"]

_SECRET = lazy_compile(r"(?:^|[_\W])(?:key|password|passwd|access|secret|token)s?(?=$|[_\W0-9])", 2)
_CAMEL = lazy_compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TRUE = frozenset("true True TRUE yes Yes YES on On ON y Y".split())


def check_item(walk: Walk, mapping: Mapping, path: Path | None, kind: str | None) -> None:
    """Report what is doubtful about a config item. ``kind`` is its type, or None where it is absent or a template."""
    type_node = mapping.get("type")
    if kind == "text" or (kind is None and is_absent(type_node)):
        _check_secret(walk, mapping, path)
    if _is_true(mapping, "write_once") and not is_absent(mapping.get("default")):
        key = mapping.key("default")
        message = "'write_once' locks this item at the first saving, even with its default; remove one of them"
        walk.report("config-advice", (path, "default"), key or mapping, Severity.INFO, message)
    if kind in ("select_one", "select_many") and not is_absent(mapping.get("title")):
        key = mapping.key("title")
        message = f"the title of a {kind} is not shown; put the text into the title of the group or a label"
        walk.report("config-advice", (path, "title"), key or mapping, Severity.INFO, message)


def _check_secret(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    name = mapping.get("name")
    text = known_text(walk.fragment, name)
    if text is None or not isinstance(name, Scalar) or _is_true(mapping, "hidden") or _is_true(mapping, "readonly"):
        return
    if _SECRET.search(_CAMEL.sub("_", text)):
        message = f"'{legible(text)}' looks like a secret, but everybody can read a text item; use the type 'password'"
        walk.report("config-advice", (path, "name"), name, Severity.INFO, message)


def _is_true(mapping: Mapping, key: str) -> bool:
    node = mapping.get(key)
    return isinstance(node, Scalar) and node.value in _TRUE
