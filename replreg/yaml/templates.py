"""Finds template expressions and masks them, so that the rest of a text can be read as YAML.

The platform renders ``{{repl … }}`` (in KOTS also ``repl{{ … }}``) before it reads the YAML; Helm renders every
``{{ … }}`` of a chart's templates. These are the two dialects. Nothing is rendered here. Instead, each character of an
expression is replaced with `MASK`. So every offset stays true, and a `MASK` in a value shows that this part is unknown.
A line with nothing but control flow renders to an empty line, so it is replaced with spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from operator import attrgetter

from replreg.lazy_re import LazyPattern, lazy_compile
from replreg.messages import shorten
from replreg.named_tuple import NamedTuple
from replreg.yaml.text import line_end

__all__ = [
    "HELM",
    "MASK",
    "MASKS",
    "PLATFORM",
    "Dialect",
    "Masked",
    "Template",
    "Templates",
    "legible",
    "mask",
    "template_spans",
]

MASK = "\ue000"
"""The character that covers an expression, of the private use area: YAML allows it, and names do not have it."""

MASKS = lazy_compile(f"{MASK}+")
"""Matches a run of `MASK` characters: one expression, or several with nothing between them."""

# Replaces a MASK character that the file itself contains, so that it does not look like a template.
_FOREIGN_MASK = "\ue001"

_STRING = lazy_compile(r'"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"')
_CONTROL_WORDS = frozenset("if else end range with define block break continue".split())
_ASSIGNMENT = lazy_compile(r"\$\w*(?:\s*,\s*\$\w+)?\s*:?=")
_LOWER_CASE = "abcdefghijklmnopqrstuvwxyz"
_COMMENT_END = lazy_compile(r"\*/\s*-?\}\}")
_LINE_REST = lazy_compile(r"[ \t]*(?:[\r\n#]|\Z)")


class Dialect:
    """A template language.

    ``words`` are texts of which a file with an expression has at least one. ``open`` matches the start of an
    expression, ``stop`` its end or a text that can hide its end. ``open_first`` matches the start in a file that has
    only the first of the words: a pattern that begins with a fixed text is found in an eighth of the time. The other
    patterns are None for a language without such expressions: ``comment`` matches the start of a comment,
    ``structure`` an expression that renders to lines of YAML if it is alone on its line, and ``break_first`` one that
    always does, since it begins with a line break.
    """

    __slots__ = ("break_first", "comment", "name", "open", "open_first", "stop", "structure", "words")

    def __init__(
        self,
        name: str,
        words: tuple[str, ...],
        *,
        opening: LazyPattern,
        stop: LazyPattern,
        opening_first: LazyPattern | None = None,
        comment: LazyPattern | None = None,
        structure: LazyPattern | None = None,
        break_first: LazyPattern | None = None,
    ) -> None:
        self.name: str = name
        self.words: tuple[str, ...] = words
        self.open: LazyPattern = opening
        self.open_first: LazyPattern = opening_first or opening
        self.stop: LazyPattern = stop
        self.comment: LazyPattern | None = comment
        self.structure: LazyPattern | None = structure
        self.break_first: LazyPattern | None = break_first


_PLATFORM_OPEN_FIRST = r"\{\{repl(?![\w$])"
_PLATFORM_OPEN = rf"{_PLATFORM_OPEN_FIRST}|repl\{{\{{"

PLATFORM = Dialect(
    "platform",
    ("{{repl", "repl{{"),
    opening=lazy_compile(_PLATFORM_OPEN),
    opening_first=lazy_compile(_PLATFORM_OPEN_FIRST),
    stop=lazy_compile(rf"\}}\}}|\\?\"|`|{_PLATFORM_OPEN}"),
)
"""The platform's templates. Every other ``{{ … }}`` is ordinary text."""

