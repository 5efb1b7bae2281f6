"""The output formats. Each is one module of this package with a constant ``FORMAT``; nothing else lists them.

A module is imported only when its format is asked for, since start-up time counts. Help, completion and errors import
all of them.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from replreg.output.terminal import Style

__all__ = ["DEFAULT", "SUBJECTS", "Format", "Screen", "all_formats", "find_format", "formats_of"]

SUBJECTS = ("findings", "images", "verification", "registries", "rules")
"""The reports that can be rendered: `replreg.output.report.Report`, `replreg.output.images.ImageReport`, and so on."""

DEFAULT = "text"
"""The format that can render every subject."""

_OTHER_NAMES = {("table", "images"): DEFAULT}
"""Names that a format has for one subject: the text of images is a table."""


class Screen:
    """Where a format's text is shown: its colours, and the columns of the terminal (None: not a terminal)."""

    __slots__ = ("style", "width")

    def __init__(self, style: Style, width: int | None = None) -> None:
        self.style: Style = style
        self.width: int | None = width


class Format:
    """One output format.

    ``summary`` is a few words for the help of ``--format``. ``renderers`` maps each subject that the format can render
    (see `SUBJECTS`) to a function that takes the subject and a `Screen` and yields pieces of text. ``for_people`` is
    True for formats whose encoding is the terminal's; all others are UTF-8. ``needs_address`` is True for formats that
    leave out images whose address is not known; the command says how many.
    """

    __slots__ = ("content_type", "for_people", "name", "needs_address", "renderers", "summary")

    def __init__(
        self,
        name: str,
        summary: str,
        content_type: str,
        renderers: Mapping[str, Callable[[Any, Screen], Iterable[str]]],
        for_people: bool = False,
        needs_address: bool = False,
    ) -> None:
        self.name: str = name
        self.summary: str = summary
        self.content_type: str = content_type
        self.renderers: Mapping[str, Callable[[Any, Screen], Iterable[str]]] = renderers
        self.for_people: bool = for_people
        self.needs_address: bool = needs_address

    def render(self, subject: str, content: object, screen: Screen) -> Iterable[str]:
        """Yield the text of a subject piece by piece, some of it before all is known where the format allows it."""
        return self.renderers[subject](content, screen)


def find_format(name: str, subject: str) -> Format | None:
    """Return the format of a name if there is one that renders the subject, else None."""
    name = _OTHER_NAMES.get((name, subject), name)
    is_name = name.isascii() and name.islower() and name.replace("-", "").isalnum()
    found = _load(name.replace("-", "_")) if is_name else None
    return found if found is not None and subject in found.renderers else None


def all_formats() -> list[Format]:
    """Return every format: the default first, then those for people, then those for programs, each by name."""
    from pkgutil import iter_modules

    from replreg import output

    found = filter(None, (_load(module.name) for module in iter_modules(output.__path__)))
    return sorted(found, key=lambda item: (item.name != DEFAULT, not item.for_people, item.name))


def formats_of(subject: str) -> list[Format]:
    """Return the formats that render a subject, in the order of `all_formats`."""
    return [item for item in all_formats() if subject in item.renderers]


def _load(module: str) -> Format | None:
    """Return the format that a module of this package declares; None if there is no such module or it declares none."""
    name = f"replreg.output.{module}"
    try:
        found = getattr(import_module(name), "FORMAT", None)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
    return found if isinstance(found, Format) else None
