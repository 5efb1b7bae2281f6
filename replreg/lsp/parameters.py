"""Reads the parameters of messages, and refuses those that do not have the shape of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replreg.lsp.json_rpc import INVALID_PARAMS, RpcError

if TYPE_CHECKING:
    from replreg.lsp.positions import Positions

__all__ = ["Parameters"]


class Parameters:
    """The parameters of one message, or an object in them. Each method raises `RpcError` for a missing or wrong one."""

    __slots__ = ("_name", "_value")

    def __init__(self, value: object, name: str = "params") -> None:
        self._value = value
        self._name = name

    def has(self, name: str) -> bool:
        """Whether there is a member that is not null."""
        return isinstance(self._value, dict) and self._value.get(name) is not None

    def members(self) -> dict[str, Any]:
        """Return all members."""
        if not isinstance(self._value, dict):
            raise RpcError(INVALID_PARAMS, f"{self._name} must be an object")
        return self._value

    def any(self, name: str) -> object:
        """Return a member, whatever it is; None if it is missing."""
        return self._member(name)

    def at(self, name: str) -> Parameters:
        """Return an object in this one."""
        value = self._member(name)
        if not isinstance(value, dict):
            raise self._wrong(name, "an object")
        return Parameters(value, f"{self._name}.{name}")

    def text(self, name: str) -> str:
        """Return a string."""
        value = self._member(name)
        if not isinstance(value, str):
            raise self._wrong(name, "a string")
        return value

    def flag(self, name: str) -> bool:
        """Return a boolean."""
        value = self._member(name)
        if not isinstance(value, bool):
            raise self._wrong(name, "a boolean")
        return value

    def integer(self, name: str) -> int:
        """Return an integer."""
        value = self._member(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(name, "an integer")
        return value

    def number(self, name: str) -> int:
        """Return an integer that is not negative.

        The protocol ends at 2³¹ - 1. A client that means "to the end" may send a larger one; that must not
        refuse its change.
        """
        value = self.integer(name)
        if value < 0:
            raise self._wrong(name, "an integer from 0 up")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of strings."""
        value = self._list(name)
        if not all(isinstance(one, str) for one in value):
            raise self._wrong(name, "a list of strings")
        return value

    def objects(self, name: str) -> list[Parameters]:
        """Return the objects of a list."""
        value = self._list(name)
        if not all(isinstance(one, dict) for one in value):
            raise self._wrong(name, "a list of objects")
        return [Parameters(one, f"{self._name}.{name}[{index}]") for index, one in enumerate(value)]

    def id(self) -> int | str:
        """Return the id of a request."""
        value = self._member("id")
        if not isinstance(value, int | str) or isinstance(value, bool):
            raise self._wrong("id", "a number or a string")
        return value

    @property
    def uri(self) -> str:
        """The URI of the document that a message is about."""
        return self.at("textDocument").text("uri")

    def place(self, name: str = "position") -> tuple[int, int]:
        """Return the line and the character of a position."""
        position = self.at(name)
        return position.number("line"), position.number("character")

    def span(self, positions: Positions, name: str = "range") -> tuple[int, int]:
        """Return the offsets of a range in a text; if its end precedes its start, the start twice."""
        span = self.at(name)
        start = positions.offset(*span.place("start"))
        return start, max(start, positions.offset(*span.place("end")))

    def _member(self, name: str) -> Any:
        return self.members().get(name)

    def _list(self, name: str) -> list[Any]:
        value = self._member(name)
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value

    def _wrong(self, name: str, expected: str) -> RpcError:
        return RpcError(INVALID_PARAMS, f"{self._name}.{name} must be {expected}")
