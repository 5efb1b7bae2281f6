"""Comments that suppress findings: ``# replreg: ignore[rule, …]``, and the vendor's ``# repl-lint-ignore-…``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator

from replreg.finding import Finding
from replreg.lazy_re import lazy_compile
from replreg.messages import nearest
from replreg.rules.base import Problem
from replreg.yaml.templates import legible
from replreg.yaml.text import LineIndex

__all__ = ["Ignore", "Suppressions"]

_COMMENT = lazy_compile(
    r"(?:(?<=[\s\ufeff])|^)#[ \t]*(?:"
    r"replreg:[ \t]*(?P<word>[\w-]+)[ \t]*(?P<list>\[(?P<rules>[^\]\r\n]*)(?P<close>\]?))?"
    r"|repl-lint-ignore-(?P<vendor>next|start|end|file)\b)",
    re.MULTILINE,
)
_BLANK_OR_COMMENT = lazy_compile(r"\s*(?:#.*)?$")
_HEAD = lazy_compile(r"(?:---)?\s*(?:#.*)?$|%")
_NEXT_WORD = lazy_compile(r"[ \t]*:?[ \t]*([a-z-]+)")
_WORDS = ("ignore", "ignore-file")
_SHORT = 50
"""Comments that cover at most this many lines are indexed by line."""


class Ignore:
    """One comment: the lines it covers (from 1, inclusive), the rules it names (empty: all), and suppressed."""

    __slots__ = ("end", "first", "last", "rules", "start", "used", "vendor")

    def __init__(self, span: tuple[int, int], first: int, last: int, rules: list[str], vendor: bool = False) -> None:
        self.start, self.end = span
        self.first = first
        self.last = last
        self.rules = rules
        self.vendor = vendor
        self.used: set[str] = set()

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is on one of the lines, and of one of the rules."""
        if not (self.first <= finding.start.line <= self.last or self.first <= finding.end.line <= self.last):
            return False
        return not self.rules or finding.rule in self.rules


class _Whole:
    """The comments that cover the whole file, by the rules that they name."""

    def __init__(self) -> None:
        self._by_rule: dict[str | None, list[Ignore]] = {}
        self._asked: dict[str, bool] = {}

    def add(self, ignore: Ignore) -> None:
        """Add a comment."""
        for rule in dict.fromkeys(ignore.rules) or [None]:
            self._by_rule.setdefault(rule, []).append(ignore)

    def covers(self, rule: str) -> bool:
        """Whether any of the comments covers a rule. Those that do are remembered as used."""
        if rule not in self._asked:
            covering = [*self._by_rule.get(rule, ()), *self._by_rule.get(None, ())]
            for ignore in covering:
                ignore.used.add(rule)
            self._asked[rule] = bool(covering)
        return self._asked[rule]


