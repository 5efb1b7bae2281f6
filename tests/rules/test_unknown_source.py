import pytest
from rule_tools import check, findings, fixed, message, spans

RULE = "unknown-source"

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\n"


def entry(source):
    return f"{HEAD}images:\n- source: {source}\n  name: ns/img\n  tag: 1\n"


@pytest.mark.parametrize(
    "source",
    [
        "public",
        "replicated",
        "mythirdpartyprivateregistry",
        "'mythirdpartyprivateregistry'",
        '"mythirdpartyprivateregistr\\x79"',
        "hub",
        "&s dtr",
        "",
        "null",
        "''",
        "[hub]",
        "{{repl Source}}",
        '"{{repl Source}}"',
        "my{{repl Source}}",
        # endpoints have a rule of their own
        "quay.io",
        "https://quay.io/v2/",
        "QUAY.IO",
        "docker.io",
        "dtr.example.com:8443",
        "registry.replicated.com",
    ],
)
def test_clean(source):
    assert check(RULE, entry(source)) == []


@pytest.mark.parametrize(
    ("source", "underlined", "hint"),
    [
        ("mythirdpartyregistry", "mythirdpartyregistry", "did you mean 'mythirdpartyprivateregistry'?"),
        ("MyThirdPartyPrivateRegistry", "MyThirdPartyPrivateRegistry", "did you mean 'mythirdpartyprivateregistry'?"),
        ("'Hub'", "Hub", "did you mean 'hub'?"),
        ('"DTR"', "DTR", "did you mean 'dtr'?"),
        ("Public", "Public", "did you mean 'public'?"),
        ("pubic", "pubic", "did you mean 'public'?"),
        ("replicate", "replicate", "did you mean 'replicated'?"),
        ("dtr.example.com", "dtr.example.com", "'dtr' has the endpoint 'dtr.example.com:8443'"),
        ("dtr.example.com:443", "dtr.example.com:443", "'dtr' has the endpoint 'dtr.example.com:8443'"),
        ("elsewhere", "elsewhere", "the linked registries are 'mythirdpartyprivateregistry', 'hub', 'dtr'"),
        ("gcr.io", "gcr.io", "the linked registries are 'mythirdpartyprivateregistry', 'hub', 'dtr'"),
        ("5", "5", "the linked registries are 'mythirdpartyprivateregistry', 'hub', 'dtr'"),
        (
            ">-\n    elsewhere",
            ">-\n    elsewhere",
            "the linked registries are 'mythirdpartyprivateregistry', 'hub', 'dtr'",
        ),
    ],
)
def test_a_name_that_is_not_linked(source, underlined, hint):
    (found,) = check(RULE, entry(source))
    assert (found.line, found.text) == (4, underlined)
    assert found.message.startswith(f"'{found.text.removeprefix('>-').strip()}' is not the reference name")
    assert found.message.endswith(hint)


def test_native_containers_are_looked_at():
    text = HEAD + "components:\n- containers:\n  - {source: elsewhere, image_name: ns/img}\n"
    assert spans(RULE, text) == ["elsewhere"]


def test_other_keys_called_source_are_something_else():
    text = """
        # kind: replicated
        replicated_api_version: 2.9.2
        identity:
          enabled: true
          sources:
            - source: ldap
        admin_commands:
          - alias: cli
            command: [sh]
            source:
              replicated:
                component: App
                container: web
        components:
          - name: App
            containers:
              - source: public
                image_name: redis
                config_files:
                  - filename: /etc/x
                    source: elsewhere
                    owner: me
        ---
        # kind: scheduler-swarm
        version: "3"
        services:
          web:
            image: redis:3
            volumes:
              - source: elsewhere
        configs:
          a:
            source: elsewhere
    """
    assert check(RULE, text) == []


def test_it_is_silent_where_no_registry_is_known():
    assert check(RULE, entry("elsewhere"), registries=()) == []


def test_each_wrong_source_is_reported_once_where_it_is_written():
    text = HEAD + (
        "images:\n"
        "- &a {source: &s elsewhere, name: ns/one}\n"
        "- *a\n"
        "- {source: elsewhere, name: ns/two}\n"
        "- {<<: *a, name: ns/three}\n"
    )
    assert [found.line for found in check(RULE, text)] == [4, 6]


def test_docker_hub_without_a_link():
    says = message(RULE, entry("docker.io"), registries={"myquay": "quay.io"})
    assert says.endswith("an image of Docker Hub that needs no login has 'source: public'")


def test_a_long_list_of_registries_is_cut():
    registries = {f"registry-{number}": f"r{number}.example.com" for number in range(40)}
    says = message(RULE, entry("elsewhere"), registries=registries)
    assert says.endswith("'registry-4' and 35 more")


def test_a_name_with_a_dot_is_a_name():
    assert check(RULE, entry("my.registry"), registries={"my.registry": "quay.io"}) == []
    assert message(RULE, entry("my.registri"), registries={"my.registry": "quay.io"}).endswith("'my.registry'?")


def test_a_source_of_ten_thousand_characters():
    assert len(message(RULE, entry("x" * 10_000))) < 400


def test_severity():
    assert findings(RULE, entry("elsewhere"))[0].severity.value == "error"
    assert findings(RULE, entry("elsewhere"), rules={RULE: "info"})[0].severity.value == "info"
    assert findings(RULE, entry("elsewhere"), rules={RULE: "off"}) == []


def test_nothing_is_fixed():
    text = entry("mythirdpartyregistry")
    assert fixed(text, unsafe=True, rule=RULE) == text
