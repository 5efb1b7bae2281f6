"""The YAML files of a release folder: each text is composed once and its templates are read once, when first asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator

from replreg.charts.values import Origin
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.release.checks.comments import Comments
from replreg.release.documents import Document, read_documents
from replreg.release.readers.kubernetes import resources
from replreg.templates.calls import find_calls
from replreg.templates.lexer import Dialect, TemplateError
from replreg.templates.nodes import Template
from replreg.templates.parser import parse_template
from replreg.yaml.composer import Mapping
from replreg.yaml.fragment import Fragment
from replreg.yaml.templates import HELM, PLATFORM, mask

__all__ = ["ReleaseFile", "Resource", "is_helm_template"]

_HELM_TEMPLATE = lazy_compile(r"""(?m)^\ufeff?["']?apiVersion["']?[ \t]*:[ \t]*["']?troubleshoot\.sh/v1beta3\b""")


def is_helm_template(text: str) -> bool:
    """Return True if a text has a ``troubleshoot.sh/v1beta3`` document: Helm renders it before it is YAML."""
    return "troubleshoot.sh/v1beta3" in text and _HELM_TEMPLATE.search(text) is not None


class ReleaseFile:
    """One YAML file. ``path`` is the file as people see it, ``file`` the absolute path (None without one).
    ``dialect`` says whether the platform or Helm renders it."""

    __slots__ = (
        "_calls",
        "_comments",
        "_documents",
        "_template",
        "_template_is_read",
        "dialect",
        "file",
        "path",
        "text",
    )

    def __init__(self, path: str, file: str | None, text: str, documents: list[Document] | None = None) -> None:
        self.path: str = path
        self.file: str | None = file
        self.text: str = text
        self.dialect = Dialect.HELM if is_helm_template(text) else Dialect.PLATFORM
        self._documents = documents
        self._calls: dict[tuple[str, ...], list[int]] = {}
        self._comments: Comments | None = None
        self._template: Template | None = None
        self._template_is_read = False

    def __repr__(self) -> str:
        return f"ReleaseFile({self.path!r})"

    @property
    def documents(self) -> list[Document]:
        """The documents of the file; one that is not YAML has an error instead of nodes."""
        if self._documents is None:
            self._documents = list(read_documents(self.text, HELM if self.dialect is Dialect.HELM else PLATFORM))
        return self._documents

    @property
    def template(self) -> Template | None:
        """The templates of the whole file; None where they cannot be read."""
        if not self._template_is_read:
            self._template_is_read = True
            try:
                self._template = parse_template(self.text, self.dialect, origin=self.path)
            except TemplateError:
                self._template = None
        return self._template

    def calls_any(self, names: Collection[str], start: int = 0, end: int | None = None) -> bool:
        """Return True if a template between two offsets calls one of some functions, and is not in a comment.

        Where the templates cannot be read, the name of a function is enough.
        """
        text = self.text
        if not any(text.find(name, start, end) >= 0 for name in names):
            return False
        if self.template is None:
            return True
        places = self._calls.get(tuple(names))
        if places is None:  # each document of the file may ask
            calls = (call.start for call in find_calls(self.template, names))
            places = self._calls[tuple(names)] = [place for place in calls if not self.comments.hold(place)]
        first = bisect_left(places, start)
        return first < len(places) and (end is None or places[first] < end)

    @property
    def comments(self) -> Comments:
        """The comments of the file, in whose text the templates are covered."""
        if self._comments is None:
            self._comments = Comments(mask(self.text, HELM if self.dialect is Dialect.HELM else PLATFORM).text)
        return self._comments

    def resources(self) -> Iterator[Resource]:
        """Yield the resources of the file, those of a ``List`` one by one."""
        for document in self.documents:
            for root in resources(document.root):
                yield Resource(self, document, root)


class Resource(NamedTuple):
    """A resource: a mapping of a document with ``apiVersion`` and ``kind``, as far as it has them."""

    file: ReleaseFile
    document: Document
    root: Mapping

    @property
    def fragment(self) -> Fragment:
        """The text that the nodes are of."""
        return self.document.fragment

    @property
    def api_version(self) -> str:
        """The ``apiVersion``, or an empty string."""
        return (self.root.text("apiVersion") or "").strip()

    @property
    def group(self) -> str:
        """The API group: what is before the slash of ``apiVersion``."""
        return self.api_version.partition("/")[0]

    @property
    def kind(self) -> str:
        """The ``kind``, or an empty string."""
        return (self.root.text("kind") or "").strip()

    @property
    def spec(self) -> Mapping | None:
        """The ``spec``, if it is a mapping."""
        return self.root.mapping("spec")

    def origin(self, role: str) -> Origin:
        """Return where values in this resource come from, under a role."""
        return Origin(self.file.path, role, self.fragment)
