import pytest
from rule_tools import check

RULE = "yaml-syntax"


@pytest.mark.parametrize(("character", "says"), [("\x07", "U+0007"), ("\0", "NUL")])
def test_control_characters_are_named(character, says):
    (found,) = check(RULE, f"a: b{character}\n")
    assert (found.line, found.column, found.text) == (1, 5, character)
    assert says in found.message
