"""The order in which containers start: one that mounts another's volumes must start after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from replreg.finding import AbsentKey, Severity
from replreg.release.checks.index import Index
from replreg.release.checks.index_model import Container
from replreg.release.checks.record import Record, written_path
from replreg.yaml.templates import legible

__all__ = ["unordered_volumes"]

_Key = tuple[str, str]
_MOST_STEPS = 500_000


def unordered_volumes(index: Index) -> Iterator[Record]:
    """Yield the entries of ``volumes_from`` whose container no subscription starts before.

    A subscription says that its component and container start after the container that publishes the event. A
    container must be reached from the one that it mounts, over one or more of these.
    """
    containers = [container for component in index.components for container in component.containers]
    if not any(container.volumes_from for container in containers) or index.component_names.is_open:
        return
    publishers: dict[_Key, list[_Key]] = {}
    for subscription in index.subscriptions:
        publisher = _key(subscription.publisher)
        if publisher is None or subscription.component is None or subscription.container is None:
            return  # a template: it may start any container after any other
        publishers.setdefault((subscription.component, subscription.container), []).append(publisher)
    by_name: dict[str, list[_Key | None]] = {}
    lacks: dict[str, tuple[AbsentKey, ...]] = {}
    for container in containers:
        if container.name is not None and container.name.text is not None:
            by_name.setdefault(container.name.text, []).append(_key(container))
            lacks[container.name.text] = container.lacks
    search = _Search(publishers)
    seen: set[tuple[int, int]] = set()
    for container in containers:
        key = _key(container)
        if key is None:
            continue
        own = container.name.text if container.name is not None else None
        for site in container.volumes_from:
            if site.text is None or site.text == own or site.text not in by_name or site.span in seen:
                continue
            seen.add(site.span)
            mounted = by_name[site.text]
            if None in mounted or search.finds(key, {one for one in mounted if one is not None}):
                continue
            message = (
                f"nothing starts this container after '{legible(site.text)}', whose volumes it mounts; the platform "
                "refuses the release"
            )
            hint = f"give '{legible(site.text)}' an event with a subscription that has 'action: start'"
            yield Record(
                "unordered-volumes", written_path(site.path), site.span, Severity.ERROR, message, None, (),
                site.document, hint, lacks[site.text],
            )  # fmt: skip


def _key(container: Container) -> _Key | None:
    """Return the names of a container's component and image; None where one is absent or has a template."""
    component, image = container.component.name, container.image
    if component is None or image is None or component.text is None or image.text is None:
        return None
    return component.text, image.text


class _Search:
    """Looks for containers that start before another one, over any number of subscriptions."""

    def __init__(self, publishers: dict[_Key, list[_Key]]) -> None:
        self._publishers = publishers
        self._steps = 0

    def finds(self, key: _Key, wanted: set[_Key]) -> bool:
        """Return True if one of ``wanted`` starts before the container of ``key``.

        Also after a very large number of steps in all, so that the time stays in proportion to the release.
        """
        seen: set[_Key] = set()
        waiting = deque(self._publishers.get(key, ()))
        while waiting:
            publisher = waiting.popleft()
            self._steps += 1
            if publisher in wanted or self._steps > _MOST_STEPS:
                return True
            if publisher not in seen:
                seen.add(publisher)
                waiting.extend(self._publishers.get(publisher, ()))
        return False
