"""The formats of pull addresses, read back with other readers, and what they leave out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_tools import CONFIG, RIGHT, call, write
from hypothesis import given
from hypothesis import strategies as st
from output_samples import rendered
from schema_tools import parse

from replreg.config.model import Config, Domains
from replreg.output.images import ImageReport
from replreg.registries.linked_registry import Registry
from replreg.registries.reference import Reference, is_reference
from replreg.release.inventory import ImageRow

DIGEST = "sha256:" + "0" * 64
ADDRESSES = [
    "quay.io/ns/img:2",
    "quay.io/ns/img:1.0",
    "quay.io/ns/img:1.0",
    "docker.io/library/redis:7",
    f"ghcr.io/o/a:1@{DIGEST}",
    "localhost:5000/123:1e3",
    None,
    "quay.io/not valid:1",
]


def report(addresses: list[str | None], *configs: Config) -> ImageReport:
    rows = [ImageRow("r.yaml", address or "x", "public", address, (), (), ()) for address in addresses]
    return ImageReport(rows, files=1, configs=configs)


def test_the_list_has_each_known_address_once() -> None:
    assert rendered("list", report(ADDRESSES), "images").splitlines() == [
        "docker.io/library/redis:7",
        f"ghcr.io/o/a:1@{DIGEST}",
        "localhost:5000/123:1e3",
        "quay.io/ns/img:1.0",
        "quay.io/ns/img:2",
    ]


def test_skopeo_gets_tags_by_registry_and_path() -> None:
    assert parse(rendered("skopeo", report(ADDRESSES), "images")) == {
        "docker.io": {"images": {"library/redis": ["7"]}},
        "ghcr.io": {"images": {"o/a": [DIGEST]}},
        "localhost:5000": {"images": {"123": ["1e3"]}},
        "quay.io": {"images": {"ns/img": ["1.0", "2"]}},
    }


def test_skopeo_never_gets_an_empty_list_which_would_mean_all_tags() -> None:
    assert parse(rendered("skopeo", report(["quay.io/ns/img"]), "images"))["quay.io"]["images"] == {
        "ns/img": ["latest"]
    }


def test_additional_images_fit_below_their_key() -> None:
    text = rendered("additional-images", report(ADDRESSES), "images")
    found = parse(f"spec:\n  additionalImages:\n{text}")["spec"]["additionalImages"]
    assert found == parse(text) == rendered("list", report(ADDRESSES), "images").splitlines()


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=12), st.from_regex("[a-z]+[.][a-z]+/[a-z0-9/_.-]+(:[a-z0-9.]+)?")))
)
def test_whatever_the_addresses_all_formats_agree(addresses: list[str | None]) -> None:
    content = report(addresses)
    listed = rendered("list", content, "images").split("\n")[:-1]
    assert listed == sorted({address for address in addresses if address and is_reference(address)})
    assert parse(rendered("additional-images", content, "images")) == listed
    synced = parse(rendered("skopeo", content, "images"))
    found = {
        (host, path, tag) for host, item in synced.items() for path, tags in item["images"].items() for tag in tags
    }
    references = [Reference.parse_normalized(address) for address in listed]
    assert found == {(item.domain or "", item.path, item.digest or item.tag or "latest") for item in references}


def aliases(*configs: Config) -> dict[str, Any]:
    read = json.loads(
        rendered("renovate", report(["quay.io/ns/img:1", "docker.io/library/redis:7"], *configs), "images")
    )
    assert list(read) == ["registryAliases"]
    return dict(read["registryAliases"])


def test_renovate_gets_the_upstream_of_each_proxy_path() -> None:
    config = Config(
        app="my-app", registries=[Registry("myecr", "1.example.com")], domains=Domains(("images.example.com",))
    )
    found = aliases(config)
    assert found["proxy.replicated.com/proxy/my-app/quay.io"] == "quay.io"
    assert found["proxy.replicated.com/proxy/my-app/docker.io"] == "docker.io"
    assert found["images.example.com/proxy/my-app/myecr"] == "1.example.com"
    assert found["images.example.com/proxy/my-app/index.docker.io"] == "docker.io"
    assert list(found) == sorted(found)


def test_without_an_app_there_are_no_aliases() -> None:
    assert aliases(Config()) == {}


@pytest.mark.parametrize("name", ["list", "skopeo", "additional-images"])
def test_nothing_known_is_nothing(name: str) -> None:
    assert not parse(rendered(name, report([None]), "images") or "[]")


def test_the_command_says_what_was_left_out(tmp_path: Path) -> None:
    write(
        tmp_path, release_yaml=RIGHT + '  b:\n    image: quay.io/ns/{{repl ConfigOption "b" }}:1\n', replreg_yaml=CONFIG
    )
    done = call("images", "--format", "list", "release.yaml", cwd=tmp_path)
    assert (done.status, done.out) == (0, "quay.io/ns/img:2.0.0\n")
    assert "1 image left out" in done.err
    done = call("images", "--format", "list", "--quiet", "release.yaml", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    done = call("images", "--format", "renovate", "release.yaml", cwd=tmp_path)
    assert "proxy.replicated.com/proxy/my-app/quay.io" in done.out
