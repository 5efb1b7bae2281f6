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


def rules(text: str, *registries: Registry, rule: str) -> list[tuple[str, str | None]]:
    """Return the underlined words of a rule's findings, each with what the fix writes."""
    found = [item for item in lint_text(text, Config(registries=registries)) if item.rule == rule]
    return [
        (text[one.start.offset : one.end.offset], one.fix.edits[0].text if one.fix is not None else None)
        for one in found
    ]


LISTED = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {{source: {}, name: {}, tag: '1'}}\n---\n"


def test_an_entry_without_the_namespace_of_its_endpoint_makes_a_name_certain() -> None:
    text = LISTED.format("team", "web") + SWARM.format("team/web:1")
    assert names_as_hosts(text, Registry("team", "harbor.example.com/acme")) == [("team", True)]


@pytest.mark.parametrize(
    ("source", "image", "expected"),
    [
        ("quay.io", "ns/web", "whole"),  # the very endpoint, and not one below it
        ("quay.io/team", "team/web", "part"),
        ("quay.io/other", "other/web", "whole"),
        ("gcr.io", "project/web", "google"),  # the only registry of the host
    ],
)
def test_the_source_that_an_endpoint_means(source: str, image: str, expected: str) -> None:
    links = [Registry("part", "quay.io/team"), Registry("whole", "quay.io"), Registry("google", "gcr.io/project")]
    text = LISTED.format(source, image) + SWARM.format("redis:3")
    assert rules(text, *links, rule="endpoint-as-source") == [(source, expected)]


@pytest.mark.parametrize(
    ("endpoint", "image", "is_namespace"),
    [
        ("harbor.example.com", "team/u/a/web:1", True),
        ("harbor.example.com/acme", "team/u/a/web:1", False),  # the path is 'acme/u/a/web'
        ("harbor.example.com/u", "team/u/a/web:1", True),
        ("harbor.example.com/u", "team/a/web:1", True),
        ("harbor.example.com", "u/a/web:1", False),  # the name of the very source
    ],
)
def test_a_path_after_the_name_of_another_registry_makes_a_prefix_a_namespace(
    endpoint: str, image: str, is_namespace: bool
) -> None:
    text = LISTED.format("u", "u/a/web") + SWARM.format(image)
    found = rules(text, Registry("team", endpoint), rule="host-in-name")
    assert [place for place, _ in found] == ([] if is_namespace else ["u"])


def test_a_source_with_host_and_namespace_beside_a_name_with_both() -> None:
    text = LISTED.format("quay.io/ns", "quay.io/ns/web") + SWARM.format("quay.io/ns/web:1")
    found = [item.rule for item in lint_text(text, Config(registries=[Registry("whole", "quay.io")]))]
    assert sorted(found) == ["endpoint-as-source", "host-in-name"]
