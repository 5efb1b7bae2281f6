from __future__ import annotations

import pytest
from rule_tools import check, fixed, spans
from test_unproxied_image import chart

RULE = "local-registry-path"


def image(local: str) -> str:
    return chart(f"image: 'repl{{{{ HasLocalRegistry | ternary ({local}) \"docker.io/org/web\" }}}}:1'")


@pytest.mark.parametrize(
    ("local", "wrong", "right"),
    [
        ('print LocalRegistryHost "/org/web"', "org/web", 'print LocalRegistryAddress "/web"'),
        ('print LocalRegistryAddress "/org/web"', "org/", 'print LocalRegistryAddress "/web"'),
    ],
)
def test_the_last_part_stays(local: str, wrong: str, right: str) -> None:
    text = image(local)
    assert [span.strip("/") for span in spans(RULE, text)] == [wrong.strip("/")]
    assert fixed(text, rule=RULE) == image(right)


def test_a_right_path() -> None:
    assert check(RULE, image('print LocalRegistryAddress "/web"')) == []


def test_embedded_cluster_3_keeps_whole_paths() -> None:
    cluster = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec: {version: 3.0.0}\n---\n"
    text = cluster + chart("image: '{{repl ReplicatedImageName \"quay.io/org/web:1\" }}'")
    assert check(RULE, text) == []
