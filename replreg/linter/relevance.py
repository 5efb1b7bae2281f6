"""Decides whether a file found in a folder is checked: by its bytes, by its text, and by the release read from it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import Registry
from replreg.release.kinds import CERTAIN_WORDS, FOLDER_GROUPS, KNOWN_KEYS, RELEASE_WORDS
from replreg.release.resolution.resolve import Resolution

__all__ = [
    "has_no_release",
    "has_reference_name",
    "is_certainly_release",
    "is_checked_in_folder",
    "may_be_release",
    "names_registry",
]

_PLATFORM_KEY = lazy_compile(
    r"""(?:^|(?<=\ufeff))(?:\{ *)?["']?(?:(?:replicated_api_version|images|components|assets)["']?[ \t]*:(?=\s|\Z)"""
    r"""|apiVersion["']?[ \t]*:[ \t]*["']?(?:kots\.io|(?:[\w-]+\.)?replicated\.com|troubleshoot\.sh)/)""",
    re.MULTILINE,
)
"""A key at the start of a line by which a document that does not parse is recognised as one of the platform's."""

_FOREIGN_TEMPLATE = lazy_compile(r"\{\{-?[ \t]*(?:\.|/\*|(?:if|else|end|range|with|define|block|include|template)\b)")
"""A template of Helm or of another Go program: such a file is not YAML before that program has rendered it."""

_HELM_KEY = lazy_compile(r"""["']?apiVersion["']?[ \t]*:[ \t]*["']?troubleshoot\.sh/v1beta3\b""")
"""The key of a document whose templates of Helm are set aside, so that it is expected to be YAML."""


_OF_CI = lazy_compile(
    r"(?:^|[/\\])(?:[\w.-]*(?:pipelines?|cloudbuild|circle|travis|appveyor|buildspec|-ci|-lock)\.ya?ml)\Z"
)


_FIRST_LINE = lazy_compile(
    r"(?:[ \t]*(?:#[^\r\n]*)?\r?\n|(?:name|version):[ \t]+\w[^\r\n]*\r?\n)*"  # many files start with a name
    r"(?:-(?=[ \r\n])|([A-Za-z][\w-]*):(?=[ \r\n]))"
)
"""The first line of a document that says what it is: the entry of a list, or a key at the start of the line."""

_ROOT_WORDS = ("replicated_api_version", "components", "images", "assets", "lifecycle")
_ROOT_KEY = lazy_compile(rf"^(?![\s\#-])[^\n]*\b(?:{'|'.join(_ROOT_WORDS)})\b", re.MULTILINE)
"""A root key of a release, in whatever form."""

_API_GROUPS = ("kots.io/", "replicated.com/", "troubleshoot.sh/")
"""The API groups of `_PLATFORM_KEY`."""

# Patterns that begin with a literal are searched several times faster than those that begin with `^`.
_UNUSUAL_LINE = lazy_compile(r"""\n(?:\.\.\.|[%?*"'\[{&!])""")
_MARKER = lazy_compile(r"\#[ \t]*kind:")

_DOCUMENT_START = lazy_compile(r"^---(?:[ \t]+\#[^\r\n]*|[ \t]*)(?:\r?\n|\Z)|^---", re.MULTILINE)


def has_no_release(text: str, registries: Iterable[Registry]) -> bool:
    """Return True if it is certain, without reading it as YAML, that `is_checked_in_folder` is False for a text.

    The text is one whose folder is not a release. Most files of a repository are manifests and settings of other
    programs, and reading them as YAML would take most of a run. A release has a marker, or a root key of its own; or
    all of its root keys are ones that the platform knows. So a document that begins with another key, or with an entry
    of a list, and has none of those at the start of a line, is not one. False wherever the keys are not plain words at
    the start of lines.
    """
    if "\r" in text.replace("\r\n", "") or any(group in text for group in FOLDER_GROUPS):
        return False
    if any(registry.name in text for registry in registries):
        return False
    if _is_uncertain(text):
        return False
    start = 0
    for separator in [*_DOCUMENT_START.finditer(text), None]:
        if separator is not None and separator.group() == "---":
            return False  # content follows on the same line
        end = separator.start() if separator is not None else len(text)
        first = _FIRST_LINE.match(text, start, end)
        if first is None:
            if any(line.strip() and not line.lstrip().startswith("#") for line in text[start:end].splitlines()):
                return False
        elif first[1] is not None and (first[1] in KNOWN_KEYS or first[1].startswith("x-")):
            return False
        start = separator.end() if separator is not None else end
    return True


def _is_uncertain(text: str) -> bool:
    """Return True if a template, a marker, a root key of a release or one in unusual form makes a kind uncertain."""
    if "{{" in text or text.startswith(("...", *"%?*\"'[{&!")) or _UNUSUAL_LINE.search(text) is not None:
        return True
    if "kind:" in text and _MARKER.search(text) is not None:
        return True
    has_word = any(word in text for word in _ROOT_WORDS)
    if has_word and _ROOT_KEY.search(text) is not None:
        return True
    may_be_platforms = has_word or any(group in text for group in _API_GROUPS)
    return may_be_platforms and _PLATFORM_KEY.search(text) is not None


def may_be_release(data: bytes) -> bool:
    """Return False if a file found in a folder cannot be a release, without reading it as YAML.

    A resource whose kind is missing can be part of one.
    """
    if any(word in data for word in RELEASE_WORDS) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"apiVersion" in data and b"metadata" in data


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
        and (found := _PLATFORM_KEY.search(release.text, document.start, document.end)) is not None
        and (
            _FOREIGN_TEMPLATE.search(release.text, document.start, document.end) is None
            or _HELM_KEY.match(release.text, found.start()) is not None
        )
        for document in release.documents
    )
