"""Fixes that once made what another rule then reported, or left something over: each with its right outcome."""

from __future__ import annotations

import pytest
from release_texts import HEAD, listed, native, swarm, workload
from rule_tools import config, fixed, safety, spans

from replreg.linter.lint import lint_text

ECR = {"ecr": "123456789012.dkr.ecr.us-east-1.amazonaws.com/acme"}

ACME = {"acme": "us-docker.pkg.dev"}
MYQ = {"myq": "quay.io"}


def rules(text: str, **settings: object) -> set[str]:
    return {finding.rule for finding in lint_text(text, config(**settings))}


def test_an_entry_without_the_namespace_of_the_endpoint_gets_it() -> None:
    text = listed("- {source: ecr, name: worker, tag: '1'}\n", f"{ECR['ecr']}/worker:1")
    assert fixed(text, unsafe=True, registries=ECR) == text.replace("name: worker", "name: acme/worker")
    assert fixed(text, registries=ECR) == text


def test_an_entry_of_another_tag_is_left_alone() -> None:
    text = listed("- {source: ecr, name: worker, tag: '2'}\n", f"{ECR['ecr']}/worker:1")
    assert "name: worker, tag: '2'" in fixed(text, unsafe=True, registries=ECR)


def test_another_tag_under_another_registry_has_no_fix() -> None:
    text = listed("- {source: dtr, name: ns/web, tag: '2'}\n", "ghcr.io/ns/web:1")
    assert safety("source-mismatch", text) == [None]


def test_the_host_of_the_platform_is_not_replaced_without_the_slug() -> None:
    text = listed("- {source: dtr, name: web, tag: '1'}\n", "registry.replicated.com/other/web:1")
    assert fixed(text, unsafe=True, rule="source-mismatch") == text


def test_a_private_image_without_its_host_takes_a_pull_secret() -> None:
    text = HEAD + "images:\n- {source: replicated, name: web, tag: '1'}\n" + workload("web:1")
    assert {"missing-host", "missing-pull-secret"} <= rules(text)


@pytest.mark.parametrize("path", ["web", "ns/a/web"])
def test_ship_gets_no_path_that_it_cannot_resolve(path: str) -> None:
    image = path if path == "web" else f"quay.io/{path}"
    source = "mythirdpartyprivateregistry" if path == "web" else "replicated"
    text = f"assets: {{v1: [{{docker: {{image: '{image}:1', source: {source}, dest: a}}}}]}}\nlifecycle: {{v1: []}}\n"
    assert fixed(text, unsafe=True, rule="source-mismatch") == text


def test_an_image_that_is_listed_with_one_tag_of_two_is_left_to_people() -> None:
    digest = "@sha256:" + "0" * 64
    text = listed("- {source: public, name: redis, tag: '7'}\n", "redis:7", "ns/web", f"ns/web:1{digest}")
    assert safety("undeclared-image", text) == [None, None]


class TestNamespacesLikeNames:
    def test_the_name_stays_where_the_release_has_it_as_a_namespace(self) -> None:
        text = swarm("us-docker.pkg.dev/acme/prod/web:1", "acme/prod/worker:1")
        assert fixed(text, registries=ACME) == text.replace(" acme/", " us-docker.pkg.dev/acme/")

    def test_an_entry_decides_against_it(self) -> None:
        entries = "- {source: acme, name: acme/prod/web, tag: '1'}\n- {source: acme, name: a/prod/worker, tag: '1'}\n"
        text = listed(entries, "us-docker.pkg.dev/acme/prod/web:1", "acme/a/prod/worker:1")
        assert fixed(text, registries=ACME) == text.replace(" acme/a/", " us-docker.pkg.dev/a/")


class TestNamesAfterHosts:
    @pytest.mark.parametrize("unsafe", [False, True])
    def test_a_name_after_its_own_host_is_removed(self, unsafe: bool) -> None:
        text = listed("- {source: myq, name: ns/web, tag: '1'}\n", "quay.io/myq/ns/web:1")
        assert spans("alias-as-host", text, registries=MYQ) == ["myq"]
        assert fixed(text, unsafe=unsafe, registries=MYQ) == text.replace("quay.io/myq/", "quay.io/")

    def test_a_name_after_docker_hub_is_replaced(self) -> None:
        text = listed("- {source: myq, name: ns/web, tag: '1'}\n", "docker.io/myq/ns/web:1")
        assert fixed(text, registries=MYQ) == text.replace("docker.io/myq/", "quay.io/")

    @pytest.mark.parametrize("image", ["quay.io/myq/web:1", "docker.io/myq/web:1", "ghcr.io/myq/ns/web:1"])
    def test_a_namespace_is_left_alone(self, image: str) -> None:
        text = listed("- {source: public, name: redis, tag: '7'}\n", "redis:7", image)
        assert spans("alias-as-host", text, registries=MYQ) == []

    def test_a_listed_namespace_is_left_alone(self) -> None:
        text = listed("- {source: harbor, name: harbor/a/web, tag: '1'}\n", "harbor.example.com/harbor/a/web:1")
        assert spans("alias-as-host", text, registries={"harbor": "harbor.example.com"}) == []


class TestReferencesToContainers:
    @pytest.mark.parametrize("name", ["", "\n  name: web"])
    @pytest.mark.parametrize(
        "reference",
        [
            "monitors: {cpuacct: ['Main,quay.io/ns/web']}\n",
            "monitors:\n  cpuacct:\n  - Main,quay.io/ns/web\n",
            "admin_commands:\n- {alias: a, command: [a], component: Main, image: {image_name: quay.io/ns/web}}\n",
            "admin_commands:\n- alias: a\n  command: [a]\n  component: Main\n  container: 'quay.io/ns/web'\n",
            'name: \'{{repl ContainerExposedPort "Main" "quay.io/ns/web" "80" }}\'\n',
        ],
    )
    def test_they_are_changed_along(self, reference: str, name: str) -> None:
        text = native(
            f"- source: mythirdpartyprivateregistry\n  image_name: quay.io/ns/web{name}\n  version: '1'\n", reference
        )
        assert fixed(text, unsafe=True, rule="host-in-name") == text.replace("quay.io/", "")
        assert "unknown-reference" not in rules(fixed(text, unsafe=True))

    def test_a_comment_stays(self) -> None:
        text = native(
            "- source: mythirdpartyprivateregistry\n  image_name: quay.io/ns/web\n  version: '1'\n",
            "# Main,quay.io/ns/web\nmonitors: {cpuacct: ['Main,quay.io/ns/web']}\n",
        )
        assert "# Main,quay.io/ns/web\n" in fixed(text, unsafe=True, rule="host-in-name")

    def test_nothing_is_changed_where_a_place_is_not_certain(self) -> None:
        text = native(
            "- source: mythirdpartyprivateregistry\n  image_name: quay.io/ns/web\n  version: '1'\n",
            "name: quay.io/ns/web\n",
        )
        assert safety("host-in-name", text) == [None]

    def test_nothing_is_changed_where_another_container_keeps_the_name(self) -> None:
        text = native(
            "- source: mythirdpartyprivateregistry\n  image_name: quay.io/ns/web\n  version: '1'\n"
            "- source: public\n  image_name: quay.io/ns/web\n  version: '1'\n",
            "monitors: {cpuacct: ['Main,quay.io/ns/web']}\n",
        )
        assert safety("host-in-name", text) == [None]
