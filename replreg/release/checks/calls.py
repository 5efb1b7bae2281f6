"""Calls of template functions: those that the checks look at, and where a text calls them with which arguments.

This is the one place that reads the template language here: a full parser can take over `calls` as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.lazy_re import lazy_compile
from replreg.release.checks.comments import Comments
from replreg.yaml.templates import Masked, mask

__all__ = [
    "CALLED", "CALLS_WITH_WORDS", "CLUSTER_CALLS", "CONTAINER_CALLS", "DEPRECATED_CALLS", "OPTION_CALLS", "Argument",
    "Call", "calls",
]  # fmt: skip

CONTAINER_CALLS = (
    "NodePrivateIPAddress", "NodePrivateIPAddressFirst", "NodePrivateIPAddressAll",
    "NodePublicIPAddress", "NodePublicIPAddressFirst", "NodePublicIPAddressAll",
    "ContainerExposedPort", "ContainerExposedPortFirst", "ContainerExposedPortAll",
    "HostPrivateIpAddress", "HostPrivateIpAddressAll", "HostPublicIpAddress", "HostPublicIpAddressAll",
)  # fmt: skip
"""Template functions whose first two arguments are a component and a container."""

OPTION_CALLS = (
    "ConfigOption", "ConfigOptionData", "ConfigOptionEquals", "ConfigOptionNotEquals", "ConfigOptionIndex",
    "ConfigOptionFilename",
)  # fmt: skip
"""Template functions whose first argument is the name of a config option."""

CLUSTER_CALLS = ("AmazonEKS", "GoogleGKE", "AzureAKS")
"""Template functions of Ship whose first argument is the name of a cluster."""

DEPRECATED_CALLS = {
    "HostPrivateIpAddress": "NodePrivateIPAddress",
    "HostPrivateIpAddressAll": "NodePrivateIPAddressAll",
    "HostPublicIpAddress": "NodePublicIPAddress",
    "HostPublicIpAddressAll": "NodePublicIPAddressAll",
    "ThisHostPrivateIpAddress": "ThisNodePrivateIPAddress",
    "ThisHostPublicIpAddress": "ThisNodePublicIPAddress",
    "ThisHostInterfaceAddress": "ThisNodePrivateIPAddress",
}
"""Template functions that are deprecated, each with the one to call now."""

CALLS_WITH_WORDS = frozenset(("LicenseProperty", "AppSetting", "LdapCopyAuthFrom", "ConsoleSetting"))
"""Template functions whose first argument is one of a few words."""

CALLED = (
    *CONTAINER_CALLS,
    *OPTION_CALLS,
    *CLUSTER_CALLS,
    "ThisHostPrivateIpAddress",
    "ThisHostPublicIpAddress",
    "ThisHostInterfaceAddress",
    *CALLS_WITH_WORDS,
)
"""Every template function that the checks look at."""


_ARGUMENT = lazy_compile(r'\s+(?:\\"((?:[^"\\]|\\[^"])*)\\"|"((?:[^"\\]|\\.)*)"|`([^`]*)`|([\w.$-]+)|(\())')
_PIPED = lazy_compile(r'(?:\\"((?:[^"\\]|\\[^"])*)\\"|"((?:[^"\\]|\\.)*)"|`([^`]*)`)\s*\|\s*\Z')
_QUOTE = lazy_compile(r'\\*"|`')
_MOST_ARGUMENTS = 3
_LONGEST_PIPED = 300


class Argument:
    """A literal string: its text, and its span in the file, without the quotes."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text: str = text
        self.start: int = start
        self.end: int = end

    def moved(self, by: int) -> Argument:
        """Return the argument with its offsets moved."""
        return Argument(self.text, self.start + by, self.end + by)


class Call:
    """A call: the function's name, the offset of the name, and the arguments; None for one that is not a literal."""

    __slots__ = ("arguments", "name", "start")

    def __init__(self, name: str, start: int, arguments: list[Argument | None]) -> None:
        self.name: str = name
        self.start: int = start
        self.arguments: list[Argument | None] = arguments

    def argument(self, number: int) -> Argument | None:
        """Return an argument, counted from 0; None if it is absent or not a literal."""
        return self.arguments[number] if number < len(self.arguments) else None

    def moved(self, by: int) -> Call:
        """Return the call with its offsets and those of its arguments moved."""
        arguments = [None if argument is None else argument.moved(by) for argument in self.arguments]
        return Call(self.name, self.start + by, arguments)


