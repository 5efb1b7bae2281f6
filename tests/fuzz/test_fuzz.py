"""The project's fuzzer. The tests in CI are short and the same each time; `nox -s fuzz` searches on.

First come the inputs on which the program failed once, from ``failures/``. Then hypothesis generates releases, and
changes generated and real ones. What fails in a long run is written to ``.fuzz/``, made as small as hypothesis can.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from effort import LONG
from fuzz_invariants import check, check_no_new_mistake
from fuzz_releases import CONFIGS, ROOT, Sample, broken_samples, samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replreg.config.model import Config
from replreg.registries.linked_registry import Registry

searches = pytest.mark.skipif(not LONG, reason="a search for new failures takes minutes: nox -s slow")

FAILURES = Path(__file__).parent / "failures"
EXAMPLES = int(os.environ.get("REPLREG_FUZZ_EXAMPLES", "300"))

SHORT = settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck])
LONG = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[*HealthCheck])


def known_failures() -> list[Path]:
    return sorted(FAILURES.glob("*.yaml"))


def read_failure(path: Path) -> list[Sample]:
    """Return a past failure with its own settings, if a file of JSON beside it has them, and else with all of ours."""
    text = path.read_bytes().decode("utf-8")
    beside = path.with_suffix(".json")
    if not beside.exists():
        return [Sample(text, config) for config in CONFIGS]
    saved = json.loads(beside.read_text("utf-8"))
    return [
        Sample(text, Config(app=saved.get("app"), registries=[Registry(*pair) for pair in saved["registries"].items()]))
    ]


def keep(sample: Sample, name: str) -> None:
    """Write a failing input to ``.fuzz/``; the last one of a run is the smallest."""
    folder = ROOT / ".fuzz"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_bytes(sample.text.encode("utf-8", "surrogatepass"))
    registries = {registry.name: registry.endpoint for registry in sample.config.registries}
    saved = {"app": sample.config.app, "registries": registries}
    (folder / f"{name}.json").write_text(json.dumps(saved) + "\n", "utf-8")


def searched(strategy: st.SearchStrategy[Sample], invariants: Callable[[Sample], None], name: str) -> None:
    """Search long for a sample that breaks the invariants, and keep it."""

    @LONG
    @given(strategy)
    def search(sample: Sample) -> None:
        try:
            invariants(sample)
        except BaseException:
            keep(sample, name)
            raise

    search()


@pytest.mark.parametrize("path", known_failures(), ids=lambda path: path.stem)
def test_past_failures_stay_fixed(path: Path) -> None:
    for sample in read_failure(path):
        check(sample)
        if not path.stem.startswith("broken-"):
            check_no_new_mistake(sample)


@SHORT
@given(samples())
def test_generated_releases(sample: Sample) -> None:
    check(sample)


@SHORT
@given(samples())
def test_no_fix_makes_what_another_rule_reports(sample: Sample) -> None:
    check_no_new_mistake(sample)


@pytest.mark.slow
@SHORT
@given(broken_samples())
def test_changed_releases(sample: Sample) -> None:
    check(sample)


@pytest.mark.slow
@searches
def test_many_generated_releases() -> None:
    searched(samples(), check, "generated")


@pytest.mark.slow
@searches
def test_many_fixes_make_nothing_new() -> None:
    searched(samples(), check_no_new_mistake, "fixed")


@pytest.mark.slow
@searches
def test_many_changed_releases() -> None:
    searched(broken_samples(), check, "broken")
