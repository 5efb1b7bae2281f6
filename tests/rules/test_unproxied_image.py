from __future__ import annotations

import pytest
from rule_tools import check, fixed, spans

RULE = "unproxied-image"


def chart(values: str, version: str = "v1beta2") -> str:
    return (
        f"apiVersion: kots.io/{version}\nkind: HelmChart\nmetadata: {{name: web}}\nspec:\n"
        f"  chart: {{name: web, chartVersion: 1.0.0}}\n  values:\n    {values}\n"
    )


@pytest.mark.parametrize(
    "values",
    [
        "image: quay.io/org/web:1",
        "image: {repository: quay.io/org/web, tag: 1}",
        "image: {registry: quay.io, repository: org/web, tag: 1}",
        'image: \'{{repl print "quay.io" "/org/web:1" }}\'',
    ],
)
def test_every_spelling_is_found_and_fixed(values: str) -> None:
    text = chart(values)
    assert spans(RULE, text) == ["quay.io"]
    after = fixed(text, rule=RULE)
    assert after == text.replace("quay.io", "proxy.replicated.com/proxy/my-app/quay.io")
    assert check(RULE, after) == []


@pytest.mark.parametrize(
    "text",
    [
        chart("image: quay.io/org/web:1", "v1beta1"),
        chart("image: redis:7"),
        chart("image: someone/public:1"),
        chart("image: ghcr.io/org/web:1"),
        chart("image: 'repl{{ LocalImageName \"quay.io/org/web:1\" }}'"),
        "apiVersion: kots.io/v1beta1\nkind: Application\nspec: {additionalImages: ['quay.io/org/web:1']}\n",
    ],
)
def test_what_the_platform_rewrites_and_what_is_public_is_right(text: str) -> None:
    assert check(RULE, text) == []


def test_without_a_slug_there_is_no_fix() -> None:
    text = chart("image: quay.io/org/web:1")
    assert len(check(RULE, text, app=None)) == 1
    assert fixed(text, rule=RULE, app=None) == text
