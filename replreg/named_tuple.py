"""Tuples with names for their items, as `typing.NamedTuple` has them, whose classes take little time to make.

The class of the standard library compiles a function for each class that is made of it. That takes as long as importing
two small modules, and a small run imports twenty such classes. Classes of `NamedTuple` here have the same properties:
they are tuples, immutable, compared by their items, and can be pickled. To a type checker they are those of `typing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter
    except ImportError:
        from operator import itemgetter

        def _tuplegetter(index: int, doc: str) -> property:
            return property(itemgetter(index), doc=doc)

    _new = tuple.__new__

    class _NamedTupleMeta(type):
        """Makes the items of the annotations in a class."""

        def __new__(mcs, name: str, bases: tuple[type, ...], content: dict[str, Any]) -> type:
            content["__slots__"] = ()
            if bases == (tuple,) or hasattr(bases[0], "_fields"):  # `NamedTuple`, or a subclass of a finished class
                return super().__new__(mcs, name, bases, content)
            if not {"__annotate__", "__annotate_func__"}.isdisjoint(content):  # from Python 3.14 on
                raise TypeError(f"the module of {name} needs 'from __future__ import annotations'")
            fields = tuple(content.get("__annotations__", ()))
            defaults = {field: content.pop(field) for field in fields if field in content}
            for index, field in enumerate(fields):
                content[field] = _tuplegetter(index, field)
            content.update(_fields=fields, _field_defaults=defaults, __match_args__=fields)
            return super().__new__(mcs, name, bases, content)

    class NamedTuple(tuple, metaclass=_NamedTupleMeta):
        """The base of a class whose annotations are the names of its items, with their defaults."""

        def __new__(cls, /, *items: Any, **named: Any) -> NamedTuple:
            """Return a tuple of the items, which are given in order or by name. Raises TypeError as a function does."""
            fields = cls._fields
            count = len(items)
            if count == len(fields) and not named:
                return _new(cls, items)
            if count > len(fields):
                raise TypeError(f"{cls.__name__} has {len(fields)} items, but {count} were given")
            known = {**cls._field_defaults, **named}
            try:
                items += tuple([known[field] for field in fields[count:]])
            except KeyError as error:
                raise TypeError(f"{cls.__name__} was given no {error}") from None
            if not named.keys() <= set(fields[count:]):
                raise TypeError(f"{cls.__name__} has none of {sorted(named)}, or was given one of them twice")
            return _new(cls, items)

        _make = classmethod(_new)
        """Returns a tuple of the items of an iterable, without counting them: in a third of the time."""

        def _replace(self, /, **changed: Any) -> NamedTuple:
            """Return the same tuple with other items for some names. Raises TypeError for another name."""
            fields = self._fields
            if not changed.keys() <= set(fields):
                raise TypeError(f"{type(self).__name__} has none of {sorted(changed.keys() - set(fields))}")
            return _new(type(self), [changed.get(field, item) for field, item in zip(fields, self, strict=True)])

        def _asdict(self) -> dict[str, Any]:
            """Return the items by their names."""
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            items = ", ".join(f"{field}={item!r}" for field, item in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({items})"
