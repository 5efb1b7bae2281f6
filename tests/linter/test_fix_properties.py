"""Properties of fixing, over generated releases: exact, idempotent, and nothing changed but what was reported."""

from __future__ import annotations

import random
from dataclasses import dataclass

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg.config.model import Config
from replreg.linter.fix import choose_edits
from replreg.linter.lint import fix_text, lint_text
from replreg.registries.linked_registry import Registry
from replreg.yaml.edits import apply_edits
from replreg.yaml.text import decode, encode

CONFIG = Config(
    app="my-app",
    registries=[
        Registry("mythirdpartyprivateregistry", "quay.io"),
        Registry("dtr", "dtr.example.com:8443"),
        Registry("team", "harbor.example.com/team"),
        Registry("hub", "index.docker.io"),
    ],
)
HOSTS = {registry.name: registry.host for registry in CONFIG.registries}
PREFIX = {"mythirdpartyprivateregistry": "ns/", "dtr": "ns/", "team": "team/", "hub": "org/"}


@dataclass(frozen=True)
class Image:
    source: str
    name: str
    tag: str

    @property
    def right(self) -> str:
        return f"{HOSTS[self.source]}/{self.name}:{self.tag}"

    @property
    def wrong(self) -> str:
        return f"{self.source}/{self.name}:{self.tag}"


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,6}(?:-[a-z0-9]{1,4})?", fullmatch=True)
TAGS = st.from_regex(r"[0-9]{1,2}\.[0-9]{1,2}(?:-[a-z]{1,5})?", fullmatch=True)


@st.composite
def images(draw: st.DrawFn) -> Image:
    source = draw(st.sampled_from(sorted(HOSTS)))
    return Image(source, PREFIX[source] + draw(NAMES), draw(TAGS))


def escaped(text: str, dice: random.Random) -> str:
    """Write some characters as escape sequences."""
    forms = ("\\x{:02x}", "\\u{:04x}", "\\U{:08x}")
    return "".join(dice.choice(forms).format(ord(c)) if dice.random() < 0.15 else c for c in text)


STYLES = ["plain", "single", "double", "literal", "literal strip", "folded", "flow", "anchor", "tag"]


def written(value: str, style: str, indent: str, dice: random.Random) -> str:
    """Return ``image:`` and a value in a style; everything after the key."""
    comment = dice.choice(["", "", "   # it runs here"])
    if style == "single":
        return f" '{value}'{comment}"
    if style == "double":
        return f' "{value}"{comment}'
    if style.startswith("literal"):
        mark = "|-" if style.endswith("strip") else "|"
        return f" {mark}{comment}\n{indent}    {value}"
    if style == "folded":
        return f" >-{comment}\n{indent}      {value}\n"
    if style == "anchor":
        return f" &img{dice.randrange(10**9)} {value}{comment}"
    if style == "tag":
        return f" !!str '{value}'{comment}"
    return f" {value}{comment}"


def services(items: list[tuple[Image, str, bool]], seed: int, *, wrong: bool) -> str:
    """Return a Swarm document. ``seed`` decides everything but the values, so two calls differ in these alone."""
    dice = random.Random(seed)
    lines = ["# kind: scheduler-swarm", "version: '3.3'", "", "services:"]
    for number, (image, style, spoilt) in enumerate(items):
        value = image.wrong if wrong and spoilt else image.right
        if dice.random() < 0.3:
            lines.append(
                dice.choice(
                    ["", "  # a comment: with, marks", '  {{repl if ConfigOptionEquals "a" "1"}}\n  {{repl end}}']
                )
            )
        if style == "flow":
            quote = dice.choice(["'", '"'])
            lines.append(f"  s{number}: {{image: {quote}{value}{quote}, command: [a, 'b: c']}}")
        else:
            lines.append(f"  s{number}:")
            lines.append(f"    image:{written(value, style, '    ', dice)}")
            lines.append(
                dice.choice(
                    ['    command: "{{repl ConfigOption "x" }}"', "    labels: {a: é, b: \U0001f600}", "    init: true"]
                )
            )
    return "\n".join(lines)


def pods(items: list[tuple[Image, str, bool]], seed: int, *, wrong: bool) -> str:
    """Return a Kubernetes document with a container for each image."""
    dice = random.Random(seed)
    lines = ["# kind: scheduler-kubernetes", "apiVersion: apps/v1", "kind: Deployment", "metadata: {name: d}", "spec:"]
    lines += [
        "  template:",
        "    spec:",
        "      imagePullSecrets: [{name: replicatedregistrykey}]",
        "      containers:",
    ]
    for number, (image, style, spoilt) in enumerate(items):
        value = image.wrong if wrong and spoilt else image.right
        if style == "flow":
            lines.append(f"      - {{name: c{number}, image: '{value}'}}")
        else:
            lines.append(f"      - name: c{number}")
            lines.append(f"        image:{written(value, style, '        ', dice)}")
    return "\n".join(lines)


