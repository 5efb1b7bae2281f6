"""Texts for the fuzzer: generated releases, real ones, and both with changes that people and machines make by mistake.

A change is a short tuple of numbers, so that hypothesis can make a failing list of changes shorter and simpler.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from replreg.config.model import Config
from replreg.registries.linked_registry import Registry
from replreg.yaml.text import UndecodableText, decode

ROOT = Path(__file__).resolve().parents[2]
_BESIDE = [folder / "shared" / "corpus" for folder in ROOT.parents]
CORPUS = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])

LARGEST_SEED = 20_000  # code points; larger files take longer and hold nothing else


@dataclass(frozen=True)
class Sample:
    """A text and the settings that it is linted with."""

    text: str
    config: Config


CONFIGS = (
    Config(app="my-app", registries=[Registry("myq", "quay.io")]),
    Config(
        app="my-app",
        registries=[
            Registry("myq", "quay.io"),
            Registry("hub", "index.docker.io"),
            Registry("dtr", "dtr.example.com:8443"),
            Registry("team", "harbor.example.com/team"),
        ],
    ),
    # A name that can be a namespace, names that are endpoints, and two links of one host.
    Config(
        app="my-app",
        registries=[
            Registry("ns", "quay.io"),
            Registry("ghcr.io", "ghcr.io"),
            Registry("acme", "us-docker.pkg.dev"),
            Registry("other", "quay.io/other"),
        ],
    ),
    Config(registries=[Registry("myq", "https://quay.io/")]),
    Config(),
)


def decoded(path: Path) -> str | None:
    """Return a file's text; None if it has none, or if it is too large to be of use."""
    try:
        text = decode(path.read_bytes())[0]
    except UndecodableText:
        return None
    return text if len(text) <= LARGEST_SEED else None


@cache
def seeds() -> tuple[str, ...]:
    """Return the texts of the examples and of the cases of the rules, and of the real files where they are at hand."""
    places = [ROOT / "examples", ROOT / "tests", CORPUS]
    paths = sorted(path for place in places for suffix in ("*.yaml", "*.yml") for path in place.rglob(suffix))
    return tuple(text for path in paths if (text := decoded(path)) is not None)


SOURCES = ("myq", "hub", "dtr", "team", "ns", "acme", "ghcr.io", "quay.io", "public", "replicated", "nobody")
HOSTS = (
    "quay.io",
    "index.docker.io",
    "docker.io",
    "dtr.example.com:8443",
    "harbor.example.com",
    "us-docker.pkg.dev",
    "ghcr.io",
    "registry.replicated.com",
    "proxy.replicated.com",
    "hub.docker.com",
)
PATHS = (
    "web",
    "ns/web",
    "ns/a/web",
    "team/web",
    "myq/web",
    "acme/prod/web",
    "other/web",
    "proxy/my-app/quay.io/ns/web",
)
TAGS = ("", ":1", ":2.0.0", "@sha256:" + "0" * 64, ':{{repl ConfigOption "t"}}', ":1@sha256:" + "1" * 64)
QUOTES = ("", "'", '"')

source = st.sampled_from(SOURCES)
path = st.sampled_from(PATHS)
tag = st.sampled_from(TAGS)


@st.composite
def images(draw: st.DrawFn) -> str:
    """An image string, with a host, a reference name or nothing in front, in quotes or not."""
    first = draw(st.sampled_from(("", *SOURCES, *HOSTS, "quay.io/myq", "{{repl LocalRegistryHost}}")))
    scheme = draw(st.sampled_from(("", "", "", "", "https://", "docker://")))
    image = scheme + (f"{first}/" if first else "") + draw(path) + draw(tag)
    quote = draw(st.sampled_from(QUOTES)) if '"' not in image and not image.startswith("{") else "'"
    return f"{quote}{image}{quote}"


@st.composite
def entries(draw: st.DrawFn) -> str:
    """One entry of ``images:``, in flow or block style."""
    name = draw(st.sampled_from((*PATHS, "quay.io/ns/web", "ns/web:1")))
    pairs = [f"source: {draw(source)}", f"name: {name}"]
    if draw(st.booleans()):
        pairs.append(draw(st.sampled_from(('tag: "1"', "tag: 2.0.0", "version: 2.0.0"))))
    if draw(st.booleans()):
        return "- {" + ", ".join(pairs) + "}\n"
    return "- " + "\n  ".join(pairs) + "\n"


@st.composite
def containers(draw: st.DrawFn) -> str:
    """One container of the native scheduler."""
    name = draw(st.sampled_from((*PATHS, "quay.io/ns/web")))
    more = draw(st.sampled_from(("", "    name: web\n", "    cmd: '[\"a\"]'\n")))
    return f"  - source: {draw(source)}\n    image_name: {name}\n    version: '1'\n{more}"


HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\nname: A\n"
POD = "# kind: scheduler-kubernetes\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
CHART = "apiVersion: kots.io/v1beta1\nkind: HelmChart\nmetadata: {name: a}\nspec:\n  chart: {name: a, chartVersion: 1.0.0}\n"


