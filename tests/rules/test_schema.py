import pytest
from rule_tools import check, findings, fixed, message

RULE = "schema"

RELEASE = "# kind: replicated\nreplicated_api_version: 2.9.2\n"
SWARM = "# kind: scheduler-swarm\n"
KUBERNETES = "# kind: scheduler-kubernetes\napiVersion: v1\n"
POD = KUBERNETES + "kind: Pod\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# kind: replicated\n",
        "# kind: replicated\n{}\n",
        "--- \n# kind: replicated\n...\n",
        RELEASE + "images:\n",
        RELEASE + "images: []\n",
        RELEASE + "images: null\ncomponents: ~\n",
        RELEASE + "images:\n- {name: redis, tag: 3.10}\n",
        RELEASE + "images:\n- {source: null, name: redis, tag: null}\n",
        RELEASE + "images:\n- {source: '5', name: '5', tag: 5}\n",
        RELEASE + "images:\n- {source: !!str 5, name: !!str yes}\n",
        RELEASE + "images:\n- &a {name: redis}\n- *a\n- <<: *a\n  tag: 1\n",
        RELEASE + "images:\n- name: >-\n    redis\n",
        RELEASE + "components:\n- containers:\n  - {source: public, image_name: redis, version: 3}\n",
        RELEASE + "host_requirements:\n  cpu_cores: 4\n",
        RELEASE + "unknown: [1, {2: 3}]\nx-common: {}\n",
        # a template fits everywhere
        RELEASE + "images: {{repl Images}}\n",
        RELEASE + "images: [{{repl Image}}]\n",
        RELEASE + "images:\n- {{repl Key}}: redis\n",
        RELEASE + "images:\n- <<: {{repl Rest}}\n",
        RELEASE + "images:\n{{repl if X}}\n- name: redis\n{{repl end}}\n",
        RELEASE + 'images:\n- name: {{repl ConfigOption "a"}}\n  source: "{{repl B}}"\n',
        # in other documents, only what names images is looked at
        SWARM + "services:\n",
        SWARM + "services: {web: }\n",
        SWARM + "services: {web: {image: redis, ports: x, deploy: []}}\nvolumes: 5\n",
        SWARM + "x-web: &web {image: redis}\nservices: {a: *web, b: {<<: *web}}\n",
        SWARM + "services: {web: {image: ${IMAGE:-redis}}}\n",
        POD + "spec: {containers: [{image: redis, ports: x}], volumes: 5}\n",
        POD + "spec: {containers: [{name: a}], initContainers: null}\n",
        POD,
        KUBERNETES + "kind: ConfigMap\nspec: x\ndata: []\n",
        KUBERNETES + "kind: List\nitems:\n",
        # nothing says that it is a release
        "- a\n",
        "just: {any: yaml}\n",
        "foo\n",
    ],
)
def test_clean(text):
    assert check(RULE, text) == []


@pytest.mark.parametrize(
    ("body", "underlined", "says"),
    [
        ("images: {}", "{}", "'images' must be a list, but it is a mapping"),
        ("images: redis", "redis", "'images' must be a list, but it is the string 'redis'"),
        ("images:\n  source: public\n  name: a", "source", "'images' must be a list, but it is a mapping"),
        ("images: [redis]", "redis", "an entry of 'images' must be a mapping, but it is the string 'redis'"),
        ("images: [[a]]", "[a]", "an entry of 'images' must be a mapping, but it is a list"),
        ("images: [null]", "null", "an entry of 'images' must be a mapping, but it is empty"),
        ("images: [{name: [a]}]", "[a]", "'name' must be a string, but it is a list"),
        ("images: [{name: 5}]", "5", "'name' must be a string, but it is the number '5'; put it into quotes"),
        ("images: [{name: null}]", "null", "'name' must be a string, but it is empty"),
        ("images: [{name: ''}]", "", "'name' must not be empty"),
        ("images: [{name: ' '}]", " ", "'name' must not be empty"),
        (
            "images: [{name: a, source: 5}]",
            "5",
            "'source' must be a string, but it is the number '5'; put it into quotes",
        ),
        (
            "images: [{name: a, source: yes}]",
            "yes",
            "'source' must be a string, but it is the value 'yes'; put it into quotes",
        ),
        (
            "images: [{name: a, source: !!int '5'}]",
            "5",
            "'source' must be a string, but it is the number '5'; put it into quotes",
        ),
        ("images: [{name: a, tag: [1]}]", "[1]", "'tag' must be a single value, but it is a list"),
        ("components: x", "x", "'components' must be a list, but it is the string 'x'"),
        ("components: [{containers: x}]", "x", "'containers' must be a list, but it is the string 'x'"),
        (
            "components: [{containers: [redis]}]",
            "redis",
            "an entry of 'containers' must be a mapping, but it is the string 'redis'",
        ),
        (
            "components: [{containers: [{source: public}]}]",
            "{source: public}",
            "this container has no 'image_name', which it needs",
        ),
        ("components: [{containers: [{image_name: ''}]}]", "", "'image_name' must not be empty"),
        ("config: {a: b}", "{a: b}", "'config' must be a list, but it is a mapping"),
        ("properties: []", "[]", "'properties' must be a mapping, but it is a list"),
        ("monitors: {cpuacct: x}", "x", "'cpuacct' must be a list, but it is the string 'x'"),
    ],
)
def test_release_documents(body, underlined, says):
    (found,) = check(RULE, RELEASE + body + "\n")
    assert (found.text, found.message) == (underlined, says)
    (same,) = check(RULE, (RELEASE + body + "\n").replace("\n", "\r\n"))
    assert (same.text, same.line, same.column) == (found.text, found.line, found.column)


