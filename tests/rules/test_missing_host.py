import pytest
from rule_tools import ALIAS, check, findings, fixed, message, related, safety, spans, yaml

RULE = "missing-host"


def release(image, *entries):
    """A Swarm release with one image and some entries of ``images:``, each a source, a name and a tag."""
    lines = "".join(f"- {{source: {source}, name: {name}, tag: {tag}}}\n" for source, name, tag in entries)
    return (
        f"# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n{lines}"
        f"---\n# kind: scheduler-swarm\nservices:\n  web:\n    image: {image}\n"
    )


LISTED = (ALIAS, "ns/img", "1")


@pytest.mark.parametrize(
    ("image", "entry"),
    [
        ("quay.io/ns/img:1", LISTED),
        ("ns/other:1", LISTED),
        ("img:1", LISTED),
        ("ns/img/more:1", LISTED),
        ("docker.io/ns/img:1", LISTED),  # a host, and another one: `source-mismatch` has this
        (f"{ALIAS}/ns/img:1", LISTED),  # `alias-as-host` has this
        ("{{repl Host}}/ns/img:1", LISTED),
        ("ns/{{repl Image}}:1", LISTED),
        ("${IMAGE:-ns/img}:1", LISTED),
        # from Docker Hub nothing is missing
        ("org/img:1", ("hub", "org/img", "1")),
        ("img:1", ("hub", "img", "1")),
        ("library/img:1", ("hub", "img", "1")),
        ("index.docker.io/org/img:1", ("hub", "org/img", "1")),
        ("docker.io/org/img:1", ("hub", "org/img", "1")),
        ("redis:3", ("public", "redis", "3")),
        ("library/redis:3", ("public", "redis", "3")),
        ("ns/img:1", ("public", "ns/img", "1")),
        ("ns/img:1", ("", "ns/img", "1")),
        # it may or may not be Docker Hub's
        ("ns/img:1", ("unheard-of", "ns/img", "1")),
        ("ns/img:1", ("{{repl Source}}", "ns/img", "1")),
        ("ns/img:1", (ALIAS, "{{repl Name}}", "1")),
    ],
)
def test_clean(image, entry):
    assert check(RULE, release(image, entry)) == []


def test_a_public_entry_for_the_same_path_goes_before():
    assert check(RULE, release("ns/img:1", LISTED, ("public", "ns/img", "1"))) == []
    assert check(RULE, release("ns/img:1", LISTED, ("hub", "ns/img", "1"))) == []


@pytest.mark.parametrize(
    ("image", "entry", "host"),
    [
        ("ns/img:1", LISTED, "quay.io"),
        ("ns/img", LISTED, "quay.io"),
        ("ns/img:2", LISTED, "quay.io"),
        ("'ns/img:1'", LISTED, "quay.io"),
        ('"ns/img:1"', LISTED, "quay.io"),
        ('"n\\x73/img:1"', LISTED, "quay.io"),
        ("&i ns/img:1", LISTED, "quay.io"),
        ("!!str ns/img:1", LISTED, "quay.io"),
        ("|-\n      ns/img:1", LISTED, "quay.io"),
        (">-\n      ns/img:1", LISTED, "quay.io"),
        (f"ns/img@sha256:{'0' * 64}", LISTED, "quay.io"),
        ("ns/img:{{repl Tag}}", LISTED, "quay.io"),
        ("ns/img:${TAG:-1}", LISTED, "quay.io"),
        ("ns/img:1", ("dtr", "ns/img", "1"), "dtr.example.com:8443"),
        ("ns/img:1", (ALIAS, "quay.io/ns/img", "1"), "quay.io"),  # `host-in-name` beside it
        ("ns/img:1", (ALIAS, "'ns/img:1'", "''"), "quay.io"),  # `tag-in-name` beside it
        ("app:1", ("replicated", "app", "1"), "registry.replicated.com/my-app"),
        ("my-app/app:1", ("replicated", "app", "1"), "registry.replicated.com"),
    ],
)
def test_the_endpoint_is_put_in_front(image, entry, host):
    text = release(image, entry)
    (found,) = check(RULE, text)
    bare = image.strip("'\"").replace("&i ", "").replace("!!str ", "")
    assert found.text == bare
    shown = bare.rpartition("\n")[2].strip().replace("\\x73", "s")
    assert f"'{entry[0]}'" in found.message
    assert found.message.endswith(f"write '{host}/{shown}'")
    assert safety(RULE, text) == [True]
    start = bare.rpartition("\n")[2].strip()
    head, _, tail = text.rpartition(start)
    assert fixed(text, rule=RULE) == f"{head}{host}/{start}{tail}"


