"""Mistakes are put into real releases: each rule finds its own at the place, and its fix gives the right release back.

The table of rules × places × found × fixed is printed (``pytest -s``).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from delivery_tools import CORPUS, corpus_releases, is_on_lines, with_fixes
from mistake_tools import Mistake, RealRelease, mistakes_in

from replreg.delivery.images import Delivery
from replreg.delivery.problems import DeliveryProblem
from replreg.rules.catalogue import RULES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real files, ../shared/corpus, is not here"),
]

MOST = 1
"""How often a mistake of one kind is made in one release."""
FLOORS = {
    "airgap-collision": 6,
    "airgap-missing": 130,
    "chart-pairing": 80,
    "image-function": 25,
    "local-registry-path": 20,
    "missing-pull-secret": 12,
    "proxy-path": 450,
    "short-name": 14,
    "unknown-domain": 50,
    "unproxied-image": 18,
}
"""In how many places mistakes of a rule are made at least."""


def chosen(real: RealRelease) -> Iterator[Mistake]:
    counts: dict[tuple[str, str], int] = {}
    for mistake in mistakes_in(real):
        key = (mistake.rule, mistake.what)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST:
            yield mistake


def at_place(delivery: Delivery, mistake: Mistake) -> list[DeliveryProblem]:
    """Return the problems of a rule on the lines of the mistake."""
    release = delivery.release
    if mistake.path not in release.files and mistake.path not in release.chart_files:
        return []
    text = release.text_of(mistake.path)
    found = RULES[mistake.rule].check_delivery(delivery)
    return [one for one in found if is_on_lines(one, mistake.path, text, mistake.start, mistake.end)]


def test_each_mistake_in_a_real_release_is_found_and_fixed(capsys: pytest.CaptureFixture[str]) -> None:
    table: dict[tuple[str, str], list[int]] = {}
    misses: list[str] = []
    for part in ("kots", "vendors"):
        for folder, release in corpus_releases(part):
            real = RealRelease(release)
            right, prepared = real.delivery, dict[str, str]()
            for mistake in chosen(real):
                if mistake.right != prepared:
                    right, prepared = Delivery(real.with_texts(mistake.right)), dict(mistake.right)
                if at_place(right, mistake):
                    continue  # the real release has a mistake here
                found = at_place(Delivery(real.with_texts(mistake.wrong)), mistake)
                is_fixed = mistake.is_fixable and with_fixes(mistake.wrong, found) == mistake.right_texts(real)
                row = table.setdefault((mistake.rule, mistake.what), [0, 0, 0, 0])
                for column, value in enumerate((1, bool(found), mistake.is_fixable, is_fixed)):
                    row[column] += value
                if not found or is_fixed is not mistake.is_fixable:
                    text = mistake.wrong[mistake.path]
                    shown = text[max(0, mistake.start - 60) : mistake.end + 60]
                    misses.append(f"{mistake.rule}: {mistake.what}: {folder} {mistake.path}: {shown!r} {found}")
    totals: dict[str, list[int]] = {}
    for (rule, _), row in table.items():
        totals[rule] = [one + other for one, other in zip(totals.get(rule, [0] * 4), row, strict=True)]
    with capsys.disabled():
        print(f"\n{'rule':<20} {'mistake':<48}{'places':>7}{'found':>7}{'fixable':>8}{'fixed':>7}")
        for (rule, what), row in sorted([*table.items(), *(((rule, "~ all"), row) for rule, row in totals.items())]):
            print(f"{rule:<20} {what:<48}{row[0]:>7}{row[1]:>7}{row[2]:>8}{row[3]:>7}")
        print("\n".join(misses))
    assert misses == []
    for rule, floor in FLOORS.items():
        assert totals[rule][0] >= floor, rule