def calls(text: str, names: Iterable[str], masked: Masked | None = None) -> list[Call]:
    """Return the calls of the functions ``names`` in the templates of a file's text, in order.

    Templates in comments are left out. ``masked`` is what `mask` makes of the text, where the caller has it.
    """
    if "{{" not in text:
        return []
    masked = masked or mask(text)
    written = masked.templates.written(text)
    wanted = [name for name in names if name in written]
    if not wanted:
        return []
    comments = Comments(masked.text)
    found: list[Call] = []
    known: dict[str, list[Call]] = {}  # a large release has the same templates very often
    for template in masked.templates:
        expression = text[template.start : template.end]
        its_calls = known.get(expression)
        if its_calls is None:
            its_calls = known[expression] = _calls_in(expression, wanted)
        if its_calls and not comments.hold(template.start):
            found += [call.moved(template.start) for call in its_calls]
    return found


def _calls_in(expression: str, wanted: Iterable[str]) -> list[Call]:
    """Return the calls of ``wanted`` functions in one template, with offsets from its start."""
    found: list[Call] = []
    places = _names(expression, wanted)
    if not places or expression[: places[0][0]].lstrip("{repl -").startswith("/*"):
        return found
    in_string = ""
    position = 0
    for place, name in places:
        in_string = _string_at(expression, position, place, in_string)
        position = place
        if not in_string:
            found.append(Call(name, place, _arguments(expression, place, place + len(name))))
    return found


def _names(text: str, wanted: Iterable[str]) -> list[tuple[int, str]]:
    """Return where whole words of ``wanted`` are in a template, in order: neither variables nor in quotes."""
    found: list[tuple[int, str]] = []
    for name in wanted:
        place = text.find(name)
        while place >= 0:
            before, after = text[place - 1], text[place + len(name) : place + len(name) + 1]
            if not (before.isalnum() or before in '_$."`' or after.isalnum() or after == "_"):
                found.append((place, name))
            place = text.find(name, place + len(name))
    found.sort()
    return found


def _string_at(text: str, start: int, end: int, quote: str) -> str:
    """Return the quote of the string that ``end`` is in, or nothing; ``quote`` is that of ``start``.

    A quote that YAML's double quotes escape opens and closes a string too, as the platform sees it without the escape.
    """
    if text.find('"', start, end) < 0 and text.find("`", start, end) < 0:
        return quote
    for found in _QUOTE.finditer(text, start, end):
        mark = found.group()[-1]
        if not quote:
            quote = mark
        elif quote == mark and not (mark == '"' and found.group().count("\\") > 1):
            quote = ""
    return quote


def _arguments(text: str, start: int, place: int) -> list[Argument | None]:
    """Return the arguments that follow ``place`` in a template, or the one that is piped to the call at ``start``."""
    arguments: list[Argument | None] = []
    while len(arguments) < _MOST_ARGUMENTS:
        first = place + 1 if text.startswith(" ", place) else place
        if text[first : first + 1] in ("}", ")", "|"):
            break
        close = text.find('"', first + 1) if first > place and text[first] == '"' else -1
        if close >= 0 and text.find("\\", first, close) < 0:
            arguments.append(Argument(text[first + 1 : close], first + 1, close))
            place = close + 1
            continue
        found = _ARGUMENT.match(text, place)
        if found is None:
            break
        group = next((number for number in (1, 2, 3) if found[number] is not None), 0)
        arguments.append(Argument(_unescaped(found[group]), *found.span(group)) if group else None)
        if found[5]:
            break  # what follows the parenthesis is not read here
        place = found.end()
    if not arguments:
        first = max(0, start - _LONGEST_PIPED)
        piped = _PIPED.search(text[first:start]) if text.find("|", first, start) >= 0 else None
        if piped is not None:
            group = next(number for number in (1, 2, 3) if piped[number] is not None)
            begin, end = piped.span(group)
            arguments.append(Argument(_unescaped(piped[group]), first + begin, first + end))
    return arguments


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\") if "\\" in text else text
