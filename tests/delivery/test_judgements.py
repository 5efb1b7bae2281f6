"""Wrong addresses: found at the place, and fixed where the right one is certain."""

from __future__ import annotations

import pytest
from delivery_tools import CASES, QUAY, chart_of, delivery_of, fixed, helm_chart, marked, written

from replreg.delivery.airgap_collisions import airgap_collisions
from replreg.delivery.images import Delivery
from replreg.delivery.local_registry_paths import local_registry_paths
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_paths import proxy_paths
from replreg.delivery.settings import DeliverySettings
from replreg.delivery.unproxied_images import unproxied_images
from replreg.finding import Severity
from replreg.registries.linked_registry import Registry

PROXY = "proxy.replicated.com/proxy/my-app"
HUB = DeliverySettings((Registry("hub", "index.docker.io", username="acme"),), "my-app")


def all_problems(delivery: Delivery) -> list[DeliveryProblem]:
    judgements = (unproxied_images, proxy_paths, local_registry_paths, airgap_collisions)
    return [problem for judge in judgements for problem in judge(delivery)]


@pytest.mark.parametrize(
    ("values", "right"),
    [
        ("image: quay.io/ns/web:1", f"image: {PROXY}/quay.io/ns/web:1"),
        ("image: {repository: quay.io/ns/web, tag: 1}", f"image: {{repository: {PROXY}/quay.io/ns/web, tag: 1}}"),
        ("image: {registry: quay.io, repository: ns/web}", f"image: {{registry: {PROXY}/quay.io, repository: ns/web}}"),
        ("image: {registry: quay.io}", f"image: {{registry: {PROXY}/quay.io}}"),
        ("global: {imageRegistry: 'quay.io'}", f"global: {{imageRegistry: '{PROXY}/quay.io'}}"),
        (
            "image: '{{repl HasLocalRegistry | ternary LocalRegistryAddress \"quay.io/ns\" }}/web:1'",
            f"image: '{{{{repl HasLocalRegistry | ternary LocalRegistryAddress \"{PROXY}/quay.io/ns\" }}}}/web:1'",
        ),
        (
            'image: "{{repl HasLocalRegistry | ternary LocalRegistryAddress (printf \\"%s/ns\\" `quay.io`) }}/web:1"',
            'image: "{{repl HasLocalRegistry | ternary LocalRegistryAddress (printf \\"%s/ns\\" '
            f'`{PROXY}/quay.io`) }}}}/web:1"',
        ),
        (
            "image: '{{repl if HasLocalRegistry }}{{repl LocalRegistryAddress }}{{repl else }}quay.io/ns{{repl end }}/w'",
            "image: '{{repl if HasLocalRegistry }}{{repl LocalRegistryAddress }}{{repl else }}"
            f"{PROXY}/quay.io/ns{{{{repl end }}}}/w'",
        ),
    ],
)
def test_an_image_of_a_linked_registry_that_nothing_rewrites_is_found_and_fixed(values: str, right: str) -> None:
    delivery = delivery_of(helm_chart(values))
    problems = unproxied_images(delivery)
    assert marked(delivery, problems) == ["quay.io"]
    assert [problem.fix is not None and problem.fix.safe for problem in problems] == [True]
    text = fixed(delivery, problems)
    assert text == helm_chart(right)
    assert all_problems(delivery_of(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        helm_chart("image: quay.io/ns/web:1", "v1beta1"),
        helm_chart("a: 1", more="  builder: {image: 'quay.io/ns/web:1'}\n"),
        helm_chart(f"image: {PROXY}/quay.io/ns/web:1"),
        helm_chart("image: ghcr.io/ns/web:1"),
        helm_chart("image: 'repl{{ LocalImageName \"quay.io/ns/web:1\" }}'"),
        helm_chart("image: 'repl{{ ReplicatedImageName \"quay.io/ns/web:1\" }}'"),
        helm_chart("image: {registry: 'repl{{ ReplicatedImageRegistry \"quay.io\" }}', repository: ns/web}"),
        "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: [{image: 'quay.io/ns/a:1'}]}}}\n",
    ],
)
def test_a_rewritten_or_proxied_image_is_right(text: str) -> None:
    assert unproxied_images(delivery_of(text)) == []


