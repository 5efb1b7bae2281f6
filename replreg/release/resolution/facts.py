"""Facts about a resolution that say which rules can have something to report, before any rule is imported.

A rule names in ``APPLIES_TO`` the facts without which it has nothing to report. A fact may hold where such a rule
reports nothing; it must never be missing where one would report something.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from replreg.registries.docker_hub import is_on_web_site
from replreg.registries.linked_registry import BUILT_IN
from replreg.registries.reference_grammar import is_plain_reference
from replreg.release.kinds import MARKER_KINDS, Kind
from replreg.release.model import PULL_SECRET, Form, Release

if TYPE_CHECKING:
    from replreg.release.resolution.resolve import Resolution

__all__ = ["FACTS", "facts_of"]

FACTS = {
    "container": "a native container is declared",
    "declared-elsewhere": "a use has the outcome `DeclaredElsewhere`",
    "declared-in-place": "the place of a use declares an image, too",
    "foreign-prefix": "a declared name starts with a host, or repeats its source",
    "latest": "a declaration or a use has no tag, or the tag `latest`",
    "missing-host": "a use has the outcome `MissingHost`",
    "name-as-host": "the image string of a use starts with a reference name in place of the host",
    "name-with-colon": "a declared name has a colon",
    "other-tag": "entries list the image of a use, and none has its tag",
    "private-pod": "an image that takes credentials is in a pod",
    "private-pod-without-secret": "the same, and the pod names no pull secret that the platform makes",
    "proxy-domain": "an image is pulled from a domain of the proxy",
    "repeated-image": "two entries of `images:` have one name, or list one path",
    "reserved-key": "a declaration has a key that only the platform may set",
    "short-path": "a path has one part, or two where Google Artifact Registry may need three",
    "special-reference": "an image string or a declared name has more than words, dots, dashes and a tag, or a scheme",
    "unlinked-source": "a source is neither a linked registry nor built in",
    "unlisted": "a use has the outcome `Unlisted`",
    "unmarked-document": "some documents have a `# kind:` comment, and another one has none, or one that is not known",
    "unused-image": "an entry of `images:` is not used",
    "version-key": "an entry of `images:` has the key `version`",
}
"""Every fact by its name, with the condition under which it holds."""


def facts_of(resolution: Resolution) -> frozenset[str]:
    """Return the names of the facts that hold, in time linear in the number of declarations and uses."""
    facts = {*_facts_of_declarations(resolution), *_facts_of_uses(resolution)}
    if resolution.unused_images:
        facts.add("unused-image")
    if _has_unmarked_document(resolution.release):
        facts.add("unmarked-document")
    return frozenset(facts)


def _has_unmarked_document(release: Release) -> bool:
    documents = [document for document in release.documents if document.is_mapping]
    markers = [document.marker for document in documents]
    if documents and markers[0] is None and documents[0].kind is Kind.REPLICATED:
        del markers[0]  # the keys of a first one are enough
    words = [marker.word if marker is not None else "" for marker in markers]
    return any(words) and any(word not in MARKER_KINDS for word in words)


def _facts_of_declarations(resolution: Resolution) -> Iterator[str]:
    registries = resolution.registries
    for declared in resolution.declarations:
        declaration = declared.declaration
        name, source = declaration.name, declaration.source_field
        if name is not None:
            if not is_plain_reference(name.value) or name.skipped or is_on_web_site(name.value):
                yield "special-reference"
            if ":" in name.value:
                yield "name-with-colon"
        if (declared.tag or "latest") == "latest":
            yield "latest"
        if declared.redundant_prefix_length or declared.foreign_host:
            yield "foreign-prefix"
        if declared.path is not None and declared.domain is not None and _is_short(declared.domain, declared.path):
            yield "short-path"
        if source is not None and source.value not in registries and source.value not in BUILT_IN:
            yield "unlinked-source"
        if any(declaration.node.holder(key) is not None for key in declaration.form.reserved_keys):
            yield "reserved-key"
        if declaration.form is Form.CONTAINER:
            yield "container"
        elif declaration.form is Form.IMAGES and declaration.node.get("version") is not None:
            yield "version-key"
    listed = resolution.declared_images
    paths = [declared.path for declared in listed if declared.path is not None]
    if len({declared.name for declared in listed}) < len(listed) or len(set(paths)) < len(paths):
        yield "repeated-image"


def _is_short(domain: str, path: str) -> bool:
    """Return True if a path may have fewer parts than `replreg.registries.providers` says of its host."""
    slashes = path.count("/")
    return slashes < 1 or (slashes < 2 and domain.endswith("pkg.dev"))


def _facts_of_uses(resolution: Resolution) -> Iterator[str]:
    from replreg.release.resolution.outcomes import DeclaredElsewhere, Listed, MissingHost, Unlisted

    proxy_domains = resolution.domains.proxy_domains
    for used in resolution.uses:
        outcome = used.outcome
        if isinstance(outcome, (Listed, MissingHost)) and not outcome.match.same_tag:
            yield "other-tag"
        if isinstance(outcome, MissingHost):
            yield "missing-host"
        elif isinstance(outcome, Unlisted):
            yield "unlisted"
        elif isinstance(outcome, DeclaredElsewhere):
            yield "declared-elsewhere"
        if (used.tag or "latest") == "latest":
            yield "latest"
        if used.name_as_host is not None:
            yield "name-as-host"
        if used.own_declaration is not None:
            yield "declared-in-place"
        if _is_short(used.domain, used.path):
            yield "short-path"
        if used.domain in proxy_domains:
            yield "proxy-domain"
        pod = used.use.pod
        if pod is not None and used.is_private:
            yield "private-pod"
            if PULL_SECRET not in (pod.secrets or ()):
                yield "private-pod-without-secret"
        if not is_plain_reference(used.use.reference) or used.use.image.skipped or is_on_web_site(used.use.reference):
            yield "special-reference"
