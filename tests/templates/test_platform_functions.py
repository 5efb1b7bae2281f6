"""The platform's functions in each world."""

from __future__ import annotations

import pytest
from template_tools import AIRGAP, AIRGAP_3, ONLINE, ONLINE_3, expression, rendered

from replreg.templates.evaluator import evaluate
from replreg.templates.parser import parse_template
from replreg.templates.values import NIL, Datum, Dict, Known, Number, Place, Symbol, Text
from replreg.templates.worlds import Target, World

TERNARY = 'HasLocalRegistry | ternary LocalRegistryHost "images.example.com"'


class TestLocalRegistry:
    @pytest.mark.parametrize(
        ("code", "online", "airgap"),
        [
            ("HasLocalRegistry", "false", "true"),
            ("IsAirgap", "false", "true"),
            ("LocalRegistryHost", "", "<HOST>"),
            ("LocalRegistryNamespace", "", "<NAMESPACE>"),
            ("LocalRegistryAddress", "", "<HOST>/<NAMESPACE>"),
            ("ImagePullSecretName", "<SECRET>", "<SECRET>"),
            ('LicenseFieldValue "appSlug"', "<SLUG>", "<SLUG>"),
            ('LicenseFieldValue "seats"', "?", "?"),
            ("LicenseDockerCfg", "?", "?"),
            ("LocalRegistryImagePullSecret", "?", "?"),
            ("Namespace", "?", "?"),
            ("Distribution", "?", "?"),
            (TERNARY, "images.example.com", "<HOST>"),
            ('printf "%s/%s/web" LocalRegistryHost LocalRegistryNamespace', "//web", "<HOST>/<NAMESPACE>/web"),
            ('LocalImageName "quay.io/ns/app:1"', "<PROXY>/proxy/<SLUG>/quay.io/ns/app:1", "<HOST>/<NAMESPACE>/app:1"),
            ('LocalImageName "ghcr.io/ns/app:1"', "ghcr.io/ns/app:1", "<HOST>/<NAMESPACE>/app:1"),
            (
                'LocalImageName "quay.io/ns/app"',
                "<PROXY>/proxy/<SLUG>/quay.io/ns/app:latest",
                "<HOST>/<NAMESPACE>/app:latest",
            ),
            (
                'LocalImageName "quay.io/ns/app:1@sha256:ab"',
                "<PROXY>/proxy/<SLUG>/quay.io/ns/app@sha256:ab",
                "<HOST>/<NAMESPACE>/app@sha256:ab",
            ),
            ('LocalImageName "nginx"', "nginx", "<HOST>/<NAMESPACE>/nginx:latest"),
            ('LocalImageName "localhost:5000/a"', "localhost:5000/a", "<HOST>/<NAMESPACE>/a:latest"),
            (
                'LocalImageName "registry.replicated.com/my-app/web:1"',
                "registry.replicated.com/my-app/web:1",
                "<HOST>/<NAMESPACE>/web:1",
            ),
            (
                'LocalImageName (print "quay.io/ns/app:" (ConfigOption "tag"))',
                "<PROXY>/proxy/<SLUG>/quay.io/ns/app:?",
                "<HOST>/<NAMESPACE>/app:?",
            ),
            ('LocalImageName (print (ConfigOption "host") "/app:1")', "?", "<HOST>/<NAMESPACE>/app:1"),
        ],
    )
    def test_in_kots_and_embedded_cluster_2(self, code: str, online: str, airgap: str) -> None:
        assert expression(code, ONLINE) == online
        assert expression(code, AIRGAP) == airgap
        if code != "Distribution":
            assert expression(code, AIRGAP._replace(target=Target.EMBEDDED_CLUSTER_2)) == airgap

    def test_a_host_of_which_nothing_is_known_leaves_both(self) -> None:
        assert rendered('{{repl LocalImageName "quay.io/a:1" }}', World()) == [
            "quay.io/a:1",
            "<PROXY>/proxy/<SLUG>/quay.io/a:1",
        ]

    def test_proxy_public_images(self) -> None:
        world = World(proxies_public_images=True)
        assert expression('LocalImageName "nginx:1"', world) == "<PROXY>/proxy/<SLUG>/nginx:1"

    def test_an_image_that_is_on_the_proxy_stays_there(self) -> None:
        world = World(proxy_domain="images.example.com", is_private=lambda host: True)
        image = "images.example.com/proxy/my-app/quay.io/a:1"
        assert expression(f'LocalImageName "{image}"', world) == image

    def test_the_platforms_registry_has_the_apps_domain(self) -> None:
        world = World(registry_domain="reg.example.com")
        assert expression('LocalImageName "registry.replicated.com/my-app/a:1"', world) == "reg.example.com/my-app/a:1"

    def test_docker_hub_is_asked_for_by_its_name(self) -> None:
        asked: list[str] = []
        world = World(is_private=lambda host: asked.append(host) is not None)
        for image in ("nginx", "org/app:1", "index.docker.io/org/app", "docker.io/a", "Org.x/app"):
            expression(f'LocalImageName "{image}"', world)
        assert asked == ["docker.io"] * 4 + ["Org.x"]