def test_no_proxy_of_a_private_image_is_wrong() -> None:
    delivery = delivery_of(helm_chart("image: 'repl{{ ReplicatedImageName \"quay.io/ns/web:1\" true }}'"))
    assert marked(delivery, unproxied_images(delivery)) == ["quay.io"]


def test_defaults_and_templates_of_charts_are_pulled_as_they_are() -> None:
    chart = chart_of(
        {
            "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "values.yaml": "image: {repository: quay.io/ns/web, tag: 1}\n",
            "templates/a.yaml": "spec: {containers: [{image: 'quay.io/ns/job:1'}]}\n",
        }
    )
    for release in (helm_chart("a: 1"), {}):
        delivery = delivery_of(release, chart)
        problems = unproxied_images(delivery)
        assert [problem.path for problem in problems] == ["chart/templates/a.yaml", "chart/values.yaml"]
        assert fixed(delivery, problems, "chart/values.yaml").startswith(f"image: {{repository: {PROXY}/quay.io/ns/web")


def test_a_value_of_the_release_is_judged_in_place_of_the_default() -> None:
    files = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "values.yaml": "image: quay.io/ns/web:1\n"}
    assert unproxied_images(delivery_of(helm_chart(f"image: {PROXY}/quay.io/ns/web:1"), chart_of(files))) == []


def test_an_image_of_docker_hub_is_reported_only_where_it_is_known_to_be_private() -> None:
    values = "a: {image: acme/web:1}\nb: {image: docker.io/other/web:1}\nc: {image: redis:7}"
    problems = unproxied_images(delivery_of(helm_chart(values), settings=HUB))
    assert len(problems) == 1, "nothing says that the image of another organisation is private"
    assert [problem.fix is not None and problem.fix.safe for problem in problems] == [True]


def test_a_literal_that_is_right_elsewhere_is_not_edited() -> None:
    values = """{{repl $image := "quay.io/ns/web:1" }}
a: {image: '{{repl $image }}'}
b: {image: '{{repl LocalImageName $image }}'}"""
    delivery = delivery_of(helm_chart(values))
    (problem,) = unproxied_images(delivery)
    assert problem.fix is None


@pytest.mark.parametrize(
    ("wrong", "part", "right", "safe"),
    [
        ("proxy.replicated.com/my-app/quay.io/ns/a:1", "my-app", f"{PROXY}/quay.io/ns/a:1", True),
        ("proxy.replicated.com/quay.io/ns/a:1", "quay.io", f"{PROXY}/quay.io/ns/a:1", True),
        ("proxy.replicated.com/myq/ns/a:1", "myq", f"{PROXY}/myq/ns/a:1", True),
        ("proxy.replicated.com/my-org/a:1", "my-org", f"{PROXY}/my-org/a:1", False),
        ("proxy.replicated.com/proxy/other/quay.io/ns/a:1", "other", f"{PROXY}/quay.io/ns/a:1", True),
        ("proxy.replicated.com/proxy/quay.io/ns/a:1", "quay.io", f"{PROXY}/quay.io/ns/a:1", True),
        (f"{PROXY}/quay.io/quay.io/ns/a:1", "quay.io/", f"{PROXY}/quay.io/ns/a:1", True),
        (f"{PROXY}/myq/quay.io/ns/a:1", "quay.io/", f"{PROXY}/myq/ns/a:1", True),
        ("quay.io/proxy/my-app/quay.io/ns/a:1", "quay.io", f"{PROXY}/quay.io/ns/a:1", True),
        ("registry.replicated.com/proxy/my-app/quay.io/ns/a:1", "registry.replicated.com", f"{PROXY}/quay.io/ns/a:1", True),
        ("proxy.replicated.com/anonymous/quay.io/ns/a:1", "anonymous", f"{PROXY}/quay.io/ns/a:1", True),
        ("registry.replicated.com/other/a:1", "other", "registry.replicated.com/my-app/a:1", True),
        (f"{PROXY}/myqq/ns/a/b:1", "myqq", f"{PROXY}/myq/ns/a/b:1", False),
    ],
)  # fmt: skip
def test_a_wrong_proxy_path_is_found_and_fixed(wrong: str, part: str, right: str, safe: bool) -> None:
    delivery = delivery_of(helm_chart(f"image: {wrong}"))
    problems = proxy_paths(delivery)
    assert marked(delivery, problems) == [part]
    assert [problem.fix is not None and problem.fix.safe for problem in problems] == [safe]
    assert fixed(delivery, problems) == helm_chart(f"image: {right}")
    assert all_problems(delivery_of(fixed(delivery, problems))) == []
    assert unproxied_images(delivery) == []


