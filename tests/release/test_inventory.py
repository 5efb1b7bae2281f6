"""The images of a release as a table, in every format."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from output_samples import rendered

from replreg.config.model import Config
from replreg.linter.lint import lint_release
from replreg.output.images import ImageReport
from replreg.registries.linked_registry import Registry
from replreg.release.inventory import ImageRow, Place, inventory

CONFIG = Config(app="my-app", registries=[Registry("myquay", "quay.io"), Registry("hub", "index.docker.io")])

RELEASE = """\
# kind: replicated
replicated_api_version: 2.9.2
images:
- {source: myquay, name: ns/img, tag: '1'}
- {source: hub, name: org/tool, tag: x}
- {name: redis, tag: 6.2-alpine}
- {source: replicated, name: app, tag: v1}
- {source: myquay, name: ns/unused, tag: '2'}
---
# kind: scheduler-swarm
version: "3.3"
services:
  a: {image: 'myquay/ns/img:1'}
  b: {image: 'quay.io/ns/img:1'}
  c: {image: 'org/tool:x'}
  d: {image: 'redis:6.2-alpine'}
  e: {image: 'registry.replicated.com/my-app/app:v1'}
  f: {image: 'quay.io/ns/img:{{repl ConfigOption "tag"}}'}
  g: {image: 'quay.io/ns/other@sha256:%s'}
""" % ("0" * 64)


def rows(text: str, config: Config = CONFIG) -> list[ImageRow]:
    examination = lint_release(text, config, path="r.yaml")
    return inventory(examination.resolution, examination.findings, "r.yaml")


def test_each_image_has_a_row_with_its_places_and_verdict() -> None:
    found = [
        (row.image, row.source, row.address, [p.line for p in row.declared], [p.line for p in row.used], row.verdict)
        for row in rows(RELEASE)
    ]
    digest = "sha256:" + "0" * 64
    assert found == [
        ("quay.io/ns/img:1", "myquay", "quay.io/ns/img:1", [4], [13, 14], ("alias-as-host",)),
        ("org/tool:x", "hub", "docker.io/org/tool:x", [5], [15], ()),
        ("redis:6.2-alpine", "public", "docker.io/library/redis:6.2-alpine", [6], [16], ()),
        ("my-app/app:v1", "replicated", "registry.replicated.com/my-app/app:v1", [7], [17], ()),
        ("quay.io/ns/unused:2", "myquay", "quay.io/ns/unused:2", [8], [], ("unused-image",)),
        ('quay.io/ns/img:{{repl ConfigOption "tag"}}', "myquay", None, [], [18], ("unknown-option",)),
        (f"quay.io/ns/other@{digest}", "myquay", f"quay.io/ns/other@{digest}", [], [19], ("undeclared-image",)),
    ]


def test_places_are_those_of_the_values() -> None:
    [row] = rows("services:\n  a:\n    image: &x 'redis:1'\n")
    assert row.used == (Place(3, 16),)


@pytest.mark.parametrize(
    ("image", "source", "address"),
    [
        ("proxy.replicated.com/proxy/my-app/quay.io/ns/img:1", "myquay", "quay.io/ns/img:1"),
        ("proxy.replicated.com/proxy/my-app/myquay/ns/img:1", "myquay", "quay.io/ns/img:1"),
        ("proxy.replicated.com/proxy/my-app/ghcr.io/o/img:1", "public", "ghcr.io/o/img:1"),
        ("proxy.replicated.com/proxy/repl{{ AppSlug }}/quay.io/ns/img:1", "myquay", "quay.io/ns/img:1"),
        ("proxy.replicated.com/proxy/my-app/repl{{ Host }}/ns/img:1", "public", None),
    ],
)
def test_an_image_of_the_proxy_is_pulled_from_the_upstream(image: str, source: str, address: str | None) -> None:
    pod = f"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: '{image}'\n"
    application = "apiVersion: kots.io/v1beta1\nkind: Application\nspec: {title: a}\n---\n"
    [row] = rows(application + pod)
    assert (row.source, row.address) == (source, address)


CHART = """\
apiVersion: kots.io/v1beta1
kind: HelmChart
metadata: {name: a}
spec:
  values:
    web:
      image: {registry: quay.io, repository: ns/img, tag: '1'}
    api:
      image: {repository: myquay/ns/api, tag: '2'}
    worker:
      image: {repository: ghcr.io/org/worker}
    call:
      image: repl{{ LocalImageName "quay.io/ns/call:3" }}
    local:
      image: {registry: 'repl{{ LocalRegistryHost }}', repository: ns/unknown, tag: v1}
    global: {imageRegistry: quay.io}
    logo: {image: 'https://example.com/logo.png'}