@dataclass(frozen=True)
class Sample:
    right: str
    wrong: str


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    items = draw(st.lists(st.tuples(images(), st.sampled_from(STYLES), st.booleans()), min_size=1, max_size=5))
    seed = draw(st.integers(0, 2**32))
    document = draw(st.sampled_from([services, pods]))
    entries = {(image.source, image.name, image.tag): None for image, _, _ in items}
    head = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n" + "".join(
        f"- {{source: {source}, name: {name}, tag: '{tag}'}}\n" for source, name, tag in entries
    )
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    final = draw(st.sampled_from(["\n", "", "\n\n\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    both = [
        mark + (head + "---\n" + document(items, seed, wrong=wrong) + final).replace("\n", newline)
        for wrong in (False, True)
    ]
    return Sample(both[0], both[1])


@given(samples())
@settings(max_examples=examples(150), deadline=None)
def test_a_host_that_became_a_name_becomes_the_host_again(sample: Sample) -> None:
    assert fix_text(sample.wrong, CONFIG) == sample.right
    assert fix_text(sample.right, CONFIG) == sample.right


@given(samples())
@settings(max_examples=examples(60), deadline=None)
def test_only_what_is_reported_changes_and_nothing_safe_is_left(sample: Sample) -> None:
    findings = lint_text(sample.wrong, CONFIG)
    edits = choose_edits(findings, unsafe=False)
    fixed = apply_edits(sample.wrong, edits)
    kept, position = [], 0
    for edit in edits:
        kept.append(sample.wrong[position : edit.start])
        position = edit.end
    kept.append(sample.wrong[position:])
    place = 0
    for piece, edit in zip(kept, [*edits, None], strict=True):
        assert fixed.startswith(piece, place)
        place += len(piece) + (len(edit.text) if edit else 0)
    assert not any(finding.fix and finding.fix.safe for finding in lint_text(fix_text(fixed, CONFIG), CONFIG))


@given(samples())
@settings(max_examples=examples(60), deadline=None)
def test_a_finding_points_at_the_very_name(sample: Sample) -> None:
    for finding in lint_text(sample.wrong, CONFIG._replace(select=frozenset({"images"}))):
        if finding.rule != "alias-as-host":
            assert "|" in sample.wrong  # a literal block that is not stripped ends in a line feed, which no tag can
            continue
        assert sample.wrong[finding.start.offset : finding.end.offset] in HOSTS
        lines = sample.wrong.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
        line = lines[finding.start.line - 1]
        assert line[finding.start.column - 1 : finding.end.column - 1] in HOSTS


@given(samples(), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
@settings(max_examples=examples(30), deadline=None)
def test_bytes_survive_in_every_encoding(sample: Sample, codec: str) -> None:
    text = sample.wrong if codec == "utf-8" else "\ufeff" + sample.wrong.removeprefix("\ufeff")
    decoded, found = decode(text.encode(codec))
    right = sample.right if codec == "utf-8" else "\ufeff" + sample.right.removeprefix("\ufeff")
    assert found == codec
    assert encode(fix_text(decoded, CONFIG), found) == right.encode(codec)


@given(images(), st.integers(0, 2**32))
@settings(max_examples=examples(60), deadline=None)
def test_escapes_around_the_host_stay(image: Image, seed: int) -> None:
    dice = random.Random(seed)
    head = (
        f"images:\n- {{source: {image.source}, name: {image.name}, tag: '{image.tag}'}}\n---\nservices:\n  s: {{image: "
    )
    rest = escaped(f"/{image.name}:{image.tag}", dice)
    wrong = f'{head}"{escaped(image.source, dice)}{rest}"}}\n'
    assert fix_text(wrong, CONFIG) == f'{head}"{HOSTS[image.source]}{rest}"}}\n'


JUNK = st.text(
    st.sampled_from("abimage: -|>'\"{}[]&*!#%@`\n\r\t \\/,?<~=.0\x00\x07\ue000\ufeff{{repl }}\U0001f600"), max_size=60
)


@given(samples(), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 40), JUNK), max_size=4), st.booleans())
@settings(max_examples=examples(200), deadline=None)
def test_no_mutation_of_a_release_breaks_the_tool(
    sample: Sample, cuts: list[tuple[int, int, str]], unsafe: bool
) -> None:
    text = sample.wrong
    for place, length, junk in cuts:
        at = place % (len(text) + 1)
        text = text[:at] + junk + text[at + length :]
    for finding in lint_text(text, CONFIG):
        assert 0 <= finding.start.offset <= finding.end.offset <= len(text)
    fixed = fix_text(text, CONFIG, unsafe=unsafe)
    assert fix_text(fixed, CONFIG, unsafe=unsafe) == fixed


@given(st.text(max_size=300))
@settings(max_examples=examples(200), deadline=None)
def test_no_text_breaks_the_tool(text: str) -> None:
    lint_text(text, CONFIG)
    fix_text(text, CONFIG, unsafe=True)
