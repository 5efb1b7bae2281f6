"""Glob patterns, against what they should match and against a second, slower implementation."""

from __future__ import annotations

import re

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg.config.globs import matches


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("vendor/**", "vendor/a.yaml vendor/a/b.yaml vendor", "x/vendor/a.yaml vendors/a.yaml"),
        ("vendor/", "vendor/a.yaml x/vendor/a/b.yaml", "vendors/a.yaml a/vendor.yaml"),
        ("vendor", "vendor vendor/a.yaml x/vendor/a.yaml", "vendor.yaml xvendor/a.yaml"),
        ("/vendor", "vendor vendor/a.yaml", "x/vendor/a.yaml"),
        ("./a.yaml", "a.yaml", "x/a.yaml"),
        ("*.tmp.yaml", "a.tmp.yaml x/y/a.tmp.yaml .tmp.yaml", "a.yaml a.tmp.yaml.orig"),
        ("a/*/b.yaml", "a/x/b.yaml a/.x/b.yaml", "a/b.yaml a/x/y/b.yaml x/a/x/b.yaml"),
        ("a/**/b.yaml", "a/b.yaml a/x/b.yaml a/x/y/b.yaml", "ab.yaml a/xb.yaml"),
        ("**/b.yaml", "b.yaml a/b.yaml a/x/b.yaml", "ab.yaml"),
        ("**", "a a/b a/b/c.yaml", ""),
        ("**/**/**/a", "a x/a x/y/a x/y/z/w/a", "xa"),
        ("a**b", "ab axb ax/yb", "a"),
        ("a?c", "abc a.c a宽c", "ac a/c abbc"),
        ("v[0-9].yaml", "v1.yaml", "va.yaml v10.yaml"),
        ("v[!0-9].yaml", "va.yaml", "v1.yaml v/.yaml"),
        ("v[^0-9].yaml", "va.yaml", "v1.yaml"),
        ("[]a].yaml", "].yaml a.yaml", "b.yaml"),
        ("[[x].yaml", "[.yaml x.yaml", "y.yaml"),
        ("[a&&b~~c||d--e].yaml", "&.yaml a.yaml |.yaml ~.yaml", "x.yaml"),
        ("[a", "[a [a/b", "a"),
        ("[z-a]", "[z-a]", "z a"),
        ("[]", "[]", "x"),
        ("a+b(c)$.yaml", "a+b(c)$.yaml", "aab(c).yaml"),
        (r"a\*b", "a*b", "axb"),
        (r"a\*\*b", "a**b", "a*b"),
        (r"a\[b", "a[b", "ab"),
        ("a\\", "a\\", "a"),
        ("宽*.yaml", "宽.yaml 宽x.yaml", "x.yaml"),
        ("a b.yaml", "", "a"),
        ("", "", "a a/b"),
        ("/", "", "a a/b"),
    ],
)
def test_patterns(pattern: str, yes: str, no: str) -> None:
    for path in yes.split():
        assert matches(path, pattern), path
    for path in no.split():
        assert not matches(path, pattern), path


def test_blanks_and_line_feeds_are_characters() -> None:
    assert matches("a b.yaml", "a b.yaml")
    assert matches("a\nb.yaml", "*.yaml")
    assert matches("a\nb/c.yaml", "a?b/*")


PARTS = st.sampled_from(["a", "b", "ab", "*", "?", "a*", "*b", "**"])
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "ba", "aab"]), min_size=1, max_size=4).map("/".join)


def slowly(parts: list[str], pattern: list[str]) -> bool:
    """Match part by part; a pattern that is used up covers what is below."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(slowly(parts[taken:], pattern[1:]) for taken in range(len(parts) + 1))
    if not parts:
        return False
    one = re.escape(pattern[0]).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(one, parts[0]) is not None and slowly(parts[1:], pattern[1:])


@settings(max_examples=examples(500), deadline=None)
@given(PATHS, st.lists(PARTS, min_size=1, max_size=4))
def test_the_other_implementation_agrees(path: str, pattern: list[str]) -> None:
    anywhere = ["**", *pattern] if len(pattern) == 1 else pattern
    assert matches(path, "/".join(pattern)) is slowly(path.split("/"), anywhere)


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.sampled_from("ab/*?[]!^-\\&|~.{}()+$ \n"), max_size=12), PATHS)
def test_any_text_is_a_pattern(pattern: str, path: str) -> None:
    assert matches(path, pattern) in (True, False)


def test_many_stars_take_no_time() -> None:
    assert not matches("/".join("a" * 30) + "/b", "**/" * 20 + "c")
    assert not matches("a" * 200, "*" * 40 + "b")
