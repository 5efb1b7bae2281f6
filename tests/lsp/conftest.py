"""A folder with settings, in a place without a repository above it, and a server that many tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lsp_client import Client


@pytest.fixture
def project(tmp_path: Path) -> Path:
    from lsp_client import CONFIG

    (tmp_path / "replreg.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One real server for all tests that need none of their own: a start takes longer than most tests."""
    from lsp_client import Client

    with Client(tmp_path_factory.mktemp("server")) as client:
        yield client
        assert client.end() == 0


@pytest.fixture
def client(running_server: Client, project: Path) -> Iterator[Client]:
    """The shared server, at work on the files of `project`."""
    with running_server.working_in(project) as client:
        yield client
