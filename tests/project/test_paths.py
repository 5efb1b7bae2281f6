from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg import files as paths


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.yaml", "a.yaml"), ("./a.yaml", "a.yaml"), (".//./a/b.yaml", "a/b.yaml"), ("../a.yaml", "../a.yaml"),
     (".a.yaml", ".a.yaml"), ("/r/a.yaml", "/r/a.yaml"), ("-", "-")],
)  # fmt: skip
def test_portable(path, expected):
    assert paths.portable(path) == expected


def test_paths_of_windows(monkeypatch):
    monkeypatch.setattr(paths.os, "sep", "\\")
    assert paths.portable(".\\a b\\c.yaml") == "a b/c.yaml"
    assert paths.uri(paths.portable("C:\\a b\\c.yaml")) == "file:///C:/a%20b/c.yaml"


def test_a_name_that_is_not_utf8_keeps_its_bytes():
    assert paths.uri("caf\udce9.yaml") == "caf%E9.yaml"
    assert paths.uri("\ud800.yaml") == "%ED%A0%80.yaml"


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1))
def test_a_uri_leads_back_to_the_file(name):
    if name in (".", ".."):
        return
    reference = paths.uri(name)
    assert reference.isascii()
    whole = urlsplit(urljoin("file:///folder/", reference))
    assert (whole.scheme, whole.query, whole.fragment) == ("file", "", "")
    assert unquote_to_bytes(whole.path) == b"/folder/" + name.encode()
