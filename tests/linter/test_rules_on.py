"""The rules that a configuration leaves on, also when several threads ask."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from replreg.config.model import Config
from replreg.linter.rules_on import rules_on


def test_the_rules_of_one_configuration_are_those_that_are_not_off() -> None:
    assert "schema" in rules_on(Config())
    assert "schema" not in rules_on(Config(ignore=["schema"]))


def test_another_configuration_asked_for_meanwhile_changes_nothing() -> None:
    one, other = Config(ignore=["schema"]), Config(ignore=["floating-tag"])

    def ask_for_other(frame: FrameType, event: str, argument: Any) -> Any:
        """Do before each line of the function what another thread can do there."""
        if frame.f_code is not rules_on.__code__:
            return None
        rules_on(other)
        return ask_for_other

    before = sys.gettrace()
    sys.settrace(ask_for_other)
    try:
        found = rules_on(one)
    finally:
        sys.settrace(before)
    assert "schema" not in found
    assert "floating-tag" in found