def test_a_linked_registry_needs_no_slug():
    assert safety(RULE, release("ns/img:1", LISTED), app=None) == [True]


def test_it_points_at_the_entry():
    assert related(RULE, release("ns/img:1", ("dtr", "ns/x", "1"), LISTED)) == [["ns/img"]]


class TestOnePart:
    def test_with_the_tag_of_the_entry_it_is_that_image(self):
        assert safety(RULE, release("redis:1", (ALIAS, "redis", "1"))) == [True]
        assert safety(RULE, release("redis", (ALIAS, "redis", "latest"))) == [True]
        assert safety(RULE, release("redis:{{repl Tag}}", (ALIAS, "redis", "1"))) == [True]

    def test_a_digest_alone_does_not_show_where_it_is_from(self):
        digest = "sha256:" + "0" * 64
        assert safety(RULE, release(f"redis@{digest}", (ALIAS, "redis", "1"))) == [False]
        assert safety(RULE, release(f"redis:1@{digest}", (ALIAS, "redis", "1"))) == [True]
        assert safety(RULE, release(f"ns/img@{digest}", LISTED)) == [True]

    def test_with_another_tag_it_may_be_docker_hub_s(self):
        text = release("redis:2", (ALIAS, "redis", "1"))
        assert safety(RULE, text) == [False]
        assert fixed(text) == text
        assert fixed(text, unsafe=True, rule=RULE) == release("quay.io/redis:2", (ALIAS, "redis", "1"))

    def test_listed_as_public_too_it_is_docker_hub_s(self):
        assert check(RULE, release("redis:2", (ALIAS, "redis", "1"), ("public", "redis", "2"))) == []


class TestSeveralRegistries:
    entries = (LISTED, ("dtr", "ns/img", "2"))

    def test_the_tag_distinguishes_them(self):
        assert fixed(release("ns/img:1", *self.entries), rule=RULE) == release("quay.io/ns/img:1", *self.entries)
        assert fixed(release("ns/img:2", *self.entries), rule=RULE) == release(
            "dtr.example.com:8443/ns/img:2", *self.entries
        )

    def test_without_that_the_choice_is_the_author_s(self):
        for image in ("ns/img:3", "ns/img:{{repl Tag}}"):
            text = release(image, *self.entries)
            assert f"'{ALIAS}' and 'dtr'" in message(RULE, text)
            assert message(RULE, text).endswith(f"'quay.io/{image}' or 'dtr.example.com:8443/{image}'")
            assert related(RULE, text) == [["ns/img", "ns/img"]]
            assert safety(RULE, text) == [None]
            assert fixed(text, unsafe=True, rule=RULE) == text

    def test_two_tags_of_one_registry_are_not_a_choice(self):
        entries = (LISTED, (ALIAS, "ns/img", "2"))
        assert safety(RULE, release("ns/img:3", *entries)) == [True]


class TestNamespaceInTheEndpoint:
    @pytest.mark.parametrize(
        ("image", "name", "right"),
        [
            ("namespace/img:1", "namespace/img", "quay.io/namespace/img:1"),
            ("img:1", "img", "quay.io/namespace/img:1"),
            ("namespaces/img:1", "namespaces/img", "quay.io/namespace/namespaces/img:1"),
        ],
    )
    def test_it_comes_along_unless_it_is_there(self, image, name, right):
        registries = {"myquay": "quay.io/namespace"}
        entry = ("myquay", name, "1")
        assert fixed(release(image, entry), rule=RULE, registries=registries) == release(right, entry)


