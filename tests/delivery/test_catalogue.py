"""The list of the images of a release."""

from __future__ import annotations

from delivery_tools import QUAY, delivery_of, helm_chart

from replreg.delivery.address import Via
from replreg.delivery.catalogue import CatalogueAddress, CatalogueRow, make_catalogue
from replreg.delivery.images import Delivery
from replreg.delivery.places import PlaceKind

APPLICATION = """apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: a}
spec:
  additionalImages:
  - quay.io/ns/web:1
  - redis:7
  excludedImages:
  - nothing:1
"""
VALUES = """image:
  registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com" }}'
  repository: '{{repl HasLocalRegistry | ternary LocalRegistryNamespace "proxy/my-app/quay.io/ns" }}/web'
  tag: "1"
other: {image: 'ghcr.io/ns/other:{{repl ConfigOption "tag" }}'}
"""


def rows(delivery: Delivery) -> dict[str, CatalogueRow]:
    return {row.image: row for row in make_catalogue(delivery).rows}


def test_an_image_is_one_row_wherever_it_is() -> None:
    found = rows(delivery_of({"app.yaml": APPLICATION, "web.yaml": helm_chart(VALUES)}))
    web = found["quay.io/ns/web:1"]
    assert web.source == QUAY.name
    assert web.online == CatalogueAddress(
        "proxy.replicated.com/proxy/my-app/quay.io/ns/web:1", Via.PROXY, "quay.io/ns/web:1"
    )
    assert web.airgap == CatalogueAddress("{LocalRegistryHost}/{LocalRegistryNamespace}/web:1", Via.LOCAL)
    assert [(place.path, place.line, place.kind) for place in web.declared] == [
        ("app.yaml", 6, PlaceKind.ADDITIONAL_IMAGE)
    ]
    assert [(place.path, place.line, place.key) for place in web.used] == [("web.yaml", 8, "image.repository")]
    assert web.certain
    assert web.why is None


def test_an_image_that_is_only_declared_is_not_pulled() -> None:
    redis = rows(delivery_of({"app.yaml": APPLICATION}))["docker.io/library/redis:7"]
    assert (redis.source, redis.online, redis.airgap, redis.used) == ("public", None, None, ())


def test_an_unknown_image_has_a_reason() -> None:
    found = rows(delivery_of(helm_chart(VALUES)))
    other = found["ghcr.io/ns/other:…"]
    assert not other.certain
    assert "tag" in (other.why or "")
    assert other.airgap is not None
    assert other.airgap.via is Via.DIRECT


def test_the_coverage_counts_images_and_charts() -> None:
    coverage = make_catalogue(delivery_of({"web.yaml": helm_chart(VALUES), "broken.yaml": "a: [\n"})).coverage
    assert coverage == (2, 1, 1, 0, 1, 1)
