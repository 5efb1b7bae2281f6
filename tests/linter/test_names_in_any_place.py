"""A reference name in place of a host is seen wherever an image can be, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from replreg import Config, Registry, lint_paths

CONFIG = Config(app="my-app", registries=[Registry("myq", "quay.io")])
APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {title: a, statusInformers: [deployment/a]}\n"
PLACES = YAML(typ="safe").load(Path(__file__).with_suffix("").with_name("names_in_any_place.yaml").read_text())


def findings(folder: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    """The rule and the marked text of each finding about names of registries."""
    if not any("replicated_api_version" in text or "assets:" in text for text in files.values()):
        files = {**files, "app.yaml": APPLICATION}
    for name, text in {**files, ".git/HEAD": ""}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return [
        (found.rule, Path(found.path).read_text()[found.start.offset : found.end.offset])
        for found in lint_paths([folder], CONFIG)
        if found.rule in ("alias-as-host", "unproxied-image", "missing-host")
    ]


@pytest.mark.parametrize("kind", PLACES["seen"])
def test_a_name_is_seen(tmp_path: Path, kind: str) -> None:
    found = findings(tmp_path, PLACES["seen"][kind])
    assert ("alias-as-host", "myq") in found
    assert {text for _, text in found} == {"myq"}


@pytest.mark.parametrize("kind", PLACES["unseen"])
def test_a_text_that_is_not_an_image_is_left_alone(tmp_path: Path, kind: str) -> None:
    assert findings(tmp_path, PLACES["unseen"][kind]) == []
