import pytest
from rule_tools import ALIAS, check, findings, fixed, message, related, safety, spans, yaml

RULE = "alias-as-host"

RELEASE = """\
# kind: replicated
replicated_api_version: 2.9.2
images:
- {{source: {source}, name: {name}, tag: 1}}
---
# kind: scheduler-swarm
services:
  web:
    image: {image}
"""


def service(image):
    return f"# kind: scheduler-swarm\nservices:\n  web:\n    image: {image}\n"


def release(image, source=ALIAS, name="ns/img"):
    return RELEASE.format(image=image, source=source, name=name)


@pytest.mark.parametrize(
    "image",
    [
        "quay.io/ns/img:1",
        "redis",
        ALIAS,
        f"{ALIAS}:1",
        f"quay.io/{ALIAS}/img:1",
        f"docker.io/{ALIAS}/img:1",
        f"ns/{ALIAS}/img:1",
        "dtr.example.com:8443/ns/img:1",
        "index.docker.io/hub/img:1",
        "dtr.example.com/ns/img",
        f"{ALIAS}:5000/ns/img",
        f"{ALIAS}.example.com/ns/img",
        f"my{ALIAS}/ns/img",
        "elsewhere/ns/img:1",
        "hubs/img:1",
        f"{{{{repl Prefix}}}}{ALIAS}/ns/img:1",
        f"{ALIAS}{{{{repl Suffix}}}}/ns/img:1",
        "{{repl Host}}/ns/img:1",
        f"${{REGISTRY:-{ALIAS}}}/ns/img:1",
        f"{ALIAS}${{SUFFIX}}/ns/img:1",
        "",
        "[a]",
    ],
)
def test_clean(image):
    assert check(RULE, service(image)) == []


@pytest.mark.parametrize(
    ("image", "prefix", "host"),
    [
        (f"{ALIAS}/ns/img:1", ALIAS, "quay.io"),
        (f"{ALIAS}/ns/img", ALIAS, "quay.io"),
        (f"{ALIAS}/ns/deep/er/img:1", ALIAS, "quay.io"),
        (f"{ALIAS}/ns/img@sha256:{'0' * 64}", ALIAS, "quay.io"),
        ("hub/org/img:1", "hub", "index.docker.io"),
        ("dtr/ns/img:1", "dtr", "dtr.example.com:8443"),
        (f"'{ALIAS}/ns/img:1'", ALIAS, "quay.io"),
        (f'"{ALIAS}/ns/img:1"', ALIAS, "quay.io"),
        (f'"{ALIAS}\\/ns\\x2fimg:1"', ALIAS, "quay.io"),
        ('"h\\x75b/org/img:1"', "h\\x75b", "index.docker.io"),
        (f"!!str {ALIAS}/ns/img:1", ALIAS, "quay.io"),
        (f"&i {ALIAS}/ns/img:1", ALIAS, "quay.io"),
        (f"&i !!str '{ALIAS}/ns/img:1'", ALIAS, "quay.io"),
        (f"|-\n      {ALIAS}/ns/img:1", ALIAS, "quay.io"),
        (f">-\n      {ALIAS}/ns/img:1", ALIAS, "quay.io"),
        (f">\n      {ALIAS}/ns/img:1", ALIAS, "quay.io"),
        (f"{ALIAS}/ns/img:1 # {ALIAS}", ALIAS, "quay.io"),
        (f'{ALIAS}/ns/img:{{{{repl ConfigOption "tag"}}}}', ALIAS, "quay.io"),
        (f"{ALIAS}/{{{{repl Namespace}}}}/img:1", ALIAS, "quay.io"),
        (f'"{ALIAS}/ns/{{{{repl Image}}}}:{{{{repl Tag}}}}"', ALIAS, "quay.io"),
        (f"{ALIAS}/ns/img:${{TAG:-1}}", ALIAS, "quay.io"),
    ],
)
def test_a_reference_name_is_underlined_and_replaced(image, prefix, host):
    text = service(image)
    (found,) = check(RULE, text)
    assert found.text == prefix
    assert "is the reference name of a linked registry" in found.message
    assert found.message.endswith(f"'{host}'")
    assert safety(RULE, text) == [True]
    assert fixed(text) == text.replace(prefix, host, 1)
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert fixed(windows) == windows.replace(prefix, host, 1)


def test_flow_style():
    text = f"services: {{web: {{image: {ALIAS}/ns/img:1, ports: []}}, cache: {{image: redis:3}}}}\n"
    assert [(found.column, found.text) for found in check(RULE, text)] == [(25, ALIAS)]
    assert fixed(text) == text.replace(ALIAS, "quay.io")


