"""The notes of a release come from the changelog, and a tag that does not fit makes no release."""

from __future__ import annotations

import re
import sys

import pytest
from command_tools import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import release_notes

CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- Something new.

## [0.2.0] - 2026-03-01

### Fixed

- A mistake.

## [0.1.0] - 2026-01-01

The first version.

[0.2.0]: https://example.com/
"""


def test_the_notes_are_the_section_of_the_version() -> None:
    assert release_notes.notes("v0.2.0", "0.2.0", CHANGELOG) == "### Fixed\n\n- A mistake.\n"
    assert release_notes.notes("v0.1.0", "0.1.0", CHANGELOG) == "The first version.\n"


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "words"),
    [
        ("v0.3.0", "0.2.0", CHANGELOG, "version.py has 0.2.0"),
        ("0.2.0", "0.2.0", CHANGELOG, "version.py has 0.2.0"),
        ("v0.3.0", "0.3.0", CHANGELOG, "no heading"),
        ("v0.2.0", "0.2.0", CHANGELOG.replace(" - 2026-03-01", ""), "no heading"),
        ("v0.2.0", "0.2.0", CHANGELOG.replace("### Fixed\n\n- A mistake.\n", ""), "says nothing"),
    ],
)
def test_a_tag_that_does_not_fit_is_refused(tag: str, version: str, changelog: str, words: str) -> None:
    with pytest.raises(release_notes.NotReady, match=words):
        release_notes.notes(tag, version, changelog)


def test_the_command_reads_the_files_of_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    assert release_notes.main(["v99.0.0"]) == 1
    assert "v99.0.0" in capsys.readouterr().err
    assert release_notes.main([]) == 2


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading) for heading in headings[1:])
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
