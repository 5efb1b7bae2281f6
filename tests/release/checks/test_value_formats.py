"""The formats of values: what the platform takes and refuses, value by value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.finding import Severity
from replreg.release.checks.formats import FORMATS, check_format
from replreg.yaml.templates import MASK

T = MASK * 12

TAKEN = {
    "version": ["2.1.0", "2.1.0-beta", "0.0.0", "10.20.30-rc.1+build.5"],
    "version range": [
        ">=2.1.0 <3.0.0", ">= 2.1.0", "!=2.1.0", "2.1.x", "2.x", "1.0.0 - 2.0.0", ">=2.1.0 || <1.0.0", ">=2.1.0||<1.0.0",
        "2.1.0", "==2.1.0", ">=2.1.0-beta", T,
    ],
    "docker version": ["20.10.7", "1.13.1", "1.0.0", "19.03.8-ee", "17.06.2-ce"],
    "size": ["10GB", "2.125T", "10gb", "1K", T],
    "size or binary size": ["8GB", "8gb", "8GiB", "512Mi", T],
    "quantity or size": ["1Gi", "64GB", "64GiB", "12e9", "128974848", T],
    "quantity or decimal size": ["10Gi", "10GB", "-5"],
    "count": ["64", "08", "0", T],
    "byte count": ["64", "08", T],
    "second count": ["10"],
    "flag": ["true", "TRUE", "t", "1", "", "f", "0", "False", T],
    "flag or condition": ["true", "a=1", "a!=1", "0", T],
    "URL": ["", "https://x.org/a.png", "http://localhost:80", "HTTPS://x.org/a b.png"],
    "fingerprint": ["0b:69:19:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66", T],
    "alias": ["my-app_1"],
    "absolute path": ["/b", T, T + "/data", "/a/" + T],
    "colour": ["#fff", "#A0b1c2", "rgb(10%, 20%, 30%)", "rgb(255,0,1)", "rgba(1, 2, 3, 0.5)", "rgba(1,2,3,1)"],
    "retention": ["10s:6h,1m:7d", "1h:1y"],
    "label scale": ["12", "1e3", "none", "metric", "-0.5"],
    "port": ["1", "65535", "8080", T],
}  # fmt: skip

REFUSED = {
    "version": ["v2.1.0", "02.1.0", "2.1", "2", "latest", "2.1.0.0", "2.1.0-"],
    "version range": [
        "^2.1.0", "~2.1.0", "v2.1.0", "*", "2.X", ">=2.1", "02.1.0", "latest", "1.2.3.4", ">=1.0.0 ||", "2.1.0,2.2.0",
    ],
    "docker version": ["24.0.5", "17.06", "19.13.2", "1.14.0", "latest"],
    "size": ["10GiB", "100", "1.2345T", "0GB", "10 GB", "GB", "-1GB"],
    "size or binary size": ["8 GB", "0GB", "4096", "lots"],
    "quantity or size": ["lots", "64 GB"],
    "quantity or decimal size": ["10GiB", "lots"],
    "count": ["+5", "0x10", "1_000", "64m", "-1", "1.5", " 1"],
    "byte count": ["+5", "0x10", "1_000", "64m", "-1", "1.5"],
    "second count": ["10s", "-1"],
    "flag": ["yes", "on", "maybe", "tRUE", "no"],
    "flag or condition": ["yes", "=", "a"],
    "URL": ["data:image/png;base64,AA", T, "ftp://x.org", "https://", "https://a b/", "x.org"],
    "fingerprint": ["0B:69:19:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66", "0b:69:19:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55"],
    "alias": ["my app", "ä", "a.b"],
    "absolute path": ["b", "x" + T, "./data"],
    "colour": ["#ffff", "rgb(256, 2, 3)", "rgb(1%, 2, 3)", "rgba(1, 2, 3, 0.05)", "red", "fff"],
    "retention": ["1w:1y", "1s:1d,", "10s:6h, 1m:7d", "10s"],
    "label scale": ["big", "1,5"],
    "port": ["0", "65536", "80/tcp", "http", "8000-8010"],
}  # fmt: skip


@pytest.mark.parametrize("name, text", [(name, text) for name, texts in TAKEN.items() for text in texts])
def test_a_value_that_the_platform_takes_is_right(name: str, text: str) -> None:
    assert check_format(name, text) is None


@pytest.mark.parametrize("name, text", [(name, text) for name, texts in REFUSED.items() for text in texts])
def test_a_value_that_the_platform_refuses_is_wrong(name: str, text: str) -> None:
    verdict = check_format(name, text)
    assert verdict is not None
    assert verdict.reason


def test_every_format_has_samples() -> None:
    assert TAKEN.keys() == REFUSED.keys() == FORMATS.keys()


@pytest.mark.parametrize("name, text", [(name, text) for name, texts in REFUSED.items() for text in texts])
def test_a_suggestion_is_right(name: str, text: str) -> None:
    verdict = check_format(name, text)
    assert verdict is not None
    if verdict.suggestion is not None:
        assert check_format(name, verdict.suggestion) is None


@pytest.mark.parametrize(
    "name, text, suggestion",
    [
        ("version", "v2.1.0", "2.1.0"),
        ("version", "2.1", "2.1.0"),
        ("version", "02.1.0", "2.1.0"),
        ("docker version", "1.13", "1.13.0"),
        ("docker version", "1.14", None),
        ("fingerprint", "0B69" * 8, "0b:69:" * 7 + "0b:69"),
        ("size", "10GiB", "10GB"),
        ("size or binary size", "8 GB", "8GB"),
        ("quantity or decimal size", "10GiB", "10Gi"),
        ("count", "0x10", "16"),
        ("byte count", "64m", "67108864"),
        ("second count", "10s", "10"),
        ("flag", "yes", "true"),
        ("flag", "Off", "false"),
        ("URL", "x.org/a.png", "https://x.org/a.png"),
        ("absolute path", "b", "/b"),
        ("alias", "my app", "my-app"),
        ("retention", "1s:1d,", "1s:1d"),
        ("port", "80/tcp", "80"),
        ("version range", "^2.1.0", ">=2.1.0 <3.0.0"),
        ("version range", "^0.2.3", ">=0.2.3 <0.3.0"),
        ("version range", "^0.0.3", ">=0.0.3 <0.0.4"),
        ("version range", "^1", ">=1.0.0 <2.0.0"),
        ("version range", "~2.1.0", ">=2.1.0 <2.2.0"),
        ("version range", "~2", ">=2.0.0 <3.0.0"),
        ("version range", "v2.1.0", "2.1.0"),
        ("version range", "*", ">=0.0.0"),
        ("version range", "2.X", "2.x"),
        ("version range", ">=1.4", ">=1.4.0"),
        ("version range", ">1.4", ">=1.5.0"),
        ("version range", "<=1.4", "<1.5.0"),
        ("version range", "1.4", "1.4.x"),
        ("version range", "^1.2.3 || 2.0.0", ">=1.2.3 <2.0.0 || 2.0.0"),
    ],
)
def test_the_suggestion_means_the_same(name: str, text: str, suggestion: str | None) -> None:
    verdict = check_format(name, text)
    assert verdict is not None
    assert verdict.suggestion == suggestion


@pytest.mark.parametrize(
    "text, severity",
    [
        ("latest", Severity.ERROR),
        ("02.1.0", Severity.ERROR),
        ("1.2.3.4", Severity.ERROR),
        (">=1.0.0 ||", Severity.ERROR),
        ("^1.2.3 || word", Severity.ERROR),
        ("^1.2.3", Severity.WARNING),
        ("~1.2.3", Severity.WARNING),
        ("*", Severity.WARNING),
        ("X", Severity.WARNING),
        ("v1.2.3", Severity.WARNING),
        (">=1.4", Severity.INFO),
        ("1.4", Severity.INFO),
    ],
)
def test_how_bad_a_range_is_depends_on_who_reads_it(text: str, severity: Severity) -> None:
    verdict = check_format("version range", text)
    assert verdict is not None
    assert verdict.severity is severity


def test_a_space_between_retention_times_is_an_info() -> None:
    verdict = check_format("retention", "10s:6h, 1m:7d")
    assert verdict is not None
    assert verdict.severity is Severity.INFO


def test_a_template_in_a_url_is_a_warning() -> None:
    verdict = check_format("URL", T)
    assert verdict is not None
    assert verdict.severity is Severity.WARNING


@given(st.sampled_from(sorted(FORMATS)), st.text(alphabet="0123456789.xX*v^~<>=!|- abGgIiKB:/#%(),+_\u0660\ue000"))
def test_every_text_gets_a_verdict_and_every_suggestion_is_right(name: str, text: str) -> None:
    verdict = check_format(name, text)
    if verdict is not None and verdict.suggestion is not None:
        again = check_format(name, verdict.suggestion)
        assert again is None


@given(st.tuples(*[st.integers(0, 9)] * 3), st.tuples(*[st.integers(0, 9)] * 3), st.sampled_from("^~"))
def test_the_range_to_write_holds_the_same_versions(base: tuple[int, ...], other: tuple[int, ...], sign: str) -> None:
    verdict = check_format("version range", sign + ".".join(map(str, base)))
    assert verdict is not None and verdict.suggestion is not None
    low, high = (tuple(map(int, end.lstrip("<>=").split("."))) for end in verdict.suggestion.split())
    same = (
        other[: (base.index(next((n for n in base if n), base[-1])) + 1) if any(base) else 3]
        if sign == "^"
        else other[:2]
    )
    holds = other >= base and same == base[: len(same)]
    assert (low <= other < high) == holds


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize(
    "text", ["1" * 5000, "1." * 3000, "0x" + "f" * 5000, "1" * 5000 + "GB", "v" + "1" * 5000, "a" * 100_000, "-" * 5000]
)
def test_very_long_values_get_a_verdict(name: str, text: str) -> None:
    verdict = check_format(name, text)
    assert verdict is None or verdict.reason
