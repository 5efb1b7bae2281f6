"""Kubernetes documents: the containers of every pod spec, and the pull secrets of the pods."""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.release.documents import Document
from replreg.release.model import Pod, Release, Use
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["CONTAINER_LISTS", "pod_specs", "read", "resources"]

_IMAGE_KEY = lazy_compile(r"""image(?:Registry)?["']?[ \t]*:(?=\s)""")
CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
"""The keys of a pod spec that have containers."""


def read(document: Document, release: Release) -> None:
    """Add the image of every container of the document's pod specs, and remember service accounts' pull secrets.

    An ``image`` in another place, as custom resources have it, is added as a hint of an image.
    """
    seen: set[int] = set()
    for resource in resources(document.root):
        if resource.text("kind") == "ServiceAccount":
            metadata = resource.mapping("metadata")
            name = metadata.text("name") if metadata else None
            if name:
                release.account_secrets[name] = _secrets(resource)
            continue
        for spec in pod_specs(resource):
            _read_pod(document, release, resource, spec, seen)
    if document.root is not None and _has_other_images(document, len(seen)):
        from replreg.release.readers.helm_values import read_values

        read_values(document.index, document.fragment, [("", document.root)], release, seen)


def _has_other_images(document: Document, known: int) -> bool:
    """Return True if the text may have more images than the ``known`` ones, so that the nodes have to be searched."""
    text = document.fragment.text
    start, end = document.extent
    if text.find("repository", start, end) >= 0:
        return True
    return len(_IMAGE_KEY.findall(text, start, end)) > known


def resources(root: Node | None) -> list[Mapping]:
    """Return the resource of a document, or those of its ``List``."""
    if not isinstance(root, Mapping):
        return []
    kind = root.text("kind")
    if kind is not None and kind.endswith("List") and "items" in root.index:
        return [item for item in root.sequence("items") if isinstance(item, Mapping)]
    return [root]


def pod_specs(resource: Mapping) -> list[Mapping]:
    """Return the pod specs of a resource.

    They are found by their shape, not by the kind, so that custom workloads with a pod template are read as well.
    """
    spec = resource.mapping("spec")
    if spec is None:
        template = resource.mapping("template")  # PodTemplate
        spec = resource if template else None
    if spec is None:
        return []
    if isinstance(spec.get("containers"), Node) and resource.text("kind") == "Pod":
        return [spec]
    found: list[Mapping] = []
    job = spec.mapping("jobTemplate")
    for holder in (spec, job.mapping("spec") if job else None):
        template = holder.mapping("template") if holder else None
        pod = template.mapping("spec") if template else None
        if pod is None:
            continue
        if not pod.index.keys().isdisjoint(CONTAINER_LISTS) or any(pod.get(name) for name in CONTAINER_LISTS):
            found.append(pod)
    return found


def _read_pod(document: Document, release: Release, resource: Mapping, spec: Mapping, seen: set[int]) -> None:
    metadata = resource.mapping("metadata")
    pod = Pod(
        resource.text("kind") or "",
        resource.text("apiVersion") or "",
        (metadata.text("name") if metadata else None) or "",
        _secrets(spec),
        spec.text("serviceAccountName") or spec.text("serviceAccount") or "default",
    )
    fragment = document.fragment
    lists = [found for name in CONTAINER_LISTS for found in fragment.choices(spec, name)]
    for container in [item for found in lists if isinstance(found, Sequence) for item in found.items]:
        for image in fragment.choices(container, "image") if isinstance(container, Mapping) else ():
            if not isinstance(image, Scalar) or id(image) in seen or not image.value:
                continue
            seen.add(id(image))
            name = container.text("name") if isinstance(container, Mapping) else None
            described_as = f"container '{name}'" if name else "a container"
            release.uses.append(Use(document.index, ScalarValue(fragment, image), described_as, pod=pod))


def _secrets(holder: Mapping) -> tuple[str, ...] | None:
    """Return the names in ``imagePullSecrets``, None if a template hides them."""
    node = holder.get("imagePullSecrets")
    if isinstance(node, Scalar) and MASK in node.value:
        return None
    names: list[str] = []
    for item in holder.sequence("imagePullSecrets"):
        name = item.text("name") if isinstance(item, Mapping) else item.value if isinstance(item, Scalar) else None
        if name and MASK in name:
            return None
        names.append(name or "")
    return tuple(names)
