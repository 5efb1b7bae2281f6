"""Conditions of KOTS: ``exclude`` and ``when`` of a ``HelmChart``, and the annotations of these names.

KOTS renders the text and reads it as Go's ``strconv.ParseBool`` does. Source: replicatedhq/kots, pkg/base and
pkg/kotsutil. The annotations of phases and of properties to wait for: replicatedhq/kots-lint.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.resource_problems import problem, scalar_span, value_at
from replreg.finding import Severity
from replreg.lazy_re import lazy_compile
from replreg.release.checks.access import GO_FLAGS, is_absent
from replreg.yaml.composer import Mapping, Scalar, scalar_type
from replreg.yaml.templates import MASK, legible

__all__ = ["invalid_annotations", "invalid_conditions"]

_PHASES = ("kots.io/creation-phase", "kots.io/deletion-phase")
_WAIT = "kots.io/wait-for-properties"
_NUMBER = lazy_compile(r"-?[0-9]{1,4}")


def invalid_conditions(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the conditions that are neither a flag nor a template."""
    for resource in release.helm_chart_resources:
        spec = resource.spec
        if spec is None:
            continue
        yield from _check(resource, "exclude", spec.get("exclude"), "KOTS refuses the chart", Severity.ERROR)
        for item in spec.sequence("optionalValues"):
            if isinstance(item, Mapping):
                yield from _check(resource, "when", item.get("when"), "KOTS refuses the chart", Severity.ERROR)
    for resource in release.resources("kots.io/exclude", "kots.io/when"):
        for key in ("kots.io/exclude", "kots.io/when"):
            node = value_at(resource.root, "metadata", "annotations", key)
            yield from _check(resource, key, node, "KOTS does not apply it", Severity.WARNING)


def _check(resource: Resource, key: str, node: object, why: str, severity: Severity) -> Iterator[DeliveryProblem]:
    if not isinstance(node, Scalar) or is_absent(node) or MASK in node.value or node.value.strip() in GO_FLAGS:
        return
    if node.value.lstrip().startswith("{{"):  # a '{{ repl' is another mistake
        return
    if scalar_type(node) == "boolean":  # `yes` and `no` of YAML 1.1, which are not text
        return
    message = f"'{key}' is '{legible(node.value)}', which is not true or false; {why}; write true, false or a template"
    yield problem(resource, scalar_span(resource, node), message, severity=severity)


def invalid_annotations(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the phases that are not whole numbers from -9999 to 9999, and the lists of properties of another form."""
    for resource in release.resources(*_PHASES, _WAIT):
        for key in _PHASES:
            node = value_at(resource.root, "metadata", "annotations", key)
            if isinstance(node, Scalar) and MASK not in node.value and _NUMBER.fullmatch(node.value.strip()) is None:
                message = (
                    f"'{key}' is '{legible(node.value)}', which is not a phase; KOTS cannot order the resources; write "
                    "a whole number from -9999 to 9999 in quotes"
                )
                yield problem(resource, scalar_span(resource, node), message)
        node = value_at(resource.root, "metadata", "annotations", _WAIT)
        if isinstance(node, Scalar) and MASK not in node.value and not _are_properties(node.value):
            message = (
                f"'{_WAIT}' is '{legible(node.value)}', in which a part is not path=value; KOTS waits for nothing; "
                "write a list such as .status.ready=true, with commas between its parts"
            )
            yield problem(resource, scalar_span(resource, node), message)


def _are_properties(text: str) -> bool:
    return all(path.strip() and equals for path, equals, _ in (part.partition("=") for part in text.split(",")))
