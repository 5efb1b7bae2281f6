"""A use of an image, understood: which image is meant, where it comes from, and what lists it."""

from __future__ import annotations

from replreg.registries.image_string import domain_of, hub_path, split_image
from replreg.registries.linked_registry import REPLICATED_HOST, Registry
from replreg.release.model import Use
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.image_index import EntryMatch
from replreg.release.resolution.name_as_host import NameAsHost
from replreg.yaml.templates import MASK

__all__ = ["ResolvedUse"]


class ResolvedUse:
    """A use, understood. ``domain`` is the normalized host it is pulled from, ``path`` the whole repository path.

    Both are those of the image that is meant, once an `NameAsHost` or a missing host is set right.
    """

    __slots__ = (
        "answer",
        "domain",
        "impostor",
        "matches",
        "maybe_listed",
        "misplaced",
        "missing_host",
        "own",
        "parts",
        "path",
        "registry",
        "rivals",
        "source",
        "unknown",
        "use",
    )

    def __init__(self, use: Use) -> None:
        self.use = use
        self.parts = split_image(use.reference)
        self.domain = domain_of(self.parts)
        self.path = hub_path(self.parts.path) if self.domain == "docker.io" else self.parts.path
        self.unknown = MASK in (self.parts.host or "") or MASK in self.parts.path
        self.registry: Registry | None = None
        self.source = ""
        """The source that an entry for this image would have, "" where it cannot be told."""
        self.impostor: NameAsHost | None = None
        self.missing_host: ResolvedDeclaration | None = None
        """A declaration of the same path under a registry, where the image itself has no host."""
        self.rivals: list[ResolvedDeclaration] = []
        """Declarations under yet other registries that could be meant as well as ``missing_host``."""
        self.misplaced: ResolvedDeclaration | None = None
        """A declaration of the same path under another registry, where none under the right one exists."""
        self.own: ResolvedDeclaration | None = None
        """The declaration that stands beside the image, where the place declares and uses it in one."""
        self.matches: list[ResolvedDeclaration] = []
        """The entries that list the image, whatever their tags."""
        self.answer: EntryMatch | None = None
        """What those entries say, or those that list the image with its host where that is missing."""
        self.maybe_listed = False
        """Whether an entry that a template hides a part of may list this image, where no other entry does."""

    @property
    def tag(self) -> str | None:
        """The tag as written, None where there is none."""
        return self.parts.tag

    def tag_agrees(self, declared: ResolvedDeclaration) -> bool:
        """Tell whether a declaration's tag is this use's; an absent tag is ``latest``, and a template any tag."""
        if self.parts.digest is not None and self.tag is None:
            return True
        mine, theirs = self.tag or "latest", declared.tag or "latest"
        return mine == theirs or MASK in mine or MASK in theirs

    @property
    def is_private(self) -> bool:
        """Whether pulling takes credentials: the image is declared so, or it stands in a linked registry unlisted."""
        if self.answer is not None and self.missing_host is None and (self.answer.public or self.answer.linked):
            return not self.answer.public
        return self.registry is not None or self.domain == REPLICATED_HOST
