"""Each kind of document has a shape: which values are lists, mappings, text or numbers, and which keys are required.

## Why

The platform cannot read a release with a list in place of a mapping or a number in place of text, or it skips that part
without a message. The shapes are JSON Schemas: of the whole `replicated` document and Ship release; of those parts of
Swarm services and Kubernetes workloads that name images; and of the resources of KOTS, Embedded Cluster and
Troubleshoot, the `Application` of `app.k8s.io` and the `Backup` of Velero. A value of a wrong type is an error. In
these resources, any other fault is a warning, since not every version of the platform refuses it. A template fits
everywhere, because its value is not known, except in place of a boolean or a number of the `replicated` document: the
platform decodes these before it renders templates.

## Wrong

```yaml
# kind: replicated
replicated_api_version: 2.9.2
statsd:
  port: "8125"
images:
  source: mythirdpartyprivateregistry
  name: namespace/imagename
  tag: 2.0.0
```

## Right

```yaml
# kind: replicated
replicated_api_version: 2.9.2
statsd:
  port: 8125
images:
  - source: mythirdpartyprivateregistry
    name: namespace/imagename
    tag: 2.0.0
```

## How to fix

`replreg fix` removes the quotes around a boolean or a number of the `replicated` document. It does not change the shape
of a document. The finding says what is expected and what is there. Turn a mapping into a list with a `-` before its
first key, put numbers and words such as `yes` into quotes where text is expected, take `true` and `false` out of quotes
where a truth value is expected, and add the key that is missing. Editors that support JSON Schema can check this while
you type, with the files in `schemas/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replreg.finding import AbsentKey, Severity
from replreg.messages import nearest, suggestion
from replreg.release.checks.record import Record
from replreg.release.documents import Document
from replreg.release.kinds import has_schema_group
from replreg.rules.base import Problem, record_problems
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, scalar_type
from replreg.yaml.json_schema import Part, SchemaFault, faults, load_part
from replreg.yaml.templates import legible

ID = "schema"
GROUP = "document"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "the document does not have the shape of its kind (JSON Schema)"
VENDOR_NAMES = (
    "invalid-type",
    "required",
    "enum",
    "config-is-invalid",
    "config-option-invalid-type",
    "ec-version-required",
    "ec-helm-extension-version-required",
)

_WORKLOADS = frozenset({"Deployment", "DaemonSet", "ReplicaSet", "StatefulSet", "Job", "ReplicationController"})
_LONGEST_WORD = 60
_MORE_PRECISE = ("schema", "missing-key")
"""The rules whose records say more than the JSON Schema does of the same place."""

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
    if root is None or (isinstance(root, Scalar) and scalar_type(root) == "null"):
        return  # `empty-document` reports those that must not be empty
    resource = None
    if document.kind.facts.is_resource and has_schema_group(root):
        from replreg.release.schema_table import schema_of

        resource = schema_of(root)
    names: dict[int, str] = {}
    for node, part in _parts(document, root) if resource is None else [(root, load_part(*resource))]:
        found = list(faults(node, part))
        of_wrong_type = {id(fault.node) for fault in found if fault.keyword == "type"}
        for fault in found:
            if fault.keyword != "type" and id(fault.node) in of_wrong_type:
                continue  # a value of another type is one mistake
            if fault.missing is not None and _may_have_more(document, fault.node):
                continue
            start, end = _span(document, fault)
            if resource is not None and document.fragment.file.startswith("{{", start):
                continue  # a template of Helm, read as a mapping in a mapping
            names = names or _names(document, root, resource is not None)
            # The decoder of these resources refuses a value of another type; a key that is missing may have a default.
            severity = Severity.WARNING if resource is not None and fault.keyword != "type" else None
            lacks: tuple[AbsentKey, ...] = ()
            if fault.missing is not None:
                lacks = (AbsentKey(fault.missing, *document.fragment.span(fault.node.start, fault.node.end)),)
            message = _message(fault, root, names)
            yield Problem(
                document.index, (start, end), message, severity=severity, lacks=lacks, yields_to=_MORE_PRECISE
            )


def _may_have_more(document: Document, node: Node) -> bool:
    """Return True if a template may bring in keys of a mapping."""
    if not document.fragment.templates or not isinstance(node, Mapping):
        return False
    from replreg.release.checks.access import may_have_more  # few documents lack a key

    return may_have_more(document.fragment, node)


def check_records(records: Iterable[Record]) -> Iterator[Problem]:
    """Report typed values that the platform cannot decode, and empty entries."""
    return record_problems(records)


def _parts(document: Document, root: Node) -> list[tuple[Node, Part]]:
    """Return the nodes of a document that its kind's schema describes, each with its part of the schema."""
    name = document.kind.facts.schema
    if not name:
        return []
    if name != "kubernetes":
        return [(root, load_part(name))]
    if not isinstance(root, Mapping):
        return [(root, load_part("kubernetes"))]
    parts: list[tuple[Node, Part]] = []
    for resource in [root, *root.sequence("items")]:
        kind = resource.text("kind") if isinstance(resource, Mapping) else None
        definition = "Workload" if kind in _WORKLOADS else kind if kind in ("Pod", "CronJob") else None
        if definition is not None:
            parts.append((resource, load_part("kubernetes", definition)))
    return parts


