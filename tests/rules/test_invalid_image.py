import pytest
from rule_tools import ALIAS, check, findings, fixed, message, spans

RULE = "invalid-image"

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\n"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def service(image):
    return f"# kind: scheduler-swarm\nservices:\n  web:\n    image: {image}\n"


@pytest.mark.parametrize(
    "image",
    [
        "redis",
        "redis:3.2-alpine",
        "quay.io/ns/img:2.0.0",
        "'quay.io/ns/img:2.0.0'",
        '"quay.io/ns/img:2.0.0"',
        '"quay.io\\/ns/im\\x67"',
        f"quay.io/ns/img@{DIGEST}",
        f"quay.io/ns/img:1@{DIGEST}",
        "localhost:5000/img",
        "LOCAL/img",
        "[::1]:5000/img",
        "dtr.example.com:8443/a/b/c/d_e/f__g/h-i/j---k",
        f"a:{'t' * 128}",
        f"quay.io/{'a' * 255}",
        ">-\n      quay.io/ns/img:1",
        "|-\n      quay.io/ns/img:1",
        "!!str redis",
        "&i redis",
        f"{ALIAS}/ns/img:1",  # wrong, but valid
        # what a variable or a template becomes is not known
        "${IMAGE:-redis}",
        "$IMAGE",
        "quay.io/ns/img:${TAG:-1.0}",
        "${REGISTRY}/ns/img:1",
        '{{repl ConfigOption "image"}}',
        'quay.io/ns/img:{{repl ConfigOption "tag"}}',
        "quay.io/ns/img:v{{repl Tag}}-x",
        "quay.io/ns/img@{{repl Digest}}",
        "quay.io/ns/img@sha256:{{repl Digest}}",
        "{{repl Host}}/ns/img:1",
        "{{repl Host}}:{{repl Port}}/ns/img:{{repl Tag}}",
        "{{repl Prefix}}ns/img:1",
        "HOST{{repl Suffix}}/img",
        "quay.io/{{repl A}}_Final",
        "{{repl A}}:V1",
        "IMG:{{repl A}}:{{repl B}}",
        "quay.io/a{{repl A}}A",
        '"{{repl if X}}quay.io/ns/img:1{{repl else}}redis:3{{repl end}}"',
        '"{{repl if X}} quay.io/ns/img:1 {{repl else}} redis:3 {{repl end}}"',
        # nothing to read
        "",
        "''",
        "null",
        "[a]",
        "{a: b}",
    ],
)
def test_clean(image):
    assert check(RULE, service(image)) == []


@pytest.mark.parametrize(
    ("image", "underlined", "says"),
    [
        ("quay.io/ns/MyApp:1", "MyApp", "upper-case"),
        ("'quay.io/ns/MyApp:1'", "MyApp", "upper-case"),
        ('"quay.io\\/ns/My\\x41pp:1"', "My\\x41pp", "upper-case"),
        ("!!str quay.io/ns/MyApp:1", "MyApp", "upper-case"),
        ("&i quay.io/ns/MyApp:1", "MyApp", "upper-case"),
        ("|-\n      quay.io/ns/MyApp:1", "MyApp", "upper-case"),
        (">-\n      quay.io/ns/MyApp:1", "MyApp", "upper-case"),
        ("MyApp", "MyApp", "upper-case"),
        ("https://quay.io/ns/img", "https://", "no scheme"),
        ("http://quay.io/ns/img", "http://", "no scheme"),
        ("'quay.io/ns/img:'", ":", "the tag after ':' is missing"),
        ("'redis:3 '", " ", "white space"),
        ("redis :3", " ", "white space"),
        ("quay.io//img", "//", "missing"),
        ("/img", "/", "begin"),
        ("img/", "/", "end"),
        ("quay.io/", "/", "missing"),
        ("img:-1", "-", "may not begin with '-'"),
        (f"img:{'t' * 129}", "t" * 129, "at most 128"),
        ("img@sha256:abc", "abc", "needs 64 hexadecimal digits"),
        ("img@latest", "latest", "a digest is"),
        ("a/b:c/d", ":", "port or a tag"),
        ("ns/im_-g", "_-", "side by side"),
        ("<image>", "<", "may not have '<'"),
        ("my.host:port/img", "port", "port"),
    ],
)
def test_each_mistake_is_underlined_and_explained(image, underlined, says):
    (found,) = check(RULE, service(image))
    assert found.text == underlined
    assert "is not a valid image reference: " in found.message
    assert says in found.message


@pytest.mark.parametrize(
    ("image", "underlined"),
    [
        ("quay.io/NS/img:{{repl Tag}}", "NS"),
        ("quay.io/NS/{{repl Image}}", "NS"),
        ("{{repl Host}}/ns/Img:1", "Img"),
        ('"{{repl Host}}/NS/{{repl Image}}"', "NS"),
        ("quay.io/ns/im_-g:{{repl Tag}}", "_-"),
        ("quay.io/ns/<img>:{{repl Tag}}", "<"),
        ("quay.io/n s/img:{{repl Tag}}", " "),
        ("${REGISTRY}/NS/img:1", "NS"),
        ('"{{repl if X}}quay.io/n<s/img:1{{repl else}}redis:3{{repl end}}"', "<"),
    ],
)
def test_the_literal_parts_around_a_template_are_checked(image, underlined):
    assert spans(RULE, service(image)) == [underlined]


def test_the_message_shows_a_template_as_it_is_written():
    assert message(RULE, service("quay.io/NS/img:{{repl Tag}}")).startswith(
        "'quay.io/NS/img:{{repl Tag}}' is not a valid"
    )


