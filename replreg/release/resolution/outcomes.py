"""The outcomes of a use: how the image that is meant relates to what the release declares.

An outcome is a value of one of seven types. The resolution makes it once, and nothing changes it. ``entries`` are the
declarations that it speaks of: an entry of ``images:`` among them counts as used.
"""

from collections.abc import Sequence

from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.image_index import EntryMatch

__all__ = [
    "DeclaredElsewhere",
    "DeclaredInPlace",
    "Listed",
    "MissingHost",
    "Outcome",
    "PossiblyListed",
    "Templated",
    "Unlisted",
]


class Listed:
    """Entries of ``images:`` list the image, with the same tag or with others."""

    __slots__ = ("match",)

    def __init__(self, match: EntryMatch) -> None:
        self.match: EntryMatch = match

    @property
    def entries(self) -> Sequence[ResolvedDeclaration]:
        """The entries with the same tag; all entries of the image if none has it."""
        return self.match.closest


class MissingHost:
    """The image has no host, and ``entry`` lists its path on a host that an image string must not leave out.

    ``other_candidates`` list the same path under further registries, which could be meant as well.
    """

    __slots__ = ("entry", "match", "other_candidates")

    def __init__(
        self, match: EntryMatch, entry: ResolvedDeclaration, other_candidates: tuple[ResolvedDeclaration, ...]
    ) -> None:
        self.match: EntryMatch = match
        self.entry: ResolvedDeclaration = entry
        self.other_candidates: tuple[ResolvedDeclaration, ...] = other_candidates

    @property
    def entries(self) -> Sequence[ResolvedDeclaration]:
        """The entries with the same tag; all entries of the path if none has it."""
        return self.match.closest


class DeclaredInPlace:
    """The place declares the image and uses it, and both agree, as in a Ship asset."""

    __slots__ = ("declaration",)

    def __init__(self, declaration: ResolvedDeclaration) -> None:
        self.declaration: ResolvedDeclaration = declaration

    @property
    def entries(self) -> Sequence[ResolvedDeclaration]:
        """The declaration."""
        return (self.declaration,)


class DeclaredElsewhere:
    """The same path is declared under another registry than the one that the image is pulled from.

    ``declaration`` is the one in the same place, or an entry of ``images:`` that nothing else uses.
    """

    __slots__ = ("declaration",)

    def __init__(self, declaration: ResolvedDeclaration) -> None:
        self.declaration: ResolvedDeclaration = declaration

    @property
    def entries(self) -> Sequence[ResolvedDeclaration]:
        """The declaration."""
        return (self.declaration,)


class PossiblyListed:
    """No entry certainly lists the image, and one may: a template hides a part of it, or it is a mere word in a file.

    ``entries`` are those that can be named.
    """

    __slots__ = ("entries",)

    def __init__(self, entries: tuple[ResolvedDeclaration, ...]) -> None:
        self.entries: tuple[ResolvedDeclaration, ...] = entries


class Templated:
    """A template hides the host or the path of the image."""

    __slots__ = ()
    entries: tuple[ResolvedDeclaration, ...] = ()


class Unlisted:
    """Nothing in the release declares the image."""

    __slots__ = ()
    entries: tuple[ResolvedDeclaration, ...] = ()


Outcome = Listed | MissingHost | DeclaredInPlace | DeclaredElsewhere | PossiblyListed | Templated | Unlisted
"""One of the seven types of this module."""