def _span(document: Document, fault: SchemaFault) -> tuple[int, int]:
    """Return the span of the node; of a node with several lines, that of its first key or its first line."""
    node = fault.node
    if isinstance(node, Mapping) and node.pairs and not node.flow:
        return document.fragment.node_span(node.pairs[0][0])
    start, end = document.fragment.node_span(node)
    return start, start + len(document.fragment.file[start:end].partition("\n")[0].rstrip("\r"))


def _message(fault: SchemaFault, root: Node, names: dict[int, str]) -> str:
    node = fault.node
    subject = names.get(id(node), "this")
    if fault.keyword == "required":
        title = str(fault.schema.get("title", "entry"))
        thing = subject if node is root else f"this {title[0].lower()}{title[1:]}"
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
        return f"{subject} must be {_needed(types)}, but it is {found}{_quotes_hint(types, node, kind)}"
    if found == "empty":
        return f"{subject} must not be empty"
    if fault.keyword == "enum":
        choices = ", ".join(f"'{choice}'" for choice in fault.schema["enum"] if choice)
        words = [choice for choice in fault.schema["enum"] if isinstance(choice, str)]
        near = nearest(node.value, words) if isinstance(node, Scalar) and len(node.value) <= _LONGEST_WORD else None
        return f"{subject} must be one of {choices}, but it is {found}{f'; {suggestion(near)}' if near else ''}"
    description = str(fault.schema.get("description", "another form")).rstrip(".")
    return f"{subject} must be {description[0].lower()}{description[1:]}, but it is {found}"


def _quotes_hint(types: list[str], node: Node, kind: str) -> str:
    """Return how to get the right type by quotes alone, "" if that is not possible."""
    if "string" in types and "array" not in types and kind not in ("", "null"):
        return "; put it into quotes"
    if isinstance(node, Scalar) and node.style in ("'", '"') and "string" not in types:
        inner = scalar_type(Scalar(node.start, node.end, None, node.value, ""))
        if inner in types or (inner == "integer" and "number" in types):
            return "; remove the quotes"
    return ""


def _kind_word(kind: str) -> str:
    return "value" if kind == "boolean" else "number"


def _needed(types: list[str]) -> str:
    """Return the allowed types in words. An empty value, which is often allowed as well, is not mentioned."""
    types = [name for name in types if name != "null"]
    scalars = [name for name in types if name not in ("object", "array")]
    if "string" in scalars and "number" in scalars:
        return " or ".join([*(_WORDS[name] for name in types if name not in scalars), "a single value"])
    return " or ".join(_WORDS[name] for name in types)


def _names(document: Document, root: Node, is_resource: bool) -> dict[int, str]:
    """Return what a message calls each node, by its `id`: the key whose value it is, or the list that it is in."""
    kind = root.text("kind") if is_resource and isinstance(root, Mapping) else None
    names = {id(root): f"this {kind}" if kind else f"a '{document.kind.facts.label}' document"}
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
        for child, key, described_as in children:
            if id(child) not in names:
                names[id(child)] = described_as
                stack.append((child, key))
    return names
