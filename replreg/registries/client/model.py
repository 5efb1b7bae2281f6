"""Queries and answers: plain values that any caller can make and read."""

from __future__ import annotations

from dataclasses import dataclass, field

from replreg.registries.linked_registry import normalize_host
from replreg.registries.reference import Reference
from replreg.registries.verdict import Verdict

__all__ = ["Answer", "Broken", "Failure", "Options", "Query", "Slow", "Untrusted", "Verdict", "VerifyUnavailable"]


class VerifyUnavailable(RuntimeError):
    """Registries cannot be asked on this installation, or with this environment; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Query:
    """An image to look up, its name normalised: ``docker.io`` and ``library/redis`` for ``redis``.

    ``domain`` is ``host[:port]``. A ``digest`` (``sha256:…``) is asked for in preference to ``tag``, as container
    runtimes do; with neither, ``latest`` is. ``source`` is the reference name under which the release declares the
    image, if it does: it picks the credentials where several registries are linked on one host, and it does not
    make two queries different. An ``anonymous`` query is asked without a login, whichever there is.
    """

    domain: str
    path: str
    tag: str | None = None
    digest: str | None = None
    source: str | None = field(default=None, compare=False)
    anonymous: bool = False

    @classmethod
    def from_reference(cls, reference: Reference, source: str | None = None) -> Query:
        """Return the query for a reference as ``Reference.parse_normalized`` gives it. ValueError without a domain.

        An image of the source ``public`` is pulled without a login, so it is asked for without one.
        """
        if reference.domain is None:
            raise ValueError(f"{reference} is not normalised: it has no domain")
        return cls(reference.domain, reference.path, reference.tag, reference.digest, source, source == "public")

    @property
    def target(self) -> str:
        """The ``<reference>`` of the API's ``/v2/<name>/manifests/<reference>``."""
        return self.digest or self.tag or "latest"

    @property
    def host(self) -> str:
        """The domain in lower case, and ``docker.io`` for every name of Docker Hub."""
        return normalize_host(self.domain)

    def __str__(self) -> str:
        return f"{self.domain}/{self.path}{'@' if self.digest else ':'}{self.target}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on one query.

    ``digest`` is that of the manifest or index that the tag names (``sha256:…``), set only when the verdict is found.
    ``detail`` is one line for people, ``""`` where the verdict says it all; it quotes nothing that a server sent but
    status codes, host names and valid tags, and never holds a secret. ``tags`` are those of the repository that look
    like the one that is missing, the likest first.
    """

    query: Query
    verdict: Verdict
    digest: str | None = None
    detail: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How registries are asked. All times are seconds.

    ``concurrency`` bounds the requests under way at once, ``per_host`` the images being looked up on one host.
    ``retries`` is how often a request is sent again after a 429, a 5xx or a broken connection; before the n-th time
    it waits ``backoff`` · 2ⁿ with jitter, or as long as ``Retry-After`` says. A server that wants a wait over
    ``longest_wait`` is not asked again. ``total_timeout`` bounds one image, retries and tokens included, counted from
    when its turn comes. ``insecure_registries`` holds hosts (``host:port``, or ``host`` for all of its ports) that
    may be spoken to without TLS; loopback hosts may always be. ``certificates`` are folders such as Docker's
    ``/etc/docker/certs.d``, None for those that Podman and Docker use.
    """

    concurrency: int = 8
    per_host: int = 8
    connect_timeout: float = 5.0
    read_timeout: float = 15.0
    total_timeout: float = 120.0
    retries: int = 3
    backoff: float = 0.5
    longest_wait: float = 30.0
    insecure_registries: frozenset[str] = frozenset()
    certificates: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.concurrency < 1 or self.per_host < 1:
            raise ValueError("concurrency and per_host must be at least 1")
        if self.retries < 0:
            raise ValueError("retries must not be negative")


class Failure(Exception):
    """A lookup cannot go on: the verdict that ends it, and the detail for people. Internal to this package."""

    def __init__(self, verdict: Verdict, detail: str) -> None:
        super().__init__(detail)
        self.verdict = verdict
        self.detail = detail


class Broken(Failure):
    """The connection broke while it was in use; the same request may go through another time."""

    def __init__(self, detail: str) -> None:
        super().__init__(Verdict.UNREACHABLE, detail)


class Slow(Failure):
    """A timeout passed."""

    def __init__(self, detail: str) -> None:
        super().__init__(Verdict.UNREACHABLE, detail)


class Untrusted(Failure):
    """The server speaks TLS, but its certificate does not verify."""

    def __init__(self, detail: str) -> None:
        super().__init__(Verdict.UNREACHABLE, detail)
