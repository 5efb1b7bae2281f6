import pytest
from rule_tools import ALIAS, check, fixed, message, safety, spans

RULE = "endpoint-as-source"

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\n"


def entry(source, name="ns/img"):
    return f"{HEAD}images:\n- source: {source}\n  name: {name}\n  tag: 1\n"


@pytest.mark.parametrize(
    "source",
    [
        "public",
        "replicated",
        ALIAS,
        "hub",
        "",
        "null",
        "elsewhere",
        "gcr.io",
        "dtr.example.com",  # without the port it is another host
        "quay.io.example.com",
        "{{repl Source}}",
        "quay.io/{{repl Namespace}}",
        "[quay.io]",
    ],
)
def test_clean(source):
    assert check(RULE, entry(source)) == []


@pytest.mark.parametrize(
    ("source", "underlined", "name"),
    [
        ("quay.io", "quay.io", ALIAS),
        ("'quay.io'", "quay.io", ALIAS),
        ('"quay.io"', "quay.io", ALIAS),
        ('"quay\\x2eio"', "quay\\x2eio", ALIAS),
        ("!!str quay.io", "quay.io", ALIAS),
        ("&s quay.io", "quay.io", ALIAS),
        ("quay.io # the endpoint", "quay.io", ALIAS),
        ("QUAY.io", "QUAY.io", ALIAS),
        ("https://quay.io", "https://quay.io", ALIAS),
        ("quay.io/", "quay.io/", ALIAS),
        ("https://quay.io/v2/", "https://quay.io/v2/", ALIAS),
        ("index.docker.io", "index.docker.io", "hub"),
        ("docker.io", "docker.io", "hub"),
        ("https://index.docker.io/v1/", "https://index.docker.io/v1/", "hub"),
        ("hub.docker.com", "hub.docker.com", "hub"),
        ("dtr.example.com:8443", "dtr.example.com:8443", "dtr"),
        ("https://dtr.example.com:8443", "https://dtr.example.com:8443", "dtr"),
    ],
)
def test_an_endpoint_is_replaced_by_the_name(source, underlined, name):
    text = entry(source)
    (found,) = check(RULE, text)
    assert (found.line, found.text) == (4, underlined)
    assert f"is the endpoint of the registry '{name}'" in found.message
    assert found.message.endswith(f"'{name}'")
    assert safety(RULE, text) == [True]
    assert fixed(text) == text.replace(underlined, name)


def test_block_scalars():
    text = entry("|-\n    quay.io")
    assert safety(RULE, text) == [True]
    assert fixed(text) == text.replace("quay.io", ALIAS)


def test_native_containers():
    text = HEAD + "components:\n- containers:\n  - {source: quay.io, image_name: ns/img, version: 1}\n"
    assert spans(RULE, text) == ["quay.io"]
    assert fixed(text) == text.replace("quay.io", ALIAS)


def test_the_host_of_the_platform_is_called_replicated():
    text = entry("registry.replicated.com", "app")
    assert "the host of the platform's own registry" in message(RULE, text)
    assert message(RULE, text).endswith("'replicated'")
    assert fixed(text) == entry("replicated", "app")
    assert fixed(text, registries=()) == entry("replicated", "app")
    assert fixed(entry("registry.replicated.com/my-app", "app")) == entry("replicated", "app")
    text = entry("registry.replicated.com/other-app", "app")
    assert safety(RULE, text) == [False]
    assert fixed(text, unsafe=True, rule=RULE) == entry("replicated", "app")


def test_without_registries_there_is_nothing_to_compare_with():
    assert check(RULE, entry("quay.io"), registries=()) == []


def test_a_name_that_looks_like_a_host_is_a_name():
    # A link without a name of its own is called like its endpoint.
    assert check(RULE, entry("quay.io"), registries={"quay.io": "quay.io"}) == []
    assert check(RULE, entry("quay.io/ns"), registries={"quay.io/ns": "quay.io/ns"}) == []


def test_an_endpoint_with_a_namespace():
    registries = {"myquay": "quay.io/namespace"}
    text = entry("quay.io/namespace", "namespace/img")
    assert safety(RULE, text, registries=registries) == [True]
    assert fixed(text, registries=registries) == entry("myquay", "namespace/img")
    text = entry("quay.io", "namespace/img")
    assert safety(RULE, text, registries=registries) == [True]
    text = entry("quay.io", "other/img")
    assert safety(RULE, text, registries=registries) == [False]
    assert fixed(text, unsafe=True, rule=RULE, registries=registries) == entry("myquay", "other/img")


def test_a_namespace_that_the_endpoint_has_not_moves_into_the_name():
    text = entry("quay.io/ns", "img")
    assert safety(RULE, text) == [False]
    assert fixed(text) == text
    assert fixed(text, unsafe=True, rule=RULE) == entry(ALIAS, "ns/img")
    assert fixed(entry("quay.io/ns", "'img'"), unsafe=True, rule=RULE) == entry(ALIAS, "'ns/img'")


def test_a_namespace_that_the_name_has_already_is_dropped():
    text = entry("quay.io/ns", "ns/img")
    assert safety(RULE, text) == [True]
    assert fixed(text) == entry(ALIAS, "ns/img")


