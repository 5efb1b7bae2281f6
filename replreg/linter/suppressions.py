"""Comments that suppress findings: ``# replreg: ignore[rule, …]``, and the vendor's ``# repl-lint-ignore-…``."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence

from replreg.finding import Finding
from replreg.lazy_re import lazy_compile
from replreg.messages import did_you_mean
from replreg.rules.base import Problem
from replreg.yaml.templates import legible
from replreg.yaml.text import LineIndex

__all__ = ["Suppressions"]

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


class _Ignore:
    """One comment: the lines it covers (from 1, inclusive), and the rules it names (empty: all).

    ``used`` are those of its rules that it suppressed a finding of; None in it is any rule.
    """

    __slots__ = ("end", "first", "last", "rules", "start", "used", "vendor")

    def __init__(self, span: tuple[int, int], first: int, last: int, rules: list[str], vendor: bool = False) -> None:
        self.start, self.end = span
        self.first = first
        self.last = last
        self.rules = rules
        self.vendor = vendor
        self.used: set[str | None] = set()


class _Lines:
    """The lines that some ranges of lines have together."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._first: list[int] = []
        self._last: list[int] = []
        for first, last in sorted(ranges):
            if self._last and first <= self._last[-1]:
                self._last[-1] = max(self._last[-1], last)
            else:
                self._first.append(first)
                self._last.append(last)

    def __contains__(self, line: int) -> bool:
        after = bisect_right(self._first, line)
        return after > 0 and line <= self._last[after - 1]


_NO_LINES = _Lines(())


def _has_any(lines: Sequence[int], first: int, last: int) -> bool:
    """Return True if any of some sorted lines is in a range."""
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


class Suppressions:
    """The suppression comments of one text. ``known`` are the ids of all rules."""

    def __init__(self, text: str, masked: str, lines: LineIndex, known: Collection[str]) -> None:
        self._ignores: list[_Ignore] = []
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
                    self._ignores.append(_Ignore(open_block[:2], open_block[2], line, [], vendor=True))
                open_block = None
            elif vendor == "next":
                self._ignores.append(_Ignore(match.span(), *self._next_line(line), [], vendor=True))
            elif self._is_in_head(line):
                self._ignores.append(_Ignore(match.span(), 1, len(lines.starts), [], vendor=True))
        if open_block is not None:
            self._ignores.append(_Ignore(open_block[:2], open_block[2], len(lines.starts), [], vendor=True))

    def __bool__(self) -> bool:
        return bool(self._ignores or self._mistakes)

    def keep(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that no comment suppresses, and remember which comments suppressed one.

        Ranges and findings are compared by rule and sorted by line. So the time grows in proportion to the comments and
        the findings, also if all comments cover all findings.
        """
        findings = list(findings)
        found: dict[str | None, set[int]] = {None: set()}  # the lines of the findings, by rule; None: of all rules
        for finding in findings:
            lines = (finding.start.line, finding.end.line)
            found[None].update(lines)
            found.setdefault(finding.rule, set()).update(lines)
        sorted_lines = {rule: sorted(lines) for rule, lines in found.items()}
        ranges: dict[str | None, list[tuple[int, int]]] = {}
        for ignore in self._ignores:
            for rule in dict.fromkeys(ignore.rules) or (None,):
                if _has_any(sorted_lines.get(rule, ()), ignore.first, ignore.last):
                    ignore.used.add(rule)
                    ranges.setdefault(rule, []).append((ignore.first, ignore.last))
        covered = {rule: _Lines(of_rule) for rule, of_rule in ranges.items()}
        of_all = covered.get(None, _NO_LINES)

        def is_kept(finding: Finding) -> bool:
            of_rule = covered.get(finding.rule, _NO_LINES)
            return not any(line in of_rule or line in of_all for line in (finding.start.line, finding.end.line))

        return [finding for finding in findings if is_kept(finding)]

    def unused(self, active: Collection[str]) -> Iterator[Problem]:
        """Yield the comments, or the rules in them, that suppressed nothing, and the mistakes in comments.

        A rule that is not ``active`` cannot suppress anything. The document of each problem is 0. A comment that names
        ``unused-ignore`` suppresses these problems.
        """
        silent = _Lines((ignore.first, ignore.last) for ignore in self._ignores if "unused-ignore" in ignore.rules)
        for start, end, message in [*self._mistakes, *self._idle(active)]:
            if self._lines.position(start).line not in silent:
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
                hint = did_you_mean(rule[:80], self._known, otherwise="'replreg rules' lists them")
                self._mistakes.append((*span, f"'{legible(rule)}' is not a rule; {hint}"))
        known = [rule for rule in rules if rule in self._known]
        if rules and not known:
            return
        if word == "ignore-file":
            if self._is_in_head(line):
                self._ignores.append(_Ignore(span, 1, len(self._lines.starts), known))
            else:
                self._mistakes.append((*span, "'ignore-file' counts only above the first line of content"))
        elif self._lines.line(line).strip().startswith("#"):
            self._ignores.append(_Ignore(span, *self._next_line(line), known))
        else:
            self._ignores.append(_Ignore(span, line, line, known))

    def _mistake(self, match: re.Match[str], rules: list[str]) -> str | None:
        word = match.group("word")
        if word not in _WORDS:
            hint = did_you_mean(word[:80], _WORDS, otherwise="it knows 'ignore[…]' and 'ignore-file[…]'")
            return f"'{legible(word)}' is not a comment of replreg; {hint}"
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
