"""The images of a release: declarations, which name a registry, and uses, which name a host.

The model is the same for every scheduler. The modules in `replreg.release.readers` find the places.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import ClassVar, Literal

from replreg.finding import AbsentKey
from replreg.release.documents import Document
from replreg.release.kinds import Kind, Marker
from replreg.release.kots_domains import KotsDomains, context_of
from replreg.yaml.composer import Mapping, Sequence
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.templates import Templates

__all__ = ["PULL_SECRET", "Declaration", "DocumentInfo", "Form", "ImageList", "Pod", "Release", "Use"]

PULL_SECRET = "replicatedregistrykey"  # noqa: S105 - the name of the platform's secret for all registries
"""The pull secret that the platform makes."""


class DocumentInfo:
    """The facts of a document that are kept when its nodes are dropped."""

    __slots__ = ("end", "index", "is_mapping", "is_readable", "kind", "marker", "start")

    def __init__(self, document: Document) -> None:
        self.index: int = document.index
        self.start: int = document.start
        self.end: int = document.end
        self.kind: Kind = document.kind
        self.marker: Marker | None = document.marker
        self.is_mapping: bool = isinstance(document.root, Mapping)
        self.is_readable: bool = document.error is None


class ImageList:
    """An ``images:`` list, where an entry can be added. ``node`` is None if it is not a list."""

    __slots__ = ("document", "fragment", "node")

    def __init__(self, document: int, fragment: Fragment, node: Sequence | None) -> None:
        self.document: int = document
        self.fragment: Fragment = fragment
        self.node: Sequence | None = node


class Form:
    """The shape of a declaration: the keys that it has for the name of the image and for its tag.

    ``name_key`` is the key of the name; ``tag_key`` the key that the platform reads the tag from, "" if there is none.
    ``reserved_keys`` are those that only the platform may set. There is one value of each form, as of each `Kind`.
    """

    CONTAINER: ClassVar[Form]
    """A container of the native scheduler: ``source``, ``image_name``, ``version``."""
    IMAGES: ClassVar[Form]
    """An entry of ``images:``: ``source``, ``name``, ``tag``."""
    SHIP: ClassVar[Form]
    """A Ship asset: ``source`` and ``image``, a full image string."""

    __slots__ = ("name", "name_key", "reserved_keys", "tag_key")

    def __init__(self, name: str, name_key: str, tag_key: str, reserved_keys: tuple[str, ...] = ()) -> None:
        self.name: str = name
        self.name_key: str = name_key
        self.tag_key: str = tag_key
        self.reserved_keys: tuple[str, ...] = reserved_keys

    def __reduce__(self) -> tuple[object, ...]:
        return getattr, (Form, self.name)  # in another process, too, it is the one value of the form


Form.CONTAINER = Form("CONTAINER", "image_name", "version", ("image_key", "image_domain"))
Form.IMAGES = Form("IMAGES", "name", "tag", ("key", "domain"))
Form.SHIP = Form("SHIP", "image", "")


class Declaration:
    """A place that names a registry for an image, in one of the forms of `Form`.

    ``ignored_version`` is the value of ``version`` in an entry of ``images:``, where the platform reads ``tag``.
    """

    __slots__ = ("document", "form", "fragment", "ignored_version", "name", "node", "source_field", "tag")

    def __init__(
        self,
        document: int,
        form: Form,
        fragment: Fragment,
        node: Mapping,
        source_field: ScalarValue | None,
        name: ScalarValue | None,
        tag: ScalarValue | None,
        ignored_version: ScalarValue | None = None,
    ) -> None:
        self.document: int = document
        self.form: Form = form
        self.fragment: Fragment = fragment
        self.node: Mapping = node
        self.source_field: ScalarValue | None = source_field
        self.name: ScalarValue | None = name
        self.tag: ScalarValue | None = tag
        self.ignored_version: ScalarValue | None = ignored_version

    @property
    def place(self) -> ScalarValue | None:
        """The field that a finding about the whole declaration points at."""
        return self.name or self.source_field or self.tag

    def absent(self, key: str, value: str | None = None) -> tuple[AbsentKey, ...]:
        """Return a key, under which ``value`` is looked for, if the mapping lacks it, else nothing."""
        if not key or self.node.get(key) is not None:
            return ()
        return (AbsentKey(key, *self.fragment.span(self.node.start, self.node.end), value),)

    @property
    def own_span(self) -> tuple[int, int]:
        """The span of `place` in the file if it is in this very mapping, else that of the mapping's first key."""
        place, node = self.place, self.node
        if place is not None and node.start <= place.node.start < node.end:
            return place.span
        return self.fragment.node_span(node.pairs[0][0] if node.pairs else node)


class Pod:
    """The pod of a Kubernetes use: the workload that it is in, and the pull secrets that it names.

    ``secrets`` is None if a template hides them.
    """

    __slots__ = ("api_version", "kind", "name", "secrets", "service_account")

    def __init__(
        self, kind: str, api_version: str, name: str, secrets: tuple[str, ...] | None, service_account: str
    ) -> None:
        self.kind: str = kind
        self.api_version: str = api_version
        self.name: str = name
        self.secrets: tuple[str, ...] | None = secrets
        self.service_account: str = service_account


