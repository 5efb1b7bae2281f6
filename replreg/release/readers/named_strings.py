"""Decides if a reference name in a text starts an image string, is a host alone, or is something else.

A string is an image string by its shape and by the keys around it; in a text of several lines, and in one with quotes
or ``=`` in it, each line is looked at, since it may be a file of any format.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.release.readers import IMAGE_FUNCTIONS
from replreg.release.readers.mirror_lists import follows_mirror_key
from replreg.release.readers.name_places import NamePlaces
from replreg.yaml.templates import MASK, Template, Templates

__all__ = [
    "Key",
    "NamedString",
    "TemplateStrings",
    "is_registry_key",
    "may_be_path",
    "named_string",
    "says_image",
    "says_other",
]

_LONGEST = 500
"""So many code points before and after a name are looked at; no image string is longer."""

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
_ITEM = lazy_compile(r"\s*-\s+\Z|.*:\s*\[(?:[^\[\]]*,)?\s*\Z")
_END = lazy_compile(rf"{_QUOTE}|[ \t]*(?:[,;)\]}}\r\n]|\Z)|[ \t]+[#\\]")
_FLAG = lazy_compile(r".*(?:^|\s)--?([\w-]+)[= ]\Z")
_TOOL = lazy_compile(r"(?:^|[\s/;&|(\"'])(?:docker|podman|nerdctl|crictl|ctr|crane|skopeo|buildah)\s")
_END_OF_WORD = lazy_compile(r"""[\s"'`;,)&|\\]|\Z""")
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
    r"|release|scope|labels?|version|provider|issuer|image_name|source|build|resources|bases)\Z"
    r"|.*(?:path|file|dir|url|uri|api_?version|prefix|context|status_?informer)s?\Z"
)
# Keys that say the same beside an image, too.
_NEVER_IMAGE = lazy_compile(
    r"(?:(?:check|collector|container|service|secret|pod|display|release|chart)_?[Nn]ame"
    r"|title|description|message|help_?text)\Z"
)
_PATH_KEY = lazy_compile(r"(?i).*(?:path|file|dir|url|uri)s?\Z")
_OTHER_REGISTRY = lazy_compile(r"(?i)schema|npm|maven|nuget|pypi|packages?(?:[^a-z]|registry)")
_NAME_KEY = lazy_compile(r"(?:(?:.*N|n|.*_n)ame|container)\Z")
_FILE_NAME = lazy_compile(r"(?i).*\.(?:ya?ml|json|toml|txt|md|sh|py|js|git|t?gz|zip|conf|cfg|ini|pem|crt|key|html?)\Z")
_VERB = lazy_compile("%[sdv]")
_PRINTS = frozenset(("print", "printf", "println"))
# Functions that give one of their arguments back, or take an image. Another function takes a string for something else.
_TRANSPARENT = _PRINTS.union("ternary default coalesce quote squote trim lower replace eq ne".split(), IMAGE_FUNCTIONS)
_IS_COMMENT = lazy_compile(r"(?:\{\{repl|repl\{\{)-?\s*/\*")


class Key(NamedTuple):
    """The keys around a value: its own key, and whether that key, or the one above it, speaks of images."""

    own: str
    says_image: bool


class NamedString(NamedTuple):
    """An image string that starts with a name: where it ends, its value, and what is known of it."""

    end: int
    value: str
    suffix: str
    is_vague: bool
    described_as: str


def named_string(
    places: NamePlaces,
    number: int,
    content: tuple[int, int],
    templates: Templates,
    key: Key,
    strings: TemplateStrings,
    *,
    is_known: bool,
) -> NamedString | None:
    """Return the image string that a name starts, None if it does not start one.

    ``content`` is the span of its scalar in the file, without quotes. ``is_known``: the release has a use of the scalar
    already, which covers all that is not in a template.
    """
    return _Place(places, number, *content, strings).image(templates, key, is_known)


