"""Comments that silence findings: ``# replreg: ignore[rule, …]`` and the vendor tool's ``# repl-lint-ignore-…``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from replreg.finding import Finding
from replreg.pattern import lazy_pattern
from replreg.problem import Problem
from replreg.spelling import nearest
from replreg.text import LineIndex

__all__ = ["Suppressions"]

_COMMENT = lazy_pattern(
    r"(?:(?<=[\s\ufeff])|^)#[ \t]*(?:"
    r"replreg:[ \t]*(?P<word>[\w-]+)[ \t]*(?P<list>\[(?P<rules>[^\]\r\n]*)\])?"
    r"|repl-lint-ignore-(?P<vendor>next|start|end)\b)",
    re.MULTILINE,
)
_BLANK_OR_COMMENT = lazy_pattern(r"\s*(?:#.*)?$")
_WORDS = ("ignore", "ignore-file")


class _Ignore:
    """One comment: the lines it covers (from 1, inclusive), the rules it names (empty: all), and what it has done."""

    __slots__ = ("end", "first", "last", "rules", "start", "used", "vendor")

    def __init__(self, span: tuple[int, int], first: int, last: int, rules: list[str], vendor: bool = False) -> None:
        self.start, self.end = span
        self.first = first
        self.last = last
        self.rules = rules
        self.vendor = vendor
        self.used: set[str] = set()

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding is on one of the lines, and of one of the rules."""
        if not (self.first <= finding.start.line <= self.last or self.first <= finding.end.line <= self.last):
            return False
        return not self.rules or finding.rule in self.rules


class Suppressions:
    """The suppression comments of one text. ``known`` are the ids of all rules."""

    def __init__(self, text: str, masked: str, lines: LineIndex, known: Collection[str]) -> None:
        self._ignores: list[_Ignore] = []
        self._mistakes: list[tuple[int, int, str]] = []
        if "replreg:" not in text and "repl-lint-ignore" not in text:
            return
        open_block: tuple[int, int, int] | None = None
        for match in _COMMENT.finditer(masked):
            line = lines.position(match.start()).line
            span = match.span()
            vendor = match.group("vendor")
            if vendor == "next":
                self._ignores.append(_Ignore(span, *self._next_line(lines, line), [], vendor=True))
            elif vendor == "start":
                open_block = (*span, line)
            elif vendor == "end":
                if open_block is not None:
                    self._ignores.append(_Ignore(open_block[:2], open_block[2], line, [], vendor=True))
                open_block = None
            else:
                self._add(match, line, lines, known)
        if open_block is not None:
            self._ignores.append(_Ignore(open_block[:2], open_block[2], len(lines.starts), [], vendor=True))

    def __bool__(self) -> bool:
        return bool(self._ignores or self._mistakes)

    def keep(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that no comment suppresses, and remember which comments did something."""
        kept = []
        for finding in findings:
            suppressed = False
            for ignore in self._ignores:
                if ignore.covers(finding):
                    ignore.used.add(finding.rule)
                    suppressed = True
            if not suppressed:
                kept.append(finding)
        return kept

    def unused(self, active: Collection[str]) -> Iterator[Problem]:
        """Yield the comments, or the rules in them, that suppressed nothing. A rule that is not ``active`` cannot."""
        for start, end, message in self._mistakes:
            yield Problem(0, (start, end), message)
        for ignore in self._ignores:
            if ignore.vendor:
                continue  # it may have been written for the vendor's tool
            if not ignore.rules and not ignore.used:
                yield Problem(0, (ignore.start, ignore.end), "this comment suppresses nothing; remove it")
            for rule in dict.fromkeys(ignore.rules):
                if rule in active and rule not in ignore.used:
                    yield Problem(
                        0, (ignore.start, ignore.end), f"this comment suppresses no '{rule}' finding; remove it"
                    )

    def _add(self, match: re.Match[str], line: int, lines: LineIndex, known: Collection[str]) -> None:
        word = match.group("word")
        span = match.span()
        if word not in _WORDS:
            near = nearest(word, _WORDS)
            hint = f"; did you mean '{near}'?" if near else "; it knows 'ignore[…]' and 'ignore-file[…]'"
            self._mistakes.append((*span, f"replreg has no comment '{word}'{hint}"))
            return
        rules = [rule.strip() for rule in (match.group("rules") or "").split(",") if rule.strip()]
        if match.group("list") is not None and not rules:
            self._mistakes.append((*span, "the brackets name no rule; write 'ignore[rule]', or 'ignore' for all"))
            return
        for rule in rules:
            if rule not in known:
                near = nearest(rule, known, 0.5)
                hint = f"; did you mean '{near}'?" if near else "; 'replreg rules' lists them"
                self._mistakes.append((*span, f"there is no rule '{rule}'{hint}"))
        rules = [rule for rule in rules if rule in known] or (["?"] if rules else [])
        if rules == ["?"]:
            return
        if word == "ignore-file":
            if any(not _BLANK_OR_COMMENT.match(_no_separator(lines.line(n))) for n in range(1, line)):
                self._mistakes.append((*span, "'ignore-file' counts only above the first line of content"))
                return
            self._ignores.append(_Ignore(span, 1, len(lines.starts), rules))
        elif lines.line(line).strip().startswith("#"):
            self._ignores.append(_Ignore(span, *self._next_line(lines, line), rules))
        else:
            self._ignores.append(_Ignore(span, line, line, rules))

    @staticmethod
    def _next_line(lines: LineIndex, line: int) -> tuple[int, int]:
        """Return the lines up to the next one that is neither blank nor a comment."""
        following = line + 1
        while following < len(lines.starts) and _BLANK_OR_COMMENT.match(lines.line(following)):
            following += 1
        return line, following


def _no_separator(line: str) -> str:
    return line[3:] if line.startswith("---") else line