---
apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: a}
spec:
  additionalImages: ['quay.io/ns/extra:1']
  excludedImages: ['quay.io/ns/excluded:1']
---
apiVersion: example.com/v1
kind: Cache
metadata: {name: a}
spec: {image: 'redis:7'}
"""


def test_images_of_charts_templates_and_custom_resources_are_listed() -> None:
    found = [(row.image, row.source, row.address, [p.line for p in row.used], row.verdict) for row in rows(CHART)]
    assert found == [
        ("quay.io/ns/img:1", "myquay", "quay.io/ns/img:1", [7], ()),
        ("quay.io/ns/api:2", "myquay", "quay.io/ns/api:2", [9], ("alias-as-host",)),
        ("ghcr.io/org/worker", "public", None, [11], ()),
        ("repl{{ LocalRegistryHost }}/ns/unknown:v1", "", None, [15], ()),
        ("quay.io/ns/extra:1", "myquay", "quay.io/ns/extra:1", [23], ()),
        ("redis:7", "public", "docker.io/library/redis:7", [29], ("airgap-missing",)),
        ("quay.io/ns/call:3", "myquay", "quay.io/ns/call:3", [13], ()),
    ]


def test_an_address_that_is_not_known_has_nothing_to_do_with_rendering() -> None:
    """The endpoint is not known here; the file has no template."""
    text = "replicated_api_version: 2.9.2\ncomponents:\n- containers:\n  - {source: nowhere, image_name: app, version: '1'}\n"
    shown = rendered("text", ImageReport(rows(text), files=1), "images")
    assert re.split(r" {2,}", shown.splitlines()[1]) == [
        "app:1",
        "nowhere",
        "not known",
        "line 4",
        "-",
        "unknown-source",
    ]


def test_an_asset_of_ship_declares_what_it_uses() -> None:
    text = """\
assets:
  v1:
  - docker:
      image: quay.io/ns/img:1
      source: myquay
  - docker:
      image: quay.io/ns/open:1
      source: public
  - dockerlayer: {image: 'redis:3', layer: x}
"""
    found = [
        (row.address, row.source, [p.line for p in row.declared], [p.line for p in row.used]) for row in rows(text)
    ]
    assert found == [
        ("quay.io/ns/img:1", "myquay", [5], [4]),
        ("quay.io/ns/open:1", "public", [8], [7]),
        ("docker.io/library/redis:3", "public", [9], [9]),
    ]


def test_a_public_image_on_the_host_of_a_link_has_one_row() -> None:
    head = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n"
    entry = "- {source: public, name: quay.io/org/open, tag: '1'}\n"
    swarm = "---\n# kind: scheduler-swarm\nversion: '3'\nservices:\n  a: {image: 'quay.io/org/open:1'}\n"
    assert [(row.source, len(row.declared), len(row.used)) for row in rows(head + entry + swarm)] == [("public", 1, 1)]


def test_csv_has_a_line_for_each_image_that_a_reader_takes() -> None:
    read = list(csv.DictReader(io.StringIO(rendered("csv", ImageReport(rows(RELEASE), files=1), "images"))))
    assert [row["image"] for row in read] == [row.image for row in rows(RELEASE)]
    assert read[0]["used"] == "r.yaml:13:15 r.yaml:14:15"
    assert (read[0]["verdict"], read[1]["verdict"], read[5]["address"]) == ("alias-as-host", "ok", "")


def test_json_has_null_for_what_is_not_known() -> None:
    data = json.loads(rendered("json", ImageReport(rows(RELEASE), files=1), "images"))
    assert data["version"] == 1
    assert data["images"][5]["address"] is None
    assert data["images"][0]["declared"] == [{"path": "r.yaml", "line": 4, "column": 26}]
    assert data["images"][0]["verdict"] == ["alias-as-host"]


def test_markdown_escapes_what_would_end_a_cell() -> None:
    [row] = rows("services:\n  a: {image: '{{repl ConfigOption \"a|b\"}}/x'}\n")
    lines = rendered("markdown", ImageReport([row], files=1), "images").splitlines()
    assert len(lines) == 3
    assert lines[2].replace("\\|", "").count("|") == lines[0].count("|") == 7


def test_the_plain_table_is_aligned_and_names_the_file_where_there_are_several() -> None:
    plain = rendered("text", ImageReport(rows(RELEASE), files=1), "images").splitlines()[:-2]
    place = plain[0].index("VERDICT")
    assert all(line[place - 2 : place] == "  " for line in plain)
    assert "r.yaml:13, 14" in rendered("text", ImageReport(rows(RELEASE), files=2), "images")