@pytest.mark.parametrize(
    ("source", "name", "underlined"),
    [
        ("public", "redis", None),
        ("public", "gcr.io/google-samples/gb-frontend", None),
        ("public", "HOST/img", None),
        ("public", "Redis", "Redis"),
        ("public", "https://gcr.io/a/b", "https://"),
        (ALIAS, "ns/img", None),
        (ALIAS, "ns/img:1", None),  # `tag-in-name` has this
        (ALIAS, "quay.io/ns/img", None),  # `host-in-name` has this
        (ALIAS, "dtr.example.com:8443/ns/img", None),
        (ALIAS, "quay.io/NS/img", "NS"),
        (ALIAS, "img:1", None),
        (ALIAS, "/img", "/"),
        (ALIAS, "img@sha256:1", "1"),
        (ALIAS, "ns/Img", "Img"),
        (ALIAS, "NS/img", "NS"),  # after `quay.io/` this is not a host
        (ALIAS, "'NS/img'", "NS"),
        (ALIAS, "NS/{{repl Image}}", "NS"),
        (ALIAS, "{{repl NS}}/img", None),
        ("replicated", "App", "App"),
        ("replicated", "app", None),
        ("unheard-of", "NS/img", "NS"),
    ],
)
def test_names_of_declarations(source, name, underlined):
    expected = [] if underlined is None else [underlined]
    assert spans(RULE, f"{HEAD}images:\n- {{source: {source}, name: {name}, tag: 1}}\n") == expected
    assert spans(RULE, f"{HEAD}components:\n- containers:\n  - source: {source}\n    image_name: {name}\n") == expected


@pytest.mark.parametrize(
    "body",
    [
        "kind: Pod\napiVersion: v1\nspec: {containers: [{image: Bad}]}",
        "kind: Pod\napiVersion: v1\nspec: {initContainers: [{image: Bad}], containers: []}",
        "kind: Deployment\napiVersion: apps/v1\nspec: {template: {spec: {containers: [{image: Bad}]}}}",
        "kind: CronJob\napiVersion: batch/v1\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{image: Bad}]}}}}}",
        "kind: List\napiVersion: v1\nitems: [{kind: Pod, spec: {containers: [{image: Bad}]}}]",
    ],
)
def test_kubernetes_and_files_that_are_not_a_release(body):
    assert spans(RULE, f"# kind: scheduler-kubernetes\n{body}\n") == ["Bad"]
    assert spans(RULE, f"{body}\n") == ["Bad"]


def test_ship_assets_and_the_files_in_them():
    assert spans(RULE, "assets: {v1: [{docker: {image: Bad, source: public}}]}\nlifecycle: {v1: []}\n") == ["Bad"]
    inline = (
        "assets:\n  v1:\n  - inline:\n      contents: |\n        kind: Pod\n        apiVersion: v1\n        spec:\n"
    )
    assert spans(RULE, inline + "          containers: [{image: Bad}]\n") == ["Bad"]


def test_files_within_files_of_other_documents_may_be_anything():
    text = "# kind: scheduler-kubernetes\nkind: ConfigMap\napiVersion: v1\ndata:\n  pod.yaml: |\n    kind: Pod\n"
    text += "    apiVersion: v1\n    spec:\n      containers: [{image: IMAGE}]\n"
    assert check(RULE, text) == []


def test_values_of_a_chart_only_look_like_images():
    text = "apiVersion: kots.io/v1beta1\nkind: HelmChart\nspec:\n  values:\n    image: {repository: ns/Img, tag: 1}\n"
    assert check(RULE, text) == []


def test_templates_of_a_chart_are_left_alone_outside_of_releases():
    body = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "{{ .Values.image }}:{{ .Values.tag }}"}]}\n'
    assert check(RULE, body) == []
    (found,) = check(RULE, "# kind: scheduler-kubernetes\n" + body)
    assert found.text == "{{"
    assert "the platform renders only '{{repl …}}'" in found.message


def test_an_image_that_aliases_repeat_is_reported_where_it_is_written_and_once():
    text = """
        # kind: scheduler-swarm
        x-image: &image Bad
        x-web: &web
          image: Worse
        services:
          a: {image: *image}
          b: {image: *image}
          c: {<<: *web}
          d: *web
    """
    assert [(found.line, found.text) for found in check(RULE, text)] == [(2, "Bad"), (4, "Worse")]


def test_a_name_that_entries_share_is_reported_once():
    text = HEAD + "images:\n- &a {source: public, name: Bad, tag: 1}\n- {<<: *a, tag: 2}\n- *a\n"
    assert [(found.line, found.text) for found in check(RULE, text)] == [(4, "Bad")]


def test_the_mistake_after_a_reference_name_is_found_too():
    text = service(f"{ALIAS}/ns/Img:1")
    assert spans(RULE, text) == ["Img"]
    assert spans("alias-as-host", text) == [ALIAS]


def test_crlf_and_a_byte_order_mark():
    text = "\ufeff" + service("quay.io/ns/Img:1").replace("\n", "\r\n")
    assert [(found.line, found.column, found.text) for found in check(RULE, text)] == [(4, 23, "Img")]


def test_an_image_of_ten_thousand_characters():
    assert len(message(RULE, service("a" * 10_000))) < 400


def test_it_does_not_depend_on_the_registries():
    assert spans(RULE, service("Bad"), registries=()) == ["Bad"]
    assert findings(RULE, service("Bad"))[0].severity.value == "error"


def test_nothing_is_fixed():
    text = service("quay.io/ns/Img:1")
    assert fixed(text, unsafe=True, rule=RULE) == text
