"""The kinds of documents: a table with all that depends on a kind, and the look-up of a document's kind.

To add a kind, add its name to `Kind` and a record to `_FACTS`, which names the module of `replreg.release.readers` that
reads its images. All prefilters of files and texts are made from the records.
"""

from __future__ import annotations

from typing import ClassVar

from replreg.named_tuple import NamedTuple
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import MASK
from replreg.yaml.text import line_end

__all__ = [
    "CERTAIN_WORDS",
    "FOLDER_GROUPS",
    "KINDS",
    "KNOWN_KEYS",
    "MARKER_KINDS",
    "RELEASE_WORDS",
    "SCHEMA_GROUPS",
    "Facts",
    "Kind",
    "Marker",
    "find_marker",
    "has_schema_group",
    "infer_kind",
    "nearest_kind",
]

_SPACES = " \t\ufeff"
_USUAL_START = "---\n# kind: "
"""The start of most documents with a marker, so that their lines need not be looked at."""


class Facts(NamedTuple):
    """All that depends on the kind of a document.

    ``label`` names the kind in messages. ``marker`` is the word of its ``# kind:`` comment and ``groups`` are its API
    groups, as far as it has them. ``reader`` is the module of `replreg.release.readers` that reads its images, and
    ``schema`` the file of its JSON Schema (`replreg.release.schema_table` has those of single resources).

    ``words``: each file with a document of the kind contains one of them. ``certain_words``: no file without such a
    document is likely to contain one; the marker is always among them.

    ``is_release``: a document of the kind makes its file a release. ``is_folder``: it makes its folder one release.
    ``is_resource``: the document has an ``apiVersion``. ``is_workload``: the platform's scheduler runs its images.
    ``declares``: it names registries. ``may_hold_files``: its scalars may contain files with images.
    """

    label: str
    marker: str = ""
    groups: tuple[str, ...] = ()
    reader: str = ""
    schema: str = ""
    words: tuple[str, ...] = ()
    certain_words: tuple[str, ...] = ()
    is_release: bool = False
    is_folder: bool = False
    is_resource: bool = False
    is_workload: bool = False
    declares: bool = False
    may_hold_files: bool = False


_NATIVE_WORDS = (
    "replicated", "components", "images", "admin_commands", "containers:", "monitors", "host_requirements", "cmds",
    "custom_", "config",
)  # fmt: skip
_SWARM = Facts("", reader="swarm", schema="swarm", words=("kind",), is_workload=True, may_hold_files=True)
_KUBERNETES = Facts(
    "",
    reader="kubernetes",
    schema="kubernetes",
    words=("kind",),
    is_resource=True,
    is_workload=True,
    may_hold_files=True,
)


class Kind:
    """A kind of documents, with its `Facts`: there is one value of each, and `KINDS` has all.

    The seven kinds with a marker are those that the platform's documentation of multi-document releases, preflight
    checks and programmable test procedures names. This is not an enumeration: Python takes as long to make one of these
    as to import five modules.
    """

    REPLICATED: ClassVar[Kind]
    SWARM: ClassVar[Kind]
    KUBERNETES: ClassVar[Kind]
    PREFLIGHT_SWARM: ClassVar[Kind]
    PREFLIGHT_KUBERNETES: ClassVar[Kind]
    TEST_PROC_SWARM: ClassVar[Kind]
    TEST_PROC_KUBERNETES: ClassVar[Kind]
    SHIP: ClassVar[Kind]
    KOTS: ClassVar[Kind]
    EMBEDDED_CLUSTER: ClassVar[Kind]
    UNKNOWN: ClassVar[Kind]

    __slots__ = ("facts", "name")

    def __init__(self, name: str, facts: Facts) -> None:
        self.name: str = name
        self.facts: Facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        return getattr, (Kind, self.name)  # in another process, too, it is the one value of the kind

    def __repr__(self) -> str:
        return f"Kind.{self.name}"


