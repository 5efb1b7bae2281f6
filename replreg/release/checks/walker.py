"""One walk over a document that applies the tables to its nodes.

The walk visits the keys that the tables describe and nothing else, in time that grows with their number, and without
recursion. A node that an alias repeats is visited once for each shape that it is used in.
"""

from __future__ import annotations

from collections.abc import Collection

from replreg.finding import AbsentKey, Fix, Severity
from replreg.release.checks.access import (
    absent_key,
    entry_span,
    has_template,
    is_absent,
    known_text,
    lacks,
    may_have_more,
    node_span,
)
from replreg.release.checks.entry_keys import MISSING, UNIQUE
from replreg.release.checks.formats import LITERAL_FORMATS, check_format
from replreg.release.checks.record import SEVERITIES, Path, Record, written_path
from replreg.release.checks.shapes import SHAPES, Row
from replreg.release.checks.structure import CHECKS
from replreg.release.checks.typed_values import check_type
from replreg.release.checks.values import SETS
from replreg.release.checks.versions import DEPRECATED, NEWER, check_deprecated, check_newer
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import MERGE_KEY, Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import legible

_LAST_PRODUCT_KEY = (2, 43, 0)

__all__ = ["Walk", "check_release", "check_ship"]


def check_release(fragment: Fragment, root: Node | None, document: int = 0, *, of_product: bool = True) -> list[Record]:
    """Return what is wrong in a ``replicated`` document, as far as it can be seen without the other documents.

    Without ``of_product``, keys that came with a later version of the product are not looked for.
    """
    return _check(fragment, root, SHAPES, "release", document, of_product=of_product)


def check_ship(fragment: Fragment, root: Node | None, document: int = 0) -> list[Record]:
    """Return what is wrong in the parts of a Ship release that the tables describe."""
    from replreg.release.checks.ship_shapes import SHIP_SHAPES

    return _check(fragment, root, SHIP_SHAPES, "ship", document)


def _check(
    fragment: Fragment,
    root: Node | None,
    shapes: dict[str, dict[str, Row]],
    shape: str,
    document: int,
    *,
    of_product: bool = False,
) -> list[Record]:
    if type(root) is not Mapping:
        return []
    if not shapes[shape].keys() & root.index.keys() and MERGE_KEY not in root.index:
        return []
    walk = Walk(fragment, root, document, is_ship=shape == "ship")
    walk.run(shapes, shape, of_product=of_product)
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
        hint: str = "",
        lacks: tuple[AbsentKey, ...] = (),
    ) -> None:
        """Add a record. ``place`` is a node, or a span of the file."""
        span = node_span(self.fragment, place) if isinstance(place, Node) else place
        self.records.append(
            Record(rule, written_path(path), span, severity, message, fix, related, self.document, hint, lacks)
        )

    def run(self, shapes: dict[str, dict[str, Row]], shape: str, *, of_product: bool) -> None:
        """Visit the document, whose root has the shape called ``shape`` of ``shapes``."""
        product_keys: Collection[str] = ()
        if of_product and self.version is not None and self.version < _LAST_PRODUCT_KEY:
            from replreg.release.checks.product_versions import PRODUCT_KEYS

            product_keys = PRODUCT_KEYS
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
            if name in product_keys:
                from replreg.release.checks.product_versions import check_product

                check_product(self, mapping, name, path)
            if name in NEWER:
                check_newer(self, mapping, name, path)
            rows = shapes[name]
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
                from replreg.release.checks.value_records import report_type

                report_type(self, verdict, scalar, key, path, fact)
            return
        if is_absent(scalar):
            return
        if kind == "format":
            verdict = check_format(name, scalar.value)
            if verdict is not None and (name in LITERAL_FORMATS or not has_template(self.fragment, scalar)):
                from replreg.release.checks.value_records import report_format

                report_format(self, verdict, scalar, key, path, fact)
        else:
            self.check_word(name, scalar, key, path, fact)

    def check_word(self, name: str, scalar: Scalar, key: str, path: Path, fact: str) -> None:
        """Report a scalar that is not a word of the set called ``name``."""
        value = scalar.value
        if value in SETS[name]:
            return
        if has_template(self.fragment, scalar) and name != "volume option":
            return
        if name == "network mode" and value.startswith("container:"):
            return
        from replreg.release.checks.value_records import report_word

        report_word(self, name, scalar, key, path, fact)

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
        lacks = () if has_key else (absent_key(self.fragment, mapping, key),)
        hint = hint or ("give it a value" if has_key else f"add '{key}'")
        place = entry_span(self.fragment, mapping, key)
        self.report("missing-key", path, place, severity, f"{mistake}; {why}", hint=hint, lacks=lacks)

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
