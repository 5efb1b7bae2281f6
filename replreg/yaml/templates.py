"""Sets template expressions aside, so that what is left can be read as YAML.

The platform renders ``{{repl … }}`` (in KOTS also ``repl{{ … }}``) before it reads the YAML; Helm does so with every
``{{ … }}`` of a chart's templates. These are the two dialects. Nothing can be rendered here, so an expression is
covered by as many `MASK` characters: every offset stays true, and whoever meets the character in a value knows that
this part is unknown. A line that holds nothing but control flow renders to a blank line, so it is covered by spaces.
"""

# No annotations as strings here: NamedTuple compiles each of them, and every run would wait for that.

import re
from bisect import bisect_left
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from replreg.lazy_re import lazy_compile
from replreg.yaml.text import on_one_line

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
"""The character that covers an expression: from the private use area, so that YAML takes it and no name has it."""

MASKS = lazy_compile(f"{MASK}+")
"""Matches a run of them: one expression, or several with nothing between them."""

# Stands for a MASK character that the file itself holds: as strange to YAML, and never taken for a template.
_STAND_IN = "\ue001"

_STRING = lazy_compile(r'"[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*"')
_CONTROL_WORDS = (
    r"-?\s*(?:(?:if|else|end|range|with|define|template|block|break|continue)\b|/\*"
    r"|\$\w*(?:\s*,\s*\$\w+)?\s*:?=)"
)
_COMMENT_END = lazy_compile(r"\*/\s*-?\}\}")
_LINE_REST = lazy_compile(r"[ \t]*(?:[\r\n#]|\Z)")
_LINE_BREAK = lazy_compile(r"[\r\n]")


class Dialect(NamedTuple):
    """A template language: what opens an expression, and what is control flow.

    ``words`` are texts of which a file with an expression has at least one. ``stop`` matches what ends an expression
    or may hide its end; ``control`` an expression that is control flow, from its start. The rest is None for a language
    without it: ``comment`` matches the start of a comment, ``structure`` an expression that makes lines of YAML where
    it is alone on its own, and ``break_first`` one that makes them anywhere, as it begins with a line break.
    """

    name: str
    words: tuple[str, ...]
    open: re.Pattern[str]
    stop: re.Pattern[str]
    control: re.Pattern[str]
    comment: re.Pattern[str] | None = None
    structure: re.Pattern[str] | None = None
    break_first: re.Pattern[str] | None = None


_PLATFORM_OPEN = r"\{\{repl(?![\w$])|repl\{\{"

PLATFORM = Dialect(
    "platform",
    ("{{repl", "repl{{"),
    lazy_compile(_PLATFORM_OPEN),
    lazy_compile(rf"\}}\}}|\\?\"|`|{_PLATFORM_OPEN}"),
    lazy_compile(rf"(?:\{{\{{repl|repl\{{\{{){_CONTROL_WORDS}"),
)
"""The platform's templates. Every other ``{{ … }}`` is text."""

HELM = Dialect(
    "helm",
    ("{{",),
    lazy_compile(r"(?:repl)?\{\{(?:repl(?![\w$]))?"),
    lazy_compile(r"\}\}|\\?\"|`|(?:repl)?\{\{"),
    lazy_compile(rf"(?:repl)?\{{\{{(?:repl(?![\w$]))?{_CONTROL_WORDS}"),
    lazy_compile(r"\{\{-?\s*/\*"),
    lazy_compile(r"\{\{-?\s*(?:include|toYaml|tpl|template)\b|.*\|\s*indent\b", re.DOTALL),
    lazy_compile(r".*\|\s*nindent\b", re.DOTALL),
)
"""Helm's templates, in charts and in ``troubleshoot.sh/v1beta3`` files, and the platform's among them."""


class Template(NamedTuple):
    """One expression: offsets of its first character and behind its last, and whether it is control flow."""

    start: int
    end: int
    control: bool


class Templates(tuple[Template, ...]):
    """The expressions of a text, in order."""

    def within(self, start: int, end: int) -> tuple[Template, ...]:
        """Return those that start between two offsets."""
        return self[bisect_left(self, start, key=_START) : bisect_left(self, end, key=_START)]

    def have_control(self, start: int, end: int) -> bool:
        """Tell whether one that starts between two offsets is control flow. Takes no longer where there are many."""
        place = bisect_left(self._control, start)
        return place < len(self._control) and self._control[place] < end

    @cached_property
    def _control(self) -> list[int]:
        return [template.start for template in self if template.control]


_START = attrgetter("start")


class Masked(NamedTuple):
    """``text`` is as long as the original, with its ``templates``, in order, covered."""

    text: str
    templates: Templates


def template_spans(text: str, dialect: Dialect = PLATFORM) -> Templates:
    """Find the expressions of a text, in order. Takes time in proportion to its length.

    An expression ends at the first ``}}`` outside of a string, as in Go's template language; where quotes do not
    pair up, at the first ``}}`` at all. What is not closed before the next one opens is no expression.
    """
    found: list[Template] = []
    position = 0
    close = -1
    comment_end = 0  # where the next `*/` is; -1 if there are no more
    search, control_at, comment = dialect.open.search, dialect.control.match, dialect.comment
    while (opening := search(text, position)) is not None:
        if comment is not None and (start := comment.match(text, opening.start())) is not None:
            if -1 < comment_end < start.end():
                comment_end = text.find("*/", start.end())
            closed = _COMMENT_END.match(text, comment_end) if comment_end >= 0 else None
            if closed is not None:
                position = closed.end()
                found.append(Template(opening.start(), position, True))
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
        # What is called has a capital letter, as every function of the platform; the words of control flow have none.
        is_call = text[opening.end() : end].lstrip("- \t\r\n")[:1].isupper()
        control = not is_call and control_at(text, opening.start()) is not None
        found.append(Template(opening.start(), end, control))
        position = end
    return Templates(found)


def _end(text: str, position: int, stops: "re.Pattern[str]") -> int:
    """Return where an expression ends that goes on at ``position``, or -1 where its strings do not pair up.

    However its quotes are arranged, at most two expressions in a row read on beyond the start of the next one.
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
        elif character != '\\"':  # in double-quoted YAML the quotes are escaped; those are not Go's
            break
    return -1


def mask(text: str, dialect: Dialect = PLATFORM) -> Masked:
    """Cover the expressions of a text. Takes time in proportion to its length."""
    if MASK in text:
        text = text.replace(MASK, _STAND_IN)
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
    verdicts: list[bool] = []
    index = 0
    line_end = 0
    while index < len(templates):
        first = index
        start = templates[first].start
        line_start = max(text.rfind("\n", line_end, start), text.rfind("\r", line_end, start)) + 1 or line_end
        only_control = not text[line_start:start].strip(" \t\ufeff")
        while True:
            template = templates[index]
            only_control = only_control and empty[index]
            if template.end >= line_end:
                line_break = _LINE_BREAK.search(text, template.end)
                line_end = line_break.start() if line_break else len(text)
            follower = templates[index + 1] if index + 1 < len(templates) else None
            if follower is None or follower.start >= line_end:
                rest = text[template.end : line_end].strip(" \t")
                only_control = only_control and (not rest or rest.startswith("#"))
                break
            if text[template.end : follower.start].strip(" \t"):
                only_control = False
            index += 1
        index += 1
        verdicts.extend([only_control] * (index - first))
    return verdicts


def legible(text: str) -> str:
    """Return a text as a message quotes it: on one line, not too long, and with an ellipsis for what is not known."""
    return on_one_line(MASKS.sub("…", text))