HELM = Dialect(
    "helm",
    ("{{",),
    opening=lazy_compile(r"(?:repl)?\{\{(?:repl(?![\w$]))?"),
    stop=lazy_compile(r"\}\}|\\?\"|`|(?:repl)?\{\{"),
    comment=lazy_compile(r"\{\{-?\s*/\*"),
    structure=lazy_compile(r"\{\{-?\s*(?:include|toYaml|tpl|template)\b|.*\|\s*indent\b", re.DOTALL),
    break_first=lazy_compile(r".*\|\s*nindent\b", re.DOTALL),
)
"""Helm's templates, in charts and in ``troubleshoot.sh/v1beta3`` files, and the platform's among them."""


class Template(NamedTuple):
    """One expression: the offsets of its first character and after its last one, and whether it is control flow."""

    start: int
    end: int
    control: bool


class Templates(tuple[Template, ...]):
    """The expressions of a text, in order."""

    def within(self, start: int, end: int) -> tuple[Template, ...]:
        """Return the expressions that start between two offsets."""
        return self[bisect_left(self, start, key=_START) : bisect_left(self, end, key=_START)]

    def contain(self, offset: int) -> bool:
        """Return True if an offset is inside of an expression."""
        place = bisect_right(self, offset, key=_START) - 1
        return place >= 0 and offset < self[place].end

    def written(self, text: str) -> str:
        """Return the expressions as ``text`` has them, each of them once, on lines of their own.

        A large release has the same ones very often, so this is where to search for the name of a function.
        """
        return "\n".join(dict.fromkeys([text[start:end] for start, end, _ in self]))

    def have_control(self, start: int, end: int) -> bool:
        """Return True if an expression of control flow starts between two offsets. Takes logarithmic time."""
        place = bisect_left(self._control, start)
        return place < len(self._control) and self._control[place] < end

    @cached_property
    def _control(self) -> list[int]:
        return [template.start for template in self if template.control]


_START = attrgetter("start")


class Masked:
    """``text`` is as long as the original, with its ``templates``, in order, covered."""

    __slots__ = ("templates", "text")

    def __init__(self, text: str, templates: Templates) -> None:
        self.text: str = text
        self.templates: Templates = templates


def template_spans(text: str, dialect: Dialect = PLATFORM) -> Templates:
    """Find the expressions of a text, in order. Takes time in proportion to its length.

    An expression ends at the first ``}}`` outside of a string, as in Go's template language; where quotes do not
    pair up, at the first ``}}`` of all. An opening without an end before the next opening is not an expression.
    """
    found: list[Template] = []
    position = 0
    close = -1
    comment_end = 0  # where the next `*/` is; -1 if there are no more
    others = dialect.words[1:]
    opens = dialect.open if any(word in text for word in others) else dialect.open_first
    search, comment = opens.search, dialect.comment
    known: dict[str, bool | None] = {}  # by content: a large release has the same expressions very often
    while (opening := search(text, position)) is not None:
        if comment is not None and (start := comment.match(text, opening.start())) is not None:
            if -1 < comment_end < start.end():
                comment_end = text.find("*/", start.end())
            closed = _COMMENT_END.match(text, comment_end) if comment_end >= 0 else None
            if closed is not None:
                position = closed.end()
                found.append(Template(opening.start(), position, True))
                continue
        first_close = text.find("}}", opening.end(), opening.end() + _LONGEST_PLAIN)
        if first_close >= 0:
            content = text[opening.end() : first_close]
            if content not in known:
                known[content] = _is_control_flow(content) if _is_plain(content) else None
            is_control = known[content]
            if is_control is not None:
                position = first_close + 2
                found.append(Template(opening.start(), position, is_control))
                continue
        end = _end(text, opening.end(), dialect.stop)
        if end < 0:
            if close < opening.end():
                close = text.find("}}", opening.end())
                if close < 0:
                    break
            follower = search(text, opening.end(), close)
            if follower is not None:
                position = follower.start()
                continue
            end = close + 2
        found.append(Template(opening.start(), end, _is_control_flow(text[opening.end() : end - 2])))
        position = end
    return Templates(found)


def _is_control_flow(content: str) -> bool:
    """Return True if an expression, without its braces, is control flow, an assignment or a comment: it has no value.

    The platform's functions begin with a capital letter, which no word of control flow does.
    """
    content = content.removeprefix("-").lstrip()
    if content.startswith("$"):
        return _ASSIGNMENT.match(content) is not None
    rest = content.lstrip(_LOWER_CASE)
    word = content[: len(content) - len(rest)]
    return (word in _CONTROL_WORDS and not rest[:1].isalnum() and rest[:1] != "_") or content.startswith("/*")


