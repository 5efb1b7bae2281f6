"""One walk over a document that applies the tables to its nodes.

The walk visits the keys that the tables describe and nothing else, in time that grows with their number, and without
recursion. What an alias repeats is visited once for each shape that it is used in.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.finding import Edit, Fix, Severity
from replreg.messages import suggestion
from replreg.release.checks.access import (
    entry_span,
    has_template,
    is_absent,
    known_text,
    lacks,
    may_have_more,
    node_span,
)
from replreg.release.checks.formats import LITERAL_FORMATS, check_format
from replreg.release.checks.record import CONSEQUENCES, SEVERITIES, Path, Record, Verdict, quieter, written_path
from replreg.release.checks.structure import CHECKS
from replreg.release.checks.tables import MISSING, SHAPES, UNIQUE, Row
from replreg.release.checks.typed_values import check_type
from replreg.release.checks.values import SETS
from replreg.release.checks.versions import DEPRECATED, NEWER, check_deprecated, check_newer
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.nodes import MERGE_KEY, Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import MASK, legible

_LONGEST_WORD = 60

__all__ = ["Walk", "check_release", "check_ship"]


def check_release(fragment: Fragment, root: Node | None, document: int = 0) -> list[Record]:
    """Return what is wrong in a ``replicated`` document, as far as it can be seen without the other documents."""
    return _check(fragment, root, "release", document)


def check_ship(fragment: Fragment, root: Node | None, document: int = 0) -> list[Record]:
    """Return what is wrong in the parts of a Ship release that the tables describe."""
    return _check(fragment, root, "ship", document)


def _check(fragment: Fragment, root: Node | None, shape: str, document: int) -> list[Record]:
    if type(root) is not Mapping:
        return []
    if not SHAPES[shape].keys() & root.index.keys() and MERGE_KEY not in root.index:
        return []
    walk = Walk(fragment, root, document, is_ship=shape == "ship")
    walk.run(shape)
    return walk.records


class Walk:
    """A walk over one document, with what its checks need to know of the document as a whole.

    ``is_whole`` is False for a fragment: a document without ``replicated_api_version``. ``version`` is that version as
    three numbers, or None. ``scheduler`` is ``native``, ``swarm``, ``kubernetes``, or empty where nothing says so.
    """

    __slots__ = ("_names", "document", "fragment", "is_ship", "is_whole", "records", "root", "scheduler", "version")

    def __init__(self, fragment: Fragment, root: Mapping, document: int, *, is_ship: bool) -> None:
        self.fragment: Fragment = fragment
        self.root: Mapping = root
        self.document: int = document
        self.is_ship: bool = is_ship
        self.is_whole: bool = "replicated_api_version" in root.index or root.get("replicated_api_version") is not None
        self.version: tuple[int, int, int] | None = _version(known_text(fragment, root.get("replicated_api_version")))
        self.scheduler: str = _scheduler(root, self.is_whole)
        self.records: list[Record] = []
        self._names: dict[str, dict[str, Scalar]] = {}

    def report(
        self,
        rule: str,
        path: Path | None,
        place: Node | tuple[int, int],
        severity: Severity,
        message: str,
        fix: Fix | None = None,
        related: tuple[tuple[str, int, int], ...] = (),
    ) -> None:
        """Add a record. ``place`` is a node, or a span of the file."""
        span = node_span(self.fragment, place) if isinstance(place, Node) else place
        self.records.append(
            Record(rule, written_path(path), span, severity, message, fix, related, document=self.document)
        )

    def run(self, shape: str) -> None:
        """Visit the document, whose root has the shape called ``shape``."""
        seen: set[tuple[int, str]] = set()
        # The last value is True if another way may lead to the node: only then it has to be remembered.
        stack: list[tuple[Mapping, str, Path | None, bool]] = [(self.root, shape, None, False)]
        while stack:
            mapping, name, path, is_shared = stack.pop()
            if is_shared or mapping.shared:
                if (id(mapping), name) in seen:
                    continue
                seen.add((id(mapping), name))
            if name in MISSING:
                self._check_missing(mapping, name, path)
            if name in UNIQUE:
                self._check_unique(mapping, name, path)
            check = CHECKS.get(name)
            if check is not None:
                check(self, mapping, path)
            if name in DEPRECATED:
                check_deprecated(self, mapping, name, path)
            if name in NEWER:
                check_newer(self, mapping, name, path)
            rows = SHAPES[name]
            if not rows:
                continue
            merges = MERGE_KEY in mapping.index
            is_shared = mapping.shared or merges
            if merges:  # not all that is merged: in a chain, that would cost its length for each mapping
                items = [(name, value) for name in rows if (value := mapping.get(name)) is not None]
            else:
                items = [
                    (key.value, value) for key, value in mapping.pairs if type(key) is Scalar and key.value in rows
                ]
            inner: list[tuple[Mapping, str, Path | None, bool]] = []
            for key, value in items:
                row = rows[key]
                kind = row[0]
                if kind == "mapping":
                    if type(value) is Mapping:
                        inner.append((value, row[1], (path, key), is_shared))
                elif kind == "list" or kind == "entries":
                    if type(value) is Sequence:
                        shared = is_shared or value.shared
                        place: Path = (path, key)
                        for number, item in enumerate(value.items):
                            if type(item) is Mapping:
                                inner.append((item, row[1], (place, number), shared))
                            elif kind == "entries" and is_absent(item):
                                self._report_empty(item, key, (place, number))
                elif kind == "values":
                    if type(value) is Sequence:
                        for number, item in enumerate(value.items):
                            if type(item) is Scalar:
                                self._check_scalar(row[1], item, key, ((path, key), number))
                elif type(value) is Scalar:
                    self._check_scalar(row, value, key, (path, key))
            stack.extend(reversed(inner))

    def _check_scalar(self, row: Row, scalar: Scalar, key: str, path: Path) -> None:
        kind, name, fact = row
        if kind == "type":
            verdict = check_type(name, scalar)
            if verdict is not None:
                self._report_type(verdict, scalar, key, path, fact)
            return
        if is_absent(scalar):
            return
        if kind == "format":
            verdict = check_format(name, scalar.value)
            if verdict is not None and (name in LITERAL_FORMATS or not has_template(self.fragment, scalar)):
                self._report_format(verdict, scalar, key, path, fact)
        else:
            self.check_word(name, scalar, key, path, fact)

    def _report_format(self, verdict: Verdict, scalar: Scalar, key: str, path: Path, fact: str) -> None:
        severity = quieter(SEVERITIES[fact], verdict.severity)
        reasons = [f"'{key}' is '{legible(scalar.value)}', {verdict.reason}"]
        if severity is not Severity.INFO and (why := CONSEQUENCES.get(fact)):
            reasons.append(why if severity is SEVERITIES[fact] else "it may not mean what it says")
        if verdict.suggestion is not None:
            reasons.append(f"write '{legible(verdict.suggestion)}'")
        self.report("value-format", path, scalar, severity, "; ".join(reasons))

    def _report_type(self, verdict: Verdict, scalar: Scalar, key: str, path: Path, fact: str) -> None:
        severity = quieter(SEVERITIES[fact], verdict.severity)
        reasons = [f"'{key}' is '{legible(scalar.value)}', {verdict.reason}"]
        if severity is Severity.ERROR:
            reasons.append("the platform cannot read the release")
        fix = None
        suggestion = verdict.suggestion
        if suggestion is not None:
            reasons.append(f"write {suggestion}" + (" without quotes" if scalar.style in ("'", '"') else ""))
            is_same = suggestion == scalar.value.strip() or suggestion == scalar.value.strip().lower()
            if severity is Severity.ERROR and is_same and scalar.style in ("'", '"') and scalar.tag is None:
                fix = self._without_quotes(scalar, suggestion)
        self.report("schema", path, scalar, severity, "; ".join(reasons), fix)

    def _without_quotes(self, scalar: Scalar, text: str) -> Fix | None:
        """Return the fix that writes a quoted scalar without its quotes; None where an edit would not be certain."""
        fragment = self.fragment
        start, end = fragment.node_span(scalar)
        written = fragment.file[start - 1 : end + 1]
        if not fragment.editable or written != f"{scalar.style}{scalar.value}{scalar.style}":
            return None
        return Fix(True, f"remove the quotes around '{legible(scalar.value)}'", (Edit(start - 1, end + 1, text),))

    def check_word(self, name: str, scalar: Scalar, key: str, path: Path, fact: str) -> None:
        """Report a scalar that is not a word of the set called ``name``."""
        value = scalar.value
        if value in SETS[name]:
            return
        if has_template(self.fragment, scalar) and name != "volume option":
            return
        if name == "network mode" and value.startswith("container:"):
            return
        self._report_word(name, scalar, key, path, fact)

    def _report_word(self, name: str, scalar: Scalar, key: str, path: Path, fact: str) -> None:
        from replreg.messages import nearest
        from replreg.release.checks.values import ALIASES, SHOWN

        value = scalar.value
        severity = SEVERITIES[fact]
        words = SHOWN.get(name, SETS[name])
        if MASK in value:
            message = f"'{key}' has a template, but the platform checks the words before it renders templates"
            self.report("unknown-value", path, scalar, Severity.WARNING, message)
            return
        right = ALIASES.get(name, {}).get(value.lower())
        if right is None and len(value) <= _LONGEST_WORD:
            right = nearest(value, words)
        reasons = [f"'{key}' is '{legible(value)}', which the platform does not know"]
        if severity is not Severity.INFO and (why := CONSEQUENCES.get(fact)):
            reasons.append(why)
        reasons.append(suggestion(right, f"write {_one_of(words)}"))
        fix = self.replacement(scalar, right) if right else None
        self.report("unknown-value", path, scalar, severity, "; ".join(reasons), fix)

    def replacement(self, scalar: Scalar, text: str) -> Fix | None:
        """Return the unsafe fix that replaces a scalar's value with another word; None where it cannot be located."""
        place = ScalarValue(self.fragment, scalar, scalar.value).locate(0, len(scalar.value))
        if place is None or scalar.style in ("|", ">"):
            return None
        return Fix(False, f"replace '{legible(scalar.value)}' with '{text}'", (Edit(*place, text),))

    def _report_empty(self, item: Node, key: str, path: Path) -> None:
        message = f"an entry of '{key}' is empty; the platform cannot read the release; remove the entry or fill it in"
        self.report("schema", path, item, Severity.ERROR, message)

    def _check_missing(self, mapping: Mapping, name: str, path: Path | None) -> None:
        for key, fact, in_fragments in MISSING[name]:
            value = mapping.index.get(key)
            if type(value) is Scalar and not is_absent(value):
                continue  # nearly always
            if (in_fragments or self.is_whole or self.is_ship) and lacks(mapping, key):
                severity = SEVERITIES[fact]
                if key == "command" and mapping.get(key) is not None and type(mapping.get(key)) is Sequence:
                    severity = Severity.WARNING  # the library takes an empty list
                self.report_missing(mapping, path, key, severity)

    def report_missing(self, mapping: Mapping, path: Path | None, key: str, severity: Severity, hint: str = "") -> None:
        """Report a key that a mapping must have, at the key if it is there without a value, else at the first key."""
        if may_have_more(self.fragment, mapping):
            return
        why = "the documentation asks for it"
        if severity is Severity.ERROR:
            why = "Ship refuses the release" if self.is_ship else "the platform refuses the release"
        has_key = mapping.get(key) is not None
        thing = f"an entry of '{_list_name(path)}'" if path and isinstance(path[1], int) else f"'{_list_name(path)}'"
        mistake = f"'{key}' of {thing} is empty" if has_key else f"{thing} has no '{key}'"
        message = f"{mistake}; {why}; {hint or f'add {_quoted(key)}' if not has_key else hint or 'give it a value'}"
        self.report("missing-key", path, entry_span(self.fragment, mapping, key), severity, message)
        if not has_key:
            self.records[-1].lacks = key, self.fragment.span(mapping.start, mapping.end)

    def _check_unique(self, mapping: Mapping, name: str, path: Path | None) -> None:
        for key, things, fact in UNIQUE[name]:
            node = mapping.get(key)
            text = known_text(self.fragment, node)
            if text is None or type(node) is not Scalar:
                continue
            first = self._names.setdefault(things, {}).setdefault(text, node)
            if first is node or self.fragment.crosses_control_flow(
                *self.fragment.span(min(first.end, node.end), max(first.start, node.start))
            ):
                continue
            severity = SEVERITIES[fact]
            why = "the platform refuses the release" if fact == "P" else "nothing can refer to the second one"
            message = f"two {things} have the {key} '{legible(text)}'; {why}; give each a {key} of its own"
            related = (("the first one", *node_span(self.fragment, first)),)
            self.report("duplicate-name", (path, key), node, severity, message, related=related)


def _list_name(path: Path | None) -> str:
    while path is not None:
        before, step = path
        if isinstance(step, str):
            return step
        path = before
    return "the document"


def _quoted(key: str) -> str:
    return f"'{key}'"


def _one_of(words: Iterable[str]) -> str:
    *first, last = [f"'{word}'" for word in words]
    return f"{', '.join(first)} or {last}" if first else last


def _version(text: str | None) -> tuple[int, int, int] | None:
    """Return a version's three numbers, or None if it is not one."""
    numbers = (text or "").partition("-")[0].partition("+")[0].split(".")
    if len(numbers) != 3 or not all(n.isdecimal() and n.isascii() and len(n) < 10 for n in numbers):
        return None
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def _scheduler(root: Mapping, is_whole: bool) -> str:
    """Return which scheduler a document is for, as far as it says so alone."""
    for component in root.sequence("components"):
        if isinstance(component, Mapping) and component.sequence("containers"):
            return "native"
    keys = [key for key in ("swarm", "kubernetes") if not is_absent(root.get(key))]
    return keys[0] if len(keys) == 1 else ""
