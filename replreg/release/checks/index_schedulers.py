"""Reads the Swarm and Kubernetes documents of a release into the index: what other documents name there."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.release.checks.access import has_template, is_absent, is_false, known_text, may_have_more
from replreg.release.checks.index import Index
from replreg.release.checks.names import Names, Site
from replreg.release.checks.record import Path
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import MERGE_KEY, Mapping, Node, Scalar
from replreg.yaml.templates import MASK

__all__ = ["add_kubernetes", "add_swarm"]

_TEMPLATED = frozenset(
    ("Deployment", "DaemonSet", "ReplicaSet", "StatefulSet", "Job", "ReplicationController", "CronJob")
)


def add_swarm(index: Index, word: str, document: int, fragment: Fragment, root: Mapping) -> None:
    """Take in a document of Compose services. ``word`` is its kind, such as ``scheduler-swarm``."""
    if word == "scheduler-swarm":
        index.has_scheduler_document = True
    services = root.get("services")
    _add_keys(index.names(f"services of {word}"), document, fragment, services, (None, "services"))
    _add_keys(index.names(f"volumes of {word}"), document, fragment, root.get("volumes"), (None, "volumes"))
    index.names(f"volumes of {word}").is_listed = True
    for kind in ("secrets", "configs"):
        _add_swarm_files(index, kind, document, fragment, root, is_of_release=word == "scheduler-swarm")


def _add_keys(names: Names, document: int, fragment: Fragment, holder: Node | None, path: Path) -> None:
    names.is_listed = True
    if isinstance(holder, Mapping):
        names.is_open = names.is_open or may_have_more(fragment, holder)
        for key, _ in holder.entries():
            names.add(document, fragment, key, (path, key.value))
    elif isinstance(holder, Scalar) and not is_absent(holder):
        names.is_open = True


def _add_swarm_files(
    index: Index, kind: str, document: int, fragment: Fragment, root: Mapping, *, is_of_release: bool
) -> None:
    """Take in the external secrets or configs, and check those that services use with the document's own list.

    A document that ``is_of_release`` has none if the list is absent and the release is whole, which the check knows
    once all documents are read; another one may be a fragment.
    """
    own = Names()
    own.is_open = may_have_more(fragment, root)
    listed = root.get(kind)
    if listed is not None:
        _add_keys(own, document, fragment, listed, (None, kind))
    if isinstance(listed, Mapping):
        for key, entry in listed.entries():
            if not isinstance(entry, Mapping) or is_false(fragment, entry.get("external")):
                continue
            external = entry.get("external")
            renamed = entry.get("name")
            if isinstance(external, Mapping) and is_absent(renamed):
                renamed = external.get("name")
            node: Scalar = renamed if isinstance(renamed, Scalar) and not is_absent(renamed) else key
            index.refer(kind, Site(document, fragment, node, ((None, kind), key.value)))
            if node is not key and not has_template(fragment, key):
                index.renamed.setdefault(kind, set()).add(key.value)
    if own.is_open or not (own.is_listed or is_of_release):
        return
    services = root.get("services")
    thing = f"own {kind} of document {document}"
    index.defined[thing] = own
    for name, service in services.entries() if isinstance(services, Mapping) else ():
        if not isinstance(service, Mapping):
            continue
        for number, item in enumerate(service.sequence(kind)):
            used = item.get("source") if isinstance(item, Mapping) else item
            if isinstance(used, Scalar) and not is_absent(used):
                path: Path = ((((None, "services"), name.value), kind), number)
                index.refer(thing, Site(document, fragment, used, path))


def add_kubernetes(index: Index, word: str, document: int, fragment: Fragment, root: Mapping) -> None:
    """Take in a document of Kubernetes resources. ``word`` is its kind, such as ``scheduler-kubernetes``."""
    pods = index.names(f"pods of {word}")
    pods.is_listed = True
    is_scheduler = word == "scheduler-kubernetes"
    if is_scheduler:
        index.has_scheduler_document = True
        index.names("volume claims").is_listed = True
    for resource, path in _resources(root):
        kind = resource.text("kind")
        metadata = resource.mapping("metadata")
        if kind is None or MASK in kind:
            index.is_unreadable = True
            continue
        name = metadata.get("name") if metadata is not None else None
        if kind == "Pod":
            pods.add_needed(document, fragment, name, ((path, "metadata"), "name"))
            pods.is_open = pods.is_open or (metadata is not None and may_have_more(fragment, metadata))
        if not is_scheduler:
            continue
        if kind == "PersistentVolumeClaim":
            index.names("volume claims").add(document, fragment, name, ((path, "metadata"), "name"))
        elif kind == "Pod":
            _add_pod(index, document, fragment, resource, path)
        elif kind in _TEMPLATED:
            _add_workload(index, document, fragment, resource, path, known_text(fragment, name))


def _resources(root: Mapping) -> Iterator[tuple[Mapping, Path | None]]:
    """Yield a resource, or those of a list of resources, with their paths."""
    yield root, None
    for number, item in enumerate(root.sequence("items")):
        if isinstance(item, Mapping):
            yield item, ((None, "items"), number)


def _add_workload(
    index: Index, document: int, fragment: Fragment, resource: Mapping, path: Path | None, name: str | None
) -> None:
    spec = resource.mapping("spec")
    place: Path = (path, "spec")
    job = spec.mapping("jobTemplate") if spec is not None else None
    if job is not None:
        spec, place = job.mapping("spec"), ((place, "jobTemplate"), "spec")
    if spec is None:
        return
    template = spec.mapping("template")
    if template is not None:
        _add_pod(index, document, fragment, template, (place, "template"))
    claims = index.names("volume claims")
    for number, claim in enumerate(spec.sequence("volumeClaimTemplates")):
        metadata = claim.mapping("metadata") if isinstance(claim, Mapping) else None
        node = metadata.get("name") if metadata is not None else None
        claims.add(document, fragment, node, ((((place, "volumeClaimTemplates"), number), "metadata"), "name"))
        text = known_text(fragment, node)
        if text is not None and name is not None:
            index.claim_prefixes.append(f"{text}-{name}")
        else:
            claims.is_open = True


def _add_pod(index: Index, document: int, fragment: Fragment, pod: Mapping, path: Path | None) -> None:
    """Take in the labels of a pod template, and the shared folders that its volumes use."""
    metadata = pod.mapping("metadata")
    labels = metadata.mapping("labels") if metadata is not None else None
    if labels is not None and MERGE_KEY in labels.index:
        index.has_open_labels = True  # a chain of merged labels would cost its length for each pod
    elif labels is not None:
        index.labels.append({key.value: value.value for key, value in labels.entries() if isinstance(value, Scalar)})
        if may_have_more(fragment, labels):
            index.has_open_labels = True
    spec = pod.mapping("spec")
    for number, volume in enumerate(spec.sequence("volumes") if spec is not None else ()):
        flexible = volume.mapping("flexVolume") if isinstance(volume, Mapping) else None
        options = flexible.mapping("options") if flexible is not None else None
        if options is None or options.text("fsName") != "rook-shared-fs":
            continue
        node = options.get("path")
        if isinstance(node, Scalar) and not is_absent(node):
            place: Path = ((((((path, "spec"), "volumes"), number), "flexVolume"), "options"), "path")
            index.refer("shared file system paths", Site(document, fragment, node, place))