_FACTS = {
    "REPLICATED": Facts(
        "replicated",
        marker="replicated",
        reader="native",
        schema="replicated",
        words=_NATIVE_WORDS,
        certain_words=("replicated_api_version",),
        is_release=True,
        declares=True,
        may_hold_files=True,
    ),
    "SWARM": _SWARM._replace(label="scheduler-swarm", marker="scheduler-swarm"),
    "KUBERNETES": _KUBERNETES._replace(label="scheduler-kubernetes", marker="scheduler-kubernetes"),
    "PREFLIGHT_SWARM": _SWARM._replace(label="preflight-swarm", marker="preflight-swarm"),
    "PREFLIGHT_KUBERNETES": _KUBERNETES._replace(label="preflight-kubernetes", marker="preflight-kubernetes"),
    "TEST_PROC_SWARM": _SWARM._replace(label="test-proc-swarm", marker="test-proc-swarm"),
    "TEST_PROC_KUBERNETES": _KUBERNETES._replace(label="test-proc-kubernetes", marker="test-proc-kubernetes"),
    "SHIP": Facts(
        "ship",
        reader="ship",
        schema="ship",
        words=("assets", "lifecycle", "v1:"),
        is_release=True,
        declares=True,
        may_hold_files=True,
    ),
    "KOTS": Facts(
        "kots",
        groups=("kots.io",),
        reader="kots",
        words=("kots.io",),
        is_release=True,
        is_folder=True,
        is_resource=True,
        may_hold_files=True,
    ),
    "EMBEDDED_CLUSTER": Facts(
        "embedded-cluster",
        groups=("embeddedcluster.replicated.com",),
        reader="kubernetes",
        words=("embeddedcluster.replicated.com",),
        is_release=True,
        is_folder=True,
        is_resource=True,
        may_hold_files=True,
    ),
    "UNKNOWN": Facts("unknown"),
}

for _name, _facts in _FACTS.items():
    setattr(Kind, _name, Kind(_name, _facts))

KINDS: tuple[Kind, ...] = tuple(getattr(Kind, name) for name in _FACTS)
"""Every kind."""

MARKER_KINDS = {kind.facts.marker: kind for kind in KINDS if kind.facts.marker}
"""The kinds by the words of their ``# kind:`` comments."""

FOLDER_GROUPS = tuple(group for kind in KINDS if kind.facts.is_folder for group in kind.facts.groups)
"""The API groups that make a folder a release."""

RELEASE_WORDS = tuple(dict.fromkeys(word.encode() for kind in KINDS for word in kind.facts.words))
"""Every file that is a release contains one of these."""

CERTAIN_WORDS = (
    *(f"kind: {word}".encode() for word in MARKER_KINDS),
    *(word.encode() for kind in KINDS for word in kind.facts.certain_words),
)
"""No other file is likely to contain one of these, so a file that does is a release even if it is not text."""

SCHEMA_GROUPS = (
    "kots.io", "embeddedcluster.replicated.com", "app.k8s.io", "velero.io", "troubleshoot.sh",
    "troubleshoot.replicated.com",
)  # fmt: skip
"""The API groups with resources in `replreg.release.schema_table`, which is imported only for these."""

_GROUPS = {group: kind for kind in KINDS for group in kind.facts.groups}


def has_schema_group(root: Node | None) -> bool:
    """Return True if a document is of an API group that has resources with a schema."""
    return isinstance(root, Mapping) and (root.text("apiVersion") or "").partition("/")[0] in SCHEMA_GROUPS


class Marker:
    """A ``# kind:`` comment: the word, and its span in the file."""

    __slots__ = ("end", "start", "word")

    def __init__(self, word: str, start: int, end: int) -> None:
        self.word: str = word
        self.start: int = start
        self.end: int = end

    @property
    def is_written(self) -> bool:
        """Whether the comment is in the file. The configuration can name the kind, too; then the span is empty."""
        return self.end > self.start


def find_marker(text: str, start: int, end: int) -> Marker | None:
    """Return the ``# kind:`` comment among the comments that a document starts with, None if there is none.

    The first one with a word that the platform knows counts: others may be YAML that is commented out. The comments
    before the first ``---`` of a file belong to the document after it, unless that has such a marker of its own. The
    platform's documentation has each marker after the ``---``.
    """
    if text.startswith(_USUAL_START, start):
        place = start + len(_USUAL_START)
        word = text[place : text.find("\n", place, end)]
        if word in MARKER_KINDS:
            return Marker(word, place, place + len(word))
    first: Marker | None = None
    known: Marker | None = None
    is_own = True  # no separator is between a known marker and the line
    position = start
    while position < end:
        line = text[position : min(line_end(text, position), end)]
        content = line.strip(_SPACES)
        begin, position = position, position + len(line) + 1
        if content.startswith(("---", "...")):
            content = content[3:].lstrip(_SPACES)
            is_own = known is None
        if not content:
            continue
        if content[0] != "#":
            break
        key, _, value = line.partition("#")[2].lstrip(" \t").partition(":")
        word = _first_word(value.lstrip(" \t")) if key == "kind" else ""
        if not word or (known is not None and is_own):
            continue
        place = text.index(word, begin + line.index(":") + 1)
        marker = Marker(word, place, place + len(word))
        if word in MARKER_KINDS:
            known, is_own = marker, True
        first = first or marker
    return known or first


