"""The facts that the files of a KOTS release need of one another: its custom domains, and that it is a KOTS release."""

from __future__ import annotations

import re
from collections.abc import Iterable

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple
from replreg.registries.linked_registry import REPLICATED_HOST, split_endpoint
from replreg.release.documents import Document, read_documents
from replreg.release.kinds import FOLDER_GROUPS, Kind
from replreg.yaml.composer import Mapping
from replreg.yaml.templates import MASK

__all__ = ["PROXY_HOST", "KotsDomains", "context_of", "has_kots_document", "read_kots_domains"]

PROXY_HOST = "proxy.replicated.com"
"""The host of the platform's proxy, unless the vendor has given it a domain of their own."""

_GROUPS = "|".join(map(re.escape, FOLDER_GROUPS))
_FOLDER_DOCUMENT = lazy_compile(
    rf"""^\ufeff?(?:\{{[^{{}}]*?)?["']?\bapiVersion["']?[ \t]*:[ \t]*["']?(?:{_GROUPS})/""", re.MULTILINE
)
_DOMAIN_KEYS = ("proxyRegistryDomain", "replicatedRegistryDomain")

RELEVANT_WORDS = (*(f"{group}/" for group in FOLDER_GROUPS), *_DOMAIN_KEYS)
"""A file that says something of the other files of its folder contains one of these."""


class KotsDomains(NamedTuple):
    """The facts that one file of a KOTS release needs of the others. It can be pickled.

    ``proxy_domains`` and ``registry_domains`` are the hosts of the proxy and of the vendor's own space in the
    platform's registry: the platform's first, then the custom ones, each in lower case.
    """

    proxy_domains: tuple[str, ...] = (PROXY_HOST,)
    registry_domains: tuple[str, ...] = (REPLICATED_HOST,)

    def joined(self, other: KotsDomains) -> KotsDomains:
        """Return the domains of both, each once."""
        return KotsDomains(
            tuple(dict.fromkeys((*self.proxy_domains, *other.proxy_domains))),
            tuple(dict.fromkeys((*self.registry_domains, *other.registry_domains))),
        )


def read_kots_domains(texts: Iterable[str]) -> KotsDomains | None:
    """Return the domains of a release whose files have these decoded texts.

    None if no document is of an API group of KOTS or of Embedded Cluster. Only texts with a relevant word are parsed. A
    text that is not YAML is left out.
    """
    if isinstance(texts, str):
        raise TypeError("'texts' takes the texts of several files; write a list, even of one")
    context = KotsDomains()
    is_release = False
    for text in texts:
        if any(word in text for word in RELEVANT_WORDS):
            for document in read_documents(text):
                is_release = is_release or document.kind.facts.is_folder
                context = context.joined(context_of(document) or context)
    return context if is_release else None


def has_kots_document(text: str) -> bool:
    """Return True if a document of a text makes its folder a release. Costs a search; the text is not parsed."""
    return any(word in text for word in FOLDER_GROUPS) and _FOLDER_DOCUMENT.search(text) is not None


def context_of(document: Document) -> KotsDomains | None:
    """Return the domains that one document names, None if it is not of KOTS or Embedded Cluster.

    They are in ``spec`` of the ``Application``, and in ``spec.domains`` of Embedded Cluster's ``Config``.
    """
    root = document.root
    if not isinstance(root, Mapping) or not document.kind.facts.is_folder:
        return None
    holder = root.mapping("spec")
    if holder is not None and document.kind is Kind.EMBEDDED_CLUSTER:
        holder = holder.mapping("domains")
    proxy, registry = (_domain(holder, key) for key in _DOMAIN_KEYS)
    return KotsDomains().joined(KotsDomains(proxy, registry))


def _domain(holder: Mapping | None, key: str) -> tuple[str, ...]:
    value = (holder.text(key) if holder else None) or ""
    host = split_endpoint(value)[0].lower()
    return (host,) if host and MASK not in host else ()
