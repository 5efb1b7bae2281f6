"""The tool without the C extension of the YAML library: the Python parser has to tell the very same."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_fix_properties import CONFIG, HOSTS, PREFIX, STYLES, Image, pods, services

from replreg.linter.lint import fix_text, lint_text
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose
from replreg.yaml.parser import parser_name
from replreg.yaml.text import decode

TESTS = Path(__file__).resolve().parents[1]
CORPUS = TESTS.parents[1] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(parser_name() != "libyaml", reason="there is no C extension to compare with")


def tree(text: str) -> Any:
    """The nodes of a text as plain data, or the word "fault"."""
    try:
        roots = compose(text).roots
    except YAMLSyntaxError:
        return "fault"
    numbers: dict[int, int] = {}

    def flat(node: Node) -> Any:
        if id(node) in numbers:
            return numbers[id(node)]
        numbers[id(node)] = len(numbers)
        place = [node.start, node.end, node.tag]
        if isinstance(node, Scalar):
            return [*place, node.style, node.value]
        if isinstance(node, Sequence):
            return [*place, node.flow, [flat(item) for item in node.items]]
        assert isinstance(node, Mapping)
        return [*place, node.flow, [[flat(key), flat(value)] for key, value in node.pairs]]

    return [flat(root) for root in roots]


def verdict(text: str) -> Any:
    """What the tool makes of a text: findings, but for the parser's own words, and the fixed text."""
    findings = [
        [finding.rule, *(["", 0, 0] if finding.rule == "yaml-syntax" else _place(finding)), finding.document]
        for finding in lint_text(text, CONFIG)
    ]
    return [findings, fix_text(text, CONFIG), fix_text(text, CONFIG, unsafe=True)]


def _place(finding: Any) -> list[Any]:
    return [finding.message, finding.start.offset, finding.end.offset]


# What this module says with the C extension, it says here without.
SCRIPT = """
import json, sys
sys.modules["_ruamel_yaml"] = None
sys.path[:0] = json.loads(sys.argv[1])
import test_parsers_agree as here
assert here.parser_name() == "python"
task = getattr(here, sys.argv[2])
json.dump([task(text) for text in json.load(sys.stdin)], sys.stdout)
"""


def without_extension(task: str, texts: list[str]) -> list[Any]:
    process = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            SCRIPT,
            json.dumps([str(TESTS / "linter"), str(TESTS / "tools"), str(TESTS.parent)]),
            task,
        ],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert process.returncode == 0, process.stderr
    answers: list[Any] = json.loads(process.stdout)
    return answers


def compare(task: str, texts: list[str]) -> None:
    mine = json.loads(json.dumps([globals()[task](text) for text in texts]))
    for text, one, other in zip(texts, mine, without_extension(task, texts), strict=True):
        assert one == other, text


def releases(most: int) -> list[tuple[str, str]]:
    """So many generated releases, right and wrong, of every style; the same ones each time."""
    made = []
    for number in range(most):
        dice = random.Random(number)
        items = []
        for _ in range(3):
            source = dice.choice(sorted(HOSTS))
            image = Image(source, PREFIX[source] + f"app{dice.randrange(9)}", f"{dice.randrange(99)}.0")
            items.append((image, dice.choice(STYLES), True))
        head = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n" + "".join(
            f"- {{source: {image.source}, name: {image.name}, tag: '{image.tag}'}}\n" for image, _, _ in items
        )
        document = dice.choice([services, pods])
        mark, newline = dice.choice(["", "\ufeff"]), dice.choice(["\n", "\r\n"])
        made.append(
            (
                mark + (head + "---\n" + document(items, number, wrong=False)).replace("\n", newline),
                mark + (head + "---\n" + document(items, number, wrong=True)).replace("\n", newline),
            )
        )
    return made


HOW_MANY = pytest.mark.parametrize("number", [8, pytest.param(40, marks=pytest.mark.slow)])

