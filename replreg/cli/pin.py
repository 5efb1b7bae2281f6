"""``replreg verify --pin``: shows or writes the digests that were found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from replreg.cli.session import Session
from replreg.cli.terminal import write_utf8
from replreg.linter.pin_file import digests_of, pin_file
from replreg.linter.verification import Verified
from replreg.output.diff import unified_diff
from replreg.output.terminal import escape_controls
from replreg.yaml.text import encode

__all__ = ["pin_files"]


def pin_files(session: Session, results: Sequence[Verified], *, in_place: bool) -> None:
    """Pin the images of a run: print the difference, or write the files. Images without a digest are named."""
    from replreg.safe_write import replace_content

    digests = digests_of(results)
    places = {place.path or row.path for row in (item.row for item in results) for place in (*row.declared, *row.used)}
    style = session.settings.style(sys.stdout)
    if not style.enabled:
        write_utf8(sys.stdout)
    jobs = {job.display_path: job for job in session.jobs if job.display_path in places and not job.is_packed_chart}
    for found in session.results(partial(pin_file, digests=digests), list(jobs.values())):
        for line, image, why in found.left:
            session.say(escape_controls(f"{found.path}:{line}: {image} is not pinned: {why}"))
        if found.pinned == found.text:
            continue
        path = jobs[found.path].path
        if not in_place or path == "-":
            session.print("".join(unified_diff(found.text, found.pinned, found.path, style)))
            continue
        try:
            replace_content(path, encode(found.text, found.codec), encode(found.pinned, found.codec), backup=None)
        except OSError as error:
            session.error(f"{found.path}: cannot be written: {error.strerror or error}")
        else:
            session.say(escape_controls(f"{found.path}: pinned"))