def nearest_kind(word: str) -> str | None:
    """Return the word of the kind that a word names, or almost names; None if there is none."""
    word = word.lower()
    short = {"swarm": Kind.SWARM, "kubernetes": Kind.KUBERNETES, "native": Kind.REPLICATED}.get(word)
    if short is not None:
        return short.facts.marker
    from replreg.messages import nearest  # only for a mistake

    return nearest(word[:80], MARKER_KINDS)


def _first_word(text: str) -> str:
    """Return the characters of a text before the first white space or ``#``."""
    words = text.partition("#")[0].split(maxsplit=1)
    return words[0] if words and text.startswith(words[0]) else ""


_COMPOSE_KEYS = frozenset("version name services networks volumes configs secrets include".split())
_LISTS = frozenset("components images admin_commands cmds custom_requirements custom_metrics config".split())
_MAPPINGS = frozenset(
    "monitors host_requirements identity state backup statsd graphite carbon localization support terms properties "
    "swarm kubernetes".split()
)
_TEXTS = frozenset(("console_support_markdown", "release_notes"))
KNOWN_KEYS = _LISTS | _MAPPINGS | _TEXTS | {"name", "version"}
"""The root keys of a ``replicated`` document, by which one without a version is recognised."""


def infer_kind(root: Node | None) -> Kind:
    """Return the kind of a document by its keys."""
    if not isinstance(root, Mapping):
        return Kind.UNKNOWN
    keys = root.index
    if any(isinstance(value, Mapping) and "v1" in value.index for value in map(keys.get, ("assets", "lifecycle"))):
        return Kind.SHIP
    screen = keys.get("config")
    if len(keys) == 1 and isinstance(screen, Mapping) and isinstance(screen.get("v1"), Sequence):
        return Kind.SHIP  # the config screen of a Ship release alone
    if "apiVersion" in keys and "kind" in keys:
        version = root.text("apiVersion") or ""
        return _GROUPS.get(version.partition("/")[0], Kind.KUBERNETES)
    if _is_native(root):
        return Kind.REPLICATED
    if "services" in keys and _is_compose(keys):
        return Kind.SWARM
    return Kind.UNKNOWN


def _is_compose(keys: dict[str, Node]) -> bool:
    """Return True if a mapping with ``services`` is a Compose file.

    A list of services belongs to another program, such as a CI service. In a file of values, a service is a mapping
    with parts of an image, or with keys of its own. Compose has a version, or services with an image string, a build
    or another service to extend, and nothing else at the root but its own keys.
    """
    services = keys["services"]
    if not isinstance(services, Mapping):
        return not isinstance(services, Sequence)
    if "version" in keys:
        return True
    if not all(key in _COMPOSE_KEYS or key.startswith(("x-", "<<")) or MASK in key for key in keys):
        return False
    found = [value for _, value in services.entries() if isinstance(value, Mapping)]
    return not any(isinstance(value.get("image"), Mapping) for value in found)


def _is_native(root: Mapping) -> bool:
    """Return True if an unmarked mapping is a ``replicated`` document.

    Its version or its lists of containers or images decide. Other keys, such as ``backup`` or ``components``, are also
    in files that are not releases (values of a chart, an API description). They count only if the platform knows all
    keys of the mapping, and if at least one value has the type that the platform expects there.
    """
    keys = root.index
    if "replicated_api_version" in keys:
        return True
    if any(isinstance(item, Mapping) and "containers" in item.index for item in root.sequence("components")):
        return True
    if any(isinstance(item, Mapping) and "source" in item.index for item in root.sequence("images")):
        return True
    if not all(key in KNOWN_KEYS or key.startswith(("x-", ".", "_", "<<")) or MASK in key for key in keys):
        return False
    return any(_fits(key, value) for key, value in keys.items())


def _fits(key: str, value: Node) -> bool:
    """Return True if a value has the type that this key has in a ``replicated`` document, or is still open."""
    if isinstance(value, Scalar):
        return key in _TEXTS or ((key in _LISTS or key in _MAPPINGS) and _is_open(value))
    if isinstance(value, Sequence):
        return key in _LISTS and all(isinstance(item, Mapping) or _is_open(item) for item in value.items)
    return key in _MAPPINGS or (key in _LISTS and isinstance(value, Mapping) and not value.pairs)


def _is_open(node: Node) -> bool:
    """Return True if a node is empty or is filled in by a template."""
    return isinstance(node, Scalar) and (node.value in ("", "~", "null") or MASK in node.value)
