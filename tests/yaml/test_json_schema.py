"""Checking nodes by a schema: the work is bounded also where aliases and merge keys repeat nodes."""

from __future__ import annotations

import pytest
from call_limit import at_most

from replreg.yaml.composer import compose
from replreg.yaml.json_schema import faults, part_of

_TREE = {
    "$defs": {
        "Tree": {
            "type": "object",
            "properties": {
                "a": {"$ref": "#/$defs/Tree"},
                "b": {"$ref": "#/$defs/Tree"},
                "number": {"type": "integer"},
            },
        }
    }
}
_IN_ITSELF = "&x {a: *x, number: 1}"


def _doubled(levels: int, value: str) -> str:
    """Return trees in which each level is there twice in the next one, by merge keys alone."""
    lines = [f"t0: &t0 {{number: {value}}}"]
    lines += [f"t{n}: &t{n} {{a: {{<<: *t{n - 1}}}, b: {{<<: *t{n - 1}}}}}" for n in range(1, levels)]
    return "\n".join([*lines, f"a: {{<<: *t{levels - 1}}}", ""])


@pytest.mark.parametrize("text", [_IN_ITSELF, f"b: {_IN_ITSELF}", _doubled(20, "1")])
def test_nodes_that_are_repeated_are_looked_at_once(text: str) -> None:
    root = compose(text).roots[0]
    with at_most(20_000):
        assert list(faults(root, part_of(_TREE, "Tree"))) == []


def test_a_fault_in_a_repeated_node_is_found_once() -> None:
    root = compose(_doubled(20, "many")).roots[0]
    with at_most(200_000):
        found = [fault.keyword for fault in faults(root, part_of(_TREE, "Tree"))]
    assert found == ["type"]


@pytest.mark.parametrize(
    ("text", "count"), [("{number: 1}", 0), ("{number: x}", 1), ("{a: {b: [x]}, b: 1}", 2), ("1", 1)]
)
def test_faults_are_counted_by_place(text: str, count: int) -> None:
    assert len(list(faults(compose(text).roots[0], part_of(_TREE, "Tree")))) == count
