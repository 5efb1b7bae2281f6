"""Texts of a release that look like a password, a token or a key that is written out: ``may-contain-secrets``.

Three things are looked for: a value under a key such as ``password``, the ``value`` beside a ``name`` such as
``DB_PASSWORD``, and an address with a user and a password. No message repeats a value. The vendor portal's rule, in
replicatedhq/kots-lint, compares lines with a list of regular expressions, and also reports keys such as ``user``.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.resource_problems import problem, scalar_span
from replreg.lazy_re import lazy_compile
from replreg.release.checks.access import has_template, is_absent
from replreg.yaml.composer import Mapping, Scalar, scalar_type
from replreg.yaml.nodes import nodes_in
from replreg.yaml.templates import MASK, legible

__all__ = ["literal_secrets"]

_SECRET_KEY = lazy_compile(
    r"(?:.*[a-z0-9_.-])?(?:P|(?<![a-z0-9])p)ass(?:word|wd|phrase)|(?:.*[a-z0-9_.-])?(?:T|(?<![a-z0-9])t)oken"
    r"|.*(?:[aA]pi[_-]?[kK]ey|[cC]lient[_-]?[sS]ecret|[sS]ecret[_-]?[aA]ccess[_-]?[kK]ey)"
)
_SECRET_NAME = lazy_compile(
    r"(?i)(?:.*[_.-])?(?:\w*passw(?:or)?d|passphrase|pwd|token|secret|api_?key|(?:secret|access|private)_?(?:access_?)?key)"
)
_WITH_PASSWORD = lazy_compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s:/@\"'<>{}$]{1,200}:([^\s:/@\"'<>{}$]{1,200})@")
_NO_SECRET = lazy_compile(r"\$[({].*|/.*|<.*>|[*.xX-]+|.*\{\{.*")
"""Texts in the place of a secret that are not secrets: a variable, the path of a file, a gap to fill in, a template."""
_SAMPLE = ("password", "pass", "PASSWORD")
"""Words that are the password of an address which shows a form, as in a default."""


def literal_secrets(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the values that look like a secret which is written out. The result of a template is not reported."""
    for resource in release.resources():
        if not (resource.api_version and resource.kind):
            continue
        for node in nodes_in(resource.root):
            if isinstance(node, Mapping):
                yield from _in_mapping(resource, node)
            elif isinstance(node, Scalar):
                yield from _in_text(resource, node)


def _in_mapping(resource: Resource, mapping: Mapping) -> Iterator[DeliveryProblem]:
    for key, value in mapping.pairs:
        if not isinstance(key, Scalar):
            continue
        name = key.value
        if name == "value":
            name = mapping.text("name") or ""
            is_secret = _SECRET_NAME.fullmatch(name) is not None
        else:
            is_secret = _SECRET_KEY.fullmatch(name) is not None or (
                name.isupper() and _SECRET_NAME.fullmatch(name) is not None
            )
        if is_secret and isinstance(value, Scalar) and _is_written_out(resource, value):
            message = (
                f"the value of '{legible(name)}' looks like a secret that each customer gets with the release; let the "
                "customer enter it, or generate it with 'RandomString' in the Config"
            )
            yield problem(resource, scalar_span(resource, value), message)


def _is_written_out(resource: Resource, node: Scalar) -> bool:
    if is_absent(node) or has_template(resource.fragment, node) or _WITH_PASSWORD.search(node.value) is not None:
        return False
    return scalar_type(node) not in ("boolean", "null") and _NO_SECRET.fullmatch(node.value.strip()) is None


def _in_text(resource: Resource, node: Scalar) -> Iterator[DeliveryProblem]:
    if "://" not in node.value or "@" not in node.value:
        return
    for found in _WITH_PASSWORD.finditer(node.value):
        if MASK not in found[0] and found[1] not in _SAMPLE and _NO_SECRET.fullmatch(found[1]) is None:
            message = (
                "this text has an address with a password, which each customer gets with the release; let the customer "
                "enter the password"
            )
            yield problem(resource, node if "\n" in node.value else scalar_span(resource, node), message)
            return