class TestEmbeddedCluster3:
    @pytest.mark.parametrize(
        ("code", "online", "airgap"),
        [
            ('ReplicatedImageName "ghcr.io/o/init:1"', "<PROXY>/proxy/<SLUG>/ghcr.io/o/init:1", "<ADDRESS>/o/init:1"),
            ('ReplicatedImageName "ghcr.io/o/init"', "<PROXY>/proxy/<SLUG>/ghcr.io/o/init", "<ADDRESS>/o/init"),
            ('ReplicatedImageName "ghcr.io/o/init:1" true', "ghcr.io/o/init:1", "<ADDRESS>/o/init:1"),
            (
                'ReplicatedImageName "ghcr.io/o/init:1" false',
                "<PROXY>/proxy/<SLUG>/ghcr.io/o/init:1",
                "<ADDRESS>/o/init:1",
            ),
            ('ReplicatedImageName "nginx:1"', "<PROXY>/proxy/<SLUG>/nginx:1", "<ADDRESS>/nginx:1"),
            ('ReplicatedImageName "org/app"', "<PROXY>/proxy/<SLUG>/org/app", "<ADDRESS>/org/app"),
            (
                'ReplicatedImageName "proxy.replicated.com/proxy/my-app/docker.io/library/nginx:1"',
                "proxy.replicated.com/proxy/my-app/docker.io/library/nginx:1",
                "<ADDRESS>/library/nginx:1",
            ),
            (
                'ReplicatedImageName "images.example.com/anonymous/quay.io/a/b"',
                "images.example.com/anonymous/quay.io/a/b",
                "<ADDRESS>/a/b",
            ),
            ('ReplicatedImageRegistry "ghcr.io"', "<PROXY>/proxy/<SLUG>/ghcr.io", "<ADDRESS>"),
            ('ReplicatedImageRegistry "ghcr.io" true', "ghcr.io", "<ADDRESS>"),
            ('ReplicatedImageRegistry (HelmValue ".x")', "?", "<ADDRESS>"),
            ("Distribution", "embedded-cluster", "embedded-cluster"),
            ("IsKurl", "false", "false"),
        ],
    )
    def test_image_functions(self, code: str, online: str, airgap: str) -> None:
        assert expression(code, ONLINE_3) == online
        assert expression(code, AIRGAP_3) == airgap

    @pytest.mark.parametrize(
        "name", ["HasLocalRegistry", "LocalRegistryHost", "LocalRegistryNamespace", "LocalRegistryAddress"]
    )
    def test_the_functions_of_kots_do_not_exist(self, name: str) -> None:
        assert expression(name, ONLINE_3) == "?"

    @pytest.mark.parametrize("world", [ONLINE, AIRGAP])
    @pytest.mark.parametrize(
        "code", ['ReplicatedImageName "a"', 'ReplicatedImageRegistry "a.b"', 'HelmValue ".a"', ".Values.a"]
    )
    def test_elsewhere_they_do_not_exist(self, code: str, world: World) -> None:
        assert expression(code, world) == "?"

    def test_a_known_domain_and_slug_are_the_text_of_the_symbols(self) -> None:
        world = ONLINE_3._replace(app_slug="my-app", proxy_domain="images.example.com")
        (alternative,) = evaluate(parse_template('{{repl ReplicatedImageName "quay.io/a" }}'), world).alternatives
        assert isinstance(alternative.datum, Text)
        assert alternative.datum.known == "images.example.com/proxy/my-app/quay.io/a"
        assert isinstance(alternative.datum.pieces[0], Symbol)


