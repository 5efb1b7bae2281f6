"""Cases of rules as files: an input, the findings that it has, and the text after its fixes.

A case is ``tests/rules/cases/<rule>/<name>.yaml`` with these files beside it:

- ``<name>.expected``: the findings of the rule. A line for each place (line and column from 1, and the characters that
  are underlined) is followed by what is said there: the level, the message, other places, notes, and the title of the
  fix. Neighbours of which the same is said share these lines. Without findings, the file is empty.
- ``<name>.fixed.yaml``: the text after the safe fixes, if they change it.
- ``<name>.unsafe.yaml``: the text after all fixes, if the unsafe ones change more.
- ``<name>.config.yaml``: the configuration, if it is not the one of `rule_tools`.

A line ``# ==== title`` begins a part of a case. Each part is linted as a file of its own; the lines of the findings are
those of the case. In the folder ``all-rules``, cases have the findings and fixes of every rule. A rule that checks
registries has configuration files as its cases.

A comment ``# refused`` or ``# taken`` at the end of a line says that the line has a finding of the rule, or none: the
verdicts of the platform's own library are written down so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import ndiff
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from rule_tools import CONFIG, check_finding, switched_on

from replreg.config.load import parse_config
from replreg.config.model import Config
from replreg.finding import Finding, Position
from replreg.linter.config_check import check_config
from replreg.linter.fix import fix_until_stable
from replreg.linter.lint import lint_text
from replreg.rules.catalogue import RULES

__all__ = ["ALL_RULES", "CASES", "Case", "Part", "all_cases"]

CASES = Path(__file__).resolve().parents[1] / "rules" / "cases"
ALL_RULES = "all-rules"
_TITLE = re.compile(r"^# ====.*\n", re.MULTILINE)
_VERDICT = re.compile(r"# (refused|taken)$")


class Part(NamedTuple):
    """A text that is linted alone: the line of its title, or "", and how many lines of the case are before the text."""

    title: str
    text: str
    lines_before: int


class Case:
    """One case: ``rule`` is the name of its folder, ``path`` its input."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rule = path.parent.name
        self.text = path.read_bytes().decode("utf-8")
        self.lint = cache(self._lint)

    @cached_property
    def parts(self) -> list[Part]:
        starts = [match.start() for match in _TITLE.finditer(self.text)]
        if not starts or starts[0] > 0:
            starts.insert(0, 0)
        parts = []
        for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True):
            match = _TITLE.match(self.text, start)
            first = match.end() if match else start
            parts.append(Part(self.text[start:first], self.text[first:end], _line_ends(self.text[:first])))
        return parts

    @cached_property
    def config(self) -> Config:
        own = self.path.with_suffix(".config.yaml")
        return switched_on(parse_config(own.read_text(encoding="utf-8")) if own.is_file() else CONFIG, self.rule)

    def _lint(self, text: str) -> list[Finding]:
        """Return the findings of the case's rule on a text, all other rules being on as well."""
        if self.rule == ALL_RULES:
            return lint_text(text, self.config, path=self.path.name)
        if RULES[self.rule].scope == "registry":
            found = check_config(text, self.path.name)
        else:
            found = lint_text(text, self.config, path=self.path.name)
        return [finding for finding in found if finding.rule == self.rule]

    def found(self) -> list[str]:
        """Return the findings as lines of the file of expected ones."""
        found = [_shown(finding, part) for part in self.parts for finding in self.lint(part.text)]
        lines = []
        for body, places in groupby(found, lambda shown: shown[1]):
            lines += [place for place, _ in places]
            lines += [f"  {line}" for line in body]
        return lines

    def expected(self) -> list[str]:
        path = self.path.with_suffix(".expected")
        return path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else ["there is no file of findings"]

    def mistakes(self) -> Iterator[str]:
        """Yield where the case does not give what it is expected to."""
        found, expected = self.found(), self.expected()
        if found != expected:
            yield from (line for line in ndiff(expected, found) if line[0] in "-+")
        yield from self._wrong_verdicts()
        for path, text in self.fixes().items():
            before = path.read_bytes().decode("utf-8") if path.is_file() else None
            if before != text:
                yield f"{path.name} is not what the fixes make"

    def _wrong_verdicts(self) -> Iterator[str]:
        for part in self.parts:
            lines = {finding.start.line for finding in self.lint(part.text) if finding.severity.rank > 0}
            for number, line in enumerate(part.text.splitlines(), 1):
                verdict = _VERDICT.search(line)
                if verdict and (verdict[1] == "refused") is not (number in lines):
                    yield f"line {part.lines_before + number} is {verdict[1]} by the platform"

    def fixes(self) -> dict[Path, str | None]:
        """Return the text of each file of fixed text; None for one that there must not be."""
        safe, unsafe = (self._fixed(unsafe) for unsafe in (False, True))
        return {
            self.path.with_suffix(".fixed.yaml"): safe if safe != self.text else None,
            self.path.with_suffix(".unsafe.yaml"): unsafe if unsafe != safe else None,
        }

    def _fixed(self, unsafe: bool) -> str:
        return "".join(part.title + self.fix(part.text, unsafe) for part in self.parts)

    def fix(self, text: str, unsafe: bool = True) -> str:
        """Return a text with the fixes of the case's rule."""
        fixed = fix_until_stable(text, self.lint, unsafe=unsafe).text
        assert fix_until_stable(fixed, self.lint, unsafe=unsafe).text == fixed, "fixing twice must equal fixing once"
        return fixed

    def update(self) -> None:
        """Write what the case gives."""
        expected = "".join(f"{line}\n" for line in self.found())
        self.path.with_suffix(".expected").write_text(expected, encoding="utf-8", newline="\n")
        for file, text in self.fixes().items():
            if text is not None:
                file.write_bytes(text.encode("utf-8"))
            else:
                file.unlink(missing_ok=True)


@cache
def all_cases() -> list[Case]:
    """Return every case, sorted by path."""
    return [Case(path) for path in sorted(CASES.glob("*/*.yaml")) if "." not in path.stem]


def _shown(finding: Finding, part: Part) -> tuple[str, list[str]]:
    """Return the place of a finding, and the lines that say all else."""

    def place(start: Position, end: Position) -> str:
        underlined = json.dumps(part.text[start.offset : end.offset], ensure_ascii=False)
        return f"{part.lines_before + start.line}:{start.column} {underlined}"

    check_finding(finding, part.text)
    body = [f"{finding.severity.value} {finding.rule}: {finding.message}"]
    body += [f"see {place(other.start, other.end)}: {other.message}" for other in finding.related]
    body += [f"note: {note}" for note in finding.notes]
    if finding.fix:
        body.append(f"{'safe' if finding.fix.safe else 'unsafe'} fix: {finding.fix.message}")
    return place(finding.start, finding.end), body


def _line_ends(text: str) -> int:
    return len(re.findall(r"\r\n?|\n", text))
