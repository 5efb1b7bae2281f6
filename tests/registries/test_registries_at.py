"""The linked registry of an image: among those on its host, the one with the longest namespace of its path."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replreg.registries.linked_registry import Registry
from replreg.release.model import Release
from replreg.release.resolution.resolve import Resolution

PATHS = st.lists(st.sampled_from(["a", "b", "aa"]), max_size=4).map("/".join)


def by_looking_at_all(registries: list[Registry], path: str) -> list[Registry]:
    fitting = [item for item in registries if f"{path}/".startswith(f"{item.namespace}/") or not item.namespace]
    longest = max((len(item.namespace) for item in fitting), default=0)
    return [item for item in fitting if len(item.namespace) == longest]


@given(st.lists(PATHS, max_size=8), PATHS)
def test_the_longest_namespace_decides(namespaces: list[str], path: str) -> None:
    registries = [Registry(f"r{number}", f"quay.io/{space}") for number, space in enumerate(namespaces)]
    resolution = Resolution(Release(""), registries)
    assert resolution.registries_at("quay.io", path) == by_looking_at_all(registries, path)
    assert resolution.registries_at("b.io", path) == []
    assert resolution.registry_at("b.io", path) is None


def test_registries_are_not_compared_for_each_image(monkeypatch) -> None:
    registries = [Registry(f"r{number}", f"quay.io/ns{number}") for number in range(1000)]
    resolution = Resolution(Release(""), registries)
    asked: list[str] = []
    monkeypatch.setattr(Registry, "namespace", property(lambda registry: asked.append(registry.name) or "x"))
    assert resolution.registries_at("quay.io", "ns7/img") == [registries[7]]
    assert asked == []
