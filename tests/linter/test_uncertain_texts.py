"""What `has_no_release` passes over is certain: searches of plain text decide the same as one whole expression."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from replreg.linter.relevance import has_no_release

_UNCERTAIN = re.compile(
    r"""\{\{|\#[ \t]*kind:|^\.\.\.|^[%?*"'\[{&!]"""
    r"""|^(?![\s\#-])[^\n]*\b(?:replicated_api_version|components|images|assets|lifecycle)\b""",
    re.MULTILINE,
)
_PIECES = (
    *("\n", " ", "- ", "#", "kind:", "# kind: replicated", "name: a", "key:", "x", '"', "'", ":"),
    *("images", "components:", "lifecycle", "replicated_api_version: 2.9.2", "assets_x", "..."),
    *("%", "{", "{{", "&a", "?", "!", "*a", "["),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=9).map("".join))
def test_a_text_with_something_uncertain_is_read(text: str) -> None:
    if _UNCERTAIN.search(text) is not None:
        assert not has_no_release(text, ())


@given(st.lists(st.sampled_from(("key: 1\n", "- x\n", "# a comment\n", "  images: []\n", "\n")), min_size=1))
def test_other_keys_and_lists_are_passed_over(lines: list[str]) -> None:
    text = "on: push\n" + "".join(lines)
    assert _UNCERTAIN.search(text) is None
    assert has_no_release(text, ())
