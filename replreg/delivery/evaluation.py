"""Fields evaluated in a world: what each is once the platform's templates are rendered.

The fields of one file are evaluated together, with the variables and conditions of the whole file around them, since
an ``if`` on a line of its own decides whether the lines that follow are there at all. Where the templates of a file
cannot be read as a whole, each field is evaluated alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from replreg.delivery.field import Field, content_of, literal_text
from replreg.delivery.files import ReleaseFile
from replreg.lazy_re import lazy_compile
from replreg.templates.evaluator import evaluate, evaluate_spans
from replreg.templates.lexer import TemplateError
from replreg.templates.parser import parse_template
from replreg.templates.texts import map_known, strip, unknown_text
from replreg.templates.values import Alternative, Place, Text, Value
from replreg.templates.worlds import World
from replreg.yaml.scalar_offsets import unquoted
from replreg.yaml.templates import MASK

__all__ = ["FieldValues"]

_FOLD = lazy_compile(r"[ \t]*\r?\n\s*")


class FieldValues:
    """The values of fields in one world. `prepare` evaluates many at once; `of` returns what was prepared."""

    __slots__ = ("_files", "_values", "world")

    def __init__(self, files: Mapping[str, ReleaseFile], world: World) -> None:
        self._files = files
        self._values: dict[int, Value | None] = {}
        self.world: World = world

    def prepare(self, fields: Iterable[Field]) -> None:
        """Evaluate fields. Takes time in proportion to the files that they are in and to their number."""
        by_file: dict[str, list[Field]] = {}
        for field in fields:
            if id(field.node) in self._values:
                continue
            file = self._files.get(field.path)
            if file is None or not _has_templates(file, field):
                self._values[id(field.node)] = Value.of(literal_text(field))
            else:
                by_file.setdefault(field.path, []).append(field)
        for path, templated in by_file.items():
            self._evaluate(self._files[path], templated)

    def of(self, field: Field) -> Value | None:
        """Return the value of a field: alternatives of texts, or None where it is certainly not rendered."""
        if id(field.node) not in self._values:
            self.prepare((field,))
        return self._values[id(field.node)]

    def is_literal(self, field: Field) -> bool:
        """Return True if no template decides what a field is."""
        file = self._files.get(field.path)
        return file is None or not _has_templates(file, field)

    def put(self, field: Field, value: Value) -> None:
        """Set the value of a field that something else evaluates."""
        self._values[id(field.node)] = value

    def _evaluate(self, file: ReleaseFile, fields: list[Field]) -> None:
        template = file.template
        spans = {id(field.node): content_of(field) for field in fields}
        if template is None:
            for field in fields:
                self._values[id(field.node)] = self._alone(file, field, spans[id(field.node)])
            return
        waiting = sorted(fields, key=lambda field: spans[id(field.node)])
        while waiting:  # once, unless a field is inside of another one
            taken: list[Field] = []
            left: list[Field] = []
            position = 0
            for field in waiting:
                start, end = spans[id(field.node)]
                fits = start >= position or not taken
                (taken if fits else left).append(field)
                position = max(position, end) if fits else position
            found = evaluate_spans(template, self.world, [spans[id(field.node)] for field in taken])
            for field, value in zip(taken, found, strict=True):
                self._values[id(field.node)] = None if value is None else _read(field, value)
            waiting = left

    def _alone(self, file: ReleaseFile, field: Field, span: tuple[int, int]) -> Value:
        if MASK not in field.node.value:
            return Value.of(literal_text(field))
        start, end = span
        try:
            template = parse_template(file.text, file.dialect, start=start, end=end, origin=file.path)
        except TemplateError as error:
            return Value.of(unknown_text(f"the template cannot be read: {error}", Place(start, end, file.path)))
        return _read(field, evaluate(template, self.world))


def _has_templates(file: ReleaseFile, field: Field) -> bool:
    return MASK in field.node.value or field.origin.fragment.crosses_control_flow(0, len(file.text))


def _read(field: Field, value: Value) -> Value:
    """Return rendered text as YAML reads it: escapes of the quotes, folded lines, and white space at the ends."""
    return Value(
        tuple(
            Alternative(_as_yaml(field, datum) if isinstance(datum, Text) else datum, assumptions)
            for datum, assumptions in value.alternatives
        )
    )


def _as_yaml(field: Field, text: Text) -> Text:
    style = field.node.style
    if style == "'":
        text = map_known(text, lambda part: unquoted(part, "'") if "''" in part else part)
    elif style == '"':
        text = map_known(text, lambda part: unquoted(part, '"') if "\\" in part else part)
    text = map_known(text, lambda part: _FOLD.sub(" ", part) if "\n" in part else part)
    return strip(text)
