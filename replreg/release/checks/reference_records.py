"""Records of references that lead nowhere, and the fixes that write another name."""

from __future__ import annotations

from replreg.finding import AbsentKey, Edit, Fix, Severity
from replreg.release.checks.calls import Argument
from replreg.release.checks.index import Index
from replreg.release.checks.names import Site
from replreg.release.checks.record import Record, written_path
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import legible

__all__ = ["Part", "call_record", "part_record", "rename", "rename_argument"]

Part = tuple[Site, int, int]
"""A part of the text of a scalar: its site, and the offsets in the text."""


def rename(site: Site, right: str | None, start: int = 0, end: int | None = None) -> Fix | None:
    """Return the unsafe fix that writes another name in place of a part of a site's value; None if it has no place."""
    if right is None or site.text is None or site.node.style in ("|", ">"):
        return None
    end = len(site.text) if end is None else end
    place = ScalarValue(site.fragment, site.node, site.node.value).locate(start, end)
    is_plain_word = all(character.isalnum() or character in "_-./" for character in right)
    if place is None or start == end or not is_plain_word or not right[:1].isalnum():
        return None
    return Fix(False, f"replace '{legible(site.text[start:end])}' with '{right}'", (Edit(*place, right),))


def rename_argument(argument: Argument, right: str | None) -> Fix | None:
    """Return the unsafe fix that writes another name as the argument of a template call; None for an unusual name."""
    if right is None or not all(character.isalnum() or character in "_-./:" for character in right):
        return None
    edit = Edit(argument.start, argument.end, right)
    return Fix(False, f"replace '{legible(argument.text)}' with '{right}'", (edit,))


def part_record(
    part: Part, severity: Severity, message: str, right: str | None, hint: str = "", lacks: tuple[AbsentKey, ...] = ()
) -> Record:
    """Return the record of an unknown name in a part of a scalar. ``lacks`` are absent lists of such names."""
    site, start, end = part
    fix = rename(site, right, start, end)
    place = site.span
    if (start, end) != (0, len(site.text or "")):
        place = ScalarValue(site.fragment, site.node, site.node.value).locate(start, end) or place
    if place[0] == place[1]:
        place = site.span
    return Record(
        "unknown-reference", written_path(site.path), place, severity, message, fix, (), site.document, hint, lacks
    )


def call_record(
    index: Index, argument: Argument, severity: Severity, message: str, right: str | None, hint: str = "",
    lacks: tuple[AbsentKey, ...] = (),
) -> Record:  # fmt: skip
    """Return the record of an unknown name in the argument of a template call, as `part_record` does."""
    fix = rename_argument(argument, right)
    span = (argument.start, argument.end)
    document = index.document_at(argument.start)
    return Record("unknown-reference", "", span, severity, message, fix, (), document, hint, lacks)