@pytest.mark.parametrize(
    "image",
    [
        f"{PROXY}/quay.io/ns/a:1",
        f"{PROXY}/myq/ns/a:1",
        f"{PROXY}/busybox:1",
        f"{PROXY}/org/a:1",
        f"{PROXY}/docker.io/library/a:1",
        "proxy.replicated.com/library/replicated-sdk-image:1",
        "proxy.replicated.com/anonymous/ghcr.io/ns/a:1",
        "registry.replicated.com/my-app/a:1",
        "registry.replicated.com/library/a:1",
        "images.example.com/proxy/my-app/quay.io/ns/a:1",
        "'proxy.replicated.com/proxy/{{repl LicenseFieldValue \"appSlug\" }}/quay.io/ns/a:1'",
        "'proxy.replicated.com/proxy/my-app/{{repl ConfigOption \"a\" }}/ns/a:1'",
        "'{{repl ConfigOption \"a\" }}/proxy/other/quay.io/ns/a:1'",
    ],
)
def test_a_right_proxy_path_is_left_alone(image: str) -> None:
    assert all_problems(delivery_of(helm_chart(f"image: {image}"))) == []


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ("image: {registry: quay.io, repository: proxy/my-app/quay.io/ns/a}", "quay.io"),
        ("image: {registry: proxy.replicated.com, repository: proxy/other/quay.io/ns/a}", "other"),
        ("image: {registry: proxy.replicated.com/proxy/other/quay.io}", "other"),
        ("image: {registry: proxy.replicated.com/proxy/my-app/quay.io, repository: quay.io/ns/a}", "quay.io/"),
        ("imageRegistry: 'repl{{ ReplicatedImageRegistry \"proxy.replicated.com/proxy/other/quay.io\" }}'", "other"),
        ('image: \'repl{{ print "proxy.replicated.com/proxy/" "other" "/quay.io/ns/a:1" }}\'', "other"),
    ],
)
def test_a_wrong_proxy_path_is_found_in_every_spelling(values: str, part: str) -> None:
    delivery = delivery_of(helm_chart(values))
    problems = proxy_paths(delivery)
    assert marked(delivery, problems) == [part]
    assert all(problem.fix is not None for problem in problems)
    assert proxy_paths(delivery_of(fixed(delivery, problems))) == []


def test_a_linked_host_is_not_a_proxy_whoever_runs_it() -> None:
    settings = DeliverySettings((QUAY, Registry("own", "images.acme.dev")), "my-app")
    delivery = delivery_of(helm_chart("image: images.acme.dev/proxy/my-app/quay.io/ns/a:1"), settings=settings)
    problems = proxy_paths(delivery)
    assert marked(delivery, problems) == ["images.acme.dev"]
    assert fixed(delivery, problems) == helm_chart(f"image: {PROXY}/quay.io/ns/a:1")


def test_an_upstream_that_is_not_linked_is_a_warning() -> None:
    (problem,) = proxy_paths(delivery_of(helm_chart(f"image: {PROXY}/ghcr.io/ns/a:1")))
    assert problem.severity is Severity.WARNING


def test_without_a_slug_only_what_is_certain_is_reported() -> None:
    settings = DeliverySettings((QUAY,))
    assert proxy_paths(delivery_of(helm_chart(f"image: {PROXY}/quay.io/ns/a:1"), settings=settings)) == []
    delivery = delivery_of(helm_chart("image: quay.io/ns/a:1"), settings=settings)
    assert [problem.fix for problem in unproxied_images(delivery)] == [None]


