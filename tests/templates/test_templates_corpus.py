"""Real files: every template is read, and how many values of images become known."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from template_tools import AIRGAP, AIRGAP_3, ONLINE_3, places_hold

from replreg.templates.evaluator import evaluate, evaluate_spans
from replreg.templates.lexer import Dialect, TemplateError
from replreg.templates.parser import parse_template
from replreg.templates.values import NIL, Datum, Known, Text, Value
from replreg.templates.worlds import Target, World

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file()) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real files, ../shared/corpus, is not here")

BROKEN = {
    # `{{repl if {{repl config …}} …`, and quotes in a string that are not escaped.
    "guides-ship-create-a-release-90026ab9c8.yaml",
    "guides-ship-deploy-gitlab-1f2f6d1f82.yaml",
    "ship-playbooks-registry-kubernetes-e816bb049c.yaml",
}

JINJA = {"docker-compose-v2.yml", "docker-compose-v2-legacy.yml"}
"""In a folder named templates, but in the language of another tool."""

VALUE = re.compile(
    r"^[ -]*[\"']?(?:image|imageName|initImage|serverImage|repository|registry|imageRegistry|global\.imageRegistry)[\"']?:[ \t]+"
    r"(?P<value>\"[^\n\"]*\"(?=\s*$)|'[^\n']*'(?=\s*$)|[^\s#\"'&*|>{\[][^\n#]*|(?:\{\{repl)[^\n]*)",
    re.MULTILINE,
)
KINDS = re.compile(
    r"^(?:kind: *(?:HelmChart|Application|Config|Preflight|SupportBundle|Deployment|StatefulSet))\b", re.MULTILINE
)


def texts(dialect: Dialect) -> list[tuple[Path, str]]:
    found = []
    for path in FILES:
        try:
            text = path.read_text(encoding="utf-8")
        except ValueError:
            continue
        is_platform = "{{repl" in text or "repl{{" in text
        is_chart = "templates" in path.parts and "{{" in text and not is_platform
        if is_platform if dialect is Dialect.PLATFORM else is_chart:
            found.append((path, text))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("dialect", Dialect)
def test_every_template_is_read_and_evaluated(dialect: Dialect) -> None:
    broken = set()
    files = texts(dialect)
    assert len(files) > 100
    for path, text in files:
        try:
            template = parse_template(text, dialect)
        except TemplateError:
            broken.add(path.name)
            continue
        for world in (World(), AIRGAP, ONLINE_3, World(target=Target.HELM)):
            assert places_hold(text, evaluate(template, world))
    assert broken == (BROKEN if dialect is Dialect.PLATFORM else JINJA)


def any_value(path: tuple[str, ...]) -> Datum | None:
    """A chart that has every value that is asked for, and no domain that is a proxy."""
    return Text((Known("registry.example.com/" + "/".join(path)),)) if path else NIL


def is_known(value: Value | None) -> bool:
    """Whether a value is certain but for names of the installation, or is certainly not rendered."""
    if value is None:
        return True
    return all(isinstance(a.datum, Text) and a.datum.is_determined for a in value.alternatives)


def known_and_all(folder: str, *, with_charts: bool) -> tuple[int, int, list[str]]:
    known, total, unknown = 0, 0, []
    for path, text in texts(Dialect.PLATFORM):
        if CORPUS / folder not in path.parents or not KINDS.search(text):
            continue
        spans = [
            (start + 1, end - 1) if text[start] in "\"'" else (start, start + len(text[start:end].rstrip()))
            for start, end in (match.span("value") for match in VALUE.finditer(text))
        ]
        template = parse_template(text)
        is_third = "ReplicatedImage" in text or "HelmValue" in text
        worlds = (ONLINE_3, AIRGAP_3) if is_third else (World(is_private=lambda _: True), AIRGAP)
        worlds = tuple(world._replace(chart_value=any_value if with_charts else None) for world in worlds)
        both = zip(*(evaluate_spans(template, world, spans) for world in worlds), strict=True)
        for (start, end), values in zip(spans, both, strict=True):
            total += 1
            known += all(map(is_known, values))
            if not all(map(is_known, values)):
                unknown.append(f"{path.relative_to(CORPUS)}: {text[start:end]}")
    return known, total, unknown


@pytest.mark.parametrize(("folder", "least"), [("kots", 0.97), ("vendors", 0.9)])
def test_values_of_images_are_known_in_both_worlds(
    folder: str, least: float, record_property: Callable[[str, object], None]
) -> None:
    known, total, unknown = known_and_all(folder, with_charts=True)
    alone, _, _ = known_and_all(folder, with_charts=False)
    print(f"{folder}: {known} of {total} values of images are known in both worlds, {alone} without the charts' values")
    print("\n".join(unknown))
    record_property(f"{folder} known", f"{known}/{total}")
    assert total > 20
    assert known >= least * total
