"""Fixing twice is fixing once, whatever the registries are called: names like hosts, endpoints like names, and more."""

from __future__ import annotations

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg.config.model import Config
from replreg.linter.fix import fix_until_stable
from replreg.linter.lint import fix_text, lint_text
from replreg.registries.linked_registry import BUILT_IN, Registry

HOSTS = ["quay.io", "b.io", "q.io:5000", "localhost", "docker.io", "registry.replicated.com", "A.B", "a"]
WORDS = ["a", "b", "ns", "img", "app", "public", "replicated", "Quay.io", *HOSTS]

NAMES = st.one_of(st.sampled_from(WORDS), st.sampled_from(["a/b", "ns/img", "quay.io/ns", "b.io/a"]))
ENDPOINTS = st.builds(str.__add__, st.sampled_from(HOSTS), st.sampled_from(["", "", "/ns", "/a", "/quay.io", "/app"]))
PATHS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("/".join)
TAGS = st.sampled_from(["", ":1", ":2", ":latest"])
IMAGES = st.builds(str.__add__, PATHS, TAGS)
REGISTRIES = st.dictionaries(NAMES.filter(lambda name: name not in BUILT_IN), ENDPOINTS, min_size=1, max_size=4)


def entries(draw: st.DrawFn, sources: list[str], name: str, tag: str, indent: str) -> str:
    """Draw some entries of a list, each with a source, a name and a tag or without one of them."""
    text = ""
    for _ in range(draw(st.integers(1, 3))):
        pairs = [f"{name}: {draw(PATHS)}"]
        if source := draw(st.sampled_from(["", *sources])):
            pairs.insert(0, f"source: {source}")
        if draw(st.booleans()):
            pairs.append(f"{draw(st.sampled_from([tag, tag, 'version']))}: '{draw(st.sampled_from('12'))}'")
        text += f"{indent}- " + f"\n{indent}  ".join(pairs) + "\n"
    return text


@st.composite
def releases(draw: st.DrawFn) -> tuple[Config, str]:
    """Draw a configuration and a small release of one of the schedulers."""
    linked = draw(REGISTRIES)
    config = Config(
        app=draw(st.sampled_from([None, "app", "a"])),
        registries=[Registry(name, endpoint) for name, endpoint in linked.items()],
    )
    sources = [*linked, *linked.values(), "public", "replicated", "a"]
    form = draw(st.sampled_from(["native", "swarm", "kubernetes", "ship"]))
    images = draw(st.lists(IMAGES, min_size=1, max_size=3))
    if form == "ship":
        text = "assets:\n  v1:\n"
        for image in images:
            source = draw(st.sampled_from(["", *sources]))
            text += f"  - docker:\n      image: {image}\n" + (f"      source: {source}\n" if source else "")
        return config, text
    text = "# kind: replicated\nreplicated_api_version: 2.9.2\n"
    if form == "native":
        containers = entries(draw, sources, "image_name", "version", "  ")
        return config, f"{text}components:\n- name: A\n  containers:\n{containers}"
    if draw(st.integers(0, 9)):
        text += "images:\n" + entries(draw, sources, "name", "tag", "")
    if form == "swarm":
        services = "".join(f"  s{number}:\n    image: {image}\n" for number, image in enumerate(images))
        return config, f"{text}---\n# kind: scheduler-swarm\nversion: '3'\nservices:\n{services}"
    containers = "".join(f"  - name: c{number}\n    image: {image}\n" for number, image in enumerate(images))
    head = "# kind: scheduler-kubernetes\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
    return config, f"{text}---\n{head}{containers}"


@given(releases(), st.booleans())
@settings(max_examples=examples(400), deadline=None)
def test_fixing_twice_is_fixing_once(drawn: tuple[Config, str], unsafe: bool) -> None:
    config, text = drawn
    fixed = fix_text(text, config, unsafe=unsafe)
    assert fix_text(fixed, config, unsafe=unsafe) == fixed


@given(releases())
@settings(max_examples=examples(400), deadline=None)
def test_every_fix_that_is_offered_comes_to_an_end(drawn: tuple[Config, str]) -> None:
    config, text = drawn
    assert fix_until_stable(text, lambda now: lint_text(now, config), unsafe=True).cycles == ()
