"""Hints of images by what a value is: a string under any key that starts with the reference name of a linked registry.

The text is searched for the names first, so a file without one costs one search. Only a document with a name in it is
walked. A hint is a use that counts only if the name is in the place of a host, so no other rule reports it.

A string is a hint if it is a name with ``/`` and the path of an image; a name alone is one under a key such as
``registry``. In a text of several lines, and in one with quotes or ``=`` in it, a part of it can be a hint: it may be a
file of any format, a flag (``--flag=IMAGE``) or an assignment. Strings in template expressions are hints, too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter, itemgetter
from typing import NamedTuple

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import BUILT_IN, Registry, normalize_host, split_endpoint
from replreg.release.documents import Document
from replreg.release.model import Hint, Release, Use
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence
from replreg.yaml.fragment import Fragment, ScalarValue
from replreg.yaml.templates import MASK, Template, Templates
from replreg.yaml.text import line_end, line_start

__all__ = ["NamePlaces", "find_names", "read"]

_FEW = 30
"""So many names are searched for one by one; more are looked up word by word."""

_WORD = lazy_compile(r"[A-Za-z0-9](?:[\w.-]*\w)?")
_NEVER_BEFORE = "/@:+-._%\\"
_IMAGE = (
    r"(?:/[a-z0-9{0}][\w.{0}-]*)+"  # the path after a name
    r"(?::[\w{0}][\w.{0}-]*)?(?:@sha256:[0-9a-f{0}]+)?"
)
_REST = lazy_compile(_IMAGE.format(MASK))
_REST_OF_LITERAL = lazy_compile(_IMAGE.format("%") + ":?")
_FOREIGN = lazy_compile(r"\{\{[^\n]*?\}\}|\$\{[^{}\n]*\}|\$\([^()\n]*\)|\$[A-Za-z_]\w*|%[sdv]")

_QUOTE = r"""\\?["'`]"""
_KEYED = lazy_compile(rf"(?:^|[\s{{,\[(\"'])-{{0,2}}([\w./\[\]-]+)(?:{_QUOTE})?\s*[:=]\s*(?:{_QUOTE})?\Z")
_QUOTED = lazy_compile(rf"(?:^|[\s=:(,\[{{]){_QUOTE}\Z")
_ITEM = lazy_compile(r"\s*-\s+\Z")
_END = lazy_compile(rf"{_QUOTE}|[ \t]*(?:[,;)\]}}\r\n]|\Z)|[ \t]+[#\\]")
_COMMENT = lazy_compile(r"\s*(?:#|//|;|--\s|/?\*|<!--)|.*\s(?:#|//)\s")

_IMAGE_WORD = lazy_compile(r"(?i)image(?!_?pull)|registry|repository|newname")
_SECRET_WORD = lazy_compile(r"(?i)secret|credential|password|policy|e_?mail|user")
_REGISTRY_KEY = lazy_compile(
    r"(?:.*(?:[^A-Za-z]|[a-z0-9](?=R)))?(?i:registry)(?:[_-]?(?i:host|server|domain|url))?\Z|hub\Z"
)
# Keys whose values are paths, addresses, and names of other things than images.
_OTHER_KEY = lazy_compile(
    r"(?i)(?:.*[^a-z])?(?:charts?|chart_?name|files?|dir|directory|folder|links?|href|destination|repos?|git|ref|branch"
    r"|bucket|topic|queue|namespace|class|package|module|uses|kind|role|group|key|description|title|help_?text|message"
    r"|release|scope|labels?|version|provider|issuer|image_name|source)\Z|.*(?:path|file|dir|url|uri|api_?version)s?\Z"
)
_FILE_NAME = lazy_compile(r"(?i).*\.(?:ya?ml|json|toml|txt|md|sh|py|js|git|t?gz|zip|conf|cfg|ini|pem|crt|key|html?)\Z")
_NAMED_BY = ("name", "path", "key")
_VALUES = frozenset(("value", "default", "static_val", "newValue"))
_PRINTS = frozenset(("print", "printf", "println"))


class NamePlaces(NamedTuple):
    """Where reference names are in a file's text, as far as an image string may start with them there.

    ``starts`` and ``ends`` are sorted offsets in code points. ``text`` is the decoded text of the file, and ``masked``
    the same with its templates covered.
    """

    starts: list[int]
    ends: list[int]
    text: str
    masked: str

    def between(self, start: int, end: int) -> range:
        """Return the numbers of the places that start between two offsets."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


class _Key(NamedTuple):
    """What the keys around a value say: its own key, and whether that key, or the one above it, speaks of images."""

    own: str
    says_image: bool


def find_names(text: str, masked: str, registries: Iterable[Registry]) -> NamePlaces | None:
    """Return the places of the reference names in a file's decoded text, None if there is none."""
    names = {item.name for item in registries if item.name not in BUILT_IN and not _is_its_host(item)}
    found = sorted(_places(text, names))
    if not found:
        return None
    return NamePlaces([start for start, _ in found], [end for _, end in found], text, masked)


def _is_its_host(registry: Registry) -> bool:
    """Return True if a link has its endpoint as its name, which is right at the start of an image string."""
    return normalize_host(split_endpoint(registry.name)[0]) == normalize_host(registry.host)


def _places(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    if len(names) > _FEW:
        words = ((word.group(), *word.span()) for word in _WORD.finditer(text))
        yield from ((start, end) for word, start, end in words if word in names and _may_be_name(text, start, end))
        names = {name for name in names if not _WORD.fullmatch(name)}
    for name in names:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if _may_be_name(text, start, end):
                yield start, end
            start = text.find(name, end)


def _may_be_name(text: str, start: int, end: int) -> bool:
    """Return True if the name at a place can start an image string, or be the value of a key for a registry."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before.isalnum() or (before and before in _NEVER_BEFORE and text[start - 2 : start] != '\\"'):
        return False
    if after == "/":
        following = text[end + 1 : end + 2]
        return following.isalnum() or (following != "" and following in "{%$r")
    if after.isalnum() or (after and after in "_.-:@"):
        return False
    line = text[max(line_start(text, start), start - 100) : start].lower()
    return "registry" in line or "hub" in line


def read(document: Document, release: Release, places: NamePlaces) -> None:
    """Add a hint for each place of a document at which a name may be in place of a host, if no use has it already."""
    if document.root is None or not places.between(document.start, document.end):
        return
    known = _known_spans(document, release)
    hints: dict[int, Use] = {}
    for scalar, key in _scalars(document.root):
        start, end = document.source.node_span(scalar)
        for number in places.between(start, end):
            first = places.starts[number]
            if first in hints:
                continue
            before = bisect_right(known, first, key=itemgetter(0)) - 1
            is_known = before >= 0 and first < known[before][1]
            found = _Place(places, number, start, end).image(document.source.templates, key, is_known)
            if found is not None:
                hints[first] = _hint(document, places, first, found)
    release.uses.extend(hints[first] for first in sorted(hints))


class _Found(NamedTuple):
    """An image string that starts with a name: where it ends, its value, and what is known of it."""

    end: int
    value: str
    suffix: str
    is_vague: bool
    described_as: str


def _hint(document: Document, places: NamePlaces, start: int, found: _Found) -> Use:
    # The string is written as it is read, so its places need no map.
    scalar = Scalar(start, found.end, None, places.text[start : found.end], "")
    field = ScalarValue(Fragment(places.text, places.text, Templates()), scalar, found.value)
    return Use(
        document.index,
        field,
        found.described_as,
        is_certain=False,
        suffix=found.suffix,
        hint=Hint.VAGUE if found.is_vague else Hint.CLEAR,
    )


def _known_spans(document: Document, release: Release) -> list[tuple[int, int]]:
    """Return the sorted spans of the strings that the uses and declarations of a document have already."""
    spans: list[tuple[int, int]] = []
    for use in release.uses:
        if use.document == document.index:
            spans.extend(field.span for field in (use.image, use.path_field) if field is not None)
    for declaration in release.declarations:
        if declaration.document == document.index:
            fields = (declaration.name, declaration.source_field, declaration.tag)
            spans.extend(field.span for field in fields if field is not None)
    return sorted(spans)


def _scalars(root: Node) -> Iterator[tuple[Scalar, _Key]]:
    """Yield the scalars that are values, each once, with what their keys say."""
    visited: set[int] = set()
    stack: list[tuple[Node, _Key, bool]] = [(root, _Key("", False), False)]
    while stack:
        node, key, own_says = stack.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, Scalar):
            yield node, key
        elif isinstance(node, Mapping):
            name = " ".join(filter(None, map(node.text, _NAMED_BY))) if _VALUES.intersection(node.index) else ""
            for written, value in node.pairs:
                own = written.value if isinstance(written, Scalar) else ""
                says = _says_image(f"{own} {name}" if own in _VALUES else own)
                stack.append((value, _Key(own, says or own_says), says))
        elif isinstance(node, Sequence):
            before = ""
            for item in node.items:
                says = own_says or (before.startswith("-") and _says_image(before))
                stack.append((item, key._replace(says_image=key.says_image or says), own_says))
                before = item.value if isinstance(item, Scalar) else ""


def _says_image(text: str) -> bool:
    return _IMAGE_WORD.search(text) is not None and _SECRET_WORD.search(text) is None


class _Place:
    """A name in the content ``start:end`` of a scalar, by offsets of the file."""

    def __init__(self, places: NamePlaces, number: int, start: int, end: int) -> None:
        self._text = places.text
        self._masked = places.masked
        self._first = places.starts[number]
        self._last = places.ends[number]
        self._start = start
        self._end = end

    def image(self, templates: Templates, key: _Key, is_known: bool) -> _Found | None:
        """Return the image string that starts with the name, None if there is none.

        ``is_known``: the release has a use of the scalar already, which covers what is not in a template.
        """
        inside = bisect_right(templates, self._first, key=attrgetter("start")) - 1
        if inside >= 0 and self._first < templates[inside].end:
            return self._in_template(templates[inside], key)
        if is_known:
            return None
        begin = max(self._start, line_start(self._text, self._first))
        line = self._text[begin : self._first]
        if not line.strip():
            return self._as_a_whole(key)
        if _COMMENT.match(line):
            return None
        keyed = _KEYED.search(line)
        if keyed is not None:
            says = key.says_image or _says_image(line) or self._says_above(begin)
            return self._part(_Key(keyed[1], says))
        if _QUOTED.search(line) or _ITEM.fullmatch(line):
            says = key.says_image or _says_image(line) or self._says_above(begin)
            return self._part(_Key("", says))
        return None

    def _as_a_whole(self, key: _Key) -> _Found | None:
        found = self._rest(key)
        return found if found is not None and not self._text[found.end : self._end].strip() else None

    def _part(self, key: _Key) -> _Found | None:
        found = self._rest(key)
        return found if found is not None and _END.match(self._text, found.end, self._end) else None

    def _says_above(self, begin: int) -> bool:
        """Return True if the line above in the same text speaks of an image: a key of a list, or a name."""
        above = line_start(self._text, max(self._start, begin - 1))
        return above >= self._start and above < begin and _says_image(self._text[above:begin])

    def _rest(self, key: _Key) -> _Found | None:
        """Return the name with the path that follows it, or alone under a key of a registry."""
        end = min(self._end, line_end(self._text, self._last))
        described_as = f"'{key.own}'" if key.own else "a string"
        if self._last == end or self._text[self._last] != "/":
            if _REGISTRY_KEY.match(key.own) is None:
                return None
            return _Found(self._last, self._text[self._first : self._last], f"/{MASK}", False, described_as)
        masked = _FOREIGN.sub(lambda found: MASK * len(found.group()), self._masked[self._last : end])
        rest = _REST.match(masked)
        if rest is None or not _is_plausible(rest.group(), key):
            return None
        value = self._text[self._first : self._last] + rest.group()
        return _Found(self._last + rest.end(), value, "", not key.says_image, described_as)

    def _in_template(self, template: Template, key: _Key) -> _Found | None:
        """Return the image string that a string of a template expression is, or starts with."""
        quote = self._text[self._first - 1]
        if quote not in '"`' or self._masked[max(self._start, template.start - 1) : template.start] == "/":
            return None
        rest = _REST_OF_LITERAL.match(self._text, self._last)
        end = rest.end() if rest is not None else self._last
        if self._text[end : end + 1] not in (quote, "\\") or self._is_printed_later(template):
            return None
        written = self._text[template.start : template.end]
        if rest is None:
            if _says_image(written) or _REGISTRY_KEY.match(key.own):
                return _Found(end, self._text[self._first : end], f"/{MASK}", False, "a string of a template")
            return None
        value = self._text[self._first : end].replace("%s", MASK * 2).replace("%d", MASK * 2).replace("%v", MASK * 2)
        if value.endswith(":"):
            value, end = value[:-1], end - 1
        return _Found(end, value, "", not (key.says_image or _says_image(written)), "a string of a template")

    def _is_printed_later(self, template: Template) -> bool:
        """Return True if the string is printed after others, so that it does not start what is printed."""
        from replreg.templates.calls import find_calls
        from replreg.templates.lexer import TemplateError
        from replreg.templates.parser import parse_template

        try:
            calls = find_calls(parse_template(self._text[template.start : template.end]), _PRINTS)
        except TemplateError:  # control flow, or a variable of another expression
            return False
        place = self._first - template.start
        return any(other.start <= place < other.end for call in calls for other in call.arguments[1:])


def _is_plausible(rest: str, key: _Key) -> bool:
    """Return True if the path after a name may be that of an image, by its key and by what it is itself."""
    if key.says_image:
        return True
    if _OTHER_KEY.match(key.own) is not None or _FILE_NAME.match(rest) is not None:
        return False
    return rest.count("/") > 1 or ":" in rest  # one part after a word can be anything
