"""What the files of a KOTS release tell of one another: its custom domains, and that it is a KOTS release at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import REPLICATED_HOST, split_endpoint
from replreg.release.documents import Document, read_documents
from replreg.release.kinds import Kind
from replreg.yaml.composer import Mapping
from replreg.yaml.templates import MASK

__all__ = ["PROXY_HOST", "KotsDomains", "context_of", "has_kots_document", "read_context"]

PROXY_HOST = "proxy.replicated.com"
"""The host of the platform's proxy, where the vendor has given it no domain of its own."""

_KOTS_DOCUMENT = lazy_compile(r"""^["']?apiVersion["']?[ \t]*:[ \t]*["']?kots\.io/""", re.MULTILINE)
_TELLING = ("kots.io/", "RegistryDomain")


class KotsDomains(NamedTuple):
    """What one file of a KOTS release needs to know of the others; a plain value that pickles.

    ``proxy_domains`` and ``registry_domains`` are the hosts of the proxy and of the vendor's own space in the
    platform's registry: the platform's first, then the custom ones, each in lower case.
    """

    proxy_domains: tuple[str, ...] = (PROXY_HOST,)
    registry_domains: tuple[str, ...] = (REPLICATED_HOST,)

    def joined(self, other: KotsDomains) -> KotsDomains:
        """Return what both know together."""
        return KotsDomains(
            tuple(dict.fromkeys((*self.proxy_domains, *other.proxy_domains))),
            tuple(dict.fromkeys((*self.registry_domains, *other.registry_domains))),
        )


def read_context(texts: Iterable[str]) -> KotsDomains | None:
    """Return the context of a release whose files have these decoded texts; None if no ``kots.io`` document is there.

    Only texts that may say something are parsed; what is not YAML says nothing.
    """
    context = KotsDomains()
    is_kots = False
    for text in texts:
        if any(word in text for word in _TELLING):
            for document in read_documents(text):
                is_kots = is_kots or document.kind is Kind.KOTS
                context = context.joined(context_of(document) or context)
    return context if is_kots else None


def has_kots_document(text: str) -> bool:
    """Tell at the cost of a search whether a document of a text is one of ``kots.io``."""
    return "kots.io/" in text and _KOTS_DOCUMENT.search(text) is not None


def context_of(document: Document) -> KotsDomains | None:
    """Return what one document says: None unless it is one of ``kots.io``, or an Embedded Cluster's configuration.

    Custom domains stand in the ``spec`` of the ``Application``, and in ``spec.domains`` of the cluster's ``Config``.
    """
    root = document.root
    if not isinstance(root, Mapping):
        return None
    cluster = (root.text("apiVersion") or "").partition("/")[0] == "embeddedcluster.replicated.com"
    if document.kind is not Kind.KOTS and not cluster:
        return None
    spec = root.mapping("spec")
    holder = spec.mapping("domains") if spec and cluster else spec
    proxy = _domain(holder, "proxyRegistryDomain")
    registry = _domain(holder, "replicatedRegistryDomain")
    return KotsDomains().joined(KotsDomains(proxy, registry))


def _domain(holder: Mapping | None, key: str) -> tuple[str, ...]:
    value = (holder.text(key) if holder else None) or ""
    host = split_endpoint(value)[0].lower()
    return (host,) if host and MASK not in host else ()
