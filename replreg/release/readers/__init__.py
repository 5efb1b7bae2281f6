"""The readers: one module for each scheduler, which reads the images of a document into a `Release`."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache
from importlib import import_module

from replreg.lazy_re import lazy_compile
from replreg.release.documents import Document, embedded_documents
from replreg.release.model import Declaration, Release, Use
from replreg.yaml.templates import MASK

__all__ = ["IMAGE_FUNCTIONS", "LOCAL_HOST", "read", "read_calls"]

IMAGE_FUNCTIONS = (
    "LocalImageName",
    "ReplicatedImageName",
    "ReplicatedImageRegistry",
    "ReplicatedImageRepository",
    "LocalRegistryImagePullSecret",
)
"""Template functions that take an image string, or the host of one, as an argument."""

LOCAL_HOST = "LocalRegistryHost"
"""The template function for the customer's own registry; the vendor's is often its alternative in `ternary`."""

# A placeholder that another program fills in before the embedded file is used. It is unknown, as a template is.
_FOREIGN = lazy_compile(r"\{\{.*?\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*|<[^<>]*>|%\w*%|%[sdv]")


def read(document: Document, release: Release) -> None:
    """Add the declarations and uses of a document to the release, and then the uses in the files inside of its scalars.

    The kind of the document decides which module reads it.
    """
    if document.kind.facts.reader:
        first, first_declaration = len(release.uses), len(release.declarations)
        _reader(document.kind.facts.reader)(document, release)
        _drop_schemes(release.uses[first:], release.declarations[first_declaration:])
        if document.fragment.templates:
            release.uses[first:] = [one for use in release.uses[first:] for one in _each(use)]
    for inner in embedded_documents(document):
        _read_embedded(inner, release)


def _drop_schemes(uses: list[Use], declarations: list[Declaration]) -> None:
    """Read the images that certainly are ones without the scheme before them."""
    names = [declaration.name for declaration in declarations if declaration.name is not None]
    found = [field for field in (*names, *(use.image for use in uses if use.is_certain)) if "://" in field.value]
    if found:
        from replreg.release.readers.schemes import drop_scheme

        for field in found:
            drop_scheme(field)


@cache
def _reader(module: str) -> Callable[[Document, Release], None]:
    """Return the function of a module that reads a document. Only the modules that a release needs are imported."""
    read: Callable[[Document, Release], None] = import_module(f"replreg.release.readers.{module}").read
    return read


def _each(use: Use) -> list[Use]:
    """Return a use for each image that control flow within the image string chooses between."""
    if use.declaration is not None or not use.image.value.startswith(MASK):
        return [use]  # a declaration in the same place has one source for all of them
    from replreg.yaml.alternatives import alternatives

    images = alternatives(use.image)
    if images == [use.image]:
        return [use]
    uses = [copy(use) for _ in images]
    for one, image in zip(uses, images, strict=True):
        one.image = image
    return uses


def read_calls(release: Release) -> None:
    """Add the images that template functions are given. ``release.documents`` has to be complete."""
    written = release.templates.written(release.text)
    if any(word in written for word in (*IMAGE_FUNCTIONS, LOCAL_HOST)):
        from replreg.release.readers import kots

        known = len(release.uses)
        kots.read_calls(release)
        called = {use.image.node.start for use in release.uses[known:]}
        if called:
            release.uses = [use for use in release.uses if use.hint is None or use.image.node.start not in called]


def _read_embedded(document: Document, release: Release) -> None:
    """Add the images of a file within a file. Such a file declares nothing, whatever its keys are."""
    collected = Release(release.text, release.context)
    facts = document.kind.facts
    if facts.reader and not facts.declares:
        _reader(facts.reader)(document, collected)
    elif document.root is not None:
        from replreg.release.readers.helm_values import read_values

        read_values(document.index, document.fragment, [("", document.root)], collected, set())
    _drop_schemes(collected.uses, [])
    for use in collected.uses:
        use.is_embedded = True
        use.pod = None
        image = use.image
        if any(character in image.value for character in "{$<%"):
            image.value = _FOREIGN.sub(lambda found: MASK * len(found.group()), image.value)
        release.uses.append(use)
