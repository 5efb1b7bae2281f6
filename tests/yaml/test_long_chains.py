"""Thousands of merge keys: the number of visited nodes grows with the file, and not with its square."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.config.model import Config
from replreg.linter.lint import fix_text, lint_text
from replreg.registries.linked_registry import Registry
from replreg.yaml import nodes
from replreg.yaml.composer import compose
from replreg.yaml.nodes import Mapping, Node, Sequence

CONFIG = Config(app="my-app", registries=[Registry("myquay", "quay.io")])
HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\n"
CONTAINERS = f"{HEAD}components:\n- name: A\n  containers:\n"
SWARM = f"{HEAD}images: []\n---\n# kind: scheduler-swarm\nversion: '3'\nservices:\n"


def each(number: int, line: str) -> str:
    """Repeat a line with ``N`` for its number, from 1, and ``M`` for the number before."""
    return "".join(line.replace("N", str(index)).replace("M", str(index - 1)) for index in range(1, number + 1))


def in_one(number: int, item: str) -> str:
    return ", ".join(each(number, f"{item}\n").splitlines())


FILES: dict[str, Callable[[int], str]] = {
    "entries": lambda n: (
        f"{HEAD}images:\n- &e0 {{source: myquay, name: quay.io/ns/i}}\n"
        + each(n, "- &eN {<<: *eM, name: quay.io/ns/iN}\n")
    ),
    "reserved keys": lambda n: (
        f"{HEAD}images:\n- &e0 {{source: myquay, name: a, domain: b}}\n" + each(n, "- &eN {<<: *eM, name: iN}\n")
    ),
    "wrong keys": lambda n: (
        f"{HEAD}images:\n- &e0 {{source: myquay, name: a, version: '1'}}\n" + each(n, "- &eN {<<: *eM, name: iN}\n")
    ),
    "containers": lambda n: (
        f"{CONTAINERS}  - &e0 {{source: myquay, image_name: quay.io/ns/i}}\n"
        + each(n, "  - &eN {<<: *eM, image_name: 'quay.io/ns/iN:1'}\n")
    ),
    "one for all": lambda n: (
        f"{HEAD}images:\n- &b {{source: myquay, name: quay.io/ns/i, domain: x}}\n" + each(n, "- {<<: *b, tag: 'N'}\n")
    ),
    "all for one": lambda n: (
        f"{HEAD}images:\n{each(n, '- &eN {source: myquay, name: quay.io/ns/iN}%')}".replace("%", "\n")
        + f"- {{<<: [{in_one(n, '*eN')}]}}\n"
    ),
    "a chain beside each": lambda n: (
        f"{HEAD}e0: &e0 {{a: b}}\n"
        + each(n, "eN: &eN {<<: *eM}\n")
        + f"images:\n{each(n, f'- {{<<: [*e{n}, {{domain: x}}], name: quay.io/ns/iN, source: myquay}}%')}".replace(
            "%", "\n"
        )
    ),
    "a list for each": lambda n: (
        f"{HEAD}l: &l [{in_one(n, '{a: N}')}]\nimages:\n" + each(n, "- {<<: *l, name: quay.io/ns/iN, source: myquay}\n")
    ),
    "services": lambda n: (
        f"{SWARM}  s0: &s0\n    image: myquay/ns/i:1\n" + each(n, "  sN: &sN\n    <<: *sM\n    a: b\n")
    ),
}


class _Counter:
    """Counts the nodes that searches through merge keys look at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        real = nodes.merge_values

        def counted(node: Node) -> list[Node]:
            class Watched(list[Node]):
                def __iter__(watched):
                    for item in real(node):
                        self.count += 1
                        yield item

            return Watched()

        monkeypatch.setattr(nodes, "merge_values", counted)


@pytest.mark.parametrize("name", FILES)
def test_visited_nodes_grow_in_proportion_to_the_merged_mappings(name: str, monkeypatch: pytest.MonkeyPatch):
    counter = _Counter(monkeypatch)
    counts = []
    for number in (60, 240):
        counter.count = 0
        assert lint_text(FILES[name](number), CONFIG)
        counts.append(counter.count)
    assert counts[0] >= 50
    assert counts[1] <= 6 * counts[0]


def test_a_name_that_a_long_chain_shares_is_not_changed():
    text = FILES["entries"](5)
    assert "name: quay.io" not in fix_text(text, CONFIG, unsafe=True)
    text = FILES["entries"](50)
    assert fix_text(text, CONFIG, unsafe=True) == text


@st.composite
def merges(draw: st.DrawFn) -> str:
    """Draw mappings that merge one another, themselves, and lists of one another."""
    number = draw(st.integers(1, 7))
    # An alias follows its anchor, so a cycle needs an alias inside of the node that it repeats.
    lines = []
    for index in range(number):
        known = [f"*m{other}" for other in range(index + 1)] + [f"*l{other}" for other in range(index)]
        value = draw(st.lists(st.sampled_from(known), max_size=4))
        own = "".join(f", {key}: {index}" for key in "ab" if draw(st.integers(0, 4)) == 0)
        inner = draw(st.sampled_from(["", f", {{<<: [{', '.join(value)}]}}"]))
        lines.append(f"- &m{index} {{<<: &l{index} [{', '.join(value)}{inner if value else ''}]{own}}}\n")
    return "".join(lines)


@given(merges(), st.randoms(use_true_random=False))
def test_remembered_results_are_those_of_a_new_search(text: str, dice) -> None:
    (root,) = compose(text).roots
    assert isinstance(root, Sequence)
    asked = [(node, key) for node in root.items for key in "ab"]
    dice.shuffle(asked)
    for node, key in asked:
        assert isinstance(node, Mapping)
        expected = next((item for item in node.chain() if key in item.index), None)
        assert node.holder(key) is expected
        assert node.get(key) is (None if expected is None else expected.index[key])
