"""A wrong address is found in every spelling that a release can have it in, and the fix makes the right one.

A spelling makes Helm values of an address. The address is a host, a prefix of the path, and the last part, such as
``proxy.replicated.com``, ``proxy/my-app/quay.io/ns``, ``web``; in an air gap the same for the local registry.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from delivery_tools import chart_of, delivery_of, fixed, helm_chart

from replreg.charts.chart import Chart
from replreg.delivery.airgap_collisions import airgap_collisions
from replreg.delivery.images import Delivery
from replreg.delivery.local_registry_paths import local_registry_paths
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_paths import proxy_paths
from replreg.delivery.unproxied_images import unproxied_images

PROXY = "proxy.replicated.com"
Judge = Callable[[Delivery], list[DeliveryProblem]]
Spelling = Callable[[str, str, str], str]


def one_string(host: str, prefix: str, last: str) -> str:
    return f"image: {host}/{prefix}/{last}:1.0"


def repository_and_tag(host: str, prefix: str, last: str) -> str:
    return f"image:\n  repository: {host}/{prefix}/{last}\n  tag: '1.0'"


def registry_is_host(host: str, prefix: str, last: str) -> str:
    return f'image:\n  registry: {host}\n  repository: "{prefix}/{last}"\n  tag: "1.0"'


def registry_has_path(host: str, prefix: str, last: str) -> str:
    return f"image:\n  registry: {host}/{prefix}\n  repository: {last}\n  tag: '1.0'"


def registry_alone(host: str, prefix: str, last: str) -> str:
    return f"image:\n  registry: {host}/{prefix}"


def ternary(host: str, prefix: str, last: str) -> str:
    return (
        f'image:\n  repository: \'{{{{repl HasLocalRegistry | ternary LocalRegistryHost "{host}" }}}}/'
        f"{{{{repl HasLocalRegistry | ternary LocalRegistryNamespace \"{prefix}\" }}}}/{last}'\n  tag: '1.0'"
    )


def ternary_in_parts(host: str, prefix: str, last: str) -> str:
    return (
        f'image:\n  registry: repl{{{{ HasLocalRegistry | ternary LocalRegistryHost "{host}" }}}}\n'
        f"  repository: repl{{{{ HasLocalRegistry | ternary LocalRegistryNamespace \"{prefix}\" }}}}/{last}\n  tag: '1.0'"
    )


def printf(host: str, prefix: str, last: str) -> str:
    return (
        f'image: \'{{{{repl if HasLocalRegistry }}}}{{{{repl printf "%s/%s:1.0" LocalRegistryAddress "{last}" }}}}'
        f'{{{{repl else }}}}{{{{repl printf "%s/%s/{last}:1.0" "{host}" "{prefix}" }}}}{{{{repl end }}}}\''
    )


def if_around_lines(host: str, prefix: str, last: str) -> str:
    return (
        "image:\n  {{repl if HasLocalRegistry }}\n  registry: '{{repl LocalRegistryHost }}'\n"
        f"  repository: '{{{{repl LocalRegistryNamespace }}}}/{last}'\n  {{{{repl else }}}}\n  registry: '{host}'\n"
        f"  repository: '{prefix}/{last}'\n  {{{{repl end }}}}\n  tag: '1.0'"
    )


def variable(host: str, prefix: str, last: str) -> str:
    return (
        f'image: "{{{{repl $host := `{host}` }}}}{{{{repl if HasLocalRegistry }}}}{{{{repl LocalRegistryAddress }}}}/{last}:1.0'
        f'{{{{repl else }}}}{{{{repl $host }}}}/{prefix}/{last}:1.0{{{{repl end }}}}"'
    )


def print_of_strings(host: str, prefix: str, last: str) -> str:
    return f'image: \'{{{{repl print "{host}" "/{prefix}/" "{last}:1.0" }}}}\''


SPELLINGS: list[Spelling] = [
    one_string, repository_and_tag, registry_is_host, registry_has_path, registry_alone, ternary, ternary_in_parts,
    printf, if_around_lines, variable, print_of_strings,
]  # fmt: skip
every_spelling = pytest.mark.parametrize("spelling", [pytest.param(one, id=one.__name__) for one in SPELLINGS])


def chart() -> Chart:
    files = {
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "values.yaml": "image:\n  registry: quay.io/ns\n  repository: web\n  tag: '1.0'\n",
    }
    return chart_of(files)


def check(judge: Judge, wrong: str, right: str | None, *charts: Chart) -> None:
    """See that the wrong values are found, the right ones are not, and the fixes make the right ones of the wrong."""
    delivery = delivery_of(helm_chart(wrong), *charts)
    problems = judge(delivery)
    assert problems
    assert all(problem.path == "release.yaml" for problem in problems)
    if right is None:
        return
    assert judge(delivery_of(helm_chart(right), *charts)) == []
    assert fixed(delivery, problems) == helm_chart(right)


@every_spelling
def test_a_private_image_by_its_own_host(spelling: Spelling) -> None:
    charts = [chart()] if spelling is registry_alone else []
    right = spelling(f"{PROXY}/proxy/my-app/quay.io", "ns", "web")
    check(unproxied_images, spelling("quay.io", "ns", "web"), right, *charts)


@every_spelling
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("proxy/other/quay.io/ns", "proxy/my-app/quay.io/ns"),
        ("my-app/quay.io/ns", "proxy/my-app/quay.io/ns"),
        ("proxy/quay.io/ns", "proxy/my-app/quay.io/ns"),
        ("proxy/my-app/quay.io/quay.io/ns", "proxy/my-app/quay.io/ns"),
        ("anonymous/quay.io/ns", "proxy/my-app/quay.io/ns"),
    ],
)
def test_a_wrong_proxy_path(spelling: Spelling, wrong: str, right: str) -> None:
    charts = [chart()] if spelling is registry_alone else []
    check(proxy_paths, spelling(PROXY, wrong, "web"), spelling(PROXY, right, "web"), *charts)


@every_spelling
def test_a_proxy_path_on_another_host(spelling: Spelling) -> None:
    charts = [chart()] if spelling is registry_alone else []
    prefix = "proxy/my-app/quay.io/ns"
    check(proxy_paths, spelling("quay.io", prefix, "web"), spelling(PROXY, prefix, "web"), *charts)


LOCAL = "{{repl LocalRegistryHost }}"
NAMESPACE = "{{repl LocalRegistryNamespace }}"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (f"image: '{LOCAL}/{NAMESPACE}/ns/web:1.0'", f"image: '{LOCAL}/{NAMESPACE}/web:1.0'"),
        ("image: '{{repl LocalRegistryAddress }}/ns/web:1.0'", "image: '{{repl LocalRegistryAddress }}/web:1.0'"),
        (f"image:\n  repository: '{LOCAL}/{NAMESPACE}/ns/web'\n  tag: '1'", f"image:\n  repository: '{LOCAL}/{NAMESPACE}/web'\n  tag: '1'"),
        (
            f"image:\n  registry: '{LOCAL}'\n  repository: '{NAMESPACE}/ns/web'\n  tag: '1'",
            f"image:\n  registry: '{LOCAL}'\n  repository: '{NAMESPACE}/web'\n  tag: '1'",
        ),
        (
            f"image:\n  registry: '{LOCAL}/{NAMESPACE}'\n  repository: 'ns/web'\n  tag: '1'",
            None,  # online, the repository alone is pulled
        ),
        (
            "image:\n  registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost \"proxy.replicated.com\" }}'\n"
            "  repository: '{{repl HasLocalRegistry | ternary (print LocalRegistryNamespace \"/ns\") "
            "\"proxy/my-app/quay.io/ns\" }}/web'",
            "image:\n  registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost \"proxy.replicated.com\" }}'\n"
            "  repository: '{{repl HasLocalRegistry | ternary (print LocalRegistryNamespace \"\") "
            "\"proxy/my-app/quay.io/ns\" }}/web'",
        ),
        (
            "image: '{{repl if HasLocalRegistry }}{{repl print LocalRegistryHost \"/library/web:1\" }}{{repl else }}"
            "proxy.replicated.com/proxy/my-app/quay.io/ns/web:1{{repl end }}'",
            "image: '{{repl if HasLocalRegistry }}{{repl print LocalRegistryAddress \"/web:1\" }}{{repl else }}"
            "proxy.replicated.com/proxy/my-app/quay.io/ns/web:1{{repl end }}'",
        ),
        (
            "image: '{{repl printf \"%s/%s/%s:1\" LocalRegistryHost LocalRegistryNamespace \"ns/web\" }}'",
            "image: '{{repl printf \"%s/%s/%s:1\" LocalRegistryHost LocalRegistryNamespace \"web\" }}'",
        ),
        (
            "image: '{{repl printf \"%s/%s/ns/web:1\" LocalRegistryHost LocalRegistryNamespace }}'",
            "image: '{{repl printf \"%s/%s/web:1\" LocalRegistryHost LocalRegistryNamespace }}'",
        ),
        (f"image: '{LOCAL}/ns/web:1'", "image: '{{repl LocalRegistryAddress }}/web:1'"),
    ],
)  # fmt: skip
def test_a_path_that_the_local_registry_does_not_have(wrong: str, right: str | None) -> None:
    check(local_registry_paths, wrong, right)


@every_spelling
def test_images_that_overwrite_one_another(spelling: Spelling) -> None:
    if spelling is registry_alone:
        pytest.skip("the chart has one image only")
    values = "\n".join(
        [
            "a:",
            *(f"  {line}" for line in spelling(PROXY, "proxy/my-app/quay.io/ns", "web").splitlines()),
            "b:",
            *(f"  {line}" for line in spelling(PROXY, "proxy/my-app/ghcr.io/other", "web").splitlines()),
        ]
    )
    check(airgap_collisions, values, None)
    different = values.replace("ghcr.io/other", "quay.io/ns")  # the same image twice
    assert airgap_collisions(delivery_of(helm_chart(different))) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("'repl{{ ReplicatedImageName \"quay.io/ns/web:1\" true }}'", f"'repl{{{{ ReplicatedImageName \"{PROXY}/proxy/my-app/quay.io/ns/web:1\" true }}}}'"),
    ],
)  # fmt: skip
def test_an_argument_of_a_function_without_the_proxy(wrong: str, right: str) -> None:
    check(unproxied_images, f"image: {wrong}", f"image: {right}")


@pytest.mark.parametrize("function", ["ReplicatedImageName", "ReplicatedImageRegistry", "LocalImageName"])
def test_a_wrong_proxy_path_in_an_argument(function: str) -> None:
    key = "image: {registry: '%s', repository: ns/web}" if function == "ReplicatedImageRegistry" else "image: '%s'"
    last = "" if function == "ReplicatedImageRegistry" else "/ns/web:1"
    wrong, right = (
        key % f'repl{{{{ {function} "{PROXY}/proxy/{slug}/quay.io{last}" }}}}' for slug in ("other", "my-app")
    )
    check(proxy_paths, wrong, right)
