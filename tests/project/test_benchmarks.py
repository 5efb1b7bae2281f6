"""The inputs of the benchmarks: the same every time, and without a mistake, or the figures would mean nothing."""

from __future__ import annotations

import pytest

from benchmarks import samples
from replreg.config.load import parse_config
from replreg.linter.lint import lint_text

TEXTS = {
    "typical": samples.typical,
    "large": lambda: samples.large(400),
    "many images": lambda: samples.many_images(50),
    "deep": lambda: samples.deep(50),
}


@pytest.mark.parametrize("name", TEXTS)
def test_samples_are_the_same_every_time_and_clean(name: str) -> None:
    text = TEXTS[name]()
    assert text == TEXTS[name]()
    assert lint_text(text, parse_config(samples.CONFIG)) == []


def test_sizes_are_what_the_targets_speak_of() -> None:
    assert 16_000 <= len(samples.typical().encode()) <= 18_500
    large = samples.large().encode()
    assert 2_200_000 <= len(large) <= 2_800_000
    assert large.count(b"\n---") + 1 in range(3_990, 4_011)
