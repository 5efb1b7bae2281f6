"""Cases of rules as files: an input, the findings that it has, and the text after its fixes.

A case is ``tests/rules/cases/<rule>/<name>.yaml`` with these files beside it:

- ``<name>.expected``: every finding of every rule, one a line, as ``line:column: severity rule``, and after that a part of
  the message if it matters. Without findings, the file is empty.
- ``<name>.fixed.yaml``: the text after the safe fixes, if they change it.
- ``<name>.unsafe.yaml``: the text after all fixes, if the unsafe ones change more.
- ``<name>.config.yaml``: the configuration, if it is not the one of `rule_tools`.

A comment ``# refused`` or ``# taken`` at the end of a line says that the line has a finding of the rule, or none: the
verdicts of the platform's own library are written down so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rule_tools import CONFIG, switched_on

from replreg.config.load import parse_config
from replreg.config.model import Config
from replreg.finding import Finding
from replreg.linter.lint import fix_text, lint_text

__all__ = ["CASES", "Case", "all_cases"]

CASES = Path(__file__).resolve().parents[1] / "rules" / "cases"
_VERDICT = re.compile(r"# (refused|taken)$")


class Case:
    """One case: ``rule`` is the name of its folder, ``path`` its input."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rule = path.parent.name
        self.text = path.read_bytes().decode("utf-8")

    @property
    def config(self) -> Config:
        own = self.path.with_suffix(".config.yaml")
        return switched_on(parse_config(own.read_text(encoding="utf-8")) if own.is_file() else CONFIG, self.rule)

    def findings(self) -> list[Finding]:
        return lint_text(self.text, self.config, path=self.path.name)

    def expected(self) -> list[str]:
        path = self.path.with_suffix(".expected")
        return path.read_text(encoding="utf-8").splitlines() if path.is_file() else ["there is no file of findings"]

    def mistakes(self) -> Iterator[str]:
        """Yield where the case does not give what it is expected to."""
        found, expected = self.findings(), self.expected()
        lines = [_line(finding) for finding in found]
        for finding, line in zip(found, lines, strict=True):
            if not any(_fits(finding, wanted) for wanted in expected):
                yield f"not expected: {line} {finding.message}"
        for wanted in expected:
            if not any(_fits(finding, wanted) for finding in found):
                yield f"not found: {wanted}"
        if len(found) != len(expected):
            yield f"{len(found)} findings, where {len(expected)} are expected"
        yield from self._wrong_verdicts(found)
        for path, text in self.fixes().items():
            before = path.read_bytes().decode("utf-8") if path.is_file() else None
            if before != text:
                yield f"{path.name} is not what the fixes make"

    def _wrong_verdicts(self, found: list[Finding]) -> Iterator[str]:
        lines = {finding.start.line for finding in found if finding.rule == self.rule and finding.severity.rank > 0}
        for number, line in enumerate(self.text.splitlines(), 1):
            verdict = _VERDICT.search(line)
            if verdict and (verdict[1] == "refused") is not (number in lines):
                yield f"line {number} is {verdict[1]} by the platform"

    def fixes(self) -> dict[Path, str | None]:
        """Return the text of each file of fixed text; None for one that there must not be."""
        safe = fix_text(self.text, self.config)
        unsafe = fix_text(self.text, self.config, unsafe=True)
        for text, is_unsafe in ((safe, False), (unsafe, True)):
            assert fix_text(text, self.config, unsafe=is_unsafe) == text, "fixing twice must equal fixing once"
        return {
            self.path.with_suffix(".fixed.yaml"): safe if safe != self.text else None,
            self.path.with_suffix(".unsafe.yaml"): unsafe if unsafe != safe else None,
        }

    def update(self) -> None:
        """Write what the case gives. A part of a message that still fits is kept."""
        path = self.path.with_suffix(".expected")
        before = self.expected() if path.is_file() else []
        kept = [next((old for old in before if _fits(one, old)), _line(one)) for one in self.findings()]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8", newline="\n")
        for file, text in self.fixes().items():
            if text is not None:
                file.write_bytes(text.encode("utf-8"))
            else:
                file.unlink(missing_ok=True)


def all_cases() -> list[Case]:
    return [Case(path) for path in sorted(CASES.glob("*/*.yaml")) if "." not in path.stem]


def _line(finding: Finding) -> str:
    return f"{finding.start.line}:{finding.start.column}: {finding.severity.value} {finding.rule}"


def _fits(finding: Finding, wanted: str) -> bool:
    line = _line(finding)
    return wanted == line or (wanted.startswith(f"{line} ") and wanted[len(line) + 1 :] in finding.message)
