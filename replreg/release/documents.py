"""A release's documents, each with its kind, and the files that are inside of their scalars.

Ship's inline assets, the data of a ConfigMap, Swarm's configs and the config files of native containers have whole
manifests in block scalars or in quotes. A text in there that is not YAML is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from replreg.finding import Span
from replreg.lazy_re import lazy_compile
from replreg.release.dialects import mask_text
from replreg.release.kinds import MARKER_KINDS, Kind, Marker, find_marker, infer_kind
from replreg.yaml import documents as yaml_documents
from replreg.yaml.composed import YAMLSyntaxError
from replreg.yaml.documents import YamlDocument, split_documents
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping, Node, Scalar
from replreg.yaml.templates import Dialect, Masked, mask

__all__ = [
    "Document",
    "documents_at",
    "documents_in",
    "embedded_documents",
    "labeller",
    "read_documents",
    "same_documents",
]

MOST = 20_000
"""How many scalars of a document are parsed at most, so that a file with very many of them does not take hours."""

# A key whose value can be an image: `image`, `additionalImages`, `repository`. Quotes after it may be escaped. The runs
# are bounded, so that a text full of such words takes linear time.
_IMAGE_KEY = lazy_compile(r"""(?:mage\w{0,20}|repository)["'\\]{0,9}[ \t]{0,9}:(?=[\s"'\\{\[])""")


class Document(YamlDocument):
    """A document with its ``kind``, and the ``marker`` that names the kind, if it has one."""

    __slots__ = ("kind", "marker")

    def __init__(self, plain: YamlDocument) -> None:
        self.index: int = plain.index
        self.start: int = plain.start
        self.end: int = plain.end
        self.fragment: Fragment = plain.fragment
        self.extent: Span = plain.extent
        self.root: Node | None = plain.root
        self.repeating: list[Mapping] = plain.repeating
        self.quoted: list[Scalar] = plain.quoted
        self.error: YAMLSyntaxError | None = plain.error
        self.kind: Kind = Kind.UNKNOWN
        self.marker: Marker | None = None

    @property
    def is_rendered_later(self) -> bool:
        """Whether the document has templates and must be YAML with them: Ship renders each string after reading it."""
        return self.kind is Kind.SHIP and bool(self.fragment.templates.within(self.start, self.end))


def read_documents(text: str, dialect: Dialect | None = None) -> Iterator[Document]:
    """Yield the documents of a file's decoded text, in order, with their nodes and kinds.

    ``dialect`` is the language of the text's templates, None for the one that the text itself shows.

    A document that is not YAML has an ``error`` instead of nodes; the error's offset is the file's, in code points.
    """
    masked = mask_text(text) if dialect is None else mask(text, dialect)
    return documents_at(text, masked, split_documents(masked.text))


def documents_at(text: str, masked: Masked, spans: Iterable[Span], told: Kind | None = None) -> Iterator[Document]:
    """Yield the documents at ``spans``, as `replreg.yaml.documents.documents_at` does, with their kinds.

    ``told`` is the kind of those without a marker that the platform knows, None for the one that their keys show.
    """
    span: tuple[int, int] | None = None
    marker: Marker | None = None
    for plain in yaml_documents.documents_at(text, masked, spans):
        document = Document(plain)
        if span != (plain.start, plain.end):  # all documents of a text with a directive have one span
            span = (plain.start, plain.end)
            marker = find_marker(document.fragment.file, *span)
        _classify(document, marker, told)
        yield document


def same_documents(documents: Iterable[Document], masked: Masked) -> list[Document] | None:
    """Return copies of the documents of a text for another reader, who changes their kinds and drops their nodes.

    The nodes are shared, since nothing changes a node once it is composed. ``masked`` is what the other reader makes of
    the text; None is returned where the documents are not those of it, so that they have to be composed.
    """
    copies: list[Document] = []
    for document in documents:
        fragment = document.fragment
        if fragment.map is not None or fragment.text != masked.text or fragment.templates != masked.templates:
            return None
        copy = Document(document)
        copy.kind, copy.marker = document.kind, document.marker
        copies.append(copy)
    return copies


def _classify(document: Document, marker: Marker | None, told: Kind | None) -> None:
    """Set the kind of a document: the one that its marker names, or else the one ``told``, or that its keys show.

    A document of a kind that was told counts as marked. Its marker is an empty span at its start.
    """
    document.marker = marker
    if document.marker is not None:
        document.kind = MARKER_KINDS.get(document.marker.word, Kind.UNKNOWN)
        if document.kind is not Kind.UNKNOWN:
            return
    if told is None:
        document.kind = infer_kind(document.root)
        return
    document.kind = told
    document.marker = marker or Marker(told.facts.marker, document.start, document.start)


def labeller(word: str | None) -> Callable[[YamlDocument], str]:
    """Return what `replreg.yaml.edits.prove` takes as ``label``: no edit may change the kind of a document.

    ``word`` is the kind of documents without a marker, as `replreg.config.model.Config.kind` has it.
    """
    return partial(_label, told=MARKER_KINDS.get(word or ""))


def _label(document: YamlDocument, told: Kind | None) -> str:
    kinds = Document(document)
    _classify(kinds, find_marker(document.fragment.file, document.start, document.end), told)
    return kinds.kind.facts.label


def embedded_documents(document: Document) -> Iterator[Document]:
    """Yield the documents inside of a document's scalars, and those inside of theirs, in the order of the file.

    Their ``index``, ``start`` and ``end`` are the outer document's. Their fragments map their nodes to the file. A
    scalar without a key of an image costs a search; one that is not YAML costs a parse up to its first fault.
    """
    if not document.kind.facts.may_hold_files:
        return
    stack = [(document, scalar, 1) for scalar in reversed(document.quoted)]
    tried = 0
    while stack and tried < MOST:
        outer, scalar, depth = stack.pop()
        if not _may_hold(scalar):
            continue
        from replreg.yaml.embedded import DEEPEST  # most scalars hold no file

        tried += 1
        found = list(documents_in(outer.fragment, scalar))
        for inner in found:
            inner.index, inner.start, inner.end = document.index, document.start, document.end
            yield inner
        if depth < DEEPEST:
            stack.extend((inner, deeper, depth + 1) for inner in reversed(found) for deeper in reversed(inner.quoted))


def documents_in(fragment: Fragment, scalar: Scalar) -> Iterator[Document]:
    """Yield the documents in the value of one scalar of ``fragment`` that may name an image, with their kinds.

    Only mappings and lists are yielded, and nothing for a value that is not YAML. The start and end of a document are
    offsets of the value, in code points.
    """
    if not _may_hold(scalar):
        return
    from replreg.yaml import embedded

    for plain in embedded.documents_in(fragment, scalar):
        document = Document(plain)
        document.kind = infer_kind(plain.root)
        yield document


def _may_hold(scalar: Scalar) -> bool:
    value = scalar.value
    return ("mage" in value or "repository" in value) and _IMAGE_KEY.search(value) is not None
