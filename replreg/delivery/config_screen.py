"""Checks of a KOTS ``Config``: conditions, validations, repeated items, and passwords in plain sight.

Source of the facts: the rules of the vendor portal, replicatedhq/kots-lint.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.files import Resource
from replreg.delivery.folder import FolderRelease
from replreg.delivery.problems import DeliveryProblem, View
from replreg.delivery.resource_problems import literal, missing, problem, scalar_span
from replreg.finding import Edit, Fix
from replreg.lazy_re import lazy_compile
from replreg.release.checks.access import GO_FLAGS, is_absent, is_false, lacks, may_have_more
from replreg.yaml.composer import Mapping, Scalar
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK, legible

__all__ = ["invalid_when", "open_passwords", "repeated_items", "unrepeated_names", "validations"]

_YAML_FLAGS = frozenset("yes Yes YES on On ON no No NO off Off OFF y Y n N".split())
_WITHOUT_VALIDATION = frozenset("bool radio dropdown label heading select_one select_many select".split())
"""The types of an item that take no ``regex``. Nothing is known of a type that does not exist."""
_PLAIN_TYPES = frozenset(("text", "textarea"))
_PATH = lazy_compile(r".*\[[0-9]\]")
# Templates in square brackets are expanded for each item, before the language of templates sees the text.
_NAME = lazy_compile(r"repl\[\[\s*ConfigOption\w*\s+\\?[\"`]?([\w.-]+)|ConfigOption\w*\W{1,4}repl\[\[\s*\.?([\w.-]+)")
_SECRET = ("password", "secret", "token")
_CLASS = lazy_compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_FLAG_GROUP = lazy_compile(r"\(\?[imsU]+(?:-[imsU]+)?\)")
_ONLY_RE2 = lazy_compile(r"\\[pPzQEC]|\[\[:|\(\?<[A-Za-z]|\(\?[imsU-]+:|\{,|\\x\{")
"""What RE2 has and Python has not, or reads in another way: such an expression is not judged further."""
_NOT_RE2 = (
    (lazy_compile(r"(?<!\\)(?:\\\\)*\(\?(?:=|!|<=|<!)"), "looks ahead or behind"),
    (lazy_compile(r"(?<!\\)(?:\\\\)*\(\?>"), "has an atomic group"),
    (lazy_compile(r"(?<!\\)(?:\\\\)*\\[1-9]"), "refers back to a group"),
    (lazy_compile(r"(?<!\\)(?:\\\\)*(?:[*+?]|[0-9]\})\+"), "has a possessive quantifier"),
)
"""The parts of expressions that RE2 does not have, with the words for them."""


def _groups(resource: Resource) -> Iterator[Mapping]:
    spec = resource.spec
    for group in spec.sequence("groups") if spec is not None else ():
        if isinstance(group, Mapping):
            yield group


def _items(group: Mapping) -> Iterator[Mapping]:
    yield from (item for item in group.sequence("items") if isinstance(item, Mapping))


def _all_items(release: FolderRelease) -> Iterator[tuple[Resource, Mapping]]:
    for resource in release.config_screens:
        for group in _groups(resource):
            for item in _items(group):
                yield resource, item


def invalid_when(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield each ``when`` of a group, an item or a child that is neither a flag nor one template as a whole."""
    for resource in release.config_screens:
        for group in _groups(resource):
            for holder in (group, *_items(group), *(child for item in _items(group) for child in _items(item))):
                for node in resource.fragment.choices(holder, "when"):
                    if isinstance(node, Scalar) and not is_absent(node) and not _is_condition(node):
                        yield _wrong_when(resource, node)


def _wrong_when(resource: Resource, node: Scalar) -> DeliveryProblem:
    text = node.value
    start = len(text) - len(text.lstrip()) + len("repl")
    end = text.find("{{")
    if text.lstrip().startswith("repl") and end > start and not text[start:end].strip():
        place = ScalarValue(resource.fragment, node).locate(start, end)
        fix = None if place is None else Fix(True, "remove the space after 'repl'", (Edit(*place, ""),))
        message = (
            f"'when' is '{legible(text)}', which is not a template, because a space is before '{{{{'; the portal "
            "refuses the release; write 'repl{{'"
        )
        return problem(resource, scalar_span(resource, node), message, fix=fix)
    message = (
        f"'when' is '{legible(text)}', which is not true, false or one template; the portal refuses the release; "
        'compare with a template, such as repl{{ ConfigOptionEquals "option" "value" }}'
    )
    return problem(resource, scalar_span(resource, node), message)