def test_the_release_of_the_platform_s_own_documentation():
    text = release(f"{ALIAS}/namespace/imagename:2.0.0", name="namespace/imagename").replace("tag: 1", "tag: 2.0.0")
    assert fixed(text) == text.replace(f"image: {ALIAS}", "image: quay.io")
    assert check(RULE, fixed(text)) == []
    assert related(RULE, text) == [["namespace/imagename"]]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Pod", "kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - name: a\n    image: {}\n"),
        ("initContainers", "kind: Pod\napiVersion: v1\nspec:\n  initContainers:\n  - image: {}\n  containers: []\n"),
        (
            "Deployment",
            "kind: Deployment\napiVersion: apps/v1\nspec:\n  template:\n    spec:\n      containers:\n      - image: {}\n",
        ),
        (
            "old",
            "kind: Deployment\napiVersion: extensions/v1beta1\nspec:\n  template:\n    spec: {{containers: [{{image: '{}'}}]}}\n",
        ),
        (
            "StatefulSet",
            "kind: StatefulSet\napiVersion: apps/v1\nspec: {{template: {{spec: {{containers: [{{image: '{}'}}]}}}}}}\n",
        ),
        (
            "CronJob",
            "kind: CronJob\napiVersion: batch/v1beta1\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - image: {}\n",
        ),
        ("List", "kind: List\napiVersion: v1\nitems:\n- kind: Pod\n  spec:\n    containers:\n    - image: {}\n"),
        (
            "custom",
            "kind: Rollout\napiVersion: example.com/v1\nspec:\n  template:\n    spec:\n      containers:\n      - image: {}\n",
        ),
        ("JSON", '{{"kind": "Pod", "apiVersion": "v1", "spec": {{"containers": [{{"image": "{}"}}]}}}}\n'),
    ],
)
def test_every_position_in_kubernetes(path, text):
    wrong = text.format(f"{ALIAS}/ns/img:1")
    right = text.format("quay.io/ns/img:1")
    for head in ("", "# kind: scheduler-kubernetes\n", f"{release('redis:3')}---\n# kind: scheduler-kubernetes\n"):
        assert spans(RULE, head + wrong) == [ALIAS], path
        assert fixed(head + wrong, rule=RULE) == head + right


def test_anchors_aliases_and_merge_keys_are_reported_once_where_they_are_written():
    text = yaml(f"""
        # kind: scheduler-swarm
        x-image: &image {ALIAS}/ns/one:1
        x-web: &web
          image: {ALIAS}/ns/two:1
        x-other: &other {{restart: always}}
        services:
          a: {{image: *image}}
          b: {{image: *image}}
          c: {{<<: *web}}
          d: *web
          e: {{<<: [*other, *web]}}
          f: {{<<: *web, <<: *other}}
    """)
    assert [(found.line, found.text) for found in check(RULE, text)] == [(2, ALIAS), (4, ALIAS)]
    assert fixed(text) == text.replace(ALIAS, "quay.io")


def test_several_registries_in_one_file():
    text = service(f"{ALIAS}/ns/a:1") + "  b: {image: 'dtr/ns/b:1'}\n  c: {image: hub/org/c:1}\n  d: {image: redis:3}\n"
    assert spans(RULE, text) == [ALIAS, "dtr", "hub"]
    assert fixed(text) == (
        service("quay.io/ns/a:1")
        + "  b: {image: 'dtr.example.com:8443/ns/b:1'}\n  c: {image: index.docker.io/org/c:1}\n  d: {image: redis:3}\n"
    )


def test_a_template_and_control_flow_around_it():
    text = """
        # kind: scheduler-swarm
        services:
          {{repl if ConfigOptionEquals "a" "b"}}
          web:
            image: ALIAS/ns/img:{{repl ConfigOption "tag"}}
          {{repl end}}
    """.replace("ALIAS", ALIAS)
    assert spans(RULE, text) == [ALIAS]
    assert fixed(text) == yaml(text).replace(ALIAS, "quay.io")


NAMESPACES = {"myquay": "quay.io/namespace", "dtr": "dtr.example.com:8443/team"}


