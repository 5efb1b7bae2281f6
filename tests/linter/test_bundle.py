"""The images of a release compared with the list of its air gap bundle."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.config.model import Config, Domains
from replreg.linter.bundle import compare
from replreg.linter.bundle_list import BadBundleList, read_bundle_list
from replreg.registries.linked_registry import Registry
from replreg.release.inventory import ImageRow, Place, Pull

IMAGES = ["ns/img:1", "quay.io/ns/web:2", "redis:7"]
AIRGAP = "apiVersion: kots.io/v1beta1\nkind: Airgap\nspec:\n  savedImages:\n" + "".join(
    f"  - {one}\n" for one in IMAGES
)
CONFIG = Config(app="a", registries=(Registry("myq", "quay.io"),), domains=Domains(("images.example.com",), ()))


@pytest.mark.parametrize(
    "text",
    [
        "IMAGE\n" + "\n".join(IMAGES) + "\n",
        "\r\n".join(reversed(IMAGES)),
        "# a comment\n\n" + "\n".join([*IMAGES, *IMAGES]),
        json.dumps(IMAGES, indent=2),
        json.dumps({"images": IMAGES}),
        "".join(f"- {one}\n" for one in IMAGES),
        AIRGAP,
    ],
)
def test_each_form_of_a_list(text: str) -> None:
    assert read_bundle_list(text.encode()) == IMAGES


@pytest.mark.parametrize("text", ["IMAGE\n", "", "[]"])
def test_an_empty_list(text: str) -> None:
    assert read_bundle_list(text.encode()) == []


@pytest.mark.parametrize(
    "data",
    [b"Error: no such channel\n", b"[1, {}]", b"{}", b"[", b'["Not An Image"]', b"\xff\xfe\x00\xd8", b"<html>\n"],
)
def test_a_file_that_is_not_a_list_is_refused(data: bytes) -> None:
    with pytest.raises(BadBundleList) as error:
        read_bundle_list(data)
    assert str(error.value)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_list_or_an_error(data: bytes) -> None:
    try:
        images = read_bundle_list(data)
    except BadBundleList:
        return
    assert images == sorted(set(images))


def delivered(
    image: str,
    airgap: Pull | None = None,
    *,
    source: str = "public",
    used: bool = True,
    declared: str = "",
    certain: bool = True,
) -> ImageRow:
    pull = airgap or Pull(image, "direct")
    places = (Place(1, 1, "a.yaml", "image"),) if used else ()
    lists = (Place(1, 1, "a.yaml", declared),) if declared else ()
    address = image if certain else None
    return ImageRow("a.yaml", image, source, address, lists, places, (), True, pull, pull, certain)


def compared(rows: list[ImageRow], *images: str) -> tuple[list[str], list[str], list[str]]:
    found = compare(rows, images, "bundle.txt", [CONFIG])
    missing = [rows[number].image for number in sorted(found.missing)]
    return missing, [rows[number].image for number in sorted(found.unsure)], list(found.unused)


@pytest.mark.parametrize(
    ("image", "listed"),
    [
        ("docker.io/library/redis:7", "redis:7"),
        ("docker.io/library/redis:latest", "redis"),
        ("docker.io/org/img:1", "org/img:1"),
        ("quay.io/ns/web:1", "quay.io/ns/web:1"),
        ("quay.io/ns/web:1", "myq/ns/web:1"),
        ("quay.io/ns/web:1", "proxy.replicated.com/proxy/a/quay.io/ns/web:1"),
        ("quay.io/ns/web:1", "images.example.com/proxy/a/myq/ns/web:1"),
        ("docker.io/org/img:1", "images.example.com/proxy/a/org/img:1"),
        ("docker.io/library/redis:7", "images.example.com/anonymous/redis:7"),
        ("registry.replicated.com/library/sdk:1", "proxy.replicated.com/library/sdk:1"),
        ("registry.replicated.com/library/sdk:1", "sdk:1"),
        (f"quay.io/ns/web:1@sha256:{'0' * 64}", f"quay.io/ns/web@sha256:{'0' * 64}"),
    ],
)
def test_an_image_is_the_same_however_the_list_writes_it(image: str, listed: str) -> None:
    assert compared([delivered(image)], listed) == ([], [], [])


@pytest.mark.parametrize(
    "listed", ["quay.io/ns/web:2", "quay.io/ns/other:1", "ghcr.io/ns/web:1", f"quay.io/ns/web@sha256:{'0' * 64}"]
)
def test_another_image_is_missing_and_not_used(listed: str) -> None:
    assert compared([delivered("quay.io/ns/web:1")], listed) == (["quay.io/ns/web:1"], [], [listed])


def test_an_additional_image_is_used_and_one_of_the_builder_alone_is_not() -> None:
    additional = delivered("quay.io/ns/a:1", used=False, declared="spec.additionalImages")
    built = delivered("quay.io/ns/b:1", used=False, declared="spec.builder.image")
    assert compared([additional, built], "quay.io/ns/a:1", "quay.io/ns/b:1") == ([], [], ["quay.io/ns/b:1"])
    assert compared([additional, built]) == ([], [], [])


def test_an_image_of_the_local_registry_is_found_by_its_last_part() -> None:
    local = Pull("{LocalRegistryHost}/{LocalRegistryNamespace}/web:1", "local")
    row = delivered(local.address, local, source="")
    assert compared([row], "quay.io/ns/web:1") == ([], [], [])
    assert compared([row], "quay.io/ns/web:2") == ([local.address], [], ["quay.io/ns/web:2"])


def test_an_image_that_is_not_known_is_neither_missing_nor_makes_another_unused() -> None:
    row = delivered("quay.io/ns/web:…", certain=False)
    assert compared([row], "quay.io/ns/web:2", "quay.io/ns/old:1") == ([], ["quay.io/ns/web:…"], ["quay.io/ns/old:1"])


@given(st.lists(st.sampled_from([f"quay.io/ns/{name}:{tag}" for name in "abc" for tag in "12"]), unique=True))
def test_a_bundle_of_just_these_images_lacks_none_and_has_no_other(images: list[str]) -> None:
    assert compared([delivered(image) for image in images], *images) == ([], [], [])
