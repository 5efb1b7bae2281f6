"""Renames a registry or an image: in the document, in the other files of its release, and in the configuration."""

from __future__ import annotations

from replreg.lsp.diagnostics import range_of
from replreg.lsp.landmarks import Landmark
from replreg.lsp.navigation import Places
from replreg.lsp.positions import Positions
from replreg.lsp.protocol import Range, TextEdit
from replreg.lsp.uris import uri_of
from replreg.registries.linked_registry import BUILT_IN
from replreg.registries.reference import is_reference

__all__ = ["RenameRefused", "prepare_rename", "rename_edits"]


class RenameRefused(ValueError):
    """Something cannot be renamed; the message says why."""


def prepare_rename(places: Places, offset: int) -> tuple[Range, str]:
    """Return the part of the text that a rename at an offset changes, and its text. Raises `RenameRefused`."""
    mark, old = _renamed(places, offset)
    text = places.analysis.document.text
    start = text.find(old, mark.start, mark.end)
    return range_of(places.analysis.document.positions, start, start + len(old)), old


def rename_edits(places: Places, offset: int, new: str) -> dict[str, list[TextEdit]]:
    """Return the edits that rename a registry or an image everywhere, by the URI of their file.

    The path of an image is renamed, without host and tag. Raises `RenameRefused` where a place cannot be edited, since
    a release with two names for one thing would be wrong.
    """
    mark, old = _renamed(places, offset)
    is_registry = mark.subject.kind == "registry"
    if is_registry and (not new or any(character in new for character in " /:#'\"") or new in BUILT_IN):
        raise RenameRefused(f"'{new}' cannot be a reference name")
    if not is_registry and not is_reference(f"host.example/{new}"):
        raise RenameRefused(f"'{new}' is not the path of an image")
    found: dict[str, list[TextEdit]] = {}
    for one in places.analysis.landmarks().naming(mark.subject):
        edit = _edit(places, one, old, new, may_lack=is_registry)
        if edit is not None:
            found.setdefault(edit[0], []).append(edit[1])
    if is_registry:
        configured = places.in_configuration(old)
        if configured is not None:
            found.setdefault(configured["uri"], []).append({"range": configured["range"], "newText": new})
    return found


def _renamed(places: Places, offset: int) -> tuple[Landmark, str]:
    """Return the place at an offset, and the text in it that names what is renamed."""
    marks = places.analysis.landmarks()
    mark = marks.at(offset)
    if mark is None:
        raise RenameRefused("there is no registry and no image here")
    text = places.analysis.document.text[mark.start : mark.end]
    if mark.subject.kind == "registry":
        if places.analysis.document.is_config:
            raise RenameRefused("releases use this name; rename it at a 'source:' of a release, which changes both")
        if mark.subject.name in BUILT_IN:
            raise RenameRefused(f"'{mark.subject.name}' is a word of the platform, not a name of yours")
        if text != mark.subject.name:
            raise RenameRefused("this is the host of a registry; rename it at a 'source:' or in the configuration")
        return mark, mark.subject.name
    path = mark.subject.name.partition("/")[2]
    for name in (path, path.removeprefix("library/")):
        if name and text.count(name) == 1:
            return mark, name
    if mark.is_host:
        raise RenameRefused("this is the host of an image; rename the image where its path is written")
    raise RenameRefused("the path of this image is in several parts, so it cannot be renamed here")


def _edit(places: Places, mark: Landmark, old: str, new: str, *, may_lack: bool) -> tuple[str, TextEdit] | None:
    analysis = places.analysis
    marks = analysis.landmarks()
    text = marks.texts[mark.path]
    written = text[mark.start : mark.end]
    if (may_lack and written != old) or (mark.is_host and old not in written):
        return None  # the host, which stays
    if "!" in mark.path:
        raise RenameRefused(f"'{mark.path}' is in an archive, which is not edited")
    if written.count(old) != 1:
        positions = Positions(text, "utf-32")
        raise RenameRefused(
            f"{mark.path}:{positions.place(mark.start)[0] + 1} names it in another way; rename it there first"
        )
    start = text.index(old, mark.start, mark.end)
    if mark.path == marks.path:
        uri, own = analysis.document.uri, analysis.document.positions
    else:
        uri, own = uri_of(mark.path), places.positions(mark.path)
    return uri, {"range": range_of(own, start, start + len(old)), "newText": new}