def _is_condition(node: Scalar) -> bool:
    text = node.value.strip()
    if MASK in text:
        return text.startswith(MASK) and text.endswith(MASK)
    if text.startswith("{{"):
        return True  # a '{{ repl' is another mistake
    return text in GO_FLAGS or (not node.style and text in _YAML_FLAGS)


def validations(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield expressions of ``validation.regex`` that RE2 does not have, and validations that a type does not take."""
    for resource, item in _all_items(release):
        validation = item.mapping("validation")
        if validation is None:
            continue
        kind = item.get("type")
        text = "text" if is_absent(kind) else (kind.value if isinstance(kind, Scalar) else "")
        if text in _WITHOUT_VALIDATION and validation.get("regex") is not None:
            key = item.key("validation")
            message = (
                f"an item of the type '{legible(text)}' cannot have a 'regex'; the portal refuses the release; remove "
                "the validation, or use it on a text, textarea, password or file"
            )
            yield problem(resource, key if key is not None else item, message)
        regex = validation.mapping("regex")
        pattern = literal(regex, "pattern")
        if pattern is None:
            continue
        fault = _fault(pattern.value)
        if fault:
            message = (
                f"the pattern {fault}, which is not an RE2 expression; the portal refuses the release; write one that "
                "RE2 has"
            )
            yield problem(resource, scalar_span(resource, pattern), message)


def _fault(pattern: str) -> str:
    """Return what is wrong with an RE2 expression, as the rest of a sentence about it; "" if nothing is known."""
    import re

    outside = _CLASS.sub("[a]", pattern)
    for expression, words in _NOT_RE2:
        if expression.search(outside) is not None:
            return words
    if _ONLY_RE2.search(pattern) is not None:
        return ""
    try:
        re.compile(_FLAG_GROUP.sub("", pattern))
    except re.error as error:
        return f"has a mistake ({error})"
    except (OverflowError, RecursionError):
        return ""
    return ""


def repeated_items(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield what ``repeatable`` items lack: ``templates``, ``valuesByGroup``, an index at the end of ``yamlPath``."""
    for resource, item in _all_items(release):
        flag = item.get("repeatable")
        if flag is None or is_false(resource.fragment, flag) or may_have_more(resource.fragment, item):
            continue
        for key in ("templates", "valuesByGroup"):
            if lacks(item, key):
                message = f"a repeatable item has no '{key}'; the portal refuses the release"
                yield missing(resource, item, (key,), message, f"add '{key}'")
        for template in item.sequence("templates"):
            path = literal(template, "yamlPath") if isinstance(template, Mapping) else None
            if path is not None and _PATH.fullmatch(path.value) is None:
                message = (
                    f"'yamlPath' is '{legible(path.value)}', which does not end with the index of a list; the portal "
                    "refuses the release; write the path of the entry to repeat, as in spec.ports[0]"
                )
                yield problem(resource, scalar_span(resource, path), message)


def unrepeated_names(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the options that a template of a repeated part reads and that are not ``repeatable``."""
    known: dict[str, bool] = {}
    for resource, item in _all_items(release):
        for one in (item, *_items(item)):
            name = one.text("name")
            if name:
                flag = one.get("repeatable")
                known[name] = known.get(name, False) or (flag is not None and not is_false(resource.fragment, flag))
    if not known:
        return
    screens = {resource.file.path for resource in release.config_screens}
    for file in release.files.values():
        if "repl[[" not in file.text or "ConfigOption" not in file.text:
            continue
        for found in _NAME.finditer(file.text):
            group = 1 if found[1] is not None else 2
            name = found[group]
            if known.get(name, True) or file.comments.hold(found.start()):
                continue
            message = (
                f"the config option '{legible(name)}' is not repeatable, so it has no parts to repeat; the portal "
                "refuses the release; add 'repeatable: true' to it, or read it with an ordinary template"
            )
            view = View.ONE_FILE if file.path in screens else View.OTHER_FILES
            yield DeliveryProblem(file.path, *found.span(group), message, needs=view)


def open_passwords(release: FolderRelease) -> Iterator[DeliveryProblem]:
    """Yield the text items whose names speak of a password, a secret or a token, and that anybody can read."""
    for resource, item in _all_items(release):
        name, kind = literal(item, "name"), item.get("type")
        text = "text" if is_absent(kind) else (kind.value if isinstance(kind, Scalar) else "")
        if name is None or text not in _PLAIN_TYPES or not any(word in name.value.lower() for word in _SECRET):
            continue
        if any(not is_false(resource.fragment, item.get(key)) for key in ("hidden", "readonly")):
            continue
        message = (
            f"'{legible(name.value)}' is of the type '{text}', so its value is shown to everybody who looks at the "
            "screen; write 'type: password'"
        )
        yield problem(resource, kind if isinstance(kind, Scalar) and not is_absent(kind) else name, message)