class TemplateStrings:
    """Which strings in the template expressions of a text cannot start an image string. Each is parsed once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[int, set[int]] = {}

    def is_something_else(self, template: Template, start: int) -> bool:
        """Return True if a function takes the string at ``start``, without its quote, for something else.

        Also if a function prints it after other strings.
        """
        if template.start not in self._known:
            self._known[template.start] = set(self._other_strings(template))
        known = self._known[template.start]
        return start - 1 in known or start - 2 in known  # the quote may be escaped

    def _other_strings(self, template: Template) -> Iterator[int]:
        from replreg.templates.calls import find_calls
        from replreg.templates.lexer import TemplateError
        from replreg.templates.parser import parse_template

        try:
            calls = find_calls(parse_template(self._text, start=template.start, end=template.end))
        except TemplateError:  # control flow, or a variable of another expression
            return
        for call in calls:
            for number, argument in enumerate(call.arguments):
                is_printed_later = number > 0 and call.name in _PRINTS
                if argument.literal is not None and (is_printed_later or call.name not in _TRANSPARENT):
                    yield argument.start


def says_image(text: str) -> bool:
    """Return True if a key, or another word beside a value, speaks of an image or of a registry."""
    return _IMAGE_WORD.search(text) is not None and _SECRET_WORD.search(text) is None


def is_registry_key(key: str) -> bool:
    """Return True if a key is that of a registry, whose value may be a name alone: ``registry``, ``hub``.

    Registries of schemas and of packages of programming languages have no images.
    """
    return _REGISTRY_KEY.match(key) is not None and _OTHER_REGISTRY.search(key) is None


def says_other(key: str) -> bool:
    """Return True if a key is one of paths, addresses, secrets, and names of other things than images."""
    return not says_image(key) and (_OTHER_KEY.match(key) is not None or _SECRET_WORD.search(key) is not None)


class _Place:
    """A name in the content ``start:end`` of a scalar, by offsets of the file."""

    def __init__(self, places: NamePlaces, number: int, start: int, end: int, strings: TemplateStrings) -> None:
        self._strings = strings
        self._text = places.text
        self._masked = places.masked
        self._first = places.starts[number]
        self._last = places.ends[number]
        self._start = start
        self._end = end

    def image(self, templates: Templates, key: Key, is_known: bool) -> NamedString | None:
        """Return the image string that starts with the name, None if there is none.

        ``is_known``: the release has a use of the scalar already, which covers what is not in a template.
        """
        inside = bisect_right(templates, self._first, key=attrgetter("start")) - 1
        if inside >= 0 and self._first < templates[inside].end:
            return self._in_template(templates[inside], key)
        if is_known:
            return None
        begin = _line_start(self._text, self._start, self._first)
        line = self._text[begin : self._first]
        if not line.strip():
            return self._as_a_whole(key)
        if _COMMENT.match(line) or follows_mirror_key(self._text, self._first, self._start):
            return None
        flag = _FLAG.match(line)
        if flag is not None and says_image(flag[1]):
            return self._word(Key(flag[1], True), is_flag=True)
        keyed = _KEYED.search(line)
        if keyed is not None:
            says = key.says_image or says_image(line) or self._says_above(begin)
            return self._part(Key(keyed[1], says and _PATH_KEY.match(keyed[1]) is None))
        if _QUOTED.search(line) or _ITEM.fullmatch(line):
            says = key.says_image or says_image(line) or self._says_above(begin)
            return self._part(Key("", says))
        return self._word(key) if line[-1].isspace() and _TOOL.search(line) else None

    def _word(self, key: Key, *, is_flag: bool = False) -> NamedString | None:
        """Return a word of a text, such as an argument of ``docker run``. Without a flag before it, it has a tag."""
        found = self._rest(key)
        if found is None or _END_OF_WORD.match(self._text, found.end, self._end) is None:
            return None
        return found if is_flag or ":" in found.value or "@" in found.value else None

    def _as_a_whole(self, key: Key) -> NamedString | None:
        found = self._rest(key)
        return found if found is not None and not self._text[found.end : self._end].strip() else None

    def _part(self, key: Key) -> NamedString | None:
        found = self._rest(key)
        return found if found is not None and _END.match(self._text, found.end, self._end) else None

    def _says_above(self, begin: int) -> bool:
        """Return True if the line above in the same text speaks of an image: a key of a list, or a name."""
        above = _line_start(self._text, self._start, begin - 1) if begin > self._start else begin
        return says_image(self._text[above:begin])

    def _rest(self, key: Key) -> NamedString | None:
        """Return the name with the path that follows it, or alone under a key of a registry."""
        end = min(self._end, self._last + _LONGEST)
        described_as = f"'{key.own}'" if key.own else "a string"
        if self._last == end or self._text[self._last] != "/":
            if not is_registry_key(key.own):
                return None
            return NamedString(self._last, self._text[self._first : self._last], f"/{MASK}", False, described_as)
        masked = _FOREIGN.sub(lambda found: MASK * len(found.group()), self._masked[self._last : end])
        rest = _REST.match(masked)
        if rest is None or not (is_registry_key(key.own) or may_be_path(rest.group(), key)):
            return None
        value = self._text[self._first : self._last] + rest.group()
        return NamedString(self._last + rest.end(), value, "", not key.says_image, described_as)

    def _in_template(self, template: Template, key: Key) -> NamedString | None:
        """Return the image string that a string of a template expression is, or starts with."""
        quote = self._text[self._first - 1]
        written = self._text[template.start : template.end]
        before = self._masked[max(self._start, template.start - 1) : template.start]
        if quote not in '"`' or before == "/" or _IS_COMMENT.match(written):
            return None
        rest = _REST_OF_LITERAL.match(self._text, self._last)
        end = rest.end() if rest is not None else self._last
        if self._text[end : end + 1] not in (quote, "\\") or self._strings.is_something_else(template, self._first):
            return None
        described_as = "a string of a template"
        if rest is None:
            is_host = is_registry_key(key.own)
            return NamedString(end, self._text[self._first : end], f"/{MASK}", False, described_as) if is_host else None
        value = _VERB.sub(MASK * 2, self._text[self._first : end])
        if value.endswith(":"):
            value, end = value[:-1], end - 1
        return NamedString(end, value, "", not (key.says_image or says_image(written)), described_as)


def _line_start(text: str, least: int, offset: int) -> int:
    """Return where the line of an offset starts, at ``least`` at the earliest; of a long line, some place before it."""
    least = max(least, offset - _LONGEST)
    found = max(text.rfind("\n", least, offset), text.rfind("\r", least, offset))
    return least if found < 0 else found + 1


def may_be_path(rest: str, key: Key) -> bool:
    """Return True if the path after a name, with its slash, may be that of an image, by its key and by what it is."""
    if _NEVER_IMAGE.match(key.own) is not None:
        return False
    if key.says_image:
        return True
    if says_other(key.own) or _FILE_NAME.match(rest) is not None:
        return False
    if _NAME_KEY.match(key.own) is not None:  # of a file in a support bundle, or of a container that is referred to
        return ":" in rest
    return rest.count("/") > 1 or ":" in rest  # one part after a word can be anything