class TestReplicated:
    entry = ("replicated", "app", "1")

    def test_without_a_slug(self):
        text = release("app:1", self.entry)
        assert message(RULE, text, app=None).endswith("write 'registry.replicated.com/<app slug>/app:1'")
        assert safety(RULE, text, app=None) == [None]
        assert fixed(text, unsafe=True, app=None, rule=RULE) == text

    def test_with_a_slug_that_only_another_image_shows(self):
        text = release("app:1", self.entry) + "  b: {image: registry.replicated.com/slug/other:1}\n"
        assert safety(RULE, text, app=None) == [False]
        assert fixed(text, unsafe=True, app=None, rule=RULE) == text.replace(
            "image: app:1", "image: registry.replicated.com/slug/app:1"
        )

    def test_under_another_slug(self):
        assert check(RULE, release("other-app/app:1", self.entry)) == []


def test_kubernetes_and_flow_style():
    text = """
        # kind: replicated
        replicated_api_version: 2.9.2
        images: [{source: dtr, name: ns/img, tag: "1"}]
        ---
        # kind: scheduler-kubernetes
        {kind: Pod, apiVersion: v1, spec: {containers: [{image: ns/img:1}], initContainers: [{image: 'ns/img:1'}]}}
    """
    assert spans(RULE, text) == ["ns/img:1", "ns/img:1"]
    assert fixed(text, rule=RULE) == yaml(text).replace("ns/img:1", "dtr.example.com:8443/ns/img:1")


def test_an_image_that_aliases_repeat_is_fixed_where_it_is_written():
    text = release("&i ns/img:1", LISTED) + "  b: {image: *i}\n  c: &c {image: ns/img:1}\n  d: *c\n  e: {<<: *c}\n"
    assert [found.line for found in check(RULE, text)] == [9, 11]
    assert fixed(text) == text.replace("ns/img:1", "quay.io/ns/img:1")


def test_without_registries_or_without_a_list_there_is_nothing_to_compare_with():
    assert check(RULE, release("ns/img:1", LISTED), registries=()) == []
    assert check(RULE, "# kind: scheduler-swarm\nservices: {web: {image: ns/img:1}}\n") == []
    assert check(RULE, "kind: Pod\napiVersion: v1\nspec: {containers: [{image: ns/img:1}]}\n") == []


def test_native_containers_are_not_a_list():
    text = f"components:\n- containers:\n  - {{source: {ALIAS}, image_name: ns/img}}\n---\n# kind: scheduler-swarm\n"
    assert check(RULE, text + "services: {web: {image: ns/img}}\n") == []


def test_the_entry_counts_as_used_and_the_image_as_listed():
    text = release("ns/img:1", LISTED)
    assert check("unused-image", text) == []
    assert check("undeclared-image", text) == []
    assert findings(RULE, text)[0].severity.value == "error"


def test_crlf_and_a_byte_order_mark_stay():
    text = "\ufeff" + release("ns/img:1 # here", LISTED).replace("\n", "\r\n")
    assert fixed(text) == text.replace("image: ns", "image: quay.io/ns")


class TestANamespaceCalledLikeARegistry:
    @pytest.mark.parametrize(
        ("image", "entry", "host"),
        [
            ("acme/web:1", ("acme", "acme/web", "1"), "quay.io"),
            ("dtr/web:1", ("acme", "dtr/web", "1"), "quay.io"),
            ("dtr/team/web:1", ("acme", "dtr/team/web", "1"), "quay.io"),
        ],
    )
    def test_only_the_host_is_missing(self, image, entry, host):
        registries = {"acme": "quay.io", "dtr": "dtr.example.com:8443"}
        text = release(image, entry)
        assert safety(RULE, text, registries=registries) == [True]
        for rule in ("alias-as-host", "undeclared-image", "unused-image"):
            assert check(rule, text, registries=registries) == []
        assert fixed(text, registries=registries) == release(f"{host}/{image}", entry)

    def test_the_rest_of_the_name_in_an_entry_goes_first(self):
        text = release("acme/web:1", ("acme", "web", "1"), ("acme", "acme/web", "1"))
        assert check(RULE, text, registries={"acme": "dtr.example.com"}) == []
        assert spans("alias-as-host", text, registries={"acme": "dtr.example.com"}) == ["acme"]
