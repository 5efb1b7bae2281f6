from __future__ import annotations

import pytest
from rule_tools import ALIAS, check, message, spans

RULE = "proxy-path"


def application(image: str, spec: str = "") -> str:
    return (
        f"apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {{name: a}}\nspec:\n{spec}  additionalImages:\n  - {image}\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "proxy/my-app/quay.io/org/app:1",
        f"proxy/my-app/{ALIAS}/org/app:1",
        f"proxy/my-app/{ALIAS}/app:1",
        "proxy/my-app/index.docker.io/org/app:1",
        "proxy/my-app/docker.io/library/redis:7",
        "proxy/my-app/hub/org/app:1",
        "proxy/my-app/dtr.example.com:8443/org/app:1",
        "proxy/my-app/quay.io/a/b/c/d@sha256:" + "0" * 64,
        "proxy/my-app/registry.replicated.com/my-app/app:1",
        "anonymous/gcr.io/org/app:1",
        "proxy/my-app/org/app:1",
        "proxy/my-app/app:1",
        "anonymous/docker.io/library/redis:7",
        "library/replicated-sdk-image:1",
        "repl{{ ConfigOption `path` }}:1",
        "proxy/repl{{ ConfigOption `slug` }}/nowhere/org/app:1",
        "proxy/my-repl{{ ConfigOption `slug` }}/nowhere/org/app:1",
        "proxy/my-app/repl{{ ConfigOption `upstream` }}/org/app:1",
        "proxy/my-app/pre-repl{{ ConfigOption `upstream` }}/org/app:1",
    ],
)
def test_right_paths(path):
    assert check(RULE, application(f"proxy.replicated.com/{path}")) == []


@pytest.mark.parametrize(
    ("path", "span", "words"),
    [
        ("proxy/my-ap/quay.io/org/app:1", "my-ap", "'my-app'"),
        ("proxy/other/quay.io/org/app:1", "other", "not the slug"),
        ("proxy/other/repl{{ x }}/org/app:1", "other", "not the slug"),
        ("proxy/quay.io/org/app:1", "quay.io", "slug is missing"),
        (f"proxy/{ALIAS}/org/app:1", ALIAS, "slug is missing"),
        ("quay.io/org/app:1", "quay.io", "'proxy/my-app/'"),
        (f"{ALIAS}/org/app:1", ALIAS, "'proxy/my-app/'"),
        ("proxy/my-app/gcr.io/org/app:1", "gcr.io", "linked"),
        ("proxy/my-app/mythirdpartyregistry/org/app:1", "mythirdpartyregistry", "reference name"),
        (f"proxy/my-app/{ALIAS}:1", ALIAS, "the image is missing"),
        ("proxy/my-app:1", "my-app", "the image is missing"),
        ("proxy:1", "proxy", "ends after 'proxy'"),
        ("anonymous/quay.io/org/app:1", "anonymous", "linked registry"),
    ],
)
def test_wrong_paths(path, span, words):
    text = application(f"proxy.replicated.com/{path}")
    assert spans(RULE, text) == [span]
    assert words in message(RULE, text)


def test_slug_and_upstream_are_two_mistakes():
    assert spans(RULE, application("proxy.replicated.com/proxy/a/nowhere/org/app:1")) == ["a", "nowhere"]


def test_without_a_slug_or_registries_only_the_other_part_is_judged():
    image = "proxy.replicated.com/proxy/any/nowhere/org/app:1"
    assert spans(RULE, application(image), app=None) == ["nowhere"]
    assert spans(RULE, application(image), registries=()) == ["any"]
    assert check(RULE, application(image), app=None, registries=()) == []


def test_custom_domains():
    image = "images.example.com/proxy/other/quay.io/org/app:1"
    assert spans(RULE, application(image)) == ["other"], "the path shows that the domain is the proxy"
    assert spans(RULE, application(image, "  proxyRegistryDomain: images.example.com\n")) == ["other"]
    cluster = (
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec:\n"
        "  domains: {proxyRegistryDomain: images.example.com}\n---\n"
    )
    assert spans(RULE, cluster + application(image)) == ["other"]


def test_helm_values_split_over_keys():
    text = "apiVersion: kots.io/v1beta2\nkind: HelmChart\nspec:\n  values:\n    image:\n      registry: {}\n      repository: {}\n"
    assert check(RULE, text.format("proxy.replicated.com", "proxy/my-app/quay.io/org/app")) == []
    assert spans(RULE, text.format("proxy.replicated.com", "proxy/other/quay.io/org/app")) == ["other"]
    assert spans(RULE, text.format("proxy.replicated.com", "'proxy/my-app/nowhere/org/app'")) == ["nowhere"]
    assert spans(RULE, text.format("proxy.replicated.com/proxy/my-app", "nowhere/org/app")) == ["nowhere"]
    assert spans(RULE, text.format("proxy.replicated.com/proxy/other", "quay.io/org/app")) == ["other"]


def test_pods_and_template_arguments():
    pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {}\n"
    assert spans(RULE, pod.format("proxy.replicated.com/proxy/other/quay.io/org/app:1")) == ["other"]
    call = 'repl{{{{ LocalImageName "proxy.replicated.com/proxy/{}/quay.io/org/app:1" }}}}'
    assert spans(RULE, pod.format(call.format("other"))) == ["other"]
    assert check(RULE, pod.format(call.format("my-app"))) == []


def test_a_reference_name_in_front_of_the_proxy_is_reported_by_another_rule():
    assert check(RULE, application(f"{ALIAS}/proxy/other/x/y:1")) == []


def test_a_domain_that_only_the_configuration_names() -> None:
    from replreg import Config, Registry, lint_text
    from replreg.config.model import Domains

    text = application("images.example.com/proxy/other/quay.io/org/app:1")
    linked = [Registry("myquay", "quay.io")]
    for domains, count in ((Domains(proxy=("proxy.example.com",)), 0), (Domains(proxy=("images.example.com",)), 1)):
        config = Config(app="my-app", registries=linked, domains=domains)
        assert [finding.rule for finding in lint_text(text, config)].count(RULE) == count
