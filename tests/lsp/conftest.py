"""A folder with settings, in a place without a repository above it."""

from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    from lsp_client import CONFIG

    (tmp_path / "replreg.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path
