"""Start-up time is a feature: what is only needed to ask registries is only imported then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from replreg.registries.client import Query, VerifyUnavailable, look_up


def test_importing_the_package_imports_no_library() -> None:
    code = "import sys, replreg.registries.client; print([m for m in ('httpx', 'httpcore', 'certifi', 'botocore', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_httpx_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(VerifyUnavailable, match=r"pip install 'replreg\[verify\]'"):
        look_up([Query("quay.io", "a")])


@pytest.mark.parametrize("proxy", ["nonsense://127.0.0.1:1", "socks5://127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    pytest.importorskip("httpx", reason="httpx is not installed (extra verify)")
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(VerifyUnavailable, match="HTTPS_PROXY"):
        look_up([Query("127.0.0.1:1", "a")])
