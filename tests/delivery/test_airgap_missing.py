"""What an air gap install pulls is in the bundle: what its builder finds, and what is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_tools import call
from delivery_tools import chart_of, delivery_of, helm_chart, marked

from replreg.delivery.airgap_missing import airgap_missing
from replreg.delivery.problems import DeliveryProblem

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": (
        "image: {repository: ghcr.io/acme/web, tag: '1.0'}\n"
        "cache:\n  enabled: false\n  image: {repository: ghcr.io/acme/cache, tag: '7'}\n"
    ),
}
APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: my-app}\nspec:\n  title: My app\n"
ON = "cache:\n  enabled: true"
LOCAL = '{{repl HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com" }}'
NAMESPACE = '{{repl HasLocalRegistry | ternary LocalRegistryNamespace "proxy/my-app/ghcr.io/acme" }}'


def missing(values: str, more: str = "", application: str = APPLICATION) -> tuple[list[str], list[DeliveryProblem]]:
    files = {"release.yaml": helm_chart(values, more=more), "app.yaml": application}
    delivery = delivery_of(files, chart_of(CHART))
    problems = airgap_missing(delivery)
    return marked(delivery, problems), problems


@pytest.mark.parametrize(
    ("values", "more", "found"),
    [
        ("a: 1", "", []),
        (ON, "", ["acme/cache"]),
        (ON, "  builder: {cache: {enabled: true}}\n", []),
        ("cache:\n  enabled: repl{{ ConfigOptionEquals `cache` `1` }}", "", ["acme/cache"]),
        ("a: 1", "  optionalValues:\n    - when: 'true'\n      recursiveMerge: true\n      values: {cache: {enabled: true}}\n",
         ["acme/cache"]),
        ("image: {repository: ghcr.io/acme/other-web}", "", ["acme/other-web"]),
        ("image: {repository: ghcr.io/acme/other-web}", "  builder: {image: {repository: ghcr.io/acme/other-web}}\n", []),
        ("image: {tag: '2.0'}", "", ["acme/web"]),
        (f"image: {{repository: '{LOCAL}/{NAMESPACE}/web'}}", "", []),
        (f"image: {{repository: '{LOCAL}/{NAMESPACE}/web', tag: '2.0'}}", "", ["acme\" }}/web"]),
        ("image: {repository: proxy.replicated.com/proxy/my-app/ghcr.io/acme/web}", "", []),
        ("image: {tag: '{{repl ConfigOption `tag` }}'}", "", []),
    ],
)  # fmt: skip
def test_images_that_values_turn_on_and_the_builder_does_not_are_found(
    values: str, more: str, found: list[str]
) -> None:
    assert [part.removeprefix("proxy/my-app/ghcr.io/") for part in missing(values, more)[0]] == found


def test_a_listed_image_is_not_missing_and_an_image_listed_with_another_tag_is() -> None:
    listed = f"{APPLICATION}  additionalImages: [ghcr.io/acme/cache:7]\n"
    assert missing(ON, application=listed)[0] == []
    (problem,) = missing(ON, application=listed.replace("cache:7", "cache:6"))[1]
    assert "'6'" in problem.message
    assert problem.related[0][1] == "app.yaml"


def test_the_fix_is_of_the_file_that_has_the_application() -> None:
    (problem,) = missing(ON)[1]
    assert problem.fix is None
    assert problem.fix_elsewhere is not None
    path, fix = problem.fix_elsewhere
    assert path == "app.yaml"
    assert not fix.safe


def test_no_image_is_listed_that_would_overwrite_another_one() -> None:
    (problem,) = missing("image: {repository: ghcr.io/acme/other/cache, tag: '7'}", "  builder: {cache: {enabled: true}}\n")[1]  # fmt: skip
    assert problem.fix_elsewhere is None


def test_without_the_chart_or_without_an_application_nothing_is_known() -> None:
    assert airgap_missing(delivery_of({"release.yaml": helm_chart(ON), "app.yaml": APPLICATION})) == []
    assert airgap_missing(delivery_of(helm_chart(ON), chart_of(CHART))) == []


def test_an_image_of_a_dependency_that_is_not_there_is_not_reported() -> None:
    files = {**CHART, "Chart.yaml": f"{CHART['Chart.yaml']}dependencies: [{{name: db, version: 1.0.0}}]\n"}
    release = {
        "release.yaml": helm_chart("db: {image: {repository: ghcr.io/acme/db, tag: '1'}}"),
        "a.yaml": APPLICATION,
    }
    assert airgap_missing(delivery_of(release, chart_of(files))) == []


RESOURCE = (
    "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\nspec: {imageName: ghcr.io/a/pg:16}\n"
)


INFORMERS = (
    "    # - '{{repl if c }}deployment/d{{repl end }}'\n"
    "    - '{{repl if a }}deployment/a{{repl else }}deployment/c{{repl end }}'\n    - repl{{ if b }}deployment/b repl{{ end }}\n"
)
SPLIT = "    - '{{repl if a }}deployment/a'\n    - 'deployment/b{{repl end }}'\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  title: A\n", "  title: A\n  additionalImages:\n    - ghcr.io/a/pg:16\n"),
        ("  title: A\n  ports: []\n\n# end\n", "  title: A\n  ports: []\n  additionalImages:\n    - ghcr.io/a/pg:16\n\n# end\n"),
        ("  allow:\n  - a\n", "  allow:\n  - a\n  additionalImages:\n  - ghcr.io/a/pg:16\n"),
        ("  additionalImages: []\n", "  additionalImages: [ghcr.io/a/pg:16]\n"),
        ("  additionalImages:\n  title: A\n", "  additionalImages:\n  title: A\n"),
        ('  additionalImages:\n      - "b/c:1"', '  additionalImages:\n      - "b/c:1"\n      - "ghcr.io/a/pg:16"'),
        ("  additionalImages:\r\n    - b/c:1\r\n", "  additionalImages:\r\n    - b/c:1\r\n    - ghcr.io/a/pg:16\r\n"),
        ("  additionalImages: &a [b/c:1]\n", "  additionalImages: &a [b/c:1, ghcr.io/a/pg:16]\n"),
        ("  x: &a [b/c:1]\n  additionalImages: *a\n", "  x: &a [b/c:1]\n  additionalImages: *a\n"),
        ("  {{repl if a }}\n  title: A\n  {{repl end }}\n", "  {{repl if a }}\n  title: A\n  {{repl end }}\n"),
        (f"  additionalImages:\n    - b/c:1\n  statusInformers:\n{INFORMERS}",
         f"  additionalImages:\n    - b/c:1\n    - ghcr.io/a/pg:16\n  statusInformers:\n{INFORMERS}"),
        (f"  statusInformers:\n{INFORMERS}",
         f"  statusInformers:\n{INFORMERS}  additionalImages:\n    - ghcr.io/a/pg:16\n"),
        (f"  statusInformers:\n{SPLIT}", f"  statusInformers:\n{SPLIT}"),
        ("  # {{repl if a }}\n  title: A\n  b: c  # {{repl end }}\n",) * 2,
    ],
)  # fmt: skip
def test_the_list_is_continued_or_made_in_the_style_of_the_file(before: str, after: str, tmp_path: Path) -> None:
    head = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: my-app}\nspec:\n"
    application = tmp_path / "app.yaml"
    application.write_bytes((head + before).encode())
    (tmp_path / "db.yaml").write_text(RESOURCE, encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", "--select", "airgap-missing", ".", cwd=tmp_path)
    assert application.read_bytes().decode() == head + after
    assert (tmp_path / "db.yaml").read_text(encoding="utf-8") == RESOURCE


def test_each_image_is_added_once_from_all_files_of_the_release(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(APPLICATION, encoding="utf-8")
    for number in range(5):
        text = RESOURCE.replace("pg:16", f"pg:{16 + number // 2}")
        (tmp_path / f"db-{number}.yaml").write_text(text, encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", "--select", "airgap-missing", ".", cwd=tmp_path)
    fixed = (tmp_path / "app.yaml").read_text(encoding="utf-8")
    assert fixed == f"{APPLICATION}  additionalImages:\n" + "".join(
        f"    - ghcr.io/a/pg:{tag}\n" for tag in (16, 17, 18)
    )
    assert call("lint", "--select", "airgap-missing", ".", cwd=tmp_path).status == 0
    call("fix", "-i", "--unsafe-fixes", "--select", "airgap-missing", ".", cwd=tmp_path)
    assert (tmp_path / "app.yaml").read_text(encoding="utf-8") == fixed
