"""What a release is for, by its files."""

from __future__ import annotations

import pytest
from delivery_tools import chart_of, delivery_of, helm_chart

from replreg.config.model import Config
from replreg.linter.lint import lint_text
from replreg.templates.worlds import Target

KOTS, EC2, EC3, HELM = Target.KOTS, Target.EMBEDDED_CLUSTER_2, Target.EMBEDDED_CLUSTER_3, Target.HELM
CHART = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n"}


def cluster(version: str) -> str:
    return f"apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec: {{version: {version}}}\n"


@pytest.mark.parametrize(
    ("files", "targets"),
    [
        ({"a.yaml": helm_chart("a: 1")}, {KOTS}),
        ({"a.yaml": helm_chart("a: 1"), "c.yaml": cluster("2.3.1+k8s-1.30")}, {KOTS, EC2}),
        ({"a.yaml": helm_chart("a: 1 # not '{{repl ReplicatedImageName `x` }}' yet")}, {KOTS}),
        ({"a.yaml": helm_chart("a: ReplicatedImageName")}, {KOTS}),
        ({"a.yaml": helm_chart("a: 1\n# b: '{{repl LocalRegistryHost }}'"), "c.yaml": cluster("3.0.0")}, {EC3}),
        ({"a.yaml": helm_chart("a: '{{repl LocalRegistryHost }}'"), "c.yaml": cluster("3.0.0")}, {EC3, KOTS}),
        ({"a.yaml": helm_chart("a: 1"), "c.yaml": cluster("3.0.0-alpha-8+k8s-1.34")}, {EC3}),
        ({"a.yaml": helm_chart("a: 'repl{{ HasLocalRegistry }}'"), "c.yaml": cluster("3.0.0")}, {KOTS, EC3}),
        ({"a.yaml": helm_chart("a: 'repl{{ ReplicatedImageName `a` }}'")}, {EC3}),
        ({"a.yaml": helm_chart("a: 1"), "c.yaml": cluster("'{{repl ConfigOption `v` }}'")}, {KOTS, EC2}),
        ({"a.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: []}\n"}, {KOTS}),
    ],
)
def test_the_files_show_what_a_release_is_for(files: dict[str, str], targets: set[Target]) -> None:
    assert delivery_of(files).release.targets == targets


def test_a_chart_alone_is_for_helm() -> None:
    assert delivery_of({}, chart_of(CHART)).release.targets == {HELM}
    assert delivery_of(helm_chart("a: 1"), chart_of(CHART)).release.targets == {KOTS}


def test_domains_and_slug_come_from_the_files() -> None:
    application = "apiVersion: kots.io/v1beta1\nkind: Application\nspec: {proxyRegistryDomain: images.example.com}\n"
    domains = delivery_of({"app.yaml": application}).release.domains
    assert domains.proxies == ("images.example.com", "proxy.replicated.com")
    assert (domains.proxy, domains.slug, domains.slug_is_certain) == ("images.example.com", "my-app", True)


def test_domains_and_slug_come_from_image_strings_that_agree() -> None:
    from replreg.delivery.settings import DeliverySettings

    nobody = DeliverySettings()
    values = "a: {image: img.example.com/proxy/other/quay.io/a/b:1}\nb: {image: img.example.com/proxy/other/a:1}"
    domains = delivery_of(helm_chart(values), settings=nobody).release.domains
    assert domains.proxies[0] == "img.example.com"
    assert (domains.slug, domains.slug_is_certain) == ("other", False)
    values += "\nc: {image: more.example.com/proxy/third/a:1}"
    domains = delivery_of(helm_chart(values), settings=nobody).release.domains
    assert (domains.proxies, domains.slug) == (("proxy.replicated.com",), None)


@pytest.mark.parametrize(
    ("targets", "count"), [((), 0), (("kots",), 0), (("embedded-cluster",), 1), (("kots", "embedded-cluster"), 1)]
)
def test_the_configuration_decides_instead_of_the_files(targets: tuple[str, ...], count: int) -> None:
    text = helm_chart("image: 'repl{{ LocalRegistryHost }}/web:1'")
    found = [one for one in lint_text(text, Config(targets=targets)) if one.rule == "image-function"]
    assert len(found) == count
    assert all(bool(one.notes) is (len(targets) > 1) for one in found)