class TestNamespaceInTheEndpoint:
    @pytest.mark.parametrize(
        ("image", "right"),
        [
            ("myquay/namespace/img:1", "quay.io/namespace/img:1"),
            ("myquay/other/img:1", "quay.io/namespace/other/img:1"),
            ("myquay/namespaces/img:1", "quay.io/namespace/namespaces/img:1"),
            ("dtr/team/img", "dtr.example.com:8443/team/img"),
            ("dtr/sub/img", "dtr.example.com:8443/team/sub/img"),
        ],
    )
    def test_it_comes_along_unless_it_is_there(self, image, right):
        assert fixed(service(image), registries=NAMESPACES) == service(right)

    def test_a_bare_name_that_is_listed_under_another_registry(self):
        text = release("myquay/img:1", source="dtr", name="team/img")
        assert safety(RULE, text, registries=NAMESPACES) == [False]

    def test_a_misspelt_name_before_a_bare_one(self):
        text = release("myquai/img:1", source="myquay", name="namespace/img")
        assert fixed(text, unsafe=True, registries=NAMESPACES) == text.replace(
            "image: myquai/", "image: quay.io/namespace/"
        )

    def test_a_bare_name_that_is_listed(self):
        text = release("myquay/img:1", source="myquay", name="namespace/img")
        assert safety(RULE, text, registries=NAMESPACES) == [True]
        assert fixed(text, registries=NAMESPACES) == text.replace("image: myquay/", "image: quay.io/namespace/")


class TestHostBehindTheName:
    @pytest.mark.parametrize("host", ["quay.io", "QUAY.io"])
    def test_the_name_is_left_out(self, host):
        text = service(f"'{ALIAS}/{host}/ns/img:1'")
        assert "the real host follows it" in message(RULE, text)
        assert spans(RULE, text) == [ALIAS]
        assert fixed(text) == service(f"'{host}/ns/img:1'")
        assert fixed(release(f"{ALIAS}/{host}/ns/img:1")) == release(f"{host}/ns/img:1")

    def test_with_a_port_and_under_docker_hub(self):
        assert fixed(service("dtr/dtr.example.com:8443/ns/img:1")) == service("dtr.example.com:8443/ns/img:1")
        assert fixed(service("hub/index.docker.io/org/img:1")) == service("index.docker.io/org/img:1")
        assert fixed(service("hub/docker.io/org/img:1")) == service("docker.io/org/img:1")

    def test_with_a_namespace(self):
        assert fixed(service("myquay/quay.io/namespace/img:1"), registries=NAMESPACES) == service(
            "quay.io/namespace/img:1"
        )

    def test_another_host_after_the_name_is_not_guessed(self):
        text = service(f"{ALIAS}/gcr.io/ns/img:1")
        assert spans(RULE, text) == [ALIAS]
        assert safety(RULE, text) == [False]


class TestOnePart:
    def test_unlisted_it_may_be_an_organisation_on_docker_hub(self):
        text = service(f"{ALIAS}/img:1")
        assert spans(RULE, text) == [ALIAS]
        assert safety(RULE, text) == [False]
        assert fixed(text) == text
        assert fixed(text, unsafe=True) == service("quay.io/img:1")

    def test_listed_under_the_registry_it_is_certain(self):
        text = release(f"{ALIAS}/img:1", name="img")
        assert safety(RULE, text) == [True]
        assert fixed(text, rule=RULE) == release("quay.io/img:1", name="img")

    def test_listed_under_another_registry_it_is_not(self):
        assert safety(RULE, release(f"{ALIAS}/img:1", source="dtr", name="img")) == [False]

    def test_a_template_may_be_one_part(self):
        assert safety(RULE, service(f"{ALIAS}/{{{{repl Image}}}}:1")) == [False]


class TestDeclaredAsPublic:
    @pytest.mark.parametrize(
        ("image", "name"),
        [
            (f"{ALIAS}/img:1", f"{ALIAS}/img"),
            (f"{ALIAS}/img", f"{ALIAS}/img"),
            (f"{ALIAS}/img:1", f"docker.io/{ALIAS}/img"),
            (f"{ALIAS}/img:{{{{repl Tag}}}}", f"{ALIAS}/img"),
            (f"{ALIAS}/img:1", f"{ALIAS}/{{{{repl Image}}}}"),
        ],
    )
    def test_it_is_what_it_says(self, image, name):
        assert check(RULE, release(image, source="public", name=name)) == []
        assert check(RULE, release(image, source="", name=name)) == []

    def test_a_path_of_three_parts_cannot_be_on_docker_hub(self):
        text = release(f"{ALIAS}/ns/img:1", source="public", name=f"{ALIAS}/ns/img")
        assert spans(RULE, text) == [ALIAS]

    @pytest.mark.parametrize("name", [f"{ALIAS}/other", "img", "{{repl Image}}", f"{ALIAS}{{{{repl Rest}}}}"])
    def test_another_name_does_not_count(self, name):
        assert spans(RULE, release(f"{ALIAS}/img:1", source="public", name=name)) == [ALIAS]

    def test_declared_under_the_registry_does_not_count(self):
        assert spans(RULE, release(f"{ALIAS}/img:1", source=ALIAS, name="img")) == [ALIAS]


