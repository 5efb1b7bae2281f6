"""Paths and the URIs of files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from replreg.lsp.uris import path_of, uri_of

NAMES = st.lists(
    st.sampled_from(["a", " ", "#", "?", ";", "%", "+", "é", "😀", ":", "&", "[", "'", "\udcff"]), min_size=1
).map("".join)


@pytest.mark.skipif(os.sep != "/", reason="some of the characters are not in paths here")
@given(st.lists(NAMES, min_size=1, max_size=3))
def test_a_path_and_its_uri_lead_to_one_another(names: list[str]) -> None:
    path = "/" + "/".join(names)
    assume(not path.startswith("/a:"))  # read as the letter of a drive
    assert path_of(uri_of(path)) == path
    assert path_of(Path(path).as_uri()) == path


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/a.yaml?ref=x", "http://[", "", "a.yaml"])
def test_what_is_not_a_file_has_no_path(uri: str) -> None:
    assert path_of(uri) is None


@pytest.mark.skipif(os.sep != "/", reason="paths are written in another way here")
def test_letters_of_drives_and_shares() -> None:
    assert path_of("file:///C%3A/a%20b.yaml") == "c:/a b.yaml"
    assert path_of("file://server/share/a.yaml") == "//server/share/a.yaml"


def test_a_character_that_no_encoding_has_is_no_failure() -> None:
    assert path_of("file:///a%20\ud800.yaml") is not None