_LONGEST_PLAIN = 300
_NOT_PLAIN = ("`", "\\", "{{", "\n", "\r")


def _is_plain(content: str) -> bool:
    """Return True if an expression ends at the first ``}}`` after its ``content``, and no pattern has to find its end.

    Most expressions have strings in pairs of quotes, on one line.
    """
    return content.count('"') % 2 == 0 and not any(mark in content for mark in _NOT_PLAIN)


def _end(text: str, position: int, stops: LazyPattern) -> int:
    """Return the end of an expression whose content continues at ``position``, or -1 where its quotes do not pair up.

    Whatever its quotes are, at most two expressions in a row are read beyond the start of the next one.
    """
    while (stop := stops.search(text, position)) is not None:
        position = stop.end()
        character = stop.group()
        if character == "}}":
            return position
        if character == "`":
            position = text.find("`", position) + 1
            if not position:
                break
        elif character == '"':
            string = _STRING.match(text, stop.start())
            if string is None:
                break
            position = string.end()
        elif character != '\\"':  # an escaped quote belongs to the double-quoted scalar around the expression
            break
    return -1


@lru_cache(maxsize=2)
def mask(text: str, dialect: Dialect = PLATFORM) -> Masked:
    """Return a text with its expressions covered. Takes time in proportion to its length.

    The results for the last two texts are kept: linting, fixing and proving a fix ask for the same text several times.
    """
    if MASK in text:
        text = text.replace(MASK, _FOREIGN_MASK)
    if not any(word in text for word in dialect.words):
        return Masked(text, Templates())
    templates = template_spans(text, dialect)
    if not templates:
        return Masked(text, Templates())
    pieces: list[str] = []
    position = 0
    if dialect.structure is None or dialect.break_first is None:
        blank = _blank_lines(text, templates, [template.control for template in templates])
    else:
        structure, break_first = dialect.structure.match, dialect.break_first.match
        breaks = [break_first(text, *template[:2]) is not None for template in templates]
        empty = [
            template.control or is_break or structure(text, *template[:2]) is not None
            for template, is_break in zip(templates, breaks, strict=True)
        ]
        blank = _blank_lines(text, templates, empty)
        for index, is_break in enumerate(breaks):
            if is_break and not blank[index]:
                blank[index] = _LINE_REST.match(text, templates[index].end) is not None
    for template, is_blank in zip(templates, blank, strict=True):
        pieces.append(text[position : template.start])
        pieces.append((" " if is_blank else MASK) * (template.end - template.start))
        position = template.end
    pieces.append(text[position:])
    return Masked("".join(pieces), templates)


def _blank_lines(text: str, templates: tuple[Template, ...], empty: list[bool]) -> list[bool]:
    """Return for each expression whether its line (or lines) has only ``empty`` expressions, spaces and a comment."""
    if True not in empty:
        return empty
    verdicts: list[bool] = []
    index = 0
    line_stop = 0
    while index < len(templates):
        first = index
        start = templates[first].start
        line_start = max(text.rfind("\n", line_stop, start), text.rfind("\r", line_stop, start)) + 1 or line_stop
        only_control = not text[line_start:start].strip(" \t\ufeff")
        while True:
            template = templates[index]
            only_control = only_control and empty[index]
            if template.end >= line_stop:
                line_stop = line_end(text, template.end)
            follower = templates[index + 1] if index + 1 < len(templates) else None
            if follower is None or follower.start >= line_stop:
                rest = text[template.end : line_stop].strip(" \t")
                only_control = only_control and (not rest or rest.startswith("#"))
                break
            if text[template.end : follower.start].strip(" \t"):
                only_control = False
            index += 1
        index += 1
        verdicts.extend([only_control] * (index - first))
    return verdicts


def legible(text: str) -> str:
    """Return a masked text as messages quote it: shortened, with an ellipsis for each covered part."""
    return shorten(MASKS.sub("…", text))
