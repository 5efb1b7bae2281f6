"""Each kind of document has a shape: what is a list, what is a mapping, what has to be there.

## Why

A list where the platform wants a mapping, or a number where it wants text, makes the whole release unreadable to it, or
the part is skipped without a word. The shapes are JSON Schemas: all of the `replicated` document, and those parts of
Swarm services, of Kubernetes workloads and of Ship assets that name images. Keys that are not described are not looked
at, and a template fits everywhere, since nobody knows what it renders to.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
images:
  - source: mythirdpartyprivateregistry
    name: namespace/imagename
    tag: 2.0.0
```

## How to fix

`replreg fix` does not reshape documents. The finding says what has to be there and what is: turn a mapping into a list
with a `-` before its first key, put numbers and words such as `yes` into quotes where text is wanted, and add the key
that is missing. Editors that know JSON Schema can check the same while you type, with the files in `schemas/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.documents import Document
from replreg.release.kinds import Kind
from replreg.rules.base import Problem
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, scalar_type
from replreg.yaml.json_schema import Fault, Part, faults, load_part
from replreg.yaml.templates import legible

ID = "schema"
GROUP = "document"
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


def check_document(document: Document) -> Iterator[Problem]:
    """Report every place of the document that its schema does not allow."""
    root = document.root
    name = _SCHEMAS.get(document.kind)
    if root is None or name is None or (isinstance(root, Scalar) and not root.value):
        return
    parts = _kubernetes_parts(root) if document.kind is Kind.KUBERNETES else [(root, load_part(name))]
    names: dict[int, str] = {}
    for node, part in parts:
        for fault in faults(node, part):
            names = names or _names(root, document.kind)
            yield Problem(document.index, _span(document, fault), _message(fault, names))


def _kubernetes_parts(root: Node) -> list[tuple[Node, Part]]:
    """Return the resources of a document whose kind the schema describes, each with its part."""
    if not isinstance(root, Mapping):
        return [(root, load_part("kubernetes"))]
    parts: list[tuple[Node, Part]] = []
    for resource in [root, *root.sequence("items")]:
        kind = resource.text("kind") if isinstance(resource, Mapping) else None
        name = "Workload" if kind in _WORKLOADS else kind if kind in ("Pod", "CronJob") else None
        if name is not None:
            parts.append((resource, load_part("kubernetes", name)))
    return parts


def _span(document: Document, fault: Fault) -> tuple[int, int]:
    """Point at the node, or for one of many lines at its first key or dash."""
    node = fault.node
    if isinstance(node, Mapping) and node.pairs and not node.flow:
        return document.source.node_span(node.pairs[0][0])
    start, end = document.source.node_span(node)
    return start, start + len(document.source.file[start:end].partition("\n")[0].rstrip("\r"))


def _message(fault: Fault, names: dict[int, str]) -> str:
    node = fault.node
    subject = names.get(id(node), "this")
    if fault.keyword == "required":
        title = str(fault.schema.get("title", "entry"))
        thing = subject if "document" in subject else f"this {title[0].lower()}{title[1:]}"
        return f"{thing} has no '{fault.missing}', which it needs"
    kind = scalar_type(node) if isinstance(node, Scalar) else ""
    if kind == "null" or (isinstance(node, Scalar) and not node.value.strip()):
        found = "empty"
    elif isinstance(node, Scalar):
        shown = f"'{legible(node.value)}'"
        found = f"the string {shown}" if kind == "string" else f"the {_kind_word(kind)} {shown}"
    else:
        found = "a mapping" if isinstance(node, Mapping) else "a list"
    if fault.keyword == "type":
        wanted = fault.schema["type"]
        types = [wanted] if isinstance(wanted, str) else list(wanted)
        needed = _needed(types)
        takes_text = "string" in types and "array" not in types
        hint = "; put it into quotes" if takes_text and kind not in ("", "null") else ""
        return f"{subject} must be {needed}, but it is {found}{hint}"
    if found == "empty":
        return f"{subject} must not be empty"
    if fault.keyword == "enum":
        choices = ", ".join(f"'{choice}'" for choice in fault.schema["enum"] if choice)
        return f"{subject} must be one of {choices}, but it is {found}"
    description = str(fault.schema.get("description", "another form")).rstrip(".")
    return f"{subject} must be {description[0].lower()}{description[1:]}, but it is {found}"


def _kind_word(kind: str) -> str:
    return "value" if kind == "boolean" else "number"


def _needed(types: list[str]) -> str:
    """Put the types that are allowed into words; that nothing may be there as well goes without saying."""
    types = [name for name in types if name != "null"]
    scalars = [name for name in types if name not in ("object", "array")]
    if "string" in scalars and "number" in scalars:
        return " or ".join([*(_WORDS[name] for name in types if name not in scalars), "a single value"])
    return " or ".join(_WORDS[name] for name in types)


def _names(root: Node, kind: Kind) -> dict[int, str]:
    """Return what a message calls each node, by its `id`: the key whose value it is, or the list that it is in."""
    names = {id(root): f"a '{kind.value}' document"}
    stack: list[tuple[Node, str]] = [(root, "")]
    while stack:
        node, name = stack.pop()
        children: list[tuple[Node, str, str]] = []
        if isinstance(node, Mapping):
            keys = [(value, legible(key.value)) for key, value in node.pairs if isinstance(key, Scalar)]
            children = [(value, key, f"'{key}'") for value, key in keys]
        elif isinstance(node, Sequence):
            children = [
                (item, name, f"an entry of '{name}'" if name else "an entry of this list") for item in node.items
            ]
        for child, key, said in children:
            if id(child) not in names:
                names[id(child)] = said
                stack.append((child, key))
    return names
