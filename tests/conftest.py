"""Settings for all tests: no property test depends on how fast a machine is, and helpers explain failed assertions."""

import os
import signal
import sys

import pytest
from effort import examples
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("case_files", "cli_tools", "lsp_client", "rule_tools")

# The tests start hundreds of processes. Each would compile the whole package if none may keep the compiled modules, which
# doubles the time of a start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile(
    "any machine",
    settings(),
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")


def pytest_sessionfinish() -> None:
    """Save the coverage that was measured here: pytest-xdist kills a worker that has not ended ten seconds after this."""
    if "coverage" in sys.modules and (measured := sys.modules["coverage"].Coverage.current()):
        measured.save()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases",
        action="store_true",
        help="write what the cases of the rules give as what they are expected to",
    )


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As in a background job of a shell. Programs that the tests start and interrupt would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
