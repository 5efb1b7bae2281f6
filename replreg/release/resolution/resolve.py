"""Brings declarations and uses together: which registry each means, and which entry lists which use.

This is where the two ways of naming an image meet. Rules only read the outcome; none of them compares names itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from replreg.registries.image_string import Parts, domain_of, hub_path, split_image, without_tag
from replreg.registries.linked_registry import REPLICATED_HOST, Registry, normalize_host, split_endpoint
from replreg.release.kots_domains import KotsDomains
from replreg.release.model import Declaration, Release, Use
from replreg.release.resolution.declarations import ResolvedDeclaration
from replreg.release.resolution.image_index import EntryMatch, ImageEntries, ImageIndex
from replreg.release.resolution.name_as_host import NameAsHost, NameAsHostFinder
from replreg.release.resolution.uses import ResolvedUse
from replreg.yaml.composer import Mapping
from replreg.yaml.fragment import ScalarValue
from replreg.yaml.templates import MASK

__all__ = ["NameAsHost", "Parts", "Resolution", "ResolvedDeclaration", "ResolvedUse", "split_image"]


class Resolution:
    """All declarations and uses of a release, understood and joined. Time linear in their number.

    ``registries`` are the linked ones; ``app`` is the application's slug, None where the settings do not give it.
    ``domains`` are known beside those that the files of the release name.
    """

    def __init__(
        self,
        release: Release,
        registries: Iterable[Registry] = (),
        app: str | None = None,
        domains: KotsDomains | None = None,
    ) -> None:
        self.release = release
        self.app_is_given = app is not None
        self.registries = {registry.name: registry for registry in registries}
        self.hosts: dict[str, list[Registry]] = {}
        for registry in self.registries.values():
            self.hosts.setdefault(normalize_host(registry.host), []).append(registry)
        self._spaces: dict[str, dict[str, list[Registry]]] = {}
        for host, registries in self.hosts.items():
            spaces = self._spaces.setdefault(host, {})
            for registry in registries:
                spaces.setdefault(registry.namespace, []).append(registry)
        self._deepest = max((space.count("/") + 1 for spaces in self._spaces.values() for space in spaces), default=0)
        self.app = app or _app_in_use(release)
        self.declared = [
            ResolvedDeclaration(item, self.registries, self.hosts, self.app) for item in release.declarations
        ]
        self._settle_doubts()
        self._listing = ImageIndex(self.declared_images, self.app)
        sources = {declared.source for declared in self.declared}
        self._own = {id(item.declaration): item for item in self.declared if item.declaration.form == "ship"}
        self.context = (release.context or KotsDomains()).joined(domains or KotsDomains())
        self.has_list = bool(release.image_lists)
        self._impostors = NameAsHostFinder(
            self.registries, self.hosts, sources, self._listing, self.app, self.app_is_given
        )
        self.used = [self._resolve(use) for use in release.uses]
        self._find_misplaced()

    @property
    def declared_images(self) -> list[ResolvedDeclaration]:
        """The entries of the ``images:`` lists."""
        return [declared for declared in self.declared if declared.declaration.form == "images"]

    def _settle_doubts(self) -> None:
        """Decide which reference names at the start of a name are a mistake, and which are a namespace.

        A namespace is often called like the registry that was linked for it. So a use of the very path, or another
        name of the same source that has only one part behind the prefix, tells that it is one. A single part behind
        the prefix is a mistake only if a use has that part by itself.
        """
        doubtful = [declared for declared in self.declared if declared.doubtful]
        if not doubtful:
            return
        used = [ResolvedUse(use) for use in self.release.uses]
        paths = {(item.domain, item.path) for item in used}
        anywhere = {item.path for item in used if item.parts.host is not None}
        whole: set[str] = set()
        for declared in doubtful:
            literal, short = f"{declared.source}/{declared.name}", declared.name
            if declared.domain is not None:
                is_used_whole = (declared.domain, literal) in paths
                is_used_short = (declared.domain, short) in paths
            else:
                is_used_whole, is_used_short = literal in anywhere, short in anywhere
            if is_used_whole or ("/" not in short and not is_used_short and MASK not in short):
                whole.add(declared.source)
        for declared in doubtful:
            if declared.source in whole or ("/" not in declared.name and MASK in declared.name):
                declared.keep_prefix()

    def registries_at(self, domain: str, path: str) -> list[Registry]:
        """Return the linked registries that an image on ``domain`` can belong to: those with the longest namespace."""
        spaces = self._spaces.get(domain)
        if spaces is None:
            return []
        parts = path.split("/", self._deepest)
        starts = ["/".join(parts[:length]) for length in range(min(len(parts), self._deepest), 0, -1)]
        return next((spaces[start] for start in [*starts, ""] if start in spaces), [])

    def registry_at(self, domain: str, path: str) -> Registry | None:
        """Return the first of `registries_at`, or None."""
        found = self.registries_at(domain, path)
        return found[0] if found else None

    def would_list(self, used: ResolvedUse, source: str, name: str) -> bool:
        """Tell whether an entry of `images:` with this source and name would list the image of a use."""
        image = used.use.image
        written, named = (ScalarValue(image.source, image.node, value) for value in (source, name))
        node = Mapping(image.node.start, image.node.end, None, False)
        entry = Declaration(used.use.document, "images", image.source, node, written, named, None)
        declared = ResolvedDeclaration(entry, self.registries, self.hosts, self.app)
        if declared.doubtful:
            declared.keep_prefix()  # the use of the very path tells that it is a namespace
        return (declared.domain, declared.path) == (used.domain, used.path)

    def _resolve(self, use: Use) -> ResolvedUse:
        used = ResolvedUse(use)
        used.own = self._own.get(id(use.declaration))
        if used.own is not None or not self._declared_as_written(used):
            used.impostor = self._impostors.find(use, used.own)
        if used.impostor is not None:
            self._set_right(used, used.impostor)
        if used.unknown:
            return used
        explicit = used.parts.host is not None or used.impostor is not None
        if used.domain == "docker.io" and not (used.parts.host or "").startswith("index."):
            explicit = used.impostor is not None  # Docker Hub needs no link to be pulled from
        if used.domain in self.context.registry_domains:
            used.source = "replicated"
        elif used.impostor is not None and used.impostor.address is None:
            used.source = used.impostor.name
        elif explicit:
            used.registry = self.registry_at(used.domain, used.path)
            used.source = used.registry.name if used.registry else "public"
        else:
            used.source = "public"
        if used.own is not None:
            self._compare(used, used.own)
            return used
        self._match(used)
        if not used.matches and used.parts.host is None and used.impostor is None and use.strict:
            self._find_missing_host(used)
        if not used.matches and used.missing_host is None:
            used.maybe_listed = self._may_be_listed(used)
        return used

    def _compare(self, used: ResolvedUse, own: ResolvedDeclaration) -> None:
        """Hold the host of an image against the source beside it, where it is certain which host is meant."""
        doubtful = used.impostor is not None and not used.impostor.safe
        if doubtful or "" in used.parts.path.split("/"):
            fits = True  # where a part is missing, as behind a scheme, nothing tells what was meant as the host
        elif own.source == "public":
            # Images of a registry that is linked can be public too, but then somebody has to have said so.
            library = used.domain == REPLICATED_HOST and used.path.startswith("library/")
            fits = used.source == "public" or own.declaration.source_field is not None or library
        elif own.source == "replicated":
            fits = used.source == "replicated" or used.domain.endswith(".replicated.com")
        else:
            fits = own.domain is None or used.domain in ("", own.domain)
        if not fits:
            used.misplaced = own
            return
        own.used = True
        used.matches = [own]
        if own.source != "public":
            used.registry, used.source = own.registry, own.source

    def _match(self, used: ResolvedUse) -> None:
        """Find the entries that list a use. Several do where they list several tags of one image."""
        entries = self._listing.at(used.domain, used.path)
        if entries is None and used.domain not in ("", REPLICATED_HOST):
            # Which host an unknown registry has, the use itself may be the only one to tell.
            entries = self._listing.somewhere(used.parts.path if used.impostor is None else used.path)
        if entries is None:
            return
        used.matches = entries.all
        used.answer = _ask(entries, used)
        if used.answer.registry is not None:
            used.registry, used.source = used.answer.registry, used.answer.registry.name

    def _may_be_listed(self, used: ResolvedUse) -> bool:
        """Tell whether an entry whose source or name is partly a template's may list a use."""
        written = {used.parts.path, used.path, f"{used.domain}/{used.path}", without_tag(used.use.reference)}
        return any(
            declared.source == "public" or declared.domain in (None, used.domain)
            for declared in self._listing.hidden(written)
        )

    def _declared_as_written(self, used: ResolvedUse) -> bool:
        """Tell whether an entry lists the very string, as public or of Docker Hub: then it is no reference name."""
        if self._listing.at(used.domain, used.path) is not None:
            return True
        first, slash, _ = used.use.reference.partition("/")
        return any(
            declared.source == "public" and declared.name.startswith(first + slash)
            for declared in self._listing.hidden([without_tag(used.use.reference)])
        )

    def _set_right(self, used: ResolvedUse, impostor: NameAsHost) -> None:
        """Read on as if the host stood where it belongs."""
        path = without_tag(used.use.reference[impostor.length :].lstrip("/"))
        if impostor.address:
            host, namespace = split_endpoint(impostor.address)
            used.domain = normalize_host(host)
            used.path = f"{namespace}/{path}" if namespace else path
        elif impostor.address == "":
            whole = split_image(used.use.reference[impostor.length :])
            used.domain = domain_of(whole)
            used.path = whole.path
        else:
            used.domain, used.path = "", path
            if impostor.entry is not None:
                found = ImageEntries()
                found.add(impostor.entry)
                used.matches, used.answer = found.all, _ask(found, used)
        if used.domain == "docker.io":
            used.path = hub_path(used.path)

    def _find_missing_host(self, used: ResolvedUse) -> None:
        """Find the entry under a registry that lists the path of a use without a host."""
        entries = self._listing.without_host(used.parts.path)
        if entries is None:
            return
        answer = _ask(entries, used)
        declared = answer.sources[0]
        if used.use.embedded and "/" not in used.parts.path and not used.tag_agrees(declared):
            return
        used.answer = answer
        used.missing_host, used.rivals = declared, answer.sources[1:]
        used.registry, used.source = declared.registry, declared.source

    def _find_misplaced(self) -> None:
        """Find uses of a declared path from another host than the declaration's, where nothing else uses that entry."""
        for used in self.used:
            if used.matches or used.unknown or used.impostor or used.missing_host or not used.domain:
                continue
            if not used.use.is_listable:
                continue
            name = used.path.rpartition("/")[2] if used.source == "replicated" else used.parts.path
            for declared in self._listing.unused(name):
                other = declared.domain is not None and declared.domain != used.domain
                linked = declared.registry or used.registry or "replicated" in (declared.source, used.source)
                if other and linked and declared.strange_host is None:
                    used.misplaced = declared
                    break
        for used in self.used:
            if used.misplaced is not None:
                used.misplaced.used = True


def _ask(entries: ImageEntries, used: ResolvedUse) -> EntryMatch:
    return entries.answer(used.tag, used.parts.digest is not None)


def _app_in_use(release: Release) -> str | None:
    """Return the application's slug as the uses have it behind the platform's own registry, if they agree on one."""
    prefix = f"{REPLICATED_HOST}/"
    slugs = {use.reference[len(prefix) :].partition("/")[0] for use in release.uses if use.reference.startswith(prefix)}
    slug = slugs.pop() if len(slugs) == 1 else ""
    return slug if slug and MASK not in slug else None
