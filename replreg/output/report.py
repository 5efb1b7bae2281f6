"""The findings of one run, as every output format gets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.finding import Finding
from replreg.linter.lint_file import LintedFile
from replreg.output.terminal import Style
from replreg.rules.catalogue import HOME, rule_page

__all__ = ["HOME", "Report", "rule_link", "rule_page"]


def rule_link(rule: str, text: str, style: Style) -> str:
    """Return ``text`` as a link to a rule's page where links are shown."""
    return style.link(text, rule_page(rule)) if style.links else text


class Report:
    """One run of ``lint``: linted files, in the order of their paths.

    Iterating yields each file as soon as it is linted, and can be repeated. A property reads to the end first.
    """

    def __init__(self, files: Iterable[LintedFile]) -> None:
        self._rest = iter(files)
        self._done: list[LintedFile] = []

    def __iter__(self) -> Iterator[LintedFile]:
        index = 0
        while True:
            if index == len(self._done):
                file = next(self._rest, None)
                if file is None:
                    return
                self._done.append(file)
            yield self._done[index]
            index += 1

    @property
    def findings(self) -> list[Finding]:
        """All findings, sorted by path, then by place."""
        found = [finding for file in self for finding in file.findings]
        return sorted(found, key=lambda finding: (finding.path, finding.start.offset, finding.end.offset))

    @property
    def paths(self) -> list[str]:
        """The paths of the files that were linted, sorted."""
        return sorted(file.path for file in self)

    @property
    def texts(self) -> dict[str, str]:
        """The decoded text of each path that has findings, byte-order mark and line ends included."""
        return {file.path: file.text for file in self if file.text is not None}

    @property
    def needs_registries(self) -> bool:
        """Whether a file cannot be checked fully without any linked registry in the configuration."""
        return any(file.needs_registries for file in self)