def test_the_namespace_chooses_between_registries_of_one_host():
    registries = {"one": "quay.io/one", "two": "quay.io/two", "all": "quay.io"}
    assert fixed(entry("quay.io/one", "one/img"), registries=registries) == entry("one", "one/img")
    assert fixed(entry("quay.io/two", "two/img"), registries=registries) == entry("two", "two/img")
    assert fixed(entry("quay.io", "two/img"), registries=registries) == entry("all", "two/img")
    del registries["all"]
    assert fixed(entry("quay.io", "two/img"), registries=registries) == entry("two", "two/img")


def test_a_long_list_of_choices_is_cut():
    registries = {f"r{number}": "quay.io" for number in range(9)}
    assert message(RULE, entry("quay.io"), registries=registries).endswith("write 'r0' or 'r1' or 'r2' or 'r3' or 'r4'")


def test_where_several_are_meant_the_choice_is_the_author_s():
    registries = {"one": "quay.io", "two": "https://quay.io/"}
    text = entry("quay.io")
    assert message(RULE, text, registries=registries).endswith("'one' or 'two'")
    assert safety(RULE, text, registries=registries) == [None]
    assert fixed(text, unsafe=True, registries=registries) == text


@pytest.mark.parametrize(
    ("style", "name", "written"),
    [
        ("quay.io", "My Quay", "My Quay"),
        ("'quay.io'", "it's", "'it''s'"),
        ('"quay.io"', 'say "x\\y"', '"say \\"x\\\\y\\""'),
        ("'quay.io'", "123", "'123'"),
    ],
)
def test_strange_names_are_written_as_the_quotes_need_it(style, name, written):
    assert fixed(entry(style), registries={name: "quay.io"}) == entry(written)


@pytest.mark.parametrize("name", ["123", "yes", "null", "a: b", "a #b", "-", "*x", "it's: [", "a  b"])
def test_a_name_that_would_need_quotes_which_are_not_there_gets_no_fix(name):
    text = entry("quay.io")
    assert safety(RULE, text, registries={name: "quay.io"}) == [None]
    assert fixed(text, unsafe=True, registries={name: "quay.io"}) == text


def test_the_same_host_in_the_image_string_stays():
    text = HEAD + (
        "images:\n- source: quay.io\n  name: ns/img\n  tag: '1'\n---\n"
        "# kind: scheduler-swarm\nservices: {web: {image: 'quay.io/ns/img:1'}}\n"
    )
    assert fixed(text) == text.replace("source: quay.io", f"source: {ALIAS}")


def test_an_alias_is_followed_to_where_the_source_is_written():
    text = HEAD + "x-s: &s quay.io\nimages:\n- {source: *s, name: ns/a, tag: 1}\n- {source: *s, name: ns/b, tag: 1}\n"
    assert [(found.line, found.text) for found in check(RULE, text)] == [(3, "quay.io")]
    assert fixed(text) == text.replace("quay.io", ALIAS)


def test_a_shared_source_is_safe_only_if_it_is_for_every_entry():
    text = HEAD + "images:\n- {source: &s quay.io/ns, name: ns/a}\n- {source: *s, name: b}\n"
    assert safety(RULE, text) == [None]
    assert fixed(text, unsafe=True, rule=RULE) == text
    text = text.replace("name: b", "name: ns/b")
    assert fixed(text, rule=RULE) == text.replace("quay.io/ns", ALIAS)


@pytest.mark.parametrize(
    ("source", "name", "image", "right"),
    [
        ("quay.io", "ns/img", "quay.io/ns/img:1", (ALIAS, "ns/img", "quay.io/ns/img:1")),
        ("quay.io", "ns/img", "ns/img:1", (ALIAS, "ns/img", "quay.io/ns/img:1")),
        ("quay.io", "quay.io/ns/img", "quay.io/ns/img:1", (ALIAS, "ns/img", "quay.io/ns/img:1")),
        ("quay.io/ns", "img", "quay.io/ns/img:1", (ALIAS, "ns/img", "quay.io/ns/img:1")),
        ("docker.io", "org/img", "org/img:1", ("hub", "org/img", "org/img:1")),
        (
            "registry.replicated.com",
            "app",
            "registry.replicated.com/my-app/app:1",
            ("replicated", "app", "registry.replicated.com/my-app/app:1"),
        ),
    ],
)
def test_one_mistake_does_not_look_like_three(source, name, image, right):
    def release(source, name, image):
        return entry(source, name) + f"---\n# kind: scheduler-swarm\nservices:\n  web:\n    image: {image}\n"

    text = release(source, name, image)
    for rule in ("unknown-source", "unused-image", "undeclared-image", "source-mismatch"):
        assert check(rule, text) == [], rule
    assert fixed(text, unsafe=True) == release(*right)


def test_every_byte_but_the_source_stays():
    text = "\ufeff" + entry("  quay.io   # here").replace("\n", "\r\n") + "# end"
    assert fixed(text) == text.replace("quay.io", ALIAS)