class TestBuiltInNames:
    def test_replicated(self):
        text = release("replicated/app:1", source="replicated", name="app")
        assert message(RULE, text).startswith("'replicated' is a source, not a host")
        assert message(RULE, text).endswith("'registry.replicated.com/my-app'")
        assert spans(RULE, text) == ["replicated"]
        assert fixed(text) == release("registry.replicated.com/my-app/app:1", source="replicated", name="app")

    @pytest.mark.parametrize("name", ["app", "my-app/app", "registry.replicated.com/my-app/app"])
    def test_replicated_with_the_slug_after_it(self, name):
        text = release("replicated/my-app/app:1", source="replicated", name=name)
        assert fixed(text, rule=RULE) == text.replace("image: replicated/", "image: registry.replicated.com/")
        assert check(RULE, release("replicated/other/app:1", source="replicated", name="app")) == []

    def test_replicated_without_a_slug(self):
        text = release("replicated/app:1", source="replicated", name="app")
        assert safety(RULE, text, app=None) == [None]
        assert "--app" in findings(RULE, text, app=None)[0].notes[-1]
        assert fixed(text, unsafe=True, app=None) == text

    def test_replicated_with_a_slug_that_only_another_image_shows(self):
        text = release("replicated/app:1", source="replicated", name="app") + (
            "  b: {image: registry.replicated.com/slug/other:1}\n"
        )
        assert safety(RULE, text, app=None) == [False]
        assert fixed(text, unsafe=True, app=None, rule=RULE) == text.replace(
            "replicated/app:1", "registry.replicated.com/slug/app:1"
        )

    def test_public(self):
        for name in ("redis", "gcr.io/google-samples/gb-frontend", "bitnami/redis"):
            text = release(f"public/{name}:1", source="public", name=name)
            assert spans(RULE, text) == ["public"]
            assert safety(RULE, text) == [True]
            assert fixed(text) == release(f"{name}:1", source="public", name=name)

    def test_what_is_left_has_to_be_a_plain_scalar_still(self):
        for name in ("&a", "*a", "@a", "-"):
            text = release(f"public/{name}:1", source="public", name=f"'{name}'")
            assert safety(RULE, text) == [None]
            assert fixed(text, unsafe=True, rule=RULE) == text
            quoted = release(f"'public/{name}:1'", source="public", name=f"'{name}'")
            assert fixed(quoted, rule=RULE) == quoted.replace("public/", "")

    @pytest.mark.parametrize("image", ["replicated/other:1", "public/other:1", "replicated/ns/img:1", "public/ns/x:1"])
    def test_without_an_entry_they_are_organisations(self, image):
        assert check(RULE, release(image)) == []
        assert check(RULE, service(image)) == []

    def test_an_entry_under_another_source_does_not_count(self):
        assert check(RULE, release("replicated/img:1", source=ALIAS, name="img")) == []
        assert check(RULE, release("public/img:1", source=ALIAS, name="img")) == []

    def test_declared_as_written(self):
        assert check(RULE, release("replicated/app:1", source="public", name="replicated/app")) == []
        assert check(RULE, release("public/app:1", source="public", name="public/app")) == []


def test_an_entry_whose_source_is_an_endpoint_is_one_of_that_registry():
    text = release(f"{ALIAS}/img:1", source="quay.io", name="img")
    assert safety(RULE, text) == [True]
    assert fixed(text) == release("quay.io/img:1", source=ALIAS, name="img")
    text = release("replicated/app:1", source="registry.replicated.com", name="app")
    assert fixed(text) == release("registry.replicated.com/my-app/app:1", source="replicated", name="app")


