"""Decides whether a file has anything to check: by its bytes, by its text, and by the release read from it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import Registry
from replreg.release.kinds import CERTAIN_WORDS, RELEASE_WORDS, Kind
from replreg.release.model import Release
from replreg.release.resolution.resolve import Resolution

__all__ = [
    "has_reference_name",
    "is_certainly_release",
    "is_checked_in_folder",
    "may_be_release",
    "names_registry",
    "why_nothing_to_check",
]

_PLATFORM_KEY = lazy_compile(
    r"""(?:^|(?<=\ufeff))["']?(?:(?:replicated_api_version|images|components|assets)["']?[ \t]*:(?=\s|\Z)"""
    r"""|apiVersion["']?[ \t]*:[ \t]*["']?(?:kots\.io|(?:[\w-]+\.)?replicated\.com"""
    # A v1beta3 file is a template of Helm, which is not YAML before it is rendered.
    r"""|troubleshoot\.sh)/(?!v1beta3))""",
    re.MULTILINE,
)
"""A key at the start of a line by which a document that does not parse is recognised as one of the platform's."""

_FOREIGN_TEMPLATE = lazy_compile(r"\{\{-?[ \t]*(?:\.|/\*|(?:if|else|end|range|with|define|block|include|template)\b)")
"""A template of Helm or of another Go program: such a file is not YAML before that program has rendered it."""


_OF_CI = lazy_compile(
    r"(?:^|[/\\])(?:[\w.-]*(?:pipelines?|cloudbuild|circle|travis|appveyor|buildspec|-ci|-lock)\.ya?ml)\Z"
)


def may_be_release(data: bytes) -> bool:
    """Return False if a file found in a folder cannot be a release, without reading it as YAML."""
    return any(word in data for word in RELEASE_WORDS) or data.startswith((b"\xff\xfe", b"\xfe\xff"))


def has_reference_name(data: bytes, registries: Iterable[Registry]) -> bool:
    """Return True if a reference name is in a file, so that an image in it may have the name in place of its host."""
    return any(f"{registry.name}".encode() in data for registry in registries)


def names_registry(data: bytes, registries: Iterable[Registry]) -> bool:
    """Return True if the reference name or the host of a linked registry is in a file, with a slash after it."""
    return any(f"{word}/".encode() in data for registry in registries for word in (registry.name, registry.host))


def is_certainly_release(data: bytes) -> bool:
    """Return True if a file must be a release, so that even one that is not text is reported."""
    return any(word in data for word in CERTAIN_WORDS)


def is_checked_in_folder(resolution: Resolution, path: str) -> bool:
    """Return True if a file found in a folder is checked: it is a release, or it is one that does not parse.

    So is any other file, such as a base of kustomize or a file of values, if an image in it certainly has a reference
    name in place of its host. The configuration of a CI service is not; such a service has names of its own.
    """
    release = resolution.release
    if release.is_release:
        return True
    if _OF_CI.search(path) is None and any(
        used.name_as_host is not None and used.name_as_host.is_certain for used in resolution.uses
    ):
        return True
    return any(
        not document.is_readable
        and _PLATFORM_KEY.search(release.text, document.start, document.end) is not None
        and _FOREIGN_TEMPLATE.search(release.text, document.start, document.end) is None
        for document in release.documents
    )


def why_nothing_to_check(release: Release) -> str | None:
    """Return why a file that was named has nothing to check; None if it has something."""
    if release.is_release or release.uses or release.declarations:
        return None
    if any(document.kind is not Kind.UNKNOWN or not document.is_readable for document in release.documents):
        return None
    lines = release.text.splitlines()
    if not release.text.strip(" \t\r\n\ufeff"):
        return "it is empty"
    if all(line.strip("\ufeff \t-.").startswith(("#", "%")) or not line.strip("\ufeff \t-.") for line in lines):
        return "it has only comments"
    if any(document.is_mapping for document in release.documents):
        return "no document in it is of a kind that the platform reads, and no key in it names an image"
    return "it is plain text or a list, not a document with keys"
