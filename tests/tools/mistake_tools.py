"""Mistakes of the rules about delivery, made in real releases at the places where these have images.

A mistake is a pair of releases: the right one, which is the real one or is prepared from it by inserting text, and the
wrong one. No function that finds or fixes anything makes them. What is put in: a linked registry that no real release
has, a slug, and a proxy domain.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from replreg.delivery.address import Address
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.settings import DeliverySettings
from replreg.delivery.targets import LAST_PART_ONLY
from replreg.registries.linked_registry import Registry
from replreg.templates.texts import cut
from replreg.templates.values import Known

HOST, SLUG, DOMAIN = "private.example.com", "the-app", "images.example.com"
PROXIED = f"{DOMAIN}/proxy/{SLUG}/{HOST}"
SETTINGS = DeliverySettings((Registry("mypriv", HOST),), SLUG, (DOMAIN,))
_VALUES = (PlaceKind.HELM_VALUE, PlaceKind.CHART_DEFAULT, PlaceKind.CHART_TEMPLATE, PlaceKind.EXTENSION_VALUE)
_WITH_TEMPLATES = (PlaceKind.HELM_VALUE, PlaceKind.CUSTOM_RESOURCE, PlaceKind.CONTAINER)
_LISTED = re.compile(r"(?m)^( *)additionalImages: *\n((?:\1 *- .*\n)+)")
_FUNCTION = r"(?:HasLocalRegistry|LocalImageName|LocalRegistry\w+|ReplicatedImage\w+)\b"

Texts = Mapping[str, str]


class Mistake(NamedTuple):
    """The texts that a right release and a wrong one have in place of the real ones, by path.

    The mistake is at ``start:end`` of the wrong text of ``path``. ``is_fixable`` is True where the safe and the unsafe
    fixes of what is found there make the right texts.
    """

    rule: str
    what: str
    path: str
    start: int
    end: int
    right: Texts
    wrong: Texts
    is_fixable: bool = False

    def right_texts(self, real: RealRelease) -> Texts:
        """Return the right texts of the files that are wrong."""
        return {path: self.right[path] if path in self.right else real.text_of(path) for path in self.wrong}


class RealRelease:
    """A release of the corpus, which is read as one of an app with a linked registry."""

    def __init__(self, release: FolderRelease) -> None:
        self._release = release
        self.delivery = Delivery(self.with_texts({}))

    def with_texts(self, texts: Texts) -> FolderRelease:
        """Return the release in which some files have other texts, and new files are added."""
        old = self._release
        files = {path: file if path not in texts else ReleaseFile(path, path, texts[path]) for path, file in old.files.items()}  # fmt: skip
        charts, problems = list(old.charts), list(old.problems)
        for path, text in texts.items():
            if path in old.files:
                continue
            if path in old.chart_files:
                charts = [chart.with_text(path, text, problems) for chart in charts]
            else:
                files[path] = ReleaseFile(path, path, text)
        return FolderRelease(files.values(), charts, SETTINGS, problems)

    def text_of(self, path: str) -> str:
        """Return the real text of a file."""
        return self.delivery.release.text_of(path)


def mistakes_in(real: RealRelease) -> Iterator[Mistake]:
    """Yield the mistakes that can be made in a release, of all rules."""
    for image, address in _literal_images(real.delivery):
        yield from _of_proxy(real, image, address)
        yield from _of_local_registry(real, image, address)
        yield from _of_short_name(real, image, address)
        yield from _of_container(real, image, address)
    yield from _of_collision(real)
    yield from _of_bundle(real)
    yield from _of_pairs(real)
    for path, text in [(path, file.text) for path, file in real.delivery.release.files.items()]:
        for rule, what, pattern, wrong, is_fixable in _PATTERNS:
            for found in re.finditer(pattern, text):
                before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
                if "#" not in before and (rule != "missing-pull-secret" or _is_helm_chart(real, path)):
                    yield _replaced(rule, what, path, {}, text, found.start(), found.end(), wrong, is_fixable)


_PATTERNS = [
    ("image-function", "{{ repl", rf"(?<=\{{\{{)(?=repl [^}}\n]*{_FUNCTION})", " ", True),
    ("image-function", "repl {{", rf"(?<![\w$.-])(?<=repl)(?=\{{\{{ *(?:[^}}\n]* )?{_FUNCTION})", " ", True),
    ("image-function", "path in a registry", r"(?<=ReplicatedImageRegistry \"docker\.io)(?=\")", "/org", False),
    ("image-function", "template listed", r"(?<=additionalImages:\n)( *- )[^\n]*", r"    - '{{repl LocalImageName `a` }}'", False),
    ("missing-pull-secret", "classic name", r"\{\{ ?repl ImagePullSecretName \}\}", "replicatedregistrykey", False),
    ("missing-pull-secret", "literal name", r"\{\{ ?repl ImagePullSecretName \}\}", f"{SLUG}-registry", False),
    ("unknown-domain", "scheme", r"(?<=proxyRegistryDomain: )[\"']?(?=[\w.]+)", "https://", False),
]  # fmt: skip


def _is_helm_chart(real: RealRelease, path: str) -> bool:
    return _is_for_kots(real) and any(chart.path == path and chart.api_version == "kots.io/v1beta2" for chart in real.delivery.release.helm_charts)  # fmt: skip


def _replaced(
    rule: str, what: str, path: str, right: Texts, text: str, start: int, end: int, wrong: str, is_fixable: bool
) -> Mistake:
    made = text[:start] + wrong + text[end:]
    return Mistake(rule, what, path, start, start + len(wrong), right, {**right, path: made}, is_fixable)


def _literal_images(delivery: Delivery) -> Iterator[tuple[DeliveredImage, Address]]:
    """Yield the images whose host and path are written out in one file, with their only address."""
    for image in delivery.images:
        addresses = {address.spelled: address for found in image.written.values() for address in found}
        if len(addresses) == 1 and not image.place.shape.is_hint:
            address = next(iter(addresses.values()))
            if address.is_located and _place(address, 0, address.path_end) is not None:
                yield image, address


def _place(address: Address, start: int, end: int) -> tuple[str, list[tuple[int, int, int]]] | None:
    """Return the file of some characters, and for each piece its first character and its span in the file."""
    found: list[tuple[int, int, int]] = []
    paths = set()
    for piece in cut(address.text, start, end).pieces:
        if not isinstance(piece, Known):
            return None
        if piece.place.start >= 0 and piece.exact:
            found.append((start, piece.place.start, piece.place.end))
            paths.add(str(piece.place.origin))
        elif piece.text not in ("/", ":"):
            return None
        start += len(piece.text)
    return (paths.pop(), found) if len(paths) == 1 else None


def _of_proxy(real: RealRelease, image: DeliveredImage, address: Address) -> Iterator[Mistake]:
    """Yield the mistakes in an image that is prepared to come from the linked registry through the proxy."""
    located = _place(address, 0, address.host_end or 1)
    if located is None or address.path.startswith("proxy/") or address.host.endswith("replicated.com"):
        return
    path, pieces = located
    start = pieces[0][1]
    end = pieces[0][2] if address.host_end else start
    if len(pieces) != 1:
        return
    text = real.text_of(path)
    right_host = PROXIED if address.host_end else f"{PROXIED}/"
    prepared = text[:start] + right_host + text[end:]
    slug = start + len(f"{DOMAIN}/proxy/")
    changes: list[tuple[str, str, int, int, str, bool]] = [
        ("proxy-path", "another slug", slug, slug + len(SLUG), "other-app", True),
        ("proxy-path", "no proxy/", start + len(DOMAIN) + 1, slug, "", True),
        ("proxy-path", "no slug", slug, slug + len(SLUG) + 1, "", True),
        ("proxy-path", "upstream twice", slug + len(SLUG) + 1, slug + len(SLUG) + 1, f"{HOST}/", True),
        ("proxy-path", "another host", start, start + len(DOMAIN), HOST, True),
        ("proxy-path", "anonymous/", start + len(DOMAIN) + 1, slug + len(SLUG), "anonymous", True),
        ("unknown-domain", "misspelt", start, start + len(DOMAIN), "images.exampel.com", False),
    ]
    scope = image.place.scope
    if image.place.kind in _VALUES and not scope.is_rewritten_by_kots:
        changes.append(("unproxied-image", "own host", start, start + len(PROXIED), HOST, True))
    if image.place.kind in (PlaceKind.EXCLUDED_IMAGE, PlaceKind.BUILDER):
        changes = changes[:6]
    for rule, what, first, last, wrong, is_fixable in changes:
        yield _replaced(rule, f"{what}, in {image.place.kind.value}", path, {path: prepared}, prepared, first, last, wrong, is_fixable)  # fmt: skip


def _of_local_registry(real: RealRelease, image: DeliveredImage, address: Address) -> Iterator[Mistake]:
    """Yield the mistakes in an image that is prepared to come from the local registry."""
    is_pulled = any(one.airgap and image.is_pulled_in(one) for one in image.written)
    if image.place.kind not in _WITH_TEMPLATES or not _is_for_kots(real) or not is_pulled:
        return
    last = address.parts[-1][0]
    located = _place(address, 0, last) if last else None
    if located is None or len(located[1]) != 1:
        return
    path, ((_, start, end),) = located
    text = real.text_of(path)
    style = image.place.first.node.style
    if not style and set(text[text.rfind("\n", 0, start) + 1 : start]) & set("{[,"):
        return
    call = "{{{{repl {} }}}}" if style else "repl{{{{ {} }}}}"
    right = text[:start] + call.format("LocalRegistryAddress") + "/" + text[end:]
    where = start + len(call.format("LocalRegistryAddress")) + 1
    what = f"in {image.place.kind.value}"
    rule = "local-registry-path"
    yield _replaced(rule, f"two parts, {what}", path, {path: right}, right, where, where, "extra/", True)
    host = call.format("LocalRegistryHost") + "/extra/"
    yield _replaced(rule, f"host alone, {what}", path, {path: right}, right, start, where, host, True)


def _of_short_name(real: RealRelease, image: DeliveredImage, address: Address) -> Iterator[Mistake]:
    located = _place(address, 0, address.path_end)
    if address.host or image.place.kind is not PlaceKind.CONTAINER or located is None or address.path.count("/") > 1:
        return
    path, pieces = located
    text, start = real.text_of(path), pieces[0][1]
    prefix = "docker.io/" if "/" in address.path else "docker.io/library/"
    right = text[:start] + prefix + text[start:]
    yield _replaced("short-name", "no host", path, {path: right}, right, start, start + len(prefix), "", True)


def _of_container(real: RealRelease, image: DeliveredImage, address: Address) -> Iterator[Mistake]:
    located = _place(address, 0, len(address.spelled))
    if image.place.kind is not PlaceKind.CONTAINER or located is None or len(located[1]) != 1 or not _is_for_kots(real):
        return
    path, ((_, start, end),) = located
    text = real.text_of(path)
    if image.place.first.node.style:
        return
    wrong = f"'{{{{repl LocalImageName \"{text[start:end]}\" }}}}'"
    yield _replaced("image-function", "LocalImageName of a container", path, {}, text, start, end, wrong, False)


def _is_for_kots(real: RealRelease) -> bool:
    return bool(real.delivery.release.targets.intersection(LAST_PART_ONLY))


def _of_collision(real: RealRelease) -> Iterator[Mistake]:
    """Yield the mistakes in which an image gets the last part and the tag of the one before it."""
    kinds = (*_VALUES, PlaceKind.CONTAINER, PlaceKind.CUSTOM_RESOURCE)
    before: tuple[str, str, str] | None = None
    for image, address in _literal_images(real.delivery) if _is_for_kots(real) else ():
        located = _place(address, 0, len(address.spelled))
        if (
            image.place.kind not in kinds
            or located is None
            or len(located[1]) != 1
            or not (address.tag or "").isascii()
        ):
            continue
        path, ((_, start, end),) = located
        last = address.path.rpartition("/")[2]
        if before is not None and before[0] != address.shown and address.tag and not address.digest:
            wrong = f"{HOST}/other/{before[1]}:{before[2]}"
            yield _replaced("airgap-collision", image.place.kind.value, path, {}, real.text_of(path), start, end, wrong, False)  # fmt: skip
        if address.tag and not address.digest:
            before = (address.shown, last, address.tag)


def _of_bundle(real: RealRelease) -> Iterator[Mistake]:
    """Yield the mistakes in which an image that the builder does not see is not listed, or with another tag."""
    applications = real.delivery.release.applications
    if len(applications) != 1 or not any(one.airgap for one in real.delivery.release.installations):
        return
    path = applications[0].file.path
    text = real.text_of(path)
    added = os.path.join(os.path.dirname(path), "added-resource.yaml")
    image = f"{HOST}/ns/operand"
    for what, resource in _ADDED.items():
        if what == "custom resource" and not _is_for_kots(real):
            continue  # Embedded Cluster 3 deploys no manifests
        new = resource.replace("IMAGE", f"{image}:1.0")
        where = new.index(image)
        listed = _LISTED.search(text)
        if listed is None:
            wrong = {added: new}
            yield Mistake("airgap-missing", f"no list, {what}", added, where, where + 9, {}, wrong)
            continue
        item = re.match(r" *- ", listed[2])
        end = listed.end(2)
        assert item is not None
        right = {added: new, path: f"{text[:end]}{item[0]}{image}:1.0\n{text[end:]}"}
        wrong = {added: new, path: text}
        yield Mistake("airgap-missing", f"not listed, {what}", added, where, where + 9, right, wrong, True)
        wrong = {**right, path: right[path].replace(f"{image}:1.0", f"{image}:2.0")}
        yield Mistake("airgap-missing", f"another tag, {what}", added, where, where + 9, right, wrong)


_ADDED = {
    "custom resource": "apiVersion: example.com/v1\nkind: Operand\nmetadata: {name: added}\nspec:\n  image: IMAGE\n",
    "collector": (
        "apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\nmetadata: {name: added}\nspec:\n  collectors:\n"
        "    - runPod:\n        podSpec:\n          containers:\n            - {name: a, image: IMAGE}\n"
    ),
    "v1beta3 preflight": (
        "apiVersion: troubleshoot.sh/v1beta3\nkind: Preflight\nmetadata: {name: added}\nspec:\n  collectors:\n"
        "    {{- if .Values.check }}\n    - run: {name: a, image: IMAGE}\n    {{- end }}\n"
    ),
}


def _of_pairs(real: RealRelease) -> Iterator[Mistake]:
    """Yield the mistakes in what a ``HelmChart`` names: a chart that is not there, another version, one pair twice."""
    charts = {chart.name: chart for chart in real.delivery.release.charts}
    for resource in real.delivery.release.helm_charts:
        text = real.text_of(resource.path)
        spec = re.search(r"(?m)^ +chart: *$", text)
        chart = charts.get(resource.name)
        for key, value in (("name", resource.name), ("chartVersion", resource.version)):
            if spec is None or chart is None or not value:
                continue
            found = re.compile(rf"(?m)^ +{key}: *[\"']?({re.escape(value)})[\"']? *$").search(text, spec.end())
            if found is None:
                continue
            if key == "chartVersion" and (value != chart.version or not value[0].isdigit()):
                continue
            start, end = found.span(1)
            wrong = f"{value}-x" if key == "name" else "99.0.1"
            yield _replaced("chart-pairing", key, resource.path, {}, text, start, end, wrong, False)
        if "---" not in text and "{{" not in resource.name + resource.version and "exclude:" not in text:
            copy = os.path.join(os.path.dirname(resource.path), "zz-copy.yaml")
            yield Mistake("chart-pairing", "twice", copy, 0, len(text), {}, {copy: text})
