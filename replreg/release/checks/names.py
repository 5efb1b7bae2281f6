"""Names that a release defines, and whether another text can be one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from replreg.release.checks.access import has_template, is_absent, known_text
from replreg.release.checks.record import Path
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Node, Scalar
from replreg.yaml.templates import MASK

if TYPE_CHECKING:
    from replreg.yaml.masked_values import MaskedValues

__all__ = ["Names", "Site"]


class Site:
    """A scalar at a place of a release. ``text`` is its value, or None where it is absent or has a template."""

    __slots__ = ("document", "fragment", "node", "path", "text")

    def __init__(self, document: int, fragment: Fragment, node: Scalar, path: Path | None) -> None:
        self.document: int = document
        self.fragment: Fragment = fragment
        self.node: Scalar = node
        self.path: Path | None = path
        self.text: str | None = known_text(fragment, node)

    @property
    def span(self) -> tuple[int, int]:
        """The file's span of the value, without quotes."""
        return self.fragment.node_span(self.node)


class Names:
    """Names of one kind that a release defines.

    ``exact`` has the names without a template, each with its first site; ``masked`` those with templates, masked.
    ``is_listed`` is True if the list or the document that holds them is there, ``is_open`` if a template or an entry
    without a name may add to it.
    """

    __slots__ = ("_masked", "exact", "is_listed", "is_open", "masked")

    def __init__(self) -> None:
        self.exact: dict[str, Site] = {}
        self.masked: list[str] = []
        self._masked: MaskedValues[bool] | None = None
        self.is_listed: bool = False
        self.is_open: bool = False

    def add(self, document: int, fragment: Fragment, node: Node | None, path: Path | None) -> None:
        """Take in the name that a scalar holds, if it holds one. The first of two equal names counts."""
        if not isinstance(node, Scalar) or is_absent(node):
            return
        if has_template(fragment, node):
            if MASK in node.value:
                self.add_masked([node.value])
            else:
                self.is_open = True
        else:
            self.exact.setdefault(node.value, Site(document, fragment, node, path))

    def add_needed(self, document: int, fragment: Fragment, node: Node | None, path: Path | None) -> None:
        """Take in the name that an entry must have. Any name may be meant by an entry that lacks it."""
        if is_absent(node):
            self.is_open = True
        self.add(document, fragment, node, path)

    def add_masked(self, values: Iterable[str]) -> None:
        """Take in names that templates hide a part of."""
        from replreg.yaml.masked_values import MaskedValues

        for value in values:
            if self._masked is None:
                self._masked = MaskedValues()
            self._masked.add(value, True)
            self.masked.append(value)

    @property
    def is_judged(self) -> bool:
        """Whether a name that is not here is a mistake."""
        return self.is_listed and not self.is_open

    def may_hold(self, text: str) -> bool:
        """Return True if ``text`` is one of the names, or can be one whose template is not known."""
        if self.is_open or text in self.exact:
            return True
        return self._masked is not None and any(self._masked.matching(text))

    def __iter__(self) -> Iterator[str]:
        return iter(self.exact)