SNIPPETS = [
    "a:\nb: c\n",
    "a: # why\nb:\n- c\n-\n- d\n",
    "{a: , b, c: }",
    "[a, , b]",
    "? a\n? b\n: c\n",
    "a: &x !!str 'b'\nc: *x\n<<: {d: e}\n",
    "a: |\n  b\n\n  c\n\n# d\ne: >-\n  f\n   g\n\n  h\n",
    "a: |2+\n    b\n\nc: d",
    "a: \"\\x41\\u00e9\\\n  b\n\n  c\"\nd: 'e''f\n  g'\n",
    "a: b\n  c\n\n  d\ne: f\n",
    "é: 😀 # ü\n😀: é\n",
    "a: {image: r:3, b: [c:d, x?y]}\n",
    "a:\tb\t# c\nd: [e,\tf]\n",
    "%YAML 1.1\n%TAG !e! tag:e,2000:\n---\n!e!x a: b\n...\n---\n- c\n",
    "a: 1\n---\n---\nb: 2\n...\n",
    "a: b: c\n",
    "a: [b\n",
    "- a\nb: c\n",
    "a: \0\n",
    'a: "\\ud800"\n',
    'a: "\\UFFFFFFFF"\n',
    "%YAML 9.9\n---\na\n",
    "a: &x [*x]\n",
    "a: *x\n",
    "[" * 1_050,
    "",
    "# c\n",
    "a: yes\nb: 0x1F\nc: 1:30\nd: ~\n",
    "'a': 1\n\"b\": 2\n",
    "- - a\n  - b\n-   c: d\n    e: f\n",
    "\ufeffa: b\n",
    "a: b\rc: d\r",
    # Where lines end in YAML 1.1: LF, CR, NEL, LS and PS.
    "a: x\x85b: y\n",
    "a: x\u2028b: y\n",
    "a: x\u2029 y\n",
    "# c\x85a: b\u2028# d\u2029c: d\n",
    "a: |\n  x\u2028  y\n",
    "a: |\n  x\x85  y\x85",
    "a: >\n  x\x85  y\u2029\u2029  z\n",
    "a: 'x\x85y'\nb: \"x\u2028  y\"\nc: 'x\u2028 \u2028 y'\n",
    "'a\u2028b': 1\n",
    "a: [b\x85,c\u2028]\n",
    "a: b\x85---\x85c: d\u2028...\n",
    # A byte-order mark at the start of the text, of a document and of a line, and inside of values.
    "\ufeff%YAML 1.1\n---\na: b\n",
    "a: b\n\ufeffc: d\n",
    "a: b\n\ufeff# c\nc: d\n",
    "\n\ufeffa: b\nc: d\n",
    "a: b\n...\n\ufeff---\nc: d\n",
    "a: b\n--- \ufeff\nc: d\n",
    "a: \ufeffb\nc: x\ufeffy\nd: x\ufeff\n",
    "a: 'x\ufeffy'\nb: \"\ufeff\"\nc: |\n  x\ufeff\n  \ufeffy\n",
    "- \ufeffb\n- [\ufeffc, {d\ufeff: e}] # \ufeff\n- d\n",
    # Empty lines at the start of a block scalar, with less or more spaces than its text.
    "a: |\n \n   \n    b\nc: d\n",
    "a: >-\n   \n\n  \n    b\n\n    c\nd: e\n",
    "a: |\n      \n    b\n",
    "- a: >-\n\n      b\n  c: |2\n\n      d\n",
    # Tabs: between words of a plain scalar, between tokens, after a tag, an anchor and an indicator, and as indentation.
    "a\tb: c\td\n",
    "a: b\n \tc\n",
    "b\n\t\n",
    "a: !!str\tb\nc: &x\td\n",
    "-\ta\n?\tb\n:\tc\n",
    "a: |\t# c\n  b\n",
    "a: >\n\tb\n",
    "a: |\n  b\n\tc\n",
    # Lines without a key, in documents with and without a marker.
    ": a\n",
    "---\n: a\n",
    "--- {: a}\n",
    "? a\n\n# c\n:\nb:\n",
    # What ends a plain scalar in a flow collection.
    "[b:]",
    "{b:, c}",
    "--- [a?b, c:d]\n",
    # Names of anchors and tags.
    "a: *.example.com\n",
    "a: &é b\n",
    "a: !! b\n",
    "a: !e b\n",
]

