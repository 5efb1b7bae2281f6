"""What a document is: the kind that its ``# kind:`` comment names, or else the one that its keys show."""

from __future__ import annotations

from enum import Enum

from replreg.lazy_re import lazy_compile
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.templates import MASK

__all__ = ["KOTS_GROUPS", "MARKER_KINDS", "Kind", "Marker", "find_marker", "infer_kind"]

KOTS_GROUPS = frozenset({"kots.io"})
"""The API groups of KOTS: a folder with a document of one of these is a KOTS release."""

_MARKER = lazy_compile(r"#[ \t]*kind:[ \t]*([^\s#]+)")
_LINE = lazy_compile(r"[^\r\n]*")
_BLANKS = " \t\ufeff"


class Kind(str, Enum):
    """What a document is, by the words of the platform's ``# kind:`` comments as far as it has one.

    The two ``test-proc`` kinds are in the platform's pages on programmable test procedures; they name no images.
    """

    REPLICATED = "replicated"
    SWARM = "scheduler-swarm"
    KUBERNETES = "scheduler-kubernetes"
    SHIP = "ship"
    TEST_PROC_SWARM = "test-proc-swarm"
    TEST_PROC_KUBERNETES = "test-proc-kubernetes"
    KOTS = "kots"
    UNKNOWN = "unknown"


MARKER_KINDS = {
    kind.value: kind
    for kind in (Kind.REPLICATED, Kind.SWARM, Kind.KUBERNETES, Kind.TEST_PROC_SWARM, Kind.TEST_PROC_KUBERNETES)
}


class Marker:
    """A ``# kind:`` comment: the word, and its span in the file."""

    __slots__ = ("end", "start", "word")

    def __init__(self, word: str, start: int, end: int) -> None:
        self.word = word
        self.start = start
        self.end = end


def find_marker(text: str, start: int, end: int) -> Marker | None:
    """Find the ``# kind:`` comment among the comments that a document starts with.

    One with a word that the platform knows goes before others, which may be YAML that somebody has commented out.
    """
    first: Marker | None = None
    for line in _LINE.finditer(text, start, end):
        content = line.group().strip(_BLANKS)
        if content.startswith(("---", "...")):
            content = content[3:].lstrip(_BLANKS)
        if not content:
            continue
        if content[0] != "#":
            break
        found = _MARKER.match(text, text.index("#", line.start()), line.end())
        if found:
            marker = Marker(found.group(1), found.start(1), found.end(1))
            if marker.word in MARKER_KINDS:
                return marker
            first = first or marker
    return first


_LISTS = frozenset("components images admin_commands cmds custom_requirements custom_metrics config".split())
_MAPPINGS = frozenset(
    "monitors host_requirements identity state backup statsd graphite carbon localization support terms properties "
    "swarm kubernetes".split()
)
_TEXTS = frozenset(("console_support_markdown", "release_notes"))
_KNOWN_KEYS = _LISTS | _MAPPINGS | _TEXTS | {"name", "version"}


def infer_kind(root: Node | None) -> Kind:
    """Tell a document's kind from its keys, as far as they tell it."""
    if not isinstance(root, Mapping):
        return Kind.UNKNOWN
    keys = root.index
    if any(isinstance(value, Mapping) and "v1" in value.index for value in map(keys.get, ("assets", "lifecycle"))):
        return Kind.SHIP
    if "apiVersion" in keys and "kind" in keys:
        version = root.text("apiVersion") or ""
        return Kind.KOTS if version.partition("/")[0] in KOTS_GROUPS else Kind.KUBERNETES
    if _is_native(root):
        return Kind.REPLICATED
    if "services" in keys and not isinstance(keys["services"], Sequence):
        return Kind.SWARM  # a list of services is another program's: that of a CI service, for example
    return Kind.UNKNOWN


def _is_native(root: Mapping) -> bool:
    """Tell whether an unmarked mapping is a ``replicated`` document.

    Its version says so, or its lists of containers or images do. Other keys, such as ``backup`` or ``components``,
    stand in many a file that has nothing to do with a release (values of a chart, an API description), so they count
    only where no key is a stranger, and where the value of one at least is what the platform has there.
    """
    keys = root.index
    if "replicated_api_version" in keys:
        return True
    if any(isinstance(item, Mapping) and "containers" in item.index for item in root.sequence("components")):
        return True
    if any(isinstance(item, Mapping) and "source" in item.index for item in root.sequence("images")):
        return True
    if not all(key in _KNOWN_KEYS or key.startswith(("x-", ".", "_", "<<")) or MASK in key for key in keys):
        return False
    return any(_fits(key, value) for key, value in keys.items())


def _fits(key: str, value: Node) -> bool:
    """Tell whether a value is what the platform has under this key of a ``replicated`` document, or is left open."""
    if isinstance(value, Scalar):
        return key in _TEXTS or ((key in _LISTS or key in _MAPPINGS) and _is_open(value))
    if isinstance(value, Sequence):
        return key in _LISTS and all(isinstance(item, Mapping) or _is_open(item) for item in value.items)
    return key in _MAPPINGS or (key in _LISTS and isinstance(value, Mapping) and not value.pairs)


def _is_open(node: Node) -> bool:
    """Tell whether a node says nothing of what stands there: it is empty, or a template fills it in."""
    return isinstance(node, Scalar) and (node.value in ("", "~", "null") or MASK in node.value)
