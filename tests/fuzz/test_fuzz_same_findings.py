"""The same findings come from every format, from one process and from two, from both parsers, and from the library."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from cli_tools import call, run
from effort import LONG
from fuzz_invariants import fix
from fuzz_releases import CONFIGS, Sample, some_texts

from replreg.config.model import Config
from replreg.linter.lint import lint_text
from replreg.yaml.edits import UnprovenEdit
from replreg.yaml.parser import parser_name

EXAMPLES = int(os.environ.get("REPLREG_FUZZ_EXAMPLES", "300"))
CONFIG = CONFIGS[1]
MOST = 9
"""How many findings a file may have: a format for a CI service shows ten of a level."""

Place = tuple[str, int]
"""A rule and a line."""


def options(config: Config) -> list[str]:
    linked = [word for item in config.registries for word in ("--registry", f"{item.name}={item.endpoint}")]
    return ["--no-config", *linked, *(("--app", config.app) if config.app else ())]


def of_json(text: str) -> Iterable[Place]:
    return ((item["rule"], item["start"]["line"]) for item in json.loads(text)["findings"])


def of_json_lines(text: str) -> Iterable[Place]:
    return ((item["rule"], item["start"]["line"]) for item in map(json.loads, text.splitlines()))


def of_sarif(text: str) -> Iterable[Place]:
    for result in json.loads(text)["runs"][0]["results"]:
        yield result["ruleId"], result["locations"][0]["physicalLocation"]["region"]["startLine"]


def of_gitlab(text: str) -> Iterable[Place]:
    return ((item["check_name"], item["location"]["lines"]["begin"]) for item in json.loads(text))


def of_junit(text: str) -> Iterable[Place]:
    for case in ElementTree.fromstring(text).iter("testcase"):
        if case.find("failure") is not None:
            yield case.get("name", "").partition(" ")[0], int(case.get("line", ""))


def of_github(text: str) -> Iterable[Place]:
    for line in text.splitlines():
        found = re.match(r"::(?:error|warning|notice) file=[^,]*,line=(\d+),.*?title=([\w-]+)::", line)
        if found:
            yield found[2], int(found[1])


def of_concise(text: str) -> Iterable[Place]:
    for found in re.finditer(r"^a\.yaml:(\d+):\d+: \w+\[([\w-]+)\]", text, re.MULTILINE):
        yield found[2], int(found[1])


def of_text(text: str) -> Iterable[Place]:
    for found in re.finditer(r"^(?:error|warning|info)\[([\w-]+)\]: .*\n *--> a\.yaml:(\d+):", text, re.MULTILINE):
        yield found[1], int(found[2])


FORMATS: dict[str, Callable[[str], Iterable[Place]]] = {
    "json": of_json,
    "jsonl": of_json_lines,
    "sarif": of_sarif,
    "gitlab": of_gitlab,
    "junit": of_junit,
    "github": of_github,
    "concise": of_concise,
    "text": of_text,
}


def encodable(texts: Iterable[str]) -> list[str]:
    """Return the texts that a file can hold as UTF-8 and that a format shows on lines of its own."""
    return [text for text in texts if text.isprintable() or not set(text) & set("\0\x07\u0085\u2028\ufeff")]


def without_known_differences(texts: Iterable[str]) -> list[str]:
    """Return the texts in which the parsers are not known to differ.

    Only libyaml refuses some lines that start with a ``:``. The Python parser has no place for a plain scalar with a tab
    inside, so there is no fix for it.
    """
    differing = re.compile(r"^[\s-]*:(?:\s|\Z)|[^\s]\t+[^\s#]", re.MULTILINE)
    return [text for text in encodable(texts) if differing.search(text) is None]


def check_formats(texts: list[str], folder: Path) -> int:
    """Compare every format with the library; return how many findings there were."""
    compared = 0
    for number, text in enumerate(texts):
        place = folder / str(number)
        place.mkdir()
        (place / "a.yaml").write_bytes(text.encode())
        findings = lint_text(text, CONFIG, path="a.yaml")
        if len(findings) > MOST:
            continue
        expected = Counter((finding.rule, finding.start.line) for finding in findings)
        compared += len(findings)
        for name, places in FORMATS.items():
            done = call("lint", *options(CONFIG), "--format", name, "a.yaml", cwd=place)
            status = int(any(finding.severity.value == "error" for finding in findings))
            if done.status == 2 and "nothing to check" in done.err:
                continue  # the file was named, and has nothing of the platform in it; the library looks at every text
            assert done.status == status, text
            assert Counter(places(done.out)) == expected, (name, text)
    return compared


def check_jobs(texts: list[str], folder: Path) -> None:
    for number, text in enumerate(texts):
        (folder / f"{number:04}.yaml").write_bytes(text.encode())
    one, two = (
        run("lint", *options(CONFIG), "--format", "json", "--jobs", jobs, ".", cwd=folder) for jobs in ("1", "2")
    )
    assert (one.status, one.bytes) == (two.status, two.bytes)


def verdict(text: str) -> Any:
    """Return what the program says of a text, except the words and the place of a parser, and the order by places."""
    sample = Sample(text, CONFIG)
    findings = sorted(
        [item.rule, *(["", 0, 0] if item.rule == "yaml-syntax" else [item.message, item.start.offset, item.end.offset])]
        for item in lint_text(sample.text, sample.config)
    )
    try:
        return [findings, fix(text, CONFIG, unsafe=True).text]
    except UnprovenEdit:
        return [findings, "left alone"]


SCRIPT = """
import json, sys
sys.modules["_ruamel_yaml"] = None
sys.path[:0] = json.loads(sys.argv[1])
import test_fuzz_same_findings as here

assert here.parser_name() == "python"
json.dump([here.verdict(text) for text in json.load(sys.stdin)], sys.stdout)
"""


def check_parsers(texts: list[str]) -> None:
    """Compare what both parsers say."""
    here = Path(__file__).resolve().parent
    paths = [str(here), str(here.parent / "tools"), str(here.parents[1])]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(paths)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours = json.loads(json.dumps([verdict(text) for text in texts]))
    for text, one, other in zip(texts, ours, json.loads(done.stdout), strict=True):
        assert one == other, text


@pytest.mark.slow
def test_every_format_has_the_findings_of_the_library(tmp_path: Path) -> None:
    assert check_formats(encodable(some_texts(40, 1)), tmp_path) > 20


def test_two_processes_find_what_one_does(tmp_path: Path) -> None:
    check_jobs(encodable(some_texts(60, 2)), tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(parser_name() != "libyaml", reason="there is no C extension to compare with")
def test_both_parsers_agree() -> None:
    check_parsers(without_known_differences(some_texts(60, 3)))


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="a search for new failures takes minutes: nox -s slow")
@pytest.mark.parametrize("part", range(4))
def test_much_is_the_same(part: int, tmp_path: Path) -> None:
    texts = encodable(some_texts(EXAMPLES, 100 + part))
    (tmp_path / "formats").mkdir()
    (tmp_path / "jobs").mkdir()
    check_formats(texts, tmp_path / "formats")
    check_jobs(texts, tmp_path / "jobs")
    if parser_name() == "libyaml":
        check_parsers(without_known_differences(texts))