class Use:
    """A place with a full image string. ``described_as`` is what a message calls the place, such as ``service 'web'``.

    An image string may be split over several keys. Then ``image`` is the field with its beginning, and ``suffix`` what
    the other keys add: ``/ns/img:1`` after a field with the host alone, ``:1`` after one with the name. After a host
    alone, ``path_field`` is the field whose value follows the slash, if there is one.

    ``is_certain`` is False if only the shape of the place suggests an image. ``is_embedded`` is True in a file inside
    of a scalar, which the platform delivers without reading it. ``is_excluded`` is True if the image is named so as to
    leave it out. ``declaration`` is the one in the same place, as in a Ship asset. ``hint`` is set for a string that
    counts only if it starts with a reference name in place of the host, and its place does not say that it is an image:
    ``clear`` if a key around it speaks of an image or of a registry, ``vague`` if none does.
    """

    __slots__ = (
        "declaration",
        "described_as",
        "document",
        "hint",
        "image",
        "is_certain",
        "is_embedded",
        "is_excluded",
        "path_field",
        "pod",
        "suffix",
    )

    def __init__(
        self,
        document: int,
        image: ScalarValue,
        described_as: str,
        *,
        pod: Pod | None = None,
        is_certain: bool = True,
        is_excluded: bool = False,
        suffix: str = "",
        path_field: ScalarValue | None = None,
        declaration: Declaration | None = None,
        hint: Literal["clear", "vague"] | None = None,
    ) -> None:
        self.document: int = document
        self.hint: Literal["clear", "vague"] | None = hint
        self.image: ScalarValue = image
        self.described_as: str = described_as
        self.pod: Pod | None = pod
        self.is_certain: bool = is_certain
        self.is_embedded: bool = False
        self.is_excluded: bool = is_excluded
        self.suffix: str = suffix
        self.path_field: ScalarValue | None = path_field
        self.declaration: Declaration | None = declaration

    @property
    def reference(self) -> str:
        """The full image string."""
        return self.image.value + self.suffix

    @property
    def is_listable(self) -> bool:
        """Whether the platform itself runs the image, so that ``images:`` has to list it."""
        return self.is_certain and not self.is_embedded and self.declaration is None


class Release:
    """One release file, read. ``text`` is the decoded file. Declarations and uses are in the order of the file."""

    __slots__ = (
        "account_secrets",
        "context",
        "declarations",
        "documents",
        "image_lists",
        "templates",
        "text",
        "unlisted",
        "uses",
    )

    def __init__(self, text: str, context: KotsDomains | None = None) -> None:
        self.text: str = text
        self.context = context
        """The domains in the other files of a KOTS release, None for every other release."""
        self.documents: list[DocumentInfo] = []
        self.declarations: list[Declaration] = []
        self.uses: list[Use] = []
        self.image_lists: list[ImageList] = []
        self.unlisted: list[tuple[Fragment, Mapping]] = []
        """The roots of the ``replicated`` documents without such a list, where one can be added."""
        self.account_secrets: dict[str, tuple[str, ...] | None] = {}
        """The pull secrets of each ServiceAccount of the release, by its name; None if a template hides them."""
        self.templates: Templates = Templates()

    def add(self, part: Release) -> None:
        """Add the documents of ``part``, which follow those of this release and were read separately."""
        first = len(self.documents)
        for document in part.documents:
            document.index += first
        items: Iterable[Declaration | Use | ImageList] = chain(part.declarations, part.uses, part.image_lists)
        for item in items:
            item.document += first
        self.add_numbered(part)

    def add_numbered(self, part: Release) -> None:
        """Add the documents of ``part``, which have the numbers already that they get in this release."""
        self.documents += part.documents
        self.declarations += part.declarations
        self.uses += part.uses
        self.image_lists += part.image_lists
        self.unlisted += part.unlisted
        self.account_secrets.update(part.account_secrets)
        if part.documents:
            self.templates = part.templates
        if self.context is not None and part.context is not None:
            self.context = self.context.joined(part.context)

    def join(self, document: Document) -> None:
        """Add what a document of a KOTS release says of the others, and correct its kind.

        A file of Helm values beside the manifests may have keys of a native release, and is not one.
        """
        found = context_of(document)
        if found is not None and self.context is not None:
            self.context = self.context.joined(found)
        root = document.root
        is_a_guess = document.marker is None and not document.kind.facts.is_resource
        if is_a_guess and isinstance(root, Mapping) and "replicated_api_version" not in root.index:
            document.kind = Kind.UNKNOWN

    @property
    def is_marked(self) -> bool:
        """Whether any document has a ``# kind:`` comment."""
        return any(document.marker is not None for document in self.documents)

    def has(self, *kinds: Kind) -> bool:
        """Return True if a document of one of ``kinds`` is in the release."""
        return any(document.kind in kinds for document in self.documents)

    @property
    def is_release(self) -> bool:
        """Whether this is a release, not plain manifests or other YAML."""
        return self.context is not None or any(
            document.kind.facts.is_release or (document.marker is not None and document.kind is not Kind.UNKNOWN)
            for document in self.documents
        )