@st.composite
def generated(draw: st.DrawFn) -> str:
    """A release that is valid YAML, whatever it says of its images."""
    shape = draw(st.sampled_from(("swarm", "kubernetes", "native", "ship", "kots")))
    used = draw(st.lists(images(), min_size=1, max_size=4))
    if shape == "native":
        found = "".join(draw(st.lists(containers(), min_size=1, max_size=3)))
        return f"{HEAD}components:\n- name: Main\n  containers:\n{found}monitors: {{cpuacct: ['Main,ns/web']}}\n"
    if shape == "ship":
        sources = draw(st.lists(source, min_size=len(used), max_size=len(used)))
        assets = "".join(
            f"  - docker: {{image: {image}, source: {name}, dest: a.tar}}\n"
            for image, name in zip(used, sources, strict=True)
        )
        return f"assets:\n  v1:\n{assets}lifecycle: {{v1: [{{render: {{}}}}]}}\n"
    if shape == "kots":
        keys = draw(
            st.lists(
                st.sampled_from(("image", "initImage", "registry", "hub", "runtime")),
                min_size=len(used),
                max_size=len(used),
            )
        )
        lines = "".join(
            f"    k{number}: {{{key}: {image}}}\n" for number, (key, image) in enumerate(zip(keys, used, strict=True))
        )
        return f"{CHART}  values:\n{lines}"
    listed = "".join(draw(st.lists(entries(), max_size=4)))
    head = HEAD + (f"images:\n{listed}" if listed else "")
    if shape == "swarm":
        services = "".join(f"  s{number}:\n    image: {image}\n" for number, image in enumerate(used))
        return f"{head}---\n# kind: scheduler-swarm\nversion: '3.3'\nservices:\n{services}"
    return f"{head}---\n{POD}" + "".join(
        f"  - {{name: c{number}, image: {image}}}\n" for number, image in enumerate(used)
    )


WORDS = (
    "\n", "\r\n", " ", "  ", "\t", ":", ": ", "- ", "'", '"', "{", "}", "[", "]", "#", "|", ">", "&a ", "*a", "<<: *a", "!!str ",
    "---\n", "...\n", "%YAML 1.1\n", "? ", ",", "@", "`", "\\", "\ufeff", "\u0085", "\u2028", "\0", "\x07", "\ue000", "\U0001f600",
    "{{repl ", "repl{{ ", "}}", "{{repl if }}", "{{repl end}}", "{{ .Values.a }}", "{{- if .Values.a }}", "{{repl ConfigOption \"a\"}}",
    "image: ", "images:\n", "source: ", "registry: ", "myq/", "myq", "quay.io/", "quay.io", "docker.io/", "myq/ns/web:1",
    "# kind: replicated\n", "# kind: scheduler-swarm\n", "apiVersion: v1\n", "kind: Pod\n", "services:\n", "components:\n",
    "# replreg: ignore\n", "# replreg: ignore[alias-as-host]\n", "# repl-lint-ignore-next\n", "proxy.replicated.com/proxy/my-app/",
)  # fmt: skip
"""What a change can put into a text."""

Change = tuple[int, int, int, int]
"""What is done (0 inserts a word, 1 replaces, 2 removes, 3 repeats, 4 swaps), where, how long, and with which word."""

changes = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 10**6), st.integers(0, 60), st.integers(0, len(WORDS) - 1)), max_size=6
)


def changed(text: str, made: Sequence[Change]) -> str:
    """Return a text with changes made, one after the other."""
    for kind, place, length, word in made:
        at = place % (len(text) + 1)
        end = min(len(text), at + length)
        if kind == 0:
            text = text[:at] + WORDS[word] + text[at:]
        elif kind == 1:
            text = text[:at] + WORDS[word] + text[end:]
        elif kind == 2:
            text = text[:at] + text[end:]
        elif kind == 3:
            text = text[:end] + text[at:end] + text[end:]
        elif kind == 4:
            text = text[:at] + text[end : end + length] + text[at:end] + text[end + length :]
        else:
            text = text.replace(HOSTS[word % len(HOSTS)] + "/", SOURCES[place % len(SOURCES)] + "/")
    return text


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """A generated release as it is."""
    return Sample(draw(generated()), draw(st.sampled_from(CONFIGS)))


@st.composite
def broken_samples(draw: st.DrawFn) -> Sample:
    """A generated or a real text with changes."""
    known = seeds()
    text = draw(generated()) if draw(st.booleans()) else known[draw(st.integers(0, len(known) - 1))]
    return Sample(changed(text, draw(changes)), draw(st.sampled_from(CONFIGS)))


def some_texts(count: int, seed: int) -> list[str]:
    """Return texts with changes, the same ones for the same seed, for what takes many texts at once."""
    dice = random.Random(seed)
    known = seeds()
    found = []
    for _ in range(count):
        made = [
            (dice.randrange(6), dice.randrange(10**6), dice.randrange(60), dice.randrange(len(WORDS)))
            for _ in range(dice.randrange(4))
        ]
        found.append(changed(dice.choice(known), made))
    return found
