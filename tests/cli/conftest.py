"""A folder with one wrong release, in a place without a repository above it."""

from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    from cli_tools import CONFIG, WRONG, write

    write(tmp_path, release_yaml=WRONG, replreg_yaml=CONFIG)
    return tmp_path
