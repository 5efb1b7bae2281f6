"""Ranges of versions, as Helm's library reads them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from chart_tools import each_helm, helm_values, write_chart
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg.charts.semver import is_in_range, parse_version


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("1.2.3", "1.2.3 v1.2.3 1.2.3+build", "1.2.4 1.2.3-rc.1 1.2"),
        ("1.2", "1.2.0 1.2.9", "1.3.0 1.1.9 2.2.0"),
        ("1", "1.0.0 1.9.9", "2.0.0 0.9.0"),
        ("12.x.x", "12.0.0 12.9.1", "13.0.0 11.9.9"),
        ("*", "0.0.0 7.1.2", "1.0.0-rc.1"),
        ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0"),
        ("^0.2.3", "0.2.3 0.2.9", "0.3.0 1.2.3"),
        ("^0.0.3", "0.0.3", "0.0.4 0.1.0"),
        ("^0.0", "0.0.0 0.0.9", "0.1.0"),
        ("^0", "0.0.0 0.9.0", "1.0.0"),
        ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"),
        ("~1", "1.0.0 1.9.9", "2.0.0"),
        (">=1.0.0 <2.0.0", "1.0.0 1.9.9", "2.0.0 0.9.9"),
        (">=1.0.0, <2.0.0", "1.0.0 1.9.9", "2.0.0"),
        (">1", "2.0.0", "1.9.9 1.0.0"),
        (">1.2", "1.3.0", "1.2.9"),
        ("<=1.2", "1.2.9 0.1.0", "1.3.0"),
        ("!=1.2", "1.3.0", "1.2.9"),
        ("1.2 - 1.4", "1.2.0 1.4.9", "1.5.0 1.1.9"),
        ("1.x || >=3", "1.5.0 3.0.0", "2.0.0"),
        (">=1.0.0-0", "1.0.0-rc.1 1.0.0 2.0.0-beta", "0.9.0"),
        ("^1.0.0-rc.2", "1.0.0-rc.2 1.0.0-rc.10 1.0.0", "1.0.0-rc.1"),
        ("", "", "1.0.0"),
        ("latest", "", "1.0.0"),
        ("1.2.3.4", "", "1.2.3"),
    ],
)
def test_ranges(text: str, inside: str, outside: str) -> None:
    assert [version for version in inside.split() if not is_in_range(text, version)] == []
    assert [version for version in outside.split() if is_in_range(text, version)] == []


@pytest.mark.parametrize("text", ["", "x", "1.2.3.4", "1.0.0-01", "-1", "1.", "1..2", "1.0.0-", "٣.0.0", str(2**64)])
def test_a_text_that_is_not_a_version(text: str) -> None:
    assert parse_version(text) is None
    assert not is_in_range("*", text)


@given(st.text(alphabet="0123456789.xX*vV^~<>=!|&-+ ,ab\n٣", max_size=30), st.text(max_size=10))
def test_any_text(text: str, version: str) -> None:
    assert is_in_range(text, version) in (True, False)
    assert is_in_range(text, "1.2.3") in (True, False)


PARTS = st.sampled_from(["0", "1", "2", "10"])
PRE = st.sampled_from(["", "", "", "-0", "-rc.1", "-rc.10", "-alpha"])
VERSIONS = st.builds("{}.{}.{}{}".format, PARTS, PARTS, PARTS, PRE)
WILD = PARTS | st.sampled_from(["x", "*"])
BOUNDS = st.one_of(
    VERSIONS,
    PARTS,
    st.builds("{}.{}".format, WILD, WILD),
    st.builds("v{}.{}.{}".format, WILD, WILD, WILD),
    st.just("*"),
)
TERMS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"]),
    st.sampled_from(["", " "]),
    BOUNDS,
)
RANGES = st.one_of(
    TERMS,
    st.lists(TERMS, min_size=1, max_size=3).map(" ".join),
    st.lists(TERMS, min_size=1, max_size=3).map(", ".join),
    st.lists(TERMS, min_size=1, max_size=3).map(" || ".join),
    st.builds("{} - {}".format, BOUNDS, BOUNDS),
    st.sampled_from(["", "nonsense", "1.2.3.4", ">", "||"]),
)


@each_helm("helm-4.1", "helm-4.2")
@settings(max_examples=examples(15))
@given(st.lists(st.tuples(RANGES, VERSIONS), min_size=40, max_size=40))
def test_as_helm(helm: str, pairs: list[tuple[str, str]]) -> None:
    """A dependency gets its alias only where its range has the chart's version."""
    charts = [{"name": f"c{number}", "version": version} for number, (_, version) in enumerate(pairs)]
    dependencies = [
        {"name": f"c{number}", "version": text, "alias": f"a{number}"} for number, (text, _) in enumerate(pairs)
    ]
    chart = {"name": "t", "charts": charts, "dependencies": dependencies}
    with tempfile.TemporaryDirectory() as work:
        found = helm_values(helm, write_chart(Path(work) / "t", chart), [], Path(work))
    assert isinstance(found, dict), found
    renamed = [pair for number, pair in enumerate(pairs) if f"a{number}" in found["t"]]
    assert [pair for pair in pairs if is_in_range(*pair)] == renamed