class TestChartValues:
    PLACE = Place(5, 12, "values.yaml")

    def value(self, path: tuple[str, ...]) -> Datum | None:
        return {
            ("image", "repository"): Text((Known("quay.io", self.PLACE, exact=True),)),
            ("none",): NIL,
            ("port",): Number(80),
            ("map",): Dict(),
        }.get(path)

    @pytest.mark.parametrize(
        "code", ['HelmValue ".image.repository"', 'HelmValue ".Values.image.repository"', ".Values.image.repository"]
    )
    def test_a_value_keeps_its_place_in_its_own_file(self, code: str) -> None:
        world = ONLINE_3._replace(chart_value=self.value)
        (alternative,) = evaluate(parse_template(f"{{{{repl {code} }}}}"), world).alternatives
        assert alternative.datum == Text((Known("quay.io", self.PLACE, exact=True),))

    def test_no_value(self) -> None:
        world = ONLINE_3._replace(chart_value=self.value)
        assert expression('HelmValue ".none"', world) == ""
        assert expression('HelmValue ".other"', world) == "?"
        assert expression('HelmValue ".map"', world) == "?"
        assert expression('HelmValue ".port" | print "a"', world) == "a80"
        assert expression('HelmValue ".a..b"', world) == "?"


class TestConfigOptions:
    WORLD = World(config_options={"tag": "1.0", "empty": ""})

    def test_a_default_is_a_possibility(self) -> None:
        assert rendered('a:{{repl ConfigOption "tag" }}', self.WORLD) == ["a:1.0", "a:?"]
        assert rendered('a:{{repl ConfigOption "empty" }}', self.WORLD) == ["a:", "a:?"]
        assert rendered('a:{{repl ConfigOption "other" }}', self.WORLD) == ["a:?"]

    def test_one_option_has_one_value(self) -> None:
        code = 'ConfigOption "tag"'
        assert rendered(f"{{{{repl {code} }}}}-{{{{repl {code} }}}}", self.WORLD) == ["1.0-1.0", "?-?"]
        text = '{{repl if ConfigOptionEquals "tag" "1.0" }}x{{repl else}}y{{repl end}}{{repl ConfigOption "tag" }}'
        assert rendered(text, self.WORLD) == ["x1.0", "y?"]

    def test_a_default_has_a_place_where_the_caller_gives_one(self) -> None:
        default = Text((Known("1.0", Place(3, 6, "config.yaml"), exact=True),))
        value = evaluate(parse_template('{{repl ConfigOption "tag" }}'), World(config_options={"tag": default}))
        assert value.alternatives[0].datum == default

    @pytest.mark.parametrize("code", ['ConfigOptionEquals "a" "1"', 'ConfigOptionNotEquals "a" "1"', "IsKurl"])
    def test_conditions_have_both_outcomes(self, code: str) -> None:
        assert sorted(rendered(f"{{{{repl {code} }}}}")) == ["false", "true"]

    def test_equal_and_not_equal_are_opposites(self) -> None:
        text = '{{repl ConfigOptionEquals "a" "1" }}{{repl ConfigOptionNotEquals "a" "1" }}'
        assert rendered(text) == ["truefalse", "falsetrue"]

    def test_an_option_has_not_two_values_at_once(self) -> None:
        text = '{{repl and (ConfigOptionEquals "a" "1") (ConfigOptionEquals "a" "2") }}'
        assert rendered(text) == ["false"]


def test_nothing_of_the_platform_exists_in_helm() -> None:
    for code in ("HasLocalRegistry", "Namespace", 'ConfigOption "a"', 'HelmValue ".a"'):
        assert expression(code, World(target=Target.HELM)) == "?"
