"""Reads the list of the images in an air gap bundle, as the vendor's tool or the bundle itself has it.

==================================================  ==============================================================
what writes it                                      form
==================================================  ==============================================================
``replicated release image ls``                     a line ``IMAGE``, then an image a line
``replicated release image ls --output json``       a JSON array of strings
``airgap.yaml`` in a bundle                         YAML of kind ``Airgap``, with ``spec.savedImages``
``replreg images --format list``                    an image a line
==================================================  ==============================================================

The tool leaves out the proxy's part of an address and the host of Docker Hub, unless ``--keep-proxy`` is given. Source:
replicatedhq/replicated, cli/cmd/release_image_ls.go and cli/print/channel_images.go; replicatedhq/kotskinds,
apis/kots/v1beta1/airgap_types.go.
"""

from __future__ import annotations

from replreg.registries.reference import is_reference
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose
from replreg.yaml.text import UndecodableText, decode

__all__ = ["BadBundleList", "read_bundle_list"]

_HEADING = "IMAGE"
_LARGEST = 16 * 1024 * 1024


class BadBundleList(ValueError):
    """A file is not a list of images; the message says why, in words for people."""


def read_bundle_list(data: bytes) -> list[str]:
    """Return the images in a list, sorted, each once. Raises `BadBundleList`."""
    if len(data) > _LARGEST:
        raise BadBundleList(f"it has more than {_LARGEST:,} bytes")
    try:
        text = decode(data)[0]
    except UndecodableText as error:
        raise BadBundleList(str(error)) from error
    images = _structured(text)
    if images is None:
        lines = [line.strip() for line in text.splitlines()]
        images = [line for line in lines if line and not line.startswith("#") and line != _HEADING]
        for number, line in enumerate(lines, start=1):
            if line in images and not is_reference(line):
                raise BadBundleList(f"line {number} is not an image: '{line[:100]}'")
    return sorted(set(images))


def _structured(text: str) -> list[str] | None:
    """Return the images of JSON or YAML; None of lines of text."""
    start = text.lstrip()[:1]
    if start not in ("[", "{", "-") and "savedImages" not in text:
        return None
    try:
        roots = compose(text).roots
    except YAMLSyntaxError as error:
        raise BadBundleList(f"it is neither JSON nor YAML nor a line for each image: {error}") from error
    root: Node | None = roots[0] if roots else None
    if isinstance(root, Mapping):
        spec = root.mapping("spec")
        listed = (spec.get("savedImages") if spec is not None else None) or root.get("images")
        root = listed
    if not isinstance(root, Sequence):
        raise BadBundleList("it has no list of images: neither an array, nor 'spec.savedImages'")
    images: list[str] = []
    for item in root.items:
        if not isinstance(item, Scalar) or not is_reference(item.value):
            shown = f"'{item.value[:100]}'" if isinstance(item, Scalar) else "an item"
            raise BadBundleList(f"{shown} is not an image")
        images.append(item.value)
    return images
