"""Sets the platform's template expressions aside, so that what is left can be read as YAML.

The platform renders ``{{repl … }}`` (in KOTS also ``repl{{ … }}``) before it reads the YAML. Nothing can be rendered
here, so an expression is covered by as many `MASK` characters: every offset stays true, and whoever meets the
character in a value knows that this part is unknown. A line that holds nothing but control flow renders to a blank
line, so it is covered by spaces.
"""

from __future__ import annotations

from typing import NamedTuple

from replreg.pattern import lazy_pattern

__all__ = ["MASK", "Masked", "Template", "mask", "template_spans"]

MASK = "\ue000"
"""The character that covers an expression: from the private use area, so that YAML takes it and no name has it."""

# Stands for a MASK character that the file itself holds: as strange to YAML, and never taken for a template.
_STAND_IN = "\ue001"

_OPEN = lazy_pattern(r"\{\{repl(?![\w$])|repl\{\{")
_STOP = lazy_pattern(r"\}\}|\"|`|\\|\{\{repl|repl\{\{")
_STRING = lazy_pattern(r'"(?:[^"\\\r\n]|\\[^\r\n])*"')
_CONTROL = lazy_pattern(
    r"(?:\{\{repl|repl\{\{)-?\s*"
    r"(?:(?:if|else|end|range|with|define|template|block|break|continue)\b|/\*|\$\w*(?:\s*,\s*\$\w+)?\s*:?=)"
)
_LINE_BREAK = lazy_pattern(r"[\r\n]")
_LONGEST = 50_000  # code points that an expression with unpaired quotes may be searched for its end


class Template(NamedTuple):
    """One expression: offsets of its first character and behind its last, and whether it is control flow."""

    start: int
    end: int
    control: bool


class Masked(NamedTuple):
    """``text`` is as long as the original, with its ``templates``, in order, covered."""

    text: str
    templates: tuple[Template, ...]


def template_spans(text: str) -> tuple[Template, ...]:
    """Find the expressions of a text, in order.

    An expression ends at the first ``}}`` outside of a string, as in Go's template language; where quotes do not
    pair up, at the first ``}}`` at all. What is never closed is no expression.
    """
    found: list[Template] = []
    position = 0
    backtick_ends = False  # once no backtick follows, none will: keeps a file full of them linear
    while (opening := _OPEN.search(text, position)) is not None:
        start = opening.start()
        end = -1
        cursor = opening.end()
        while (stop := _STOP.search(text, cursor)) is not None:
            character = stop.group()
            if character == "}}":
                end = stop.end()
                break
            if character not in ('"', "`", "\\") or stop.start() - start > _LONGEST:
                break  # another expression opens: this one was never closed as it should be
            if character == "\\":
                # Not Go, but seen in double-quoted YAML: an escaped quote opens no string.
                cursor = stop.end() + 1
                continue
            if character == "`":
                close = -1 if backtick_ends else text.find("`", stop.end())
                backtick_ends = close < 0
                string_end = close + 1
            else:
                string = _STRING.match(text, stop.start())
                string_end = string.end() if string else 0
            if not string_end:
                break
            cursor = string_end
        if end < 0:
            close = text.find("}}", opening.end())
            if close < 0:
                break
            end = close + 2
        found.append(Template(start, end, _CONTROL.match(text, start) is not None))
        position = end
    return tuple(found)


def mask(text: str) -> Masked:
    """Cover the expressions of a text. Takes time in proportion to its length."""
    if MASK in text:
        text = text.replace(MASK, _STAND_IN)
    if "{{repl" not in text and "repl{{" not in text:
        return Masked(text, ())
    templates = template_spans(text)
    if not templates:
        return Masked(text, ())
    pieces: list[str] = []
    position = 0
    blank = _blank_lines(text, templates)
    for template, is_blank in zip(templates, blank, strict=True):
        pieces.append(text[position : template.start])
        pieces.append((" " if is_blank else MASK) * (template.end - template.start))
        position = template.end
    pieces.append(text[position:])
    return Masked("".join(pieces), templates)


def _blank_lines(text: str, templates: tuple[Template, ...]) -> list[bool]:
    """Tell of each expression whether its line (or lines) holds nothing but control flow, blanks and a comment."""
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
            only_control = only_control and template.control
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
