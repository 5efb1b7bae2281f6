from __future__ import annotations

import pytest
from rule_tools import check, spans

RULE = "airgap-collision"


def application(*images: str) -> str:
    listed = "".join(f"  - {image}\n" for image in images)
    return (
        f"apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {{name: a}}\nspec:\n  additionalImages:\n{listed}"
    )


def test_the_second_image_is_reported() -> None:
    assert spans(RULE, application("quay.io/a/web:1", "redis:7", "ghcr.io/b/web:1")) == ["b/web"]


@pytest.mark.parametrize(
    "images",
    [
        ("quay.io/a/web:1", "ghcr.io/b/web:2"),
        ("quay.io/a/web:1", "quay.io/a/web:1"),
        ("quay.io/a/web:1", "proxy.replicated.com/proxy/my-app/quay.io/a/web:1"),
        ("redis:7", "docker.io/library/redis:7"),
    ],
)
def test_the_same_image_and_another_tag_are_right(images: tuple[str, ...]) -> None:
    assert check(RULE, application(*images)) == []
