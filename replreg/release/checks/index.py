"""The definitions and references of a release, over all of its documents: read once, asked by several checks."""

from __future__ import annotations

from collections.abc import Iterable

from replreg.finding import AbsentKey
from replreg.release.checks.access import absent_key
from replreg.release.checks.calls import CALLED, OPTION_CALLS, Call, calls
from replreg.release.checks.index_model import MOST_ABSENT, Component, ContainerReference, Option, Subscription
from replreg.release.checks.names import Names, Site
from replreg.release.documents import Document
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping
from replreg.yaml.templates import Masked

__all__ = ["Index"]


class Index:
    """The index of one release. Call `add` for each document, then `add_text` for the text that holds them.

    ``defined`` has the names by what they name; ``referred`` the sites that name one, with a path and by the same
    words. Nodes are dropped except for the scalars that are names.
    """

    def __init__(self) -> None:
        self.components: list[Component] = []
        self.first_components: dict[str, Component] = {}
        self.component_names: Names = Names()
        self.container_references: list[ContainerReference] = []
        self.subscriptions: list[Subscription] = []
        self.defined: dict[str, Names] = {}
        self.referred: dict[str, list[Site]] = {}
        self.options: list[Option] = []
        self.option_names: Names = Names()
        self.conditions: list[tuple[Site, str]] = []
        """Each ``when`` of the config screen, with the source of the fact that it must be right."""
        self.option_references: list[tuple[Site, bool]] = []
        """Each place that names an option without a template, and whether it must be a file."""
        self.item_commands: list[tuple[Site, Site | None]] = []
        """The name of each item's command, with the number of the value that it takes."""
        self.command_kinds: dict[str, str] = {}
        """The ``cmd`` of each command by its name, where both are known."""
        self.labels: list[dict[str, str]] = []
        """The labels of each pod template of the scheduler's own documents; a template in a value is kept masked."""
        self.selectors: list[tuple[Site, dict[str, str]]] = []
        """Each selector: where it is, and what it selects."""
        self.has_open_labels = False
        self.claim_prefixes: list[str] = []
        """The first parts of the names of the volume claims that a StatefulSet makes."""
        self.renamed: dict[str, set[str]] = {}
        """The keys of external secrets and configs that have another name outside of their document."""
        self.lacked: dict[str, list[AbsentKey]] = {}
        """The absent keys under which things of each kind could be; of very many, some."""
        self.is_ship = False
        self._searches = 0
        self.calls: list[Call] = []
        self.called: frozenset[str] = frozenset()
        self.starts: dict[str, list[int]] = {}
        """Where each document starts, by the text of its file, to find the document of a call."""
        self.text: str = ""
        """The text of the file whose calls are in the index."""
        self.is_whole = False
        self.is_native = False
        self.has_scheduler_key = False
        self.has_scheduler_document = False
        self.is_unreadable: bool = False
        """Whether a document could not be read, so that what seems to be missing may be there."""

    def add_component(self, component: Component) -> None:
        """Take in a component. With two of one name, the first one counts."""
        self.components.append(component)
        name = component.name
        if name is not None and name.text is not None:
            self.first_components.setdefault(name.text, component)

    def nearest(self, text: str, names: Iterable[str]) -> str | None:
        """Return the name that is most like ``text``, or None.

        None is looked for if the text is very long, or after many searches: each search compares every name.
        """
        known = list(names)
        if len(text) > _LONGEST or len(known) > _MOST_NAMES or self._searches >= _MOST_SEARCHES:
            return None
        self._searches += 1
        from replreg.messages import nearest

        return nearest(text, known)

    def lack(self, thing: str, fragment: Fragment, mapping: Mapping, key: str) -> None:
        """Take in a key that a mapping lacks: the list of the things of one kind, or the name of one."""
        found = self.lacked.setdefault(thing, [])
        if len(found) < MOST_ABSENT:
            found.append(absent_key(fragment, mapping, key))

    def absent(self, name: str, *things: str) -> tuple[AbsentKey, ...]:
        """Return the absent keys under which a thing of one of some kinds could have the name."""
        return tuple([key.with_value(name) for thing in things for key in self.lacked.get(thing, ())])

    def names(self, thing: str) -> Names:
        """Return the names of one kind of thing, such as ``secrets``."""
        found = self.defined.get(thing)
        if found is None:
            found = self.defined[thing] = Names()
        return found

    def refer(self, thing: str, site: Site) -> None:
        """Take in a place that names a thing of one kind."""
        self.referred.setdefault(thing, []).append(site)

    def add(self, document: Document) -> None:
        """Take in what a document defines and what it refers to. Documents come in the order of the file."""
        self.starts.setdefault(document.fragment.file, []).append(document.start)
        root = document.root
        if document.error is not None:
            self.is_unreadable = True
        if not isinstance(root, Mapping):
            return
        word = document.kind.facts.label
        if word == "replicated":
            from replreg.release.checks.index_replicated import add_release

            add_release(self, document.index, document.fragment, root)
        elif word.endswith("-swarm"):
            from replreg.release.checks.index_schedulers import add_swarm

            add_swarm(self, word, document.index, document.fragment, root)
        elif word.endswith("-kubernetes"):
            from replreg.release.checks.index_schedulers import add_kubernetes

            add_kubernetes(self, word, document.index, document.fragment, root)
        elif word == "kots":
            spec = root.mapping("spec") if root.text("kind") == "Config" else None
            if spec is not None and spec.get("groups") is not None:
                from replreg.release.checks.index_options import add_options

                add_options(self, document.index, document.fragment, spec, "groups", (None, "spec"), "")
        elif word == "ship":
            from replreg.release.checks.index_ship import add_ship

            add_ship(self, document.index, document.fragment, root)

    def add_text(self, text: str, masked: Masked | None = None) -> None:
        """Take in the template calls of a file's text, in place of those of another file.

        The checks yield what is wrong in the file whose text came last, with the definitions of all of them.
        """
        self.text = text
        self.calls = calls(text, CALLED, masked)
        self.called = frozenset([call.name for call in self.calls])

    def join(self, other: Index, first: int) -> None:
        """Take in what another index has, of documents that come after these. Its document 0 is ``first`` here."""
        from replreg.release.checks.index_join import join

        join(self, other, first)

    @property
    def has_shared_volumes(self) -> bool:
        """Whether a container mounts the volumes of another one."""
        return any(container.volumes_from for component in self.components for container in component.containers)

    @property
    def has_references(self) -> bool:
        """Whether anything names something else of the release."""
        return bool(
            self.called - _OPTION_CALLS
            or self.container_references
            or self.referred
            or self.item_commands
            or self.selectors
            or self.defined.get("secrets")
            or self.defined.get("configs")
            or self.has_shared_volumes
        )

    @property
    def judges_containers(self) -> bool:
        """Whether the release is for the native scheduler and lists its components."""
        if not self.is_native and (not self.is_whole or self.has_scheduler_key or self.has_scheduler_document):
            return False
        return (self.component_names.is_listed or self.is_whole) and not self.component_names.is_open

    @property
    def judges_options(self) -> bool:
        """Whether an option that is not in the index is a mistake."""
        return (self.is_whole or self.option_names.is_listed) and not self.option_names.is_open

    def document_at(self, offset: int) -> int:
        """Return the number of the document at an offset of the file whose text came last."""
        from bisect import bisect_right

        return max(0, bisect_right(self.starts.get(self.text, ()), offset) - 1)


_OPTION_CALLS = frozenset(OPTION_CALLS)
_LONGEST = 200
_MOST_NAMES = 2_000
_MOST_SEARCHES = 200
