"""The components, containers and config options in the index of a release."""

from __future__ import annotations

from replreg.finding import AbsentKey
from replreg.release.checks.names import Names, Site
from replreg.release.checks.record import Path
from replreg.yaml.fragment import Fragment

__all__ = ["MOST_ABSENT", "Component", "Container", "ContainerReference", "Option", "Subscription"]


MOST_ABSENT = 50
"""How many absent keys the index keeps for each kind of thing."""


class Subscription:
    """An entry of ``subscriptions``: the component and the container that it starts, where they are known."""

    __slots__ = ("component", "container", "publisher")

    def __init__(self, publisher: Container, component: str | None, container: str | None) -> None:
        self.publisher: Container = publisher
        self.component: str | None = component
        self.container: str | None = container


class Container:
    """A native container: its name, its image name, its private ports, and the names in its ``volumes_from``.

    ``lacks`` is the key that is absent where it could say what it starts.
    """

    __slots__ = ("component", "image", "lacks", "name", "ports", "volumes_from")

    def __init__(self, component: Component, name: Site | None, image: Site | None) -> None:
        self.component: Component = component
        self.name: Site | None = name
        self.image: Site | None = image
        self.ports: Names = Names()
        self.volumes_from: list[Site] = []
        self.lacks: tuple[AbsentKey, ...] = ()


class Component:
    """A native component: its name, and its containers by image name and by name; ``lacks`` the list if absent."""

    __slots__ = ("containers", "image_names", "lacks", "name", "names")

    def __init__(self, name: Site | None) -> None:
        self.name: Site | None = name
        self.containers: list[Container] = []
        self.image_names: Names = Names()
        self.names: dict[str, Container] = {}
        self.lacks: tuple[AbsentKey, ...] = ()

    def absent(self, name: str) -> tuple[AbsentKey, ...]:
        """Return the absent key under which a container could have the image name."""
        return tuple([key.with_value(name) for key in self.lacks])


class ContainerReference:
    """A place that names a component, and maybe a container of it. ``fact`` is the source of the fact that it must be.

    In ``monitors`` one scalar holds both: then ``whole`` is its site, and the other two are None.
    """

    __slots__ = ("component", "container", "fact", "whole")

    def __init__(self, component: Site | None, container: Site | None, fact: str, whole: Site | None = None) -> None:
        self.component: Site | None = component
        self.container: Site | None = container
        self.fact: str = fact
        self.whole: Site | None = whole


class Option:
    """A config option: an item or a child of one.

    ``kind`` is its type, or None where it is unknown. ``extent`` is the file's span of the item, ``tests`` that of its
    test procedure, ``valued`` those of its value and its default. ``choices`` are the names of its children, and
    ``initial`` the texts of its value and its default; None if a template makes one of them.
    """

    __slots__ = (
        "choices",
        "document",
        "extent",
        "fragment",
        "initial",
        "is_child",
        "kind",
        "name",
        "path",
        "tests",
        "valued",
    )  # fmt: skip

    def __init__(self, document: int, fragment: Fragment, name: Site, kind: str | None, path: Path | None) -> None:
        self.document: int = document
        self.fragment: Fragment = fragment
        self.name: Site = name
        self.kind: str | None = kind
        self.path: Path | None = path
        self.is_child: bool = False
        self.choices: Names = Names()
        self.initial: set[str] | None = set()
        self.extent: tuple[int, int] = (0, 0)
        self.tests: tuple[int, int] | None = None
        self.valued: list[tuple[int, int]] = []
