"""Whether a value looks like an image, a host of images or a path of one: by what it is, and by its key as a hint.

Templates in a value are covered by `MASK` characters and may be anything.
"""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.registries.reference import is_reference
from replreg.registries.reference_grammar import looks_like_host
from replreg.yaml.templates import MASK, MASKS

__all__ = [
    "REGISTRY_KEYS",
    "is_image_key",
    "is_images_key",
    "is_registry_key",
    "looks_like_image",
    "looks_like_path",
    "looks_like_registry",
]

_IMAGE_KEY = lazy_compile(
    r"(?:.*(?:[a-z0-9]I|[_.-][iI]|[a-z0-9]_I)MAGE|(?:.*(?:[a-z0-9]I|[_.-]i)|[iI])mage|IMAGE|.*_IMAGE)"
    r"(?:[Nn]ame|_?NAME|_name|-name|[Rr]ef(?:erence)?|_ref|Uri|URI|Repository|_?REPOSITORY)?"
)
_IMAGES_KEY = lazy_compile(r"(?:.*(?:[a-z0-9]I|[_.-]i)|[iI])mages")
REGISTRY_KEYS = frozenset(
    "registry imageRegistry image_registry dockerRegistry containerRegistry imageRegistryHost hub".split()
)
"""The keys that are named for the host of images."""

_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".ico", ".webp", ".iso", ".qcow2", ".img", ".bmp")
_FILES = (".yaml", ".yml", ".json", ".sh", ".txt", ".md", ".tpl", ".conf", ".html", ".css", ".js")
_HOST = lazy_compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?")
_SCHEME_IN_PROXY_PATH = lazy_compile(r"((?:[^/\s]+/)?proxy/(?:[^/\s]+/)?)https?://")
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = lazy_compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")


def is_image_key(key: str) -> bool:
    """Return True if a key is named for one image: ``image``, ``initImage``, ``imageName``, ``RELATED_IMAGE``."""
    return "mage" in key.lower() and _IMAGE_KEY.fullmatch(key) is not None


def is_images_key(key: str) -> bool:
    """Return True if a key is named for a list or a mapping of images: ``images``, ``additionalImages``."""
    return "mages" in key and _IMAGES_KEY.fullmatch(key) is not None


def is_registry_key(key: str) -> bool:
    """Return True if a key is named for the host of images."""
    return key in REGISTRY_KEYS


def looks_like_image(value: str) -> bool:
    """Return True if a value can be an image reference, and is not the name of a picture or a text file.

    A web address inside of a proxy path is a mistake in an image, which is still meant to be one.

    >>> [looks_like_image(value) for value in ("nginx", "quay.io/a/b:1", "logo.png", "https://a.b/c", "/x", "a b")]
    [True, True, False, False, False, False]
    """
    value = _corrected(value)
    if not value or "://" in value or value.lower().endswith(_PICTURES) or value.endswith(_FILES):
        return False
    return is_reference(MASKS.sub("x", value) if MASK in value else value)


def looks_like_path(value: str) -> bool:
    """Return True if a value can be the path of an image, maybe with a tag, and maybe with a host."""
    value = _corrected(value)
    return looks_like_image(value) or (bool(value) and _PATH.fullmatch(MASKS.sub("x", value)) is not None)


def looks_like_registry(value: str) -> bool:
    """Return True if a value can be the host of images, maybe with a namespace or a proxy path after it.

    >>> [looks_like_registry(value) for value in ("quay.io", "localhost:5000/ns", "my-registry", "https://a.b", "")]
    [True, True, False, False, False]
    """
    value = _corrected(value)
    if MASK in value:
        return "://" not in value and " " not in value
    host, _, rest = value.rstrip("/").partition("/")
    if not looks_like_host(host) or _HOST.fullmatch(host) is None:
        return False
    return not rest or _PATH.fullmatch(rest) is not None


def _corrected(value: str) -> str:
    """Return a value without what is often wrong in a proxy path, as if it were right.

    That is the scheme of the upstream, as in ``proxy/my-app/https://quay.io/a/b``, and an empty slug.
    """
    if "proxy//" in value:
        value = value.replace("proxy//", "proxy/app/", 1)
    return _SCHEME_IN_PROXY_PATH.sub(r"\1", value) if "://" in value and "proxy/" in value else value