class Suppressions:
    """The suppression comments of one text. ``known`` are the ids of all rules."""

    def __init__(self, text: str, masked: str, lines: LineIndex, known: Collection[str]) -> None:
        self._ignores: list[Ignore] = []
        self._mistakes: list[tuple[int, int, str]] = []
        self._lines = lines
        self._known = known
        self._run = (0, 0)
        self._head = 0
        if "replreg:" not in text and "repl-lint-ignore" not in text:
            return
        open_block: tuple[int, int, int] | None = None
        for match in _COMMENT.finditer(masked):
            line = lines.position(match.start()).line
            vendor = match.group("vendor")
            if vendor is None:
                self._add(match, line)
            elif vendor == "start":
                open_block = open_block or (*match.span(), line)
            elif vendor == "end":
                if open_block is not None:
                    self._ignores.append(Ignore(open_block[:2], open_block[2], line, [], vendor=True))
                open_block = None
            elif vendor == "next":
                self._ignores.append(Ignore(match.span(), *self._next_line(line), [], vendor=True))
            elif self._is_in_head(line):
                self._ignores.append(Ignore(match.span(), 1, len(lines.starts), [], vendor=True))
        if open_block is not None:
            self._ignores.append(Ignore(open_block[:2], open_block[2], len(lines.starts), [], vendor=True))

    def __bool__(self) -> bool:
        return bool(self._ignores or self._mistakes)

    def keep(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that no comment suppresses, and remember which comments suppressed one."""
        by_line: dict[int, list[Ignore]] = {}
        long: list[Ignore] = []
        blocks: list[Ignore] = []  # of the vendor's comments, in order; none begins before the one in front ends
        whole = _Whole()
        for ignore in self._ignores:
            if ignore.first == 1 and ignore.last >= len(self._lines.starts):
                whole.add(ignore)
            elif ignore.last - ignore.first > _SHORT:
                (blocks if ignore.vendor and (not blocks or ignore.first >= blocks[-1].last) else long).append(ignore)
            else:
                for line in range(ignore.first, ignore.last + 1):
                    by_line.setdefault(line, []).append(ignore)
        first_lines = [block.first for block in blocks]
        kept = []
        for finding in findings:
            near = by_line.get(finding.start.line, [])
            if finding.end.line != finding.start.line:
                near = near + by_line.get(finding.end.line, [])
            for line in {finding.start.line, finding.end.line} if blocks else ():
                after = bisect_right(first_lines, line)
                near = near + blocks[max(after - 2, 0) : after]  # two, where one ends on the line that starts another
            covering = [ignore for group in (near, long) for ignore in group if ignore.covers(finding)]
            for ignore in covering:
                ignore.used.add(finding.rule)
            if not whole.covers(finding.rule) and not covering:
                kept.append(finding)
        return kept

    def unused(self, active: Collection[str]) -> Iterator[Problem]:
        """Yield the comments, or the rules in them, that suppressed nothing, and the mistakes in comments.

        A rule that is not ``active`` cannot suppress anything. The document of each problem is 0. A comment that names
        ``unused-ignore`` suppresses these problems.
        """
        silent = [ignore for ignore in self._ignores if "unused-ignore" in ignore.rules]
        for start, end, message in [*self._mistakes, *self._idle(active)]:
            line = self._lines.position(start).line
            if not any(ignore.first <= line <= ignore.last for ignore in silent):
                yield Problem(0, (start, end), message)

    def _idle(self, active: Collection[str]) -> Iterator[tuple[int, int, str]]:
        for ignore in self._ignores:
            if ignore.vendor:
                continue  # it may have been written for the vendor's tool
            if not ignore.rules and not ignore.used:
                yield ignore.start, ignore.end, "this comment suppresses nothing; remove it"
            for rule in dict.fromkeys(ignore.rules):
                if rule in active and rule not in ignore.used and rule != "unused-ignore":
                    what = "it" if ignore.rules == [rule] else "the rule from it"
                    yield ignore.start, ignore.end, f"this comment suppresses no '{rule}' finding; remove {what}"

    def _add(self, match: re.Match[str], line: int) -> None:
        """Add a comment of replreg, or remember the mistake in it; then it suppresses nothing."""
        word = match.group("word")
        span = match.span()
        rules = [rule.strip() for rule in (match.group("rules") or "").split(",") if rule.strip()]
        mistake = self._mistake(match, rules)
        if mistake is not None:
            self._mistakes.append((*span, mistake))
            return
        for rule in rules:
            if rule not in self._known:
                near = nearest(rule[:80], self._known, cutoff=0.5)
                hint = f"; did you mean '{near}'?" if near else "; 'replreg rules' lists them"
                self._mistakes.append((*span, f"there is no rule '{legible(rule)}'{hint}"))
        known = [rule for rule in rules if rule in self._known]
        if rules and not known:
            return
        if word == "ignore-file":
            if self._is_in_head(line):
                self._ignores.append(Ignore(span, 1, len(self._lines.starts), known))
            else:
                self._mistakes.append((*span, "'ignore-file' counts only above the first line of content"))
        elif self._lines.line(line).strip().startswith("#"):
            self._ignores.append(Ignore(span, *self._next_line(line), known))
        else:
            self._ignores.append(Ignore(span, line, line, known))

    def _mistake(self, match: re.Match[str], rules: list[str]) -> str | None:
        word = match.group("word")
        if word not in _WORDS:
            near = nearest(word[:80], _WORDS)
            hint = f"; did you mean '{near}'?" if near else "; it knows 'ignore[…]' and 'ignore-file[…]'"
            return f"replreg has no comment '{legible(word)}'{hint}"
        if match.group("list") is None:
            following = _NEXT_WORD.match(match.string, match.end())
            if following and following.group(1) in self._known:
                return f"the rule must be in brackets: write '{word}[{following.group(1)}]'"
        elif not match.group("close"):
            return "the bracket is not closed"
        elif not rules:
            return f"the brackets name no rule; write '{word}[rule]', or '{word}' for all"
        return None

    def _is_in_head(self, line: int) -> bool:
        """Whether only comments, blank lines, directives and separators are above a line."""
        while self._head < line - 1 and _HEAD.match(self._lines.line(self._head + 1)):
            self._head += 1
        return self._head >= line - 1

    def _next_line(self, line: int) -> tuple[int, int]:
        """Return the lines up to the next one that is neither blank nor a comment."""
        first, following = self._run
        if not first <= line < following:
            following = line + 1
            while following < len(self._lines.starts) and _BLANK_OR_COMMENT.match(self._lines.line(following)):
                following += 1
            self._run = (line, following)
        return line, following
