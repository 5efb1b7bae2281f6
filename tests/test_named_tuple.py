"""`replreg.named_tuple.NamedTuple` does what `typing.NamedTuple` does."""

from __future__ import annotations

import ast
import copy
import pickle
import typing
from pathlib import Path

import pytest

import replreg
from replreg.named_tuple import NamedTuple


class Own(NamedTuple):
    """With an own base."""

    name: str
    count: int = 1
    marks: tuple[str, ...] = ()

    def doubled(self) -> int:
        """A method of its own."""
        return self.count * 2


class Usual(typing.NamedTuple):
    """With the base of the standard library."""

    name: str
    count: int = 1
    marks: tuple[str, ...] = ()


GIVEN: list[tuple[tuple[typing.Any, ...], dict[str, typing.Any]]] = [
    (("a",), {}),
    (("a", 2), {}),
    (("a", 2, ("x",)), {}),
    (("a",), {"marks": ("x",)}),
    ((), {"name": "a"}),
    ((), {"marks": ("x",), "name": "a", "count": 3}),
]


@pytest.mark.parametrize(("items", "named"), GIVEN)
def test_items_are_given_in_order_or_by_name(items: tuple[typing.Any, ...], named: dict[str, typing.Any]) -> None:
    own, usual = Own(*items, **named), Usual(*items, **named)
    assert own == usual
    assert tuple(own) == tuple(usual)
    assert (own.name, own.count, own.marks) == (usual.name, usual.count, usual.marks)
    assert repr(own) == repr(usual).replace("Usual", "Own")
    assert own._asdict() == usual._asdict()
    assert own._replace(count=5) == usual._replace(count=5)
    assert hash(own) == hash(usual)


@pytest.mark.parametrize(
    ("items", "named"),
    [((), {}), (("a", 1, (), 4), {}), (("a",), {"name": "b"}), (("a",), {"other": 1}), ((), {"count": 1})],
)
def test_wrong_items_are_refused(items: tuple[typing.Any, ...], named: dict[str, typing.Any]) -> None:
    for made in (Own, Usual):
        with pytest.raises(TypeError):
            made(*items, **named)


def test_another_name_is_not_replaced() -> None:
    with pytest.raises((TypeError, ValueError)):
        Own("a")._replace(other=1)  # type: ignore[call-arg]


def test_items_may_come_in_an_iterable() -> None:
    made = Own._make(iter(("a", 2, ("x",))))
    assert type(made) is Own
    assert made == Own("a", 2, ("x",))
    assert made == Usual._make(("a", 2, ("x",)))


def test_it_cannot_be_changed() -> None:
    own = Own("a")
    with pytest.raises(AttributeError):
        own.name = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        own.other = 1  # type: ignore[attr-defined]


def test_copies_and_pickles_are_of_the_same_class() -> None:
    own = Own("a", 2)
    for same in (copy.copy(own), copy.deepcopy(own), pickle.loads(pickle.dumps(own))):
        assert same == own
        assert type(same) is Own
    assert own.doubled() == 4


def test_a_pattern_takes_the_items_in_order() -> None:
    match Own("a", 2):
        case Own(name, count):
            assert (name, count) == ("a", 2)


def test_it_may_have_no_items() -> None:
    class Nothing(NamedTuple):
        """No items."""

    assert tuple(Nothing()) == ()


@pytest.mark.slow
def test_the_package_has_no_other_named_tuples() -> None:
    for path in Path(replreg.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and path.name != "named_tuple.py" and node.module == "typing":
                assert "NamedTuple" not in {alias.name for alias in node.names}, path
