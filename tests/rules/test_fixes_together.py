"""All rules over releases with many mistakes at once: fixes are proven, whole, enough, and each thing is said once."""

from __future__ import annotations

from collections import Counter

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from release_texts import HEAD, swarm, workload
from rule_tools import config

from replreg.finding import Severity
from replreg.linter.lint import fix_text, lint_text

LINKS = [
    {},
    {"my": "quay.io", "hub": "index.docker.io", "dtr": "dtr.example.com:8443"},
    {"my": "quay.io/acme", "two": "quay.io", "acme": "gcr.io"},
    {"my": "quay.io", "two": "quay.io"},
    {"quay.io": "quay.io", "ns": "dtr.example.com:8443/ns"},
]
TEMPLATE = '{{repl ConfigOption "x"}}'
SOURCES = ["my", "hub", "dtr", "public", "replicated", "two", "acme", "quay.io", "nobody", "~", f"'{TEMPLATE}'"]
PREFIXES = [
    "", "", "", "quay.io/", "my/", "dtr.example.com:8443/", "dtr/", "docker.io/", "index.docker.io/", "gcr.io/",
    "registry.replicated.com/my-app/", "registry.replicated.com/other/", "replicated/", "public/", "acme/",
    "localhost:5000/", f"{TEMPLATE}/",
]  # fmt: skip
PATHS = ["ns/img", "img", "redis", "library/redis", "acme/img", "acme/team/img", "my/ns/img", "ns/img-worker"]
TAGS = ["", "", ":1", ":1.0", ":v1", ":latest", f":{TEMPLATE}", ":${TAG:-1}", "@sha256:" + "0" * 64]
VALUES = ["1", "'1'", "v1", "latest", "", f"'{TEMPLATE}'"]

images = st.builds("{}{}{}".format, st.sampled_from(PREFIXES), st.sampled_from(PATHS), st.sampled_from(TAGS))


@st.composite
def written(draw: st.DrawFn, value: str) -> str:
    """Write a value in one of the styles of YAML."""
    styles = ["'{}'", "|-\n          {}", "!!str '{}'"]
    if not value.startswith("{"):
        styles.append("{}")
    return draw(st.sampled_from(styles)).format(value)


@st.composite
def entry(draw: st.DrawFn, keys: tuple[str, str], indent: str) -> str:
    """Write an entry or a container, with its keys in any order, and what belongs nowhere."""
    name_key, tag_key = keys
    name = draw(st.sampled_from(PREFIXES)) + draw(st.sampled_from(PATHS)) + draw(st.sampled_from(["", "", ":1", ":v1"]))
    pairs = {name_key: draw(written(name))}
    for key, values, chance in (
        ("source", SOURCES, 9),
        (tag_key, VALUES, 6),
        ("version", VALUES, 2),
        ("domain", ["quay.io", ""], 1),
        ("<<", ["*base"], 1),
    ):
        if draw(st.integers(1, 10)) <= chance:
            pairs[key] = draw(st.sampled_from(values))
    comment = draw(st.sampled_from(["", " # why"]))
    lines = [f"{key}: {pairs[key]}" for key in draw(st.permutations(sorted(pairs)))]
    return f"{indent}- " + f"\n{indent}  ".join(line if "\n" in line else line + comment for line in lines) + "\n"


@st.composite
def releases(draw: st.DrawFn) -> str:
    """Write a release with all kinds of mistakes."""
    indent = draw(st.sampled_from(["", "  "]))
    count = draw(st.integers(0, 4))
    text = HEAD + "x-base: &base\n  source: my\n  version: '1'\n"
    text += "images:\n" if count else draw(st.sampled_from(["images: []\n", "images:\n", ""]))
    for _ in range(count):
        text += draw(entry(("name", "tag"), indent))
    containers = draw(st.integers(0, 2))
    if containers:
        text += "components:\n- name: Main\n  containers:\n"
        text += "".join(draw(entry(("image_name", "version"), "  ")) for _ in range(containers))
    text += swarm(*(draw(written(image)) for image in draw(st.lists(images, max_size=3))))
    if draw(st.booleans()):
        version = draw(st.sampled_from(["apps/v1", "extensions/v1beta1"]))
        text += workload("'" + draw(images) + "'", "Deployment", version)
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


@settings(deadline=None, max_examples=examples(150))
@given(releases(), st.sampled_from(LINKS), st.sampled_from([None, "my-app"]), st.booleans())
def test_any_mixture_of_mistakes(text, links, app, unsafe):
    given_config = config(registries=links, app=app)
    findings = lint_text(text, given_config)
    said = Counter((finding.rule, finding.start, finding.end, finding.message) for finding in findings)
    assert set(said.values()) <= {1}, "one thing is said once"
    assert not any("\ue000" in line for finding in findings for line in (finding.message, *finding.notes))
    result = fix_text(text, given_config, unsafe=unsafe)  # raises if a fix changes anything else
    left = lint_text(result, given_config)
    assert not any(finding.fix and (finding.fix.safe or unsafe) for finding in left), (
        "nothing that can be fixed is left"
    )
    assert fix_text(result, given_config, unsafe=unsafe) == result
    errors = Counter(finding.rule for finding in left if finding.severity is Severity.ERROR)
    before = Counter(finding.rule for finding in findings if finding.severity is Severity.ERROR)
    assert errors["yaml-syntax"] == before["yaml-syntax"]
    assert errors["schema"] == before["schema"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # A misspelt key is renamed, and no other rule adds it then.
        ("- sorce: my\n  name: ns/img\n  tag: v1\n", "- source: my\n  name: ns/img\n  tag: v1\n"),
        ("- name: redis:v1\n  tagg: v2\n", "- name: redis:v1\n  tag: v2\n"),
        ("- name: redis\n  version: v1\n  tagg: v2\n", "- name: redis\n  version: v1\n  tag: v2\n"),
    ],
)
def test_no_key_is_written_twice(before, after):
    head, services = f"{HEAD}images:\n", swarm("quay.io/ns/img:v1", "redis:v1")
    settings = config(registries=LINKS[1])
    extra = "- name: redis\n  tag: v1\n" if "redis" not in before else "- source: my\n  name: ns/img\n  tag: v1\n"
    fixed = fix_text(head + extra + before + services, settings, unsafe=True)
    assert fixed == head + extra + after + services
    assert fix_text(fixed, settings, unsafe=True) == fixed


def test_no_list_is_added_to_one_whose_key_is_misspelt():
    text = HEAD + "imagess:\n- {source: public, name: redis, tag: v1}\n" + swarm("quay.io/ns/img:v1", "redis:v1")
    fixed = fix_text(text, config(registries=LINKS[1]), unsafe=True)
    listed = "- {source: public, name: redis, tag: v1}\n- {source: my, name: ns/img, tag: v1}\n"
    assert fixed == HEAD + "images:\n" + listed + swarm("quay.io/ns/img:v1", "redis:v1")
