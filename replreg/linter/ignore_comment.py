"""Finds the comments that ignore findings, and makes sure that each changes nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from replreg.finding import Edit, Finding
from replreg.lazy_re import lazy_compile
from replreg.release.documents import Document, read_documents
from replreg.yaml.composer import Mapping, Node, Scalar
from replreg.yaml.composer import Sequence as List
from replreg.yaml.edits import apply_edits
from replreg.yaml.embedded import DEEPEST
from replreg.yaml.text import BOM, LineIndex, first_newline

__all__ = ["reads_alike", "silencing_edit", "silencing_edits"]

Relint = Callable[[str], Sequence[Finding] | None]
"""Returns the findings of a text; None if it cannot be linted."""

_OURS = lazy_compile(r"(?:(?<=\s)|^)#[ \t]*replreg:[ \t]*ignore[ \t]*\[[^\]\r\n]*[^\]\s](?=[ \t]*\])")


def silencing_edits(
    text: str,
    wanted: Sequence[Finding],
    findings: Sequence[Finding],
    relint: Relint,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> dict[tuple[int, str], Edit | None]:
    """Return the edit of `silencing_edit` for each line and rule of the ``wanted`` findings.

    The comments of many lines are tried together, so that the text need not be linted once for each.
    """
    groups = {(finding.start.line, finding.rule): finding for finding in reversed(wanted)}
    numbers = Counter((finding.start.line, finding.rule) for finding in findings)
    edits: dict[tuple[int, str], Edit | None] = {}
    stack = _by_distinct_lines(sorted(groups))
    while stack and not is_cancelled():
        keys = stack.pop()
        if len(keys) == 1:
            edits[keys[0]] = silencing_edit(text, groups[keys[0]], findings, relint)
            continue
        tried = {key: next(_candidates(text, groups[key])) for key in keys}
        edited = apply_edits(text, sorted(tried.values()))
        if _loses_exactly({key: numbers[key] for key in keys}, findings, relint(edited)) and reads_alike(text, edited):
            edits.update(tried)
        else:
            stack += [keys[: len(keys) // 2], keys[len(keys) // 2 :]]
    return edits


def _by_distinct_lines(keys: Sequence[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Group lines and rules so that no group has a line twice: two comments on one line would be one."""
    groups: list[list[tuple[int, str]]] = []
    depth: Counter[int] = Counter()
    for key in keys:
        if depth[key[0]] == len(groups):
            groups.append([])
        groups[depth[key[0]]].append(key)
        depth[key[0]] += 1
    return groups


def _loses_exactly(
    lost: dict[tuple[int, str], int], before: Sequence[Finding], after: Sequence[Finding] | None
) -> bool:
    """Whether just the findings of some lines and rules are gone, and none has come. Rules are counted, not places."""
    if after is None:
        return False
    expected = Counter(finding.rule for finding in before)
    for (_, rule), number in lost.items():
        expected[rule] -= number
    return +expected == Counter(finding.rule for finding in after)


def silencing_edit(text: str, finding: Finding, findings: Sequence[Finding], relint: Relint) -> Edit | None:
    """Return the insertion of a comment that ignores a finding of ``text``; None if no comment can.

    The comment is at the end of the line, or, if that would be within a value, alone on the line before. A comment
    that is there already gets one rule more. ``findings`` are all findings of the text: an edit is returned only if it
    removes this finding, adds none, and changes no value.
    """
    for edit in _candidates(text, finding):
        edited = apply_edits(text, [edit])
        left = relint(edited)
        if left is not None and _only_lost(finding, findings, left) and reads_alike(text, edited):
            return edit
    return None


def _candidates(text: str, finding: Finding) -> Iterator[Edit]:
    """Yield the insertions to try, in the order in which people would choose them."""
    lines = LineIndex(text)
    number = finding.start.line
    line = lines.line(number)
    start = lines.starts[number - 1] + (number == 1 and text.startswith(BOM))
    for ours in _OURS.finditer(line):
        yield Edit(start + ours.end(), start + ours.end(), f", {finding.rule}")
    comment = f"# replreg: ignore[{finding.rule}]"
    end = start + len(line.rstrip())
    yield Edit(end, end, f"  {comment}")
    indentation = line[: len(line) - len(line.lstrip())]
    yield Edit(start, start, f"{indentation}{comment}{first_newline(text)}")


def _only_lost(finding: Finding, before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Whether a finding is gone and none has come. Rules are counted, since places and messages can change."""
    old = Counter(known.rule for known in before)
    new = Counter(known.rule for known in after)
    return new[finding.rule] < old[finding.rule] and new <= old


def reads_alike(old: str, new: str, depth: int = 0) -> bool:
    """Return True if two texts have the same documents except for comments.

    Literal block scalars can contain files with comments of their own, and are compared in the same way, except JSON,
    which has no comments, and other text, such as a script: all of that is a value. A document that is not YAML must be
    the same in both, character by character.
    """
    before, after = list(read_documents(old)), list(read_documents(new))
    if depth and not before:  # only comments, which belong to the value
        return old == new
    return len(before) == len(after) and all(
        _same_document(ours, theirs, depth) for ours, theirs in zip(before, after, strict=True)
    )


def _same_document(old: Document, new: Document, depth: int) -> bool:
    if old.root is None or new.root is None or (depth and isinstance(old.root, Scalar)):
        return type(old.root) is type(new.root) and _text_of(old) == _text_of(new)
    seen: set[int] = set()
    stack: list[tuple[Node, Node]] = [(old.root, new.root)]
    while stack:
        ours, theirs = stack.pop()
        if id(ours) in seen:
            continue
        seen.add(id(ours))
        if type(ours) is not type(theirs) or ours.tag != theirs.tag:
            return False
        if isinstance(ours, Scalar) and isinstance(theirs, Scalar):
            if ours.style != theirs.style or not _same_value(ours, theirs, depth):
                return False
        elif isinstance(ours, List) and isinstance(theirs, List):
            if len(ours.items) != len(theirs.items):
                return False
            stack.extend(zip(ours.items, theirs.items, strict=True))
        elif isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            if len(ours.pairs) != len(theirs.pairs):
                return False
            for pair in zip(ours.pairs, theirs.pairs, strict=True):
                stack.extend(zip(*pair, strict=True))
    return True


def _same_value(old: Scalar, new: Scalar, depth: int) -> bool:
    if old.value == new.value:
        return True
    return (
        old.style == "|"
        and depth < DEEPEST
        and not _is_json(old.value)
        and reads_alike(old.value, new.value, depth + 1)
    )


def _is_json(text: str) -> bool:
    """Whether a text is JSON, which YAML reads, too, and which cannot have a comment."""
    import json

    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _text_of(document: Document) -> str:
    return document.fragment.file[document.start : document.end]