class TestMisspelt:
    def test_with_an_entry_under_the_near_name(self):
        text = release("mythirdpartyregistry/ns/img:1")
        assert message(RULE, text).startswith(f"'mythirdpartyregistry' looks like the reference name '{ALIAS}'")
        assert message(RULE, text).endswith("'quay.io'")
        assert spans(RULE, text) == ["mythirdpartyregistry"]
        assert safety(RULE, text) == [False]
        assert fixed(text) == text
        assert fixed(text, unsafe=True, rule=RULE) == release("quay.io/ns/img:1")

    def test_with_another_case(self):
        text = release("MyThirdPartyPrivateRegistry/ns/img:1")
        assert spans(RULE, text) == ["MyThirdPartyPrivateRegistry"]
        assert fixed(text, unsafe=True, rule=RULE) == release("quay.io/ns/img:1")

    @pytest.mark.parametrize(
        "text",
        [
            service("mythirdpartyregistry/ns/img:1"),
            release("mythirdpartyregistry/ns/other:1"),
            release("mythirdpartyregistry/ns/img:1", source="public"),
            release("something/ns/img:1"),
            release("mythirdpartyregistry.io/ns/img:1"),
        ],
    )
    def test_it_is_not_guessed_from_spelling_alone(self, text):
        assert check(RULE, text) == []
        assert fixed(text, unsafe=True, rule=RULE) == yaml(text)


class TestNoRegistryKnown:
    def test_a_source_with_an_entry(self):
        text = release("myquay/ns/img:1", source="myquay")
        (finding,) = findings(RULE, text, registries=())
        assert "the 'source' of other images here" in finding.message
        assert finding.fix is None
        assert "--registry myquay=HOST" in finding.notes[-1]

    def test_a_source_with_a_longer_path_than_docker_hub_has(self):
        assert spans(RULE, release("myquay/ns/other:1", source="myquay"), registries=()) == ["myquay"]

    def test_a_source_with_one_part_that_is_listed(self):
        assert spans(RULE, release("myquay/img:1", source="myquay", name="img"), registries=()) == ["myquay"]

    def test_a_source_with_one_part_that_is_not_listed(self):
        assert check(RULE, release("myquay/other:1", source="myquay"), registries=()) == []

    def test_a_name_with_capitals(self):
        assert spans(RULE, release("MyQuay/ns/img:1", source="MyQuay"), registries=()) == ["MyQuay"]

    def test_hosts_as_sources_are_hosts(self):
        assert check(RULE, release("gcr.io/ns/img:1", source="gcr.io"), registries=()) == []

    def test_nothing_is_known_at_all(self):
        assert check(RULE, service("myquay/ns/img:1"), registries=()) == []


class TestNamesLikeHosts:
    def test_a_link_that_is_called_like_its_endpoint(self):
        assert check(RULE, service("quay.io/ns/img:1"), registries={"quay.io": "quay.io"}) == []
        assert check(RULE, service("quay.io/ns/img:1"), registries={"quay.io/ns": "quay.io/ns"}) == []

    def test_a_name_with_a_dot(self):
        registries = {"my.registry": "quay.io"}
        assert spans(RULE, service("my.registry/ns/img:1"), registries=registries) == ["my.registry"]
        assert safety(RULE, service("my.registry/ns/img:1"), registries=registries) == [False]
        text = release("my.registry/ns/img:1", source="my.registry")
        assert safety(RULE, text, registries=registries) == [True]
        assert "on a host 'my.registry'" in findings(RULE, text, registries=registries)[0].notes[0]

    def test_a_name_that_is_the_host_of_another_link(self):
        registries = {"quay.io": "dtr.example.com", "myquay": "quay.io"}
        assert check(RULE, service("quay.io/ns/img:1"), registries=registries) == []

    def test_a_name_with_capitals(self):
        registries = {"MyQuay": "quay.io"}
        text = release("MyQuay/ns/img:1", source="MyQuay")
        assert safety(RULE, text, registries=registries) == [True]
        assert fixed(text, registries=registries) == text.replace("image: MyQuay", "image: quay.io")

    def test_a_name_with_a_slash(self):
        registries = {"team/quay": "quay.io"}
        text = service("team/quay/ns/img:1")
        assert spans(RULE, text, registries=registries) == ["team/quay"]
        assert fixed(text, registries=registries) == service("quay.io/ns/img:1")

    def test_the_longest_of_several_names_with_slashes(self):
        registries = {"team/quay": "quay.io", "team/quay/eu": "eu.example.com", "other/quay": "gcr.io"}
        assert fixed(service("team/quay/eu/ns/img:1"), registries=registries) == service("eu.example.com/ns/img:1")
        assert fixed(service("team/quay/us/img:1"), registries=registries) == service("quay.io/us/img:1")
        assert check(RULE, service("team/quayside/img:1"), registries=registries) == []