@pytest.mark.parametrize(
    ("body", "underlined", "says"),
    [
        ("services: []", "[]", "'services' must be a mapping, but it is a list"),
        ("services: {web: redis}", "redis", "'web' must be a mapping, but it is the string 'redis'"),
        ("services: {web: {image: [a]}}", "[a]", "'image' must be a string, but it is a list"),
        ("services: {web: {image: 5}}", "5", "'image' must be a string, but it is the number '5'; put it into quotes"),
        ("services: {web: {image: }}", "", "'image' must be a string, but it is empty"),
        ("services: {web: {image: ''}}", "", "'image' must not be empty"),
        ("- web", "- web", "a 'scheduler-swarm' document must be a mapping, but it is a list"),
    ],
)
def test_swarm_documents(body, underlined, says):
    (found,) = check(RULE, SWARM + body + "\n")
    assert (found.text, found.message) == (underlined, says)


@pytest.mark.parametrize(
    ("body", "underlined", "says"),
    [
        ("kind: Pod\nspec: []", "[]", "'spec' must be a mapping, but it is a list"),
        ("kind: Pod\nspec: {containers: {image: a}}", "{image: a}", "'containers' must be a list, but it is a mapping"),
        ("kind: Pod\nspec: {containers: [{image: [a]}]}", "[a]", "'image' must be a string, but it is a list"),
        ("kind: Pod\nspec: {initContainers: [{image: ''}]}", "", "'image' must not be empty"),
        (
            "kind: Pod\nspec: {imagePullSecrets: [a]}",
            "a",
            "an entry of 'imagePullSecrets' must be a mapping, but it is the string 'a'",
        ),
        (
            "kind: Deployment\nspec: {template: {spec: {containers: x}}}",
            "x",
            "'containers' must be a list, but it is the string 'x'",
        ),
        (
            "kind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: x}}}}}",
            "x",
            "'containers' must be a list, but it is the string 'x'",
        ),
        (
            "kind: List\nitems: [{kind: Pod, spec: {containers: x}}]",
            "x",
            "'containers' must be a list, but it is the string 'x'",
        ),
    ],
)
def test_kubernetes_documents(body, underlined, says):
    (found,) = check(RULE, KUBERNETES + body + "\n")
    assert (found.text, found.message) == (underlined, says)


def test_a_marked_kubernetes_document_is_a_mapping():
    assert message(RULE, "# kind: scheduler-kubernetes\nfoo\n") == (
        "a 'scheduler-kubernetes' document must be a mapping, but it is the string 'foo'"
    )


def test_ship_documents():
    (found,) = check(RULE, "assets: {v1: {docker: {image: a}}}\nlifecycle: {v1: []}\n")
    assert (found.text, found.message) == ("{docker: {image: a}}", "'v1' must be a list, but it is a mapping")


def test_an_anchored_mistake_is_reported_where_it_is_written_and_once():
    text = RELEASE + "images:\n- &a\n  name: [x]\n- *a\n- <<: *a\n"
    assert [(found.line, found.text) for found in check(RULE, text)] == [(5, "[x]")]


def test_every_document_is_checked():
    text = RELEASE + "images: x\n---\n" + SWARM + "services: x\n"
    assert [(finding.document, finding.start.line) for finding in findings(RULE, text)] == [(0, 3), (1, 6)]


def test_only_the_first_line_of_a_long_value_is_underlined():
    for newline in ("\n", "\r\n"):
        text = (RELEASE + "images: |\n  a\n  b\n").replace("\n", newline)
        (found,) = check(RULE, text)
        assert (found.text, found.message) == ("|", "'images' must be a list, but it is the string 'a b'")


def test_long_values_and_keys_are_cut():
    assert "x…" in message(RULE, RELEASE + f"images: {'x' * 5000}\n")
    assert len(message(RULE, SWARM + f"services: {{{'k' * 900}: x}}\n")) < 300


def test_many_mistakes_take_linear_time_and_are_all_found():
    text = RELEASE + "images:\n" + "- redis\n" * 3000
    assert len(check(RULE, text)) == 3000


def test_cycles_and_bombs_end():
    bomb = (
        RELEASE
        + "a: &a [x, x]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(12))
    )
    assert check(RULE, bomb + "images: *m\n")
    assert check(RULE, RELEASE + "images: &i [*i]\n")


def test_nothing_is_fixed():
    text = RELEASE + "images: {}\n"
    assert fixed(text, unsafe=True) == text