ALPHABETS = [
    "aab:\t \n", "ab:: \n-?", "ab:: \n{}[],", "a:\t \n-|>1#\r0", "a: \t\n\"'\\#{", "---a: \n.", "a\t ![]{},:", "&*a:\t \n-?"
]  # fmt: skip


def test_on_the_trees_of_small_texts() -> None:
    compare("tree", [text.replace("\n", end) for text in SNIPPETS for end in ("\n", "\r\n")])


@pytest.mark.parametrize("number", [150, pytest.param(4_000, marks=pytest.mark.slow)])
def test_on_the_trees_of_random_texts(number: int) -> None:
    dice = random.Random(1)
    texts = ["".join(dice.choices(letters, k=dice.randint(1, 10))) for letters in ALPHABETS for _ in range(number)]
    compare("tree", texts)


@pytest.mark.slow
@HOW_MANY
def test_on_generated_releases(number: int) -> None:
    texts = [text for pair in releases(number) for text in pair]
    compare("tree", [text.removeprefix("\ufeff").partition("---")[2] for text in texts])
    compare("verdict", texts)


@HOW_MANY
def test_fixing_undoes_a_swap(number: int) -> None:
    pairs = releases(number)
    answers = without_extension("verdict", [wrong for _, wrong in pairs])
    assert [fixed for _, fixed, _ in answers] == [right for right, _ in pairs]
    assert [fixed for _, fixed, _ in without_extension("verdict", [right for right, _ in pairs])] == [
        right for right, _ in pairs
    ]


@HOW_MANY
def test_on_damaged_releases(number: int) -> None:
    texts = []
    for seed, (_, wrong) in enumerate(releases(number)):
        dice = random.Random(seed)
        place = dice.randrange(len(wrong))
        texts.append(wrong[:place] + dice.choice(["", "\n", " ", ":", "'", "\n  ", "- "]) + wrong[place + 1 :])
    for text, one, other in zip(texts, map(verdict, texts), without_extension("verdict", texts), strict=True):
        if "yaml-syntax" not in str([one, other]):  # the two do not stop at quite the same mistakes
            assert json.loads(json.dumps(one)) == other, text


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real files, ../shared/corpus, is not here")
@pytest.mark.parametrize("each", [25, pytest.param(1, marks=pytest.mark.slow)])
def test_on_real_files(each: int) -> None:
    paths = [path for path in CORPUS.rglob("*") if path.suffix in (".yaml", ".yml") and path.stat().st_size < 20_000]
    compare("verdict", [decode(path.read_bytes())[0] for path in sorted(paths)[::each]])


@pytest.mark.slow
def test_the_tests_of_scalars_and_edits_pass_without_the_extension() -> None:
    script = """
import sys
sys.modules["_ruamel_yaml"] = None
import pytest

class FewExamples:
    def pytest_configure(self, config):
        from hypothesis import settings
        settings.register_profile("few", max_examples=10, deadline=None)
        settings.load_profile("few")

options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not many and not long"]
sys.exit(pytest.main([*options, *sys.argv[1:]], plugins=[FewExamples()]))
"""
    names = ["yaml/test_scalar_offsets.py", "yaml/test_edits.py"]
    process = subprocess.run(
        [sys.executable, "-c", script, *(str(TESTS / name) for name in names)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=TESTS.parent,
        check=False,
    )
    assert process.returncode == 0, process.stdout
