"""Image references: ``[host[:port]/]path[:tag][@digest]``, read as Docker, containerd and Kubernetes read them.

The rules are those of the ``distribution/reference`` library, which they share.
"""

from __future__ import annotations

import re

from replreg.named_tuple import NamedTuple
from replreg.registries import docker_hub
from replreg.registries.reference_faults import find_fault
from replreg.registries.reference_grammar import MAX_PATH, REFERENCE, is_plain_reference, looks_like_host

__all__ = ["InvalidReference", "Reference", "is_reference", "looks_like_host"]

_OFFICIAL = f"{docker_hub.OFFICIAL}/"
_IMAGE_ID_LENGTH = 64


class InvalidReference(ValueError):
    """A string is not an image reference.

    ``reason`` (and ``str()``) is a clause about the broken rule. ``start`` and ``end`` are the span of the wrong part
    in ``string``, in code points from 0, the end excluded; the whole string where no part is the wrong one. The span is
    empty only if the string is.

    >>> try:
    ...     Reference.parse("quay.io/ns/MyApp:1")
    ... except InvalidReference as error:
    ...     print(error, error.start, error.end)
    the path may not have upper-case letters: 'MyApp' 11 16
    """

    def __init__(self, string: str, reason: str, start: int = 0, end: int | None = None) -> None:
        super().__init__(reason)
        self.string = string
        self.reason = reason
        self.start = start
        self.end: int = len(string) if end is None else end

    def __reduce__(self) -> tuple[type[InvalidReference], tuple[str, str, int, int]]:
        # A ValueError is pickled by its arguments, which are not those of this class.
        return type(self), (self.string, self.reason, self.start, self.end)


class _ReferenceFields(NamedTuple):
    domain: str | None
    path: str
    tag: str | None = None
    digest: str | None = None


class Reference(_ReferenceFields):
    """An image reference in its parts; absent parts are None. ``str()`` joins them.

    ``domain`` is ``host[:port]``. ``path`` is never empty. ``tag`` and ``digest`` come without ``:`` and ``@``; the
    digest is ``algorithm:digits``. Raises `InvalidReference` for parts that are not those of a reference.
    """

    __slots__ = ()

    def __new__(cls, domain: str | None, path: str, tag: str | None = None, digest: str | None = None) -> Reference:
        """Check the parts; see the class."""
        made = cls._make_unchecked(domain, path, tag, digest)
        text = str(made)
        if cls.parse(text) != made:
            raise InvalidReference(text, f"it reads as {cls.parse(text)!r}, which has other parts")
        return made

    @classmethod
    def _make_unchecked(cls, domain: str | None, path: str, tag: str | None, digest: str | None) -> Reference:
        return super().__new__(cls, domain, path, tag, digest)

    @classmethod
    def parse(cls, string: str) -> Reference:
        """Read a reference as it is written, without adding what it leaves out. Raises `InvalidReference`.

        The first part is the domain only if `looks_like_host` says so, and another one follows.

        >>> Reference.parse("quay.io/ns/img:1")
        Reference(domain='quay.io', path='ns/img', tag='1', digest=None)
        >>> Reference.parse("ns/img")
        Reference(domain=None, path='ns/img', tag=None, digest=None)
        """
        match = REFERENCE.fullmatch(string)
        if match is None:
            raise InvalidReference(string, *find_fault(string))
        domain, path, tag, digest = match.groups()
        if domain is not None and not looks_like_host(domain):
            domain, path = None, f"{domain}/{path}"
        if len(path) > MAX_PATH:
            raise InvalidReference(string, *find_fault(string))
        return cls._make_unchecked(domain, path, tag, digest)

    @classmethod
    def parse_normalized(cls, string: str) -> Reference:
        """Read a reference and add Docker Hub's host and namespace where they are absent; see `normalized`.

        This is what a container runtime does with an image string. Raises `InvalidReference`.

        >>> str(Reference.parse_normalized("redis:7"))
        'docker.io/library/redis:7'
        >>> str(Reference.parse_normalized("index.docker.io/org/img"))
        'docker.io/org/img'
        """
        return cls.parse(string).normalized()

    @property
    def name(self) -> str:
        """The domain, if there is one, and the path: the reference as written without tag and digest."""
        return self.path if self.domain is None else f"{self.domain}/{self.path}"

    def normalized(self) -> Reference:
        """Return the reference that a container runtime makes of this one. No tag is added.

        Without a host it is Docker Hub's, ``docker.io``; so is ``index.docker.io``. A path of one part on Docker Hub is
        in ``library``. Normalizing twice changes nothing more. Raises `InvalidReference` for 64 hexadecimal digits
        alone, which are the ID of an image, and for a path that ``library/`` makes too long.

        As in the library, a first part such as ``my_host.com`` stays in the path: with its dot it is not on Docker Hub,
        and with its underscore it is not a host, so ``domain`` stays None.
        """
        domain, path = self.domain, self.path
        if domain is None:
            first, slash, _ = path.partition("/")
            if slash and looks_like_host(first):
                return self
            if not slash and self.tag is None and self.digest is None and _is_image_id(path):
                raise InvalidReference(path, f"{_IMAGE_ID_LENGTH} hexadecimal digits are an image's ID, not its name")
        if domain is None or domain == docker_hub.ENDPOINT:
            domain = docker_hub.DOMAIN
        if domain == docker_hub.DOMAIN and "/" not in path:
            path = _OFFICIAL + path
            if len(path) > MAX_PATH:
                reason = f"a path has at most {MAX_PATH} characters; this one has {len(path)}, {_OFFICIAL!r} included"
                start = len(self.name) - len(self.path)
                raise InvalidReference(str(self), reason, start, start + len(self.path))
        return self._make_unchecked(domain, path, self.tag, self.digest)

    def __str__(self) -> str:
        text = self.path if self.domain is None else f"{self.domain}/{self.path}"
        if self.tag is not None:
            text = f"{text}:{self.tag}"
        return text if self.digest is None else f"{text}@{self.digest}"


def is_reference(string: str) -> bool:
    """Return True if `Reference.parse` accepts a string. For most references this needs no regular expression."""
    if is_plain_reference(string):
        return True
    try:
        Reference.parse(string)
    except InvalidReference:
        return False
    return True


def _is_image_id(name: str) -> bool:
    return len(name) == _IMAGE_ID_LENGTH and re.fullmatch(r"[0-9a-f]+", name) is not None
