"""Prints the changelog of one version: ``python scripts/release_notes.py v0.2.0``.

The tag has to agree with the version in ``replreg/version.py``, and CHANGELOG.md needs a dated section for it. If not,
it says what is wrong and ends with status 1, so that no release is made.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["NotReady", "main", "notes"]

ROOT = Path(__file__).resolve().parents[1]


class NotReady(ValueError):
    """The changelog or the version does not fit the tag."""


def notes(tag: str, version: str, changelog: str) -> str:
    """Return the section of the changelog for a tag such as ``v0.2.0``, without its heading. Raises `NotReady`."""
    if tag != f"v{version}":
        raise NotReady(f"the tag is {tag}, but replreg/version.py has {version}")
    section = re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |^\[[^\]]+\]: |\Z)",
        changelog,
        re.MULTILINE | re.DOTALL,
    )
    if section is None:
        raise NotReady(f"CHANGELOG.md has no heading '## [{version}] - YYYY-MM-DD'")
    text = section[1].strip()
    if not text:
        raise NotReady(f"CHANGELOG.md says nothing about {version}")
    return f"{text}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the notes of the tag that is given. Return the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if len(words) != 1:
        print("usage: release_notes.py TAG", file=sys.stderr)
        return 2
    version = re.search(r'^__version__ = "([^"]+)"', (ROOT / "replreg" / "version.py").read_text("utf-8"), re.MULTILINE)
    if version is None:
        print("replreg/version.py has no __version__", file=sys.stderr)
        return 1
    try:
        text = notes(words[0], version[1], (ROOT / "CHANGELOG.md").read_text("utf-8"))
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
