"""Each kind of document has a shape: what is a list, what is a mapping, what has to be there."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.config import Config
from replreg.document import Document, Kind
from replreg.problem import Problem
from replreg.shape import Fault, Schema, faults, load_schema, scalar_type
from replreg.yamltree import Mapping, Node, Scalar

ID = "schema"
SEVERITY = "error"
FIX = None
SUMMARY = "the document does not have the shape of its kind (JSON Schema)"

_SCHEMAS = {Kind.REPLICATED: "replicated", Kind.SWARM: "swarm", Kind.KUBERNETES: "kubernetes", Kind.SHIP: "ship"}
_WORKLOADS = frozenset({"Deployment", "DaemonSet", "ReplicaSet", "StatefulSet", "Job", "ReplicationController"})
_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}


def check_document(document: Document, config: Config) -> Iterator[Problem]:
    """Report every place of the document that its schema does not allow."""
    root = document.root
    name = _SCHEMAS.get(document.kind)
    if root is None or name is None or (isinstance(root, Scalar) and not root.value):
        return
    whole = load_schema(name)
    part: Schema | None = whole
    if document.kind is Kind.KUBERNETES:
        part = _kubernetes_part(root, whole)
    if part is None:
        return
    for fault in faults(root, part, whole):
        yield Problem(document.index, _span(document, fault), _message(fault, root, document.kind))


def _kubernetes_part(root: Node, whole: Schema) -> Schema | None:
    kind = root.text("kind") if isinstance(root, Mapping) else None
    name = "Workload" if kind in _WORKLOADS else kind if kind in ("Pod", "CronJob") else None
    part: Schema | None = whole["$defs"][name] if name else None
    return part


def _span(document: Document, fault: Fault) -> tuple[int, int]:
    """Point at the node, or for one of many lines at its first key or dash."""
    node = fault.node
    if isinstance(node, Mapping) and node.pairs and not node.flow:
        return document.source.node_span(node.pairs[0][0])
    start, end = document.source.node_span(node)
    line_end = document.source.file.find("\n", start, end)
    return start, (line_end if line_end >= 0 else end)


def _message(fault: Fault, root: Node, kind: Kind) -> str:
    node = fault.node
    if fault.keyword == "required":
        return f"this {_thing(fault, root, kind)} has no '{fault.missing}', which it needs"
    key = _key_of(node, root)
    subject = f"'{key}'" if key else "this" if node is not root else f"a '{kind.value}' document"
    found = "mapping" if isinstance(node, Mapping) else "list"
    if isinstance(node, Scalar):
        value = " ".join(node.value.split())
        shown = f"'{value[:60]}{'…' if len(value) > 60 else ''}'"
        found = {"null": "empty", "string": f"the string {shown}"}.get(scalar_type(node), shown)
    else:
        found = f"a {found}"
    if fault.keyword == "type":
        wanted = fault.schema["type"]
        types = [wanted] if isinstance(wanted, str) else [name for name in wanted if name != "null"]
        scalars = [name for name in types if name not in ("object", "array")]
        if len(scalars) > 1:
            types = [name for name in types if name not in scalars]
            needed = " or ".join([*(_WORDS[name] for name in types), "a single value"])
        else:
            needed = " or ".join(_WORDS[name] for name in types)
        hint = "; put it into quotes" if types == ["string"] and isinstance(node, Scalar) and node.value else ""
        return f"{subject} must be {needed}, but it is {found}{hint}"
    return f"{subject} cannot be {found}: {fault.schema.get('description', 'it has another form')}"


def _thing(fault: Fault, root: Node, kind: Kind) -> str:
    title = fault.schema.get("title")
    if isinstance(title, str) and len(title) < 40 and fault.node is not root:
        return title[0].lower() + title[1:]
    return "document" if fault.node is root else "entry"


def _key_of(wanted: Node, root: Node) -> str | None:
    """Return the key that a node is the value of. Looks through the whole tree: only faulty nodes are asked for."""
    seen: set[int] = set()
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                if value is wanted:
                    return key.value if isinstance(key, Scalar) else None
                stack.append(value)
        elif not isinstance(node, Scalar):
            stack.extend(getattr(node, "items", ()))
    return None
