"""Reference names in image strings beside namespaces of the same name, and among many other names."""

from __future__ import annotations

import pytest

from replreg import Config, Registry, lint_text

SWARM = "# kind: scheduler-swarm\nversion: '3.3'\nservices:\n  a: {{image: {}}}\n"


def names_as_hosts(text: str, *registries: Registry) -> list[tuple[str, bool | None]]:
    """Return the underlined words of the findings of `alias-as-host`, each with whether its fix is safe."""
    found = [item for item in lint_text(text, Config(registries=registries)) if item.rule == "alias-as-host"]
    return [(text[one.start.offset : one.end.offset], one.fix.safe if one.fix else None) for one in found]


@pytest.mark.parametrize(
    ("endpoint", "image", "expected"),
    [
        ("quay.io", "quay.io/myq/ns/web:1", [("myq", True)]),  # Quay has no path of three parts
        ("quay.io/myq", "quay.io/myq/ns/web:1", []),
        ("quay.io/myq/sub", "quay.io/myq/sub/web:1", []),  # the namespace of the endpoint begins with the name
        ("quay.io", "quay.io/myq/web:1", []),
        ("quay.io", "gcr.io/myq/ns/web:1", []),  # another registry's host
        ("quay.io", "docker.io/myq/ns/web:1", [("docker.io/myq", True)]),
        ("quay.io", "docker.io/myq/web:1", []),
    ],
)
def test_a_name_after_a_host(endpoint: str, image: str, expected: list[tuple[str, bool]]) -> None:
    assert names_as_hosts(SWARM.format(image), Registry("myq", endpoint)) == expected


@pytest.mark.parametrize(("count", "is_found"), [(50, True), (51, False)])
def test_a_misspelt_name_is_not_guessed_among_many(count: int, is_found: bool) -> None:
    names = [f"registry-{number:02}" for number in range(count)]
    listed = "".join(f"- {{source: {name}, name: ns/web, tag: '1'}}\n" for name in names)
    text = f"# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n{listed}---\n"
    text += SWARM.format("registry-0/ns/web:1")
    registries = [Registry(name, f"{name}.example.com") for name in names]
    assert bool(names_as_hosts(text, *registries)) is is_found
