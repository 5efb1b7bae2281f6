import pytest
from rule_tools import check, findings, fixed, spans

RULE = "missing-source"

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\n"


def container(body):
    return f"{HEAD}components:\n- name: App\n  containers:\n  - {body}\n"


@pytest.mark.parametrize(
    "body",
    [
        "{source: public, image_name: redis}",
        "{source: replicated, image_name: app}",
        "{source: mythirdpartyprivateregistry, image_name: ns/img}",
        "{source: nobody-knows-it, image_name: ns/img}",
        "{image_name: redis, source: 'public'}",
        "{source: {{repl Source}}, image_name: redis}",
        '{source: "{{repl Source}}", image_name: redis}',
        "{{{repl Key}}: public, image_name: redis}",
        "{<<: {{repl Rest}}, image_name: redis}",
        "{source: [public], image_name: redis}",  # `schema` has this
        "redis",
        "null",
        "{}",  # `schema` has this
    ],
)
def test_clean(body):
    assert check(RULE, container(body)) == []


def test_only_native_containers_need_one():
    text = """
        # kind: replicated
        replicated_api_version: 2.9.2
        images:
          - name: redis
            tag: 3
        admin_commands:
          - alias: cli
            component: App
            container: redis
        ---
        # kind: scheduler-kubernetes
        apiVersion: v1
        kind: Pod
        spec:
          containers:
            - name: web
              image: redis:3
    """
    assert check(RULE, text) == []


@pytest.mark.parametrize(
    ("body", "underlined"),
    [
        ("{image_name: redis, version: 3}", "redis"),
        ("{version: 3, image_name: 'redis'}", "redis"),
        ("{source: null, image_name: redis}", "redis"),
        ("{source: ~, image_name: redis}", "redis"),
        ("{source: , image_name: redis}", "redis"),
        ("{source: '', image_name: redis}", "redis"),
        ('{source: "", image_name: "redis"}', "redis"),
        ("{version: 3}", "3"),
        ("{display_name: Redis}", "display_name"),
        ("{sorce: public, image_name: redis}", "redis"),
        ("{image_name: {{repl Image}}}", "{{repl Image}}"),
    ],
)
def test_a_container_without_one(body, underlined):
    (found,) = check(RULE, container(body))
    assert found.text == underlined
    assert "has no 'source'" in found.message


def test_each_container_of_each_component_is_looked_at():
    text = HEAD + (
        "components:\n"
        "- name: A\n  containers:\n  - image_name: one\n  - {source: public, image_name: two}\n"
        "- name: B\n  containers:\n  - image_name: three\n"
    )
    assert [(found.line, found.text) for found in check(RULE, text)] == [(6, "one"), (10, "three")]


def test_a_source_that_is_merged_in_is_one():
    text = HEAD + (
        "x-common: &common {source: public}\n"
        "components:\n- containers:\n  - <<: *common\n    image_name: redis\n"
        "  - <<: [*common]\n    image_name: postgres\n"
    )
    assert check(RULE, text) == []


def test_a_container_that_an_alias_repeats_is_reported_where_it_is_written():
    text = HEAD + ("components:\n- containers:\n  - &c\n    image_name: redis\n  - *c\n- containers:\n  - *c\n")
    assert [(found.line, found.text) for found in check(RULE, text)] == [(6, "redis")]


def test_a_source_in_either_branch_of_control_flow_is_one():
    text = """
        # kind: replicated
        replicated_api_version: 2.9.2
        components:
          - name: App
            containers:
              {{repl if ConfigOptionEquals "edition" "trial"}}
              - source: public
              {{repl else}}
              - source: replicated
              {{repl end}}
                image_name: redis
    """
    assert spans(RULE, text) == []


def test_it_does_not_depend_on_the_registries():
    text = container("{image_name: redis}")
    assert spans(RULE, text, registries=()) == ["redis"]
    assert findings(RULE, text)[0].severity.value == "error"


def test_nothing_is_fixed():
    text = container("{image_name: redis}")
    assert fixed(text, unsafe=True, rule=RULE) == text
