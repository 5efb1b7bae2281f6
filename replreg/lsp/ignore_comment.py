"""The comment that silences one finding: where it can stand, and that it silences that and changes nothing else."""

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

__all__ = ["reads_alike", "silencing_edit"]

_OURS = lazy_compile(r"(?:(?<=\s)|^)#[ \t]*replreg:[ \t]*ignore[ \t]*\[[^\]\r\n]*[^\]\s](?=[ \t]*\])")


def silencing_edit(
    text: str, finding: Finding, findings: Sequence[Finding], relint: Callable[[str], Sequence[Finding] | None]
) -> Edit | None:
    """Return the insertion of a comment that silences a finding of ``text``; None where no comment can stand.

    The comment stands at the end of the line, or, where that would be within a value, alone on the line before; a
    comment that is there already gets one rule more. ``findings`` are all that the text has, and ``relint`` returns
    those of another text: an edit is only returned if it takes this finding away, adds none, and changes no value.
    """
    for edit in _candidates(text, finding):
        edited = apply_edits(text, [edit])
        left = relint(edited)
        if left is not None and _only_lost(finding, findings, left) and reads_alike(text, edited):
            return edit
    return None


def _candidates(text: str, finding: Finding) -> Iterator[Edit]:
    """Yield the insertions to try, the one that people would write first."""
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
    """Tell whether a finding is gone and none has come. Places have moved, and words may: rules are what is counted."""
    old = Counter(known.rule for known in before)
    new = Counter(known.rule for known in after)
    return new[finding.rule] < old[finding.rule] and new <= old


def reads_alike(old: str, new: str, depth: int = 0) -> bool:
    """Tell whether two texts hold the same documents but for comments.

    Literal block scalars may hold files with comments of their own, and are compared likewise. A document that is not
    YAML has to be the same in both, character by character.
    """
    before, after = list(read_documents(old)), list(read_documents(new))
    return len(before) == len(after) and all(
        _same_document(mine, other, depth) for mine, other in zip(before, after, strict=True)
    )


def _same_document(old: Document, new: Document, depth: int) -> bool:
    if old.root is None or new.root is None:
        return old.root is new.root and _written(old) == _written(new)
    seen: set[int] = set()
    stack: list[tuple[Node, Node]] = [(old.root, new.root)]
    while stack:
        mine, other = stack.pop()
        if id(mine) in seen:
            continue
        seen.add(id(mine))
        if type(mine) is not type(other) or mine.tag != other.tag:
            return False
        if isinstance(mine, Scalar) and isinstance(other, Scalar):
            if mine.style != other.style or not _same_value(mine, other, depth):
                return False
        elif isinstance(mine, List) and isinstance(other, List):
            if len(mine.items) != len(other.items):
                return False
            stack.extend(zip(mine.items, other.items, strict=True))
        elif isinstance(mine, Mapping) and isinstance(other, Mapping):
            if len(mine.pairs) != len(other.pairs):
                return False
            for pair in zip(mine.pairs, other.pairs, strict=True):
                stack.extend(zip(*pair, strict=True))
    return True


def _same_value(old: Scalar, new: Scalar, depth: int) -> bool:
    if old.value == new.value:
        return True
    return old.style == "|" and depth < DEEPEST and reads_alike(old.value, new.value, depth + 1)


def _written(document: Document) -> str:
    return document.source.file[document.start : document.end]
