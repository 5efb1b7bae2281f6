"""The example of a fleet: made-up releases, linted on a real cluster of two processes."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "fleet"

pytestmark = pytest.mark.skipif(not EXAMPLE.is_dir(), reason="the examples are not beside the tests")


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    command = [sys.executable, str(EXAMPLE / "generate.py"), str(tmp_path / "fleet"), "--count", "24"]
    subprocess.run(command, check=True, timeout=60)
    return tmp_path / "fleet"


def test_a_release_has_the_mistakes_that_were_written_into_it(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    lint_release = importlib.import_module("fleet").lint_release
    results = [lint_release(str(folder)) for folder in sorted(fleet.glob("*/*"))]
    assert len(results) == 24
    assert {rule for result in results for rule in result.findings} == {
        "alias-as-host",
        "endpoint-as-source",
        "unproxied-image",
    }
    assert not [result.unread for result in results if result.unread]
    assert lint_release(str(fleet / "missing")).unread


@pytest.mark.slow
def test_a_local_cluster_gives_the_counts_and_the_picture(fleet: Path, tmp_path: Path) -> None:
    pytest.importorskip("dask.distributed", reason="Dask is not installed: pip install --group examples")
    pytest.importorskip("matplotlib", reason="Matplotlib is not installed: pip install --group examples")
    picture = tmp_path / "findings.png"
    command = [sys.executable, str(EXAMPLE / "fleet.py"), str(fleet), "--workers", "2", "--picture", str(picture)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240, cwd=tmp_path)
    assert "24 releases" in done.stdout
    assert "unproxied-image" in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_the_table_of_costs_is_written_between_the_comments_of_the_page(fleet: Path, tmp_path: Path) -> None:
    pytest.importorskip("dask.distributed", reason="Dask is not installed: pip install --group examples")
    page = tmp_path / "README.md"
    page.write_text((EXAMPLE / "README.md").read_text(encoding="utf-8"), encoding="utf-8")
    words = ["measure.py", str(fleet), "--rounds", "1", "--workers", "1", "--write", str(page)]
    subprocess.run([sys.executable, *words], check=True, timeout=120, cwd=EXAMPLE)
    text = page.read_text(encoding="utf-8")
    table = text.partition("<!-- cost: written by measure.py -->")[2].partition("<!-- end of cost -->")[0]
    assert table.count("\n| 1 | ") == 1
    assert text.count("## ") == (EXAMPLE / "README.md").read_text(encoding="utf-8").count("## ")
