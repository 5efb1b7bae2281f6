"""Advice on the workloads of a release folder: namespaces, resources, replicas, rights, and volumes of the node.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.resource_problems import literal, problem, scalar_span
from replreg.release.checks.access import entry_span, is_absent, may_have_more
from replreg.release.readers.kubernetes import CONTAINER_LISTS, pod_specs
from replreg.yaml.composer import Mapping, Scalar
from replreg.yaml.templates import legible

__all__ = [
    "hardcoded_namespaces",
    "host_paths",
    "privileged_containers",
    "single_replicas",
    "unlimited_containers",
]


def hardcoded_namespaces(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield each ``metadata.namespace`` that is written out."""
    for resource in release.resources("namespace"):
        node = literal(resource.root.mapping("metadata"), "namespace")
        if node is not None and not is_absent(node):
            message = (
                f"the namespace '{legible(node.value)}' is written out, so the resource is not in the namespace that "
                "the customer chooses; leave it out, or write 'repl{{ Namespace }}'"
            )
            yield problem(resource, scalar_span(resource, node), message)


def unlimited_containers(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the containers without limits or requests of processor and memory; each container once."""
    for resource in release.resources("containers"):
        for pod in pod_specs(resource.root):
            for container in pod.sequence("containers"):
                if isinstance(container, Mapping) and not may_have_more(resource.fragment, container):
                    yield from _container(resource, container)


def _container(resource: Resource, container: Mapping) -> Iterator[DeliveryProblem]:
    held = container.get("resources")
    if isinstance(held, Scalar) and not is_absent(held):
        return  # a template makes them
    absent: list[str] = []
    resources = container.mapping("resources")
    if resources is not None and may_have_more(resource.fragment, resources):
        return
    for key in ("limits", "requests"):
        part = resources.get(key) if resources is not None else None
        if isinstance(part, Mapping):
            if not may_have_more(resource.fragment, part):
                absent += [f"{key}.{name}" for name in ("cpu", "memory") if is_absent(part.get(name))]
        elif is_absent(part):
            absent.append(key)
    if len(absent) == 2 and absent == ["limits", "requests"]:
        absent = ["resources"]
    if absent:
        place = container.key("resources") or container.get("name")
        span = entry_span(resource.fragment, container) if place is None else place
        name = container.text("name") or ""
        message = (
            f"the container '{legible(name)}' has no {', '.join(absent)}, so it can take all of a node, or be placed "
            "where it cannot run; set them"
        )
        yield problem(resource, span, message)


def single_replicas(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield each workload with one replica."""
    for resource in release.resources("replicas"):
        node = literal(resource.spec, "replicas")
        if node is not None and node.value == "1":
            message = (
                "the workload has one replica, so it is down whenever its node is; run two or more, or let the "
                "customer choose the number"
            )
            yield problem(resource, scalar_span(resource, node), message)


def privileged_containers(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield what is set to true of ``privileged`` and ``allowPrivilegeEscalation``, in pods and in their containers."""
    for resource in release.resources("privileged", "allowPrivilegeEscalation"):
        for pod in pod_specs(resource.root):
            contexts = [pod.mapping("securityContext")]
            for key in CONTAINER_LISTS:
                held = (one for one in pod.sequence(key) if isinstance(one, Mapping))
                contexts.extend(container.mapping("securityContext") for container in held)
            for context in contexts:
                for key in ("privileged", "allowPrivilegeEscalation"):
                    node = literal(context, key)
                    if node is not None and node.value in ("true", "True", "TRUE"):
                        message = (
                            f"'{key}' is true, which many clusters refuse; remove it unless the container cannot run "
                            "without it"
                        )
                        yield problem(resource, scalar_span(resource, node), message)


def host_paths(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the volumes that are a path of the node."""
    for resource in release.resources("hostPath"):
        for pod in pod_specs(resource.root):
            for volume in pod.sequence("volumes"):
                path = volume.mapping("hostPath") if isinstance(volume, Mapping) else None
                node = path.get("path") if path is not None else None
                if isinstance(node, Scalar) and not is_absent(node):
                    message = (
                        f"the volume is the path '{legible(node.value)}' of the node, which a customer's cluster may "
                        "not have or not allow; use a volume claim"
                    )
                    yield problem(resource, scalar_span(resource, node), message)