@pytest.mark.parametrize(
    ("values", "part", "right"),
    [
        (
            "image: '{{repl LocalRegistryHost }}/{{repl LocalRegistryNamespace }}/org/a:1'",
            "org/",
            "image: '{{repl LocalRegistryHost }}/{{repl LocalRegistryNamespace }}/a:1'",
        ),
        (
            'image: \'{{repl HasLocalRegistry | ternary (print LocalRegistryAddress "/org/a") "x.io/org/a" }}:1\'',
            "org/",
            'image: \'{{repl HasLocalRegistry | ternary (print LocalRegistryAddress "/a") "x.io/org/a" }}:1\'',
        ),
        (
            'image: \'{{repl HasLocalRegistry | ternary (print LocalRegistryHost "/library/a") "x.io/a" }}:1\'',
            "library/a",
            'image: \'{{repl HasLocalRegistry | ternary (print LocalRegistryAddress "/a") "x.io/a" }}:1\'',
        ),
    ],
)
def test_a_path_that_the_local_registry_does_not_have_is_found_and_fixed(values: str, part: str, right: str) -> None:
    delivery = delivery_of(helm_chart(values))
    problems = local_registry_paths(delivery)
    assert marked(delivery, problems) == [part]
    assert fixed(delivery, problems) == helm_chart(right)
    again = delivery_of(fixed(delivery, problems))
    assert local_registry_paths(again) == []
    before, after = written(delivery), written(again)
    assert "x.io" not in str(before) or before == after  # what is pulled online is as it was


def test_a_path_that_both_worlds_share_is_found_and_not_edited() -> None:
    text = helm_chart("image: '{{repl HasLocalRegistry | ternary LocalRegistryAddress \"quay.io\" }}/org/a:1'")
    (problem,) = local_registry_paths(delivery_of(text))
    assert problem.fix is None


def test_embedded_cluster_3_keeps_whole_paths() -> None:
    text = helm_chart("image: 'repl{{ ReplicatedImageName \"quay.io/org/team/a:1\" }}'")
    assert local_registry_paths(delivery_of(text)) == []


def test_images_with_one_last_part_and_tag_overwrite_one_another() -> None:
    values = "a: {image: 'x.io/one/web:1'}\nb: {image: 'x.io/two/web:1'}\nc: {image: 'x.io/one/web:2'}"
    delivery = delivery_of(helm_chart(values))
    problems = airgap_collisions(delivery)
    assert marked(delivery, problems) == ["two/web"]
    ((_, path, start, end),) = problems[0].related
    assert delivery.release.text_of(path)[start:end] == "one/web"


@pytest.mark.parametrize(
    "values",
    [
        "a: {image: 'docker.io/library/redis:7'}\nb: {image: 'redis:7'}",
        f"a: {{image: 'quay.io/ns/web:1'}}\nb: {{image: '{PROXY}/quay.io/ns/web:1'}}",
        f"a: {{image: 'quay.io/ns/web:1'}}\nb: {{image: '{PROXY}/myq/ns/web:1'}}",
        "a: {image: 'x.io/one/web:{{repl ConfigOption `t` }}'}\nb: {image: 'x.io/two/web:1'}",
    ],
)
def test_one_image_spelled_twice_is_not_a_collision(values: str) -> None:
    assert airgap_collisions(delivery_of(helm_chart(values))) == []


@pytest.mark.skipif(not CASES.is_dir(), reason="the folder of small cases, ../shared/cases, is not here")
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("proxy-broken.yaml", 6),
        ("proxy-without-upstream-host.yaml", 0),
        ("proxy-as-registry-argument.yaml", 0),
        ("helm-template-preflight.yaml", 0),
    ],
)
def test_proxy_paths_of_the_small_cases(name: str, count: int) -> None:
    text = (CASES / name).read_text(encoding="utf-8")
    registries = (QUAY, *((Registry("hub", "index.docker.io"),) if "without" in name else ()))
    delivery = delivery_of(text, settings=DeliverySettings(registries, "my-app"))
    problems = proxy_paths(delivery)
    assert len(problems) == count
    if not count:
        assert unproxied_images(delivery) == []
