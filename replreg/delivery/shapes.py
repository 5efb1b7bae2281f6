"""Images in values by shape: one string, or parts under several keys of one mapping.

=======================================================  =============================================================
a mapping with                                           is
=======================================================  =============================================================
``repository``, maybe ``registry``, ``tag``, ``digest``  an image in parts
``registry`` and ``image`` or ``name``                   an image in parts
``registry``, ``imageRegistry``, ``hub`` alone           a host: the chart has the repository
``image``, ``initImage``, ``imageName``                  an image in one string, maybe with its ``tag`` apart
``name`` and ``tag`` under a key such as ``image``       an image in parts
``newName`` and ``newTag``                               an image of kustomize
strings under ``images`` and in lists called so          images
``name: X_IMAGE`` and ``value``                          an image in an environment variable
any string that begins with a registry's name or host,   an image: a hint
or that calls a function which makes an address
=======================================================  =============================================================

A value counts only if it can be an image: an URL, the name of a file or a number is none, whatever its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from replreg.charts.effective import EffectiveChart
from replreg.charts.values import KeyPath
from replreg.delivery.field import Field
from replreg.delivery.known_starts import KnownStarts
from replreg.delivery.looks import (
    REGISTRY_KEYS,
    is_image_key,
    is_images_key,
    is_registry_key,
    looks_like_image,
    looks_like_path,
    looks_like_registry,
)
from replreg.delivery.tree import Level
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.release.readers.mirror_lists import follows_mirror_key, is_mirror_key
from replreg.yaml.templates import MASK

__all__ = ["Part", "Role", "Shape", "shapes_of"]

_TAG_KEYS = ("tag", "imageTag", "image_tag")
_DIGEST_KEYS = ("digest", "imageDigest", "sha")
_SIBLINGS = ("tag", "pullPolicy", "imagePullPolicy", "digest", "imageTag", "pullSecrets", "imagePullSecrets", "sha")
# A value with such a name may be an image; the evaluator decides whether it is one.
_CALL = lazy_compile(r"\b(?:LocalImageName|LocalRegistryHost|LocalRegistryAddress|ReplicatedImage(?:Name|Registry))\b")
_KEYS = REGISTRY_KEYS | {"repository", "newName", "newTag", "value"}
"""The keys by which a mapping may be an image, beside those that are named for one."""
_Test = Callable[[Field], bool]
_KeyTest = Callable[[str], bool]
_LONGEST = 2_000
"""The longest value with templates, in code points, in which functions are looked for."""
_ADDRESS_KEY = lazy_compile(r"(?i)(?:.*[^a-z]|(?-i:.*[a-z](?=[A-Z])))?(?:urls?|uri|href|link|docs?|website|homepage)")
"""Keys of web addresses: a value under one, without a tag, is a page."""

_FARTHEST = 20
"""The most keys above a value that are looked at for that of a list of mirrors."""

_ENV_NAME = lazy_compile(r"(?:.*[_.-])?(?:IMAGE|image)(?:[_.-].*)?")


class Role(Enum):
    """The role of a part of an image."""

    REGISTRY = "registry"
    REPOSITORY = "repository"
    TAG = "tag"
    DIGEST = "digest"
    IMAGE = "image"


class Part(NamedTuple):
    """One part: the fields that it may come from, of which control flow chooses one.

    ``skip`` is the number of characters before it, such as those of ``--image=`` in an argument, and ``stop`` where it
    ends in a field that has more after it; None for the end of the field.
    """

    role: Role
    fields: tuple[Field, ...]
    skip: int = 0
    stop: int | None = None


class Shape(NamedTuple):
    """An image, or the host of one, in a mapping. ``is_hint`` is True where no key says that it is an image.

    ``chart`` is the chart whose template has it, with its values; None outside of templates of charts.
    """

    path: KeyPath
    parts: tuple[Part, ...]
    is_hint: bool = False
    chart: EffectiveChart | None = None

    def part(self, role: Role) -> Part | None:
        """Return the part with a role."""
        return next((part for part in self.parts if part.role is role), None)

    @property
    def first(self) -> Field:
        """The field that the image begins with."""
        return self.parts[0].fields[0]


def shapes_of(level: Level, known: KnownStarts) -> Iterator[Shape]:
    """Yield the images of one mapping and of the lists in it."""
    taken: set[int] = set()
    for shape in () if _says_nothing(level) else _of_mapping(level, known):
        taken.update(id(field.node) for part in shape.parts for field in part.fields)
        yield shape
    for fields in (*level.fields.values(), level.listed):
        for field in fields:
            value = field.node.value
            if ("/" in value or MASK in value) and id(field.node) not in taken:
                yield from _hints(level, field, known)


def _says_nothing(level: Level) -> bool:
    """Return True if no key in or above a mapping is one by which `_of_mapping` finds an image, as of most values."""
    if level.listed or not level.fields.keys().isdisjoint(_KEYS) or "mage" in level.key.lower():
        return False
    return not any("mage" in key.lower() for key in level.fields)


def _of_mapping(level: Level, known: KnownStarts) -> Iterator[Shape]:
    fields = level.fields
    registry = _first(fields, is_registry_key, lambda field: _is_registry(field, known))
    tag = _tag(fields)
    used = not registry and any(is_registry_key(key) and any(map(_is_no_host, fields[key])) for key in fields)

    def is_path(field: Field) -> bool:
        return looks_like_path(known.without_scheme(field.value))

    def is_image(field: Field, has_tag: bool = False) -> bool:
        return _is_image(field, has_tag, known)

    repository = () if used else _good(fields.get("repository"), is_path)
    if repository and (registry or _has_evidence(level, repository, known)):
        used = True
        yield _in_parts(level, "repository", registry, repository, tag, fields)
    elif registry:
        used = True
        # `image` or `name` has the path, `imageRegistry` is next to a whole image.
        name = _good(fields.get("image") or fields.get("name"), is_path)
        key = registry[0].key
        yield _in_parts(
            level, key, registry, name if key == "registry" else (), tag if key == "registry" else (), fields
        )
        used = key == "registry"
    for key, values in fields.items():
        if is_image_key(key) and not (used and key == "image"):
            own_tag = (tag if key == "image" else ()) or tuple(fields.get(f"{key}Tag", ()))
            good = _good(values, lambda field, has_tag=bool(own_tag): is_image(field, has_tag))  # type: ignore[misc]
            if good:
                yield Shape((level.path, key), _parts((Role.IMAGE, good), (Role.TAG, own_tag)))
    if not used:
        yield from _by_other_names(level, tag, is_path, is_image)


def _by_other_names(level: Level, tag: tuple[Field, ...], is_path: _Test, is_image: _Test) -> Iterator[Shape]:
    fields = level.fields
    if is_image_key(level.key) and "name" in fields and not any(map(is_image_key, fields)):
        name = _good(fields["name"], lambda field: is_path(field) and (bool(tag) or "/" in field.value))
        if name:
            digest = tuple(fields.get("digest", ()))
            yield Shape((level.path, "name"), _parts((Role.IMAGE, name), (Role.TAG, tag), (Role.DIGEST, digest)))
    if "newName" in fields or "newTag" in fields:
        name = _good(fields.get("newName") or fields.get("name"), is_path)
        if name:
            parts = _parts((Role.IMAGE, name), (Role.TAG, tuple(fields.get("newTag", ()))))
            yield Shape((level.path, name[0].key), parts)
    if is_images_key(level.key):
        for key, values in fields.items():
            good = _good(values, lambda field: is_image(field) and ("/" in field.value or ":" in field.value))
            if good and not is_image_key(key):
                yield Shape((level.path, key), _parts((Role.IMAGE, good)))
    if "name" in fields and "value" in fields and _ENV_NAME.fullmatch(fields["name"][0].value):
        good = _good(fields["value"], lambda field: is_image(field) and "/" in field.value)
        if good:
            yield Shape((level.path, "value"), _parts((Role.IMAGE, good)))
    for field in level.listed:
        if (is_images_key(field.key) or is_image_key(field.key)) and is_image(field):
            yield Shape((level.path, field.key), _parts((Role.IMAGE, (field,))))


def _hints(level: Level, field: Field, known: KnownStarts) -> Iterator[Shape]:
    value = field.value
    if "/" not in value and MASK not in value:
        return
    path: KeyPath = level.path if field.key not in level.fields else (level.path, field.key)
    if MASK not in value and ("\n" in value or " " in value):
        for start, end in known.inside(value):
            if looks_like_image(value[start:end]) and not follows_mirror_key(value, start):
                yield Shape(path, (Part(Role.IMAGE, (field,), start, end),), is_hint=True)
        return
    if _ADDRESS_KEY.fullmatch(field.key) is not None and ":" not in value and "@" not in value:
        return
    equals = value.find("=") + 1
    for skip in (0, equals) if equals else (0,):
        rest = value[skip:]
        is_call = (
            rest.startswith(MASK) and len(value) < _LONGEST and _CALL.search(field.origin.fragment.file, *field.span)
        )
        if (known.begin(rest) or is_call) and looks_like_image(rest) and not _is_of_mirrors((path, field.key)):
            yield Shape(path, (Part(Role.IMAGE, (field,), skip),), is_hint=True)
            return


def _is_of_mirrors(path: KeyPath) -> bool:
    for _ in range(_FARTHEST):
        if not path:
            return False
        path, key = path
        if is_mirror_key(key):
            return True
    return False


def _in_parts(
    level: Level,
    key: str,
    registry: tuple[Field, ...],
    repository: tuple[Field, ...],
    tag: tuple[Field, ...],
    fields: Mapping[str, list[Field]],
) -> Shape:
    digest = next((tuple(fields[name]) for name in _DIGEST_KEYS if name in fields), ()) if repository else ()
    parts = _parts(
        (Role.REGISTRY, registry), (Role.REPOSITORY, repository), (Role.TAG, tag if repository else ()),
        (Role.DIGEST, digest),
    )  # fmt: skip
    return Shape((level.path, key), parts)


def _parts(*pairs: tuple[Role, tuple[Field, ...]]) -> tuple[Part, ...]:
    return tuple(Part(role, fields) for role, fields in pairs if fields)


def _good(fields: Sequence[Field] | None, test: _Test) -> tuple[Field, ...]:
    """Return the fields that pass a test; empty values never do, and templates may be anything."""
    return tuple(field for field in fields or () if field.is_text and field.value and test(field))


def _first(fields: Mapping[str, list[Field]], is_key: _KeyTest, test: _Test) -> tuple[Field, ...]:
    for key, values in fields.items():
        if is_key(key) and (good := _good(values, test)):
            return good
    return ()


def _tag(fields: Mapping[str, list[Field]]) -> tuple[Field, ...]:
    return next((tuple(fields[key]) for key in _TAG_KEYS if key in fields), ())


def _is_no_host(field: Field) -> bool:
    """Return True if a registry is text that cannot be a host, so that nothing is known of the image.

    It was meant to be a template, or it is a web address.
    """
    return "{{" in field.node.value or "://" in field.node.value


def _is_registry(field: Field, known: KnownStarts) -> bool:
    value = known.without_scheme(field.value)
    return looks_like_registry(value) or known.are(value)


def _is_image(field: Field, has_tag: bool, known: KnownStarts) -> bool:
    value = known.without_scheme(field.value)
    if not looks_like_image(value):
        return False
    return has_tag or field.key == "image" or "/" in value or ":" in value or MASK in value


def _has_evidence(level: Level, repository: tuple[Field, ...], known: KnownStarts) -> bool:
    """Return True if a ``repository`` without a registry is that of an image, and not of a chart or of code."""
    return (
        any(key in level.fields for key in _SIBLINGS)
        or "mage" in level.key.lower()
        or "mage" in level.parent_key.lower()
        or any(known.begin(known.without_scheme(field.value)) for field in repository)
    )