def test_endpoints_that_are_not_written_as_hosts():
    for endpoint in ("https://quay.io", "quay.io/", "https://quay.io/v2/"):
        assert fixed(service("myquay/ns/img:1"), registries={"myquay": endpoint}) == service("quay.io/ns/img:1")
    assert fixed(service("myhub/org/img:1"), registries={"myhub": "hub.docker.com"}) == service(
        "index.docker.io/org/img:1"
    )


def test_native_containers_have_no_image_strings():
    text = f"components:\n- containers:\n  - {{source: {ALIAS}, image_name: ns/img, version: 1}}\n"
    assert check(RULE, text) == []


def test_entries_without_an_organisation_on_docker_hub():
    text = release("hub/img:1", source="hub", name="img")
    assert fixed(text) == release("index.docker.io/img:1", source="hub", name="img")


def test_words_that_only_look_like_images_stay():
    text = service("redis:3") + f"    command: cat {ALIAS}/ns/img:1\n    labels:\n      path: {ALIAS}/ns/img\n"
    assert check(RULE, text) == []
    assert fixed(text) == text


def test_every_byte_around_the_name_stays():
    text = f"\ufeff# é\U0001f600\r\nservices:  # {ALIAS}\r\n  web :   {{ 'image' :  \"{ALIAS}/ns/img:1\" ,}}\r\n\r\n"
    assert fixed(text) == text.replace(f'"{ALIAS}', '"quay.io')


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (service(f"{ALIAS}/ns/img:1"), f"replace '{ALIAS}' with 'quay.io'"),
        (release("mythirdpartyregistry/ns/img:1"), "replace 'mythirdpartyregistry' with 'quay.io'"),
        (release("public/redis:1", source="public", name="redis"), "remove 'public/'"),
        (service("hub/docker.io/org/img:1"), "remove 'hub/'"),
    ],
)
def test_the_fix_says_what_it_does(text, title):
    assert [finding.fix and finding.fix.message for finding in findings(RULE, text)] == [title]


def test_a_ship_asset_points_at_its_own_source():
    asset = f"assets: {{v1: [{{docker: {{image: '{ALIAS}/ns/img:1', source: {ALIAS}}}}}]}}\nlifecycle: {{v1: []}}\n"
    assert related(RULE, asset) == [[ALIAS]]
    assert fixed(asset) == asset.replace(f"'{ALIAS}", "'quay.io")
    assert related(RULE, asset.replace(f"source: {ALIAS}", "source: hub")) == [[]]


@pytest.mark.parametrize(
    ("image", "source", "safe"),
    [
        (f"{ALIAS}/ns/img:1", ALIAS, [True]),
        (f"{ALIAS}/img:1", ALIAS, [True]),
        (f"{ALIAS}/ns/img:1", "", [True]),
        (f"{ALIAS}/img:1", "", [False]),
        (f"{ALIAS}/ns/img:1", "hub", [False]),
        (f"{ALIAS}/img:1", "hub", [False]),
        (f"{ALIAS}/ns/img:1", "public", [False]),
        (f"{ALIAS}/img:1", "public", []),  # an organisation on Docker Hub, since the source says so
        ("mythirdpartyregistry/ns/img:1", ALIAS, [False]),
        ("mythirdpartyregistry/ns/img:1", "hub", []),
    ],
)
def test_in_a_ship_asset_the_source_beside_the_image_decides(image, source, safe):
    text = f"assets: {{v1: [{{docker: {{image: '{image}', source: {source}}}}}]}}\nlifecycle: {{v1: []}}\n"
    assert safety(RULE, text) == safe


def test_the_note_says_what_a_runtime_makes_of_it():
    (finding,) = findings(RULE, service(f"{ALIAS}/ns/img:1"))
    (note,) = finding.notes
    assert f"'{ALIAS}/…' on Docker Hub" in note
    assert finding.severity.value == "error"


def test_of_very_many_names_none_is_taken_for_a_misspelt_one(monkeypatch):
    compared = []
    monkeypatch.setattr(
        "replreg.release.resolution.name_as_host.likeness", lambda word, name: compared.append(name) or 0.9
    )
    entries = "".join(f"- {{source: registry-{number}, name: ns/img, tag: 1}}\n" for number in range(200))
    head = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n"
    text = f"{head}{entries}---\n{service('registri-1/ns/img:1')}"
    assert check(RULE, text) == []
    assert compared == []
    assert check(RULE, text.replace(entries, entries[: entries.index("registry-9")].rpartition("-")[0])) != []
    assert compared
