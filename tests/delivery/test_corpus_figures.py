"""How many images of real releases are known, and that nothing else is taken for one."""

from __future__ import annotations

import re
from functools import cache

import pytest
from delivery_tools import CORPUS, corpus_releases

from replreg.delivery.airgap_collisions import airgap_collisions
from replreg.delivery.catalogue import make_catalogue
from replreg.delivery.images import DeliveredImage, Delivery
from replreg.delivery.local_registry_paths import local_registry_paths
from replreg.delivery.places import PlaceKind
from replreg.delivery.proxy_paths import proxy_paths
from replreg.delivery.unproxied_images import unproxied_images
from replreg.finding import Severity
from replreg.rules.catalogue import RULES

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real files, ../shared/corpus, is not here")

_ADDRESS = re.compile(r"(?:[\w.{}:-]+/)*[\w.{}-]+(?::[\w.-]+|:…)?(?:@sha256:[0-9a-f]{64})?")


def is_known(image: DeliveredImage, *, airgap: bool) -> bool:
    """Whether host and path are known in all installations of one kind, whatever the chart's own tag is.

    An image that a release certainly does not have in these installations is known there: `optionalValues` for an air
    gap are an example.
    """
    found = [one for where, all_ in image.written.items() if where.airgap == airgap for one in all_]
    return all(one.is_located for one in found)


@cache
def all_images(name: str) -> list[DeliveredImage]:
    """Return the images of all releases of a folder of the corpus."""
    return [image for _, release in corpus_releases(name) for image in Delivery(release).images]


def figures(name: str) -> tuple[int, int, int, int]:
    """Return the number of image values, and how many are known online, in an air gap, and in both."""
    images = all_images(name)
    online = [is_known(image, airgap=False) for image in images]
    airgap = [is_known(image, airgap=True) for image in images]
    return len(images), sum(online), sum(airgap), sum(map(all, zip(online, airgap, strict=True)))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "share"), [("kots", 40 / 41), ("vendors", 0.89)])
def test_nearly_all_images_of_real_releases_are_known_in_both_worlds(name: str, share: float) -> None:
    total, online, airgap, both = figures(name)
    print(f"\n{name}: {total} image values; known online {online}, in an air gap {airgap}, in both {both}")
    assert total > 40
    assert both >= share * total


@pytest.mark.slow
def test_each_image_that_is_not_known_has_a_reason_that_only_the_vendor_can_remove() -> None:
    """A chart that is not in the release, a function that the target does not have, a host that is empty."""
    reasons: dict[str, int] = {}
    for image in all_images("vendors"):
        for addresses in image.written.values():
            for address in addresses:
                if not address.is_located:
                    reason = address.why or "the host is empty"
                    reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        print(f"{count:4} {reason}")
    allowed = re.compile(
        "the chart has the path of the image|the host is empty|`Local\\w+` does not exist in embedded-cluster-3"
        "|the chart's value `[\\w.]+` is not known|what `ReplicatedImageRepository` gives is not computed"
        "|whether the image is on the proxy already is not known|the chart has the tag of the image"
    )
    assert [reason for reason in reasons if not allowed.fullmatch(reason)] == []


@pytest.mark.slow
def test_everything_that_is_taken_for_an_image_looks_like_one() -> None:
    strange: list[str] = []
    for name in ("kots", "vendors"):
        for folder, release in corpus_releases(name):
            for image in Delivery(release).images:
                for addresses in image.written.values():
                    strange += [
                        f"{folder}: {image.place.key}: {address.shown}"
                        for address in addresses
                        if address.is_known and not _ADDRESS.fullmatch(address.shown)
                    ]
    assert all("repl {{" in one for one in strange), strange  # with a space, it is text and no template


@pytest.mark.slow
def test_known_mistakes_of_real_releases_are_found() -> None:
    found: dict[str, list[tuple[str, str]]] = {}
    for name in ("kots", "vendors"):
        for folder, release in corpus_releases(name):
            delivery = Delivery(release)
            for judge in (unproxied_images, proxy_paths, local_registry_paths, airgap_collisions):
                for problem in judge(delivery):
                    part = release.text_of(problem.path)[problem.start : problem.end]
                    found.setdefault(judge.__name__, []).append((folder, part))
    assert "unproxied_images" not in found  # no registry is linked
    local = found["local_registry_paths"]
    assert [part for folder, part in local if "storagebox" in folder] == [
        "library/alpine",
        "cloudnative-pg/postgresql",
        "dxflrs/garage",
        "library/alpine",
        "rqlite/rqlite",
    ]
    assert [part for folder, part in local if "spooky" in folder] == ["curlimages/"]
    print("\n", found)


READ = {
    ("airgap-collision", "replicatedhq__embedded-cluster"): 5,
    ("airgap-missing", "ashjones-replicated__bootcamp"): 1,  # listed with another tag
    ("airgap-missing", "crdant__cloud-resources-demo"): 1,
    ("airgap-missing", "grahamnscp__kots-apps"): 2,
    ("airgap-missing", "hedge-sparrow__bootcamp"): 1,  # listed with another tag
    ("image-function", "grahamnscp__kots-apps"): 1,
    ("image-function", "ivolgin-lab__did-not-read-it"): 6,
    ("image-function", "paigecalvert__wikibaddies"): 3,
    ("image-function", "replicatedhq__enterprise-gtm-starter"): 1,
    ("image-function", "scottrigby__k8laude"): 1,
    ("image-function", "tezizzm__secoda-helm-generic"): 18,
    ("local-registry-path", "replicatedhq__replicated-cluster-marketplace"): 1,  # the vendor's organisation is kept
    ("local-registry-path", "storagebox"): 5,  # after the host alone
    ("unknown-domain", "replicatedhq__embedded-cluster"): 2,
}
"""The findings of rules about delivery in the repositories of the corpus. Each was read, and is a mistake."""
OTHER_VERSION = ["n8n", "replicatedhq__replicated-cluster-marketplace"]


@pytest.mark.slow
def test_each_finding_in_a_real_release_has_been_read() -> None:
    found: dict[tuple[str, str], int] = {}
    versions: list[str] = []
    tags: list[str] = []
    for name in ("kots", "vendors"):
        for folder, release in corpus_releases(name):
            delivery, repository = Delivery(release), folder.partition("/")[0]
            for rule in {rule for rule, _ in READ} | {"unproxied-image", "proxy-path", "missing-pull-secret"}:
                for problem in RULES[rule].check_delivery(delivery):
                    found[rule, repository] = found.get((rule, repository), 0) + 1
                    tags += [repository] if "which has the image with" in problem.message else []
            for problem in RULES["chart-pairing"].check_delivery(delivery):
                assert problem.severity is Severity.WARNING, "no chart is packed there"
                versions += [repository] if "has the version" in problem.message else []
    assert found == READ
    assert tags == ["ashjones-replicated__bootcamp", "hedge-sparrow__bootcamp"]
    assert versions == OTHER_VERSION


@pytest.mark.slow
def test_every_release_of_the_corpus_has_a_catalogue() -> None:
    for name in ("kots", "vendors"):
        for _, release in corpus_releases(name):
            delivery = Delivery(release)
            rows, coverage = make_catalogue(delivery)
            assert coverage.images == len(rows) == coverage.known + coverage.unknown
            places = {place for row in rows for place in (*row.declared, *row.used)}
            expected = {
                image.place.first.span for image in delivery.images if image.place.kind is not PlaceKind.EXCLUDED_IMAGE
            }
            assert len({(place.path, place.line, place.column) for place in places}) >= len(expected) * 0.9 - 1
