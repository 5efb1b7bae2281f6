"""A use of an image, resolved: which image is meant, where it is pulled from, and what declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.named_tuple import NamedTuple
from replreg.registries.image_string import Parts
from replreg.registries.linked_registry import REPLICATED_HOST, Registry
from replreg.release.model import Use
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.outcomes import DeclaredElsewhere, Listed, MissingHost, Outcome
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.release.resolution.name_as_host import NameAsHost

__all__ = ["ResolvedUse"]


class ResolvedUse(NamedTuple):
    """A use with the image that it means and what declares that image.

    ``parts`` are those of the image string as written. ``domain`` is the normalized host that the image is pulled from
    and ``path`` the whole repository path: those of the image that is meant, once a reference name in place of the host
    is replaced. ``registry`` is the linked registry that it belongs to, None if there is none. ``source`` is the source
    that an entry for the image would have, "" if that cannot be known.

    ``name_as_host`` is a reference name at the start of the image string, where the host belongs. That mistake is
    independent of the ``outcome``, which is about the image that is meant. ``own_declaration`` is the declaration in
    the same place, as in a Ship asset.
    """

    use: Use
    parts: Parts
    domain: str
    path: str
    registry: Registry | None
    source: str
    name_as_host: NameAsHost | None
    own_declaration: ResolvedDeclaration | None
    outcome: Outcome

    @property
    def tag(self) -> str | None:
        """The tag as written, None if there is none."""
        return self.parts.tag

    @property
    def is_private(self) -> bool:
        """Whether pulling takes credentials: the image is declared so, or is on a linked registry and not listed."""
        outcome = self.outcome
        if isinstance(outcome, MissingHost):
            return True  # the entry is of a linked registry, or of the vendor's own space
        if isinstance(outcome, DeclaredElsewhere) and outcome.declaration.source not in ("", "public"):
            return True
        if isinstance(outcome, Listed) and (outcome.match.is_public or outcome.match.is_linked):
            return not outcome.match.is_public
        return self.registry is not None or self.domain == REPLICATED_HOST


def has_same_tag(parts: Parts, declared: ResolvedDeclaration) -> bool:
    """Return True if a declaration has the tag of an image string.

    An absent tag is ``latest``, a template may be any tag, and a digest alone fits every tag.
    """
    if parts.digest is not None and parts.tag is None:
        return True
    ours, theirs = parts.tag or "latest", declared.tag or "latest"
    return ours == theirs or MASK in ours or MASK in theirs
