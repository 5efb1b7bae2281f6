"""Problems that come from one mistake become one finding, whichever rules report them."""

from __future__ import annotations

import pytest

from replreg.config.model import Config
from replreg.finding import Severity
from replreg.linter.lint import lint_text

MISSPELT = """\
# kind: replicated
replicated_api_version: 2.50.0
components:
- name: Web
  containers:
  - surce: public
    image_name: nginx
    version: 1.0.0
"""
TWICE = MISSPELT.replace("    version: 1.0.0\n", "    vresion: 1.0.0\n")


def shown(text: str, config: Config | None = None) -> list[tuple[str, str, str]]:
    """Return rule, severity and written text of each finding."""
    return [(one.rule, one.severity.value, text[one.start.offset : one.end.offset]) for one in lint_text(text, config)]


def test_a_misspelt_key_is_as_severe_as_what_is_due_to_it() -> None:
    (one,) = lint_text(MISSPELT)
    assert (one.rule, one.severity, one.start.line) == ("unknown-key", Severity.ERROR, 6)
    assert "has no 'source'" in one.message and one.message.endswith("did you mean 'source'?")


def test_two_misspelt_keys_are_two_findings() -> None:
    assert shown(TWICE) == [("unknown-key", "error", "surce"), ("unknown-key", "warning", "vresion")]


def test_what_is_due_to_it_stays_where_the_rule_about_keys_is_quieter() -> None:
    (one,) = lint_text(MISSPELT, Config(rules={"unknown-key": "info"}))
    assert (one.rule, one.severity, one.start.line, one.fix) == ("missing-source", Severity.ERROR, 6, None)
    assert one.message.endswith("; rename 'surce' to 'source'")


def test_without_the_rule_about_keys_only_the_consequence_is_reported() -> None:
    assert shown(MISSPELT, Config(rules={"unknown-key": "off"})) == [("missing-source", "error", "nginx")]


def test_the_rule_about_keys_stays_where_what_is_due_to_it_is_off() -> None:
    assert shown(MISSPELT, Config(rules={"missing-source": "off"})) == [("unknown-key", "warning", "surce")]


def test_what_is_not_due_to_the_misspelt_key_stays() -> None:
    other = MISSPELT + "  - image_name: redis\n    version: 1.0.0\n"
    assert shown(other) == [("unknown-key", "error", "surce"), ("missing-source", "error", "redis")]


def test_the_schema_yields_to_the_rule_that_says_more() -> None:
    text = "# kind: replicated\nreplicated_api_version: 2.50.0\nstatsd: {port: http}\n"
    assert shown(text) == [("schema", "error", "http")]
    assert "the number of a port" in lint_text(text)[0].message


def test_all_mismatches_of_a_misspelt_tag_are_one_finding() -> None:
    text = (
        "# kind: replicated\nreplicated_api_version: 2.50.0\nimages:\n- {source: public, name: a/b, tga: '1'}\n"
        "---\n# kind: scheduler-swarm\nservices:\n  one: {image: 'a/b:1'}\n  two: {image: 'a/b:1'}\n"
    )
    assert shown(text) == [("unknown-key", "error", "tga")]


def test_what_a_resource_lacks_is_one_finding_with_its_misspelt_key() -> None:
    text = (
        "apiVersion: kots.io/v1beta1\nkind: Config\nmetadata: {name: screen}\nspec:\n  groups:\n  - name: main\n"
        "    items:\n    - name: port\n      type: text\n      repeatable: true\n      valuesByGroup: {main: {}}\n"
        "      template: [{apiVersion: v1, kind: Service, name: web, yamlPath: 'spec.ports[0]'}]\n"
    )
    assert shown(text) == [("unknown-key", "error", "template")]


HEAD = "# kind: replicated\nreplicated_api_version: 2.50.0\n"
WEB = "{source: public, image_name: nginx, version: 1.0.0}"
SWARM = "---\n# kind: scheduler-swarm\nservices:\n"

TWO_MISTAKES = {
    "a misspelt key, and another key that is missing beside it": (
        "components:\n- name: Web\n  containers:\n  - surce: public\n    version: 1.0.0\n",
        [("schema", "surce"), ("unknown-key", "surce")],
    ),
    "two misspelt keys with one meaning": (
        "components:\n- name: Web\n  containers:\n"
        "  - {surce: public, soruce: public, image_name: nginx, version: 1.0.0}\n",
        [("unknown-key", "surce"), ("unknown-key", "soruce")],
    ),
    "two misspelt keys that lack two others": (
        "components:\n- name: Web\n  containers:\n  - {surce: public, image_nme: nginx, version: 1.0.0}\n",
        [("unknown-key", "surce"), ("unknown-key", "image_nme")],
    ),
    "one key missing in two neighbours": (
        "components:\n- name: Web\n  containers:\n  - {image_name: nginx, version: 1.0.0}\n"
        "  - {image_name: redis, version: 1.0.0}\n",
        [("missing-source", "nginx"), ("missing-source", "redis")],
    ),
    "one key misspelt in two neighbours": (
        "components:\n- name: Web\n  containers:\n  - {surce: public, image_name: nginx, version: 1.0.0}\n"
        "  - {surce: public, image_name: redis, version: 1.0.0}\n",
        [("unknown-key", "surce"), ("unknown-key", "surce")],
    ),
    "a key misspelt in one item and missing in the next": (
        "config:\n- name: main\n  items:\n  - {nmae: port, type: text}\n  - {title: Host, type: text}\n",
        [("unknown-key", "nmae"), ("missing-key", "{title: Host, type: text}")],
    ),
    "two keys missing in one item": (
        "config:\n- name: main\n  items:\n  - {default: x}\n",
        [("missing-key", "{default: x}"), ("missing-key", "{default: x}")],
    ),
    "a misspelt key and a value of the wrong type beside it": (
        "config:\n- naem: main\n  items: x\n",
        [("unknown-key", "naem"), ("schema", "x")],
    ),
    "a misspelt key and a wrong value beside it": (
        "components:\n- name: Web\n  containers:\n  - {surce: public, image_name: 'nginx:1', version: 1.0.0}\n",
        [("unknown-key", "surce"), ("tag-in-name", ":1")],
    ),
    "a misspelt tag, and a use with a tag that is not there either": (
        "images:\n- {source: public, name: a/b, tga: '1'}\n"
        + SWARM + "  one: {image: 'a/b:1'}\n  two: {image: 'a/b:2'}\n",
        [("unknown-key", "tga"), ("tag-mismatch", "2")],
    ),
    "a misspelt name of an image, and an image that is not listed": (
        "images:\n- {source: public, nmae: a/b, tag: '1'}\n"
        + SWARM + "  one: {image: 'a/b:1'}\n  two: {image: 'c/d:2'}\n",
        [("unknown-key", "nmae"), ("undeclared-image", "c/d:2")],
    ),
    "a misspelt list of options, and an option that is not in it": (
        "config:\n- name: main\n  itmes:\n  - {name: port, type: text}\nproperties:\n"
        "  app_url: 'http://{{repl ConfigOption \"port\" }}'\n  logo_url: 'http://{{repl ConfigOption \"host\" }}'\n",
        [("unknown-key", "itmes"), ("unknown-option", "host")],
    ),
    "a misspelt list of options, and a condition on an option that is not in it": (
        "config:\n- name: main\n  itmes:\n  - {name: port, type: text}\n"
        "- {name: more, when: tls=1, items: [{name: key, type: text, when: port=1}]}\n",
        [("unknown-key", "itmes"), ("unknown-option", "tls=1")],
    ),
    "a misspelt list of containers, and a container that is not in it": (
        f"components:\n- name: Web\n  contaners: [{WEB}]\n- name: Jobs\n  containers: [{WEB}]\n"
        "monitors:\n  cpuacct: ['Web,nginx', 'Web,redis', 'Jobs,nginx']\n",
        [("unknown-key", "contaners"), ("unknown-reference", "redis")],
    ),
    "a misspelt list of components, and a component that is not in it": (
        f"compnents:\n- name: Web\n  containers: [{WEB}]\nmonitors:\n  cpuacct: ['Web,nginx', 'Jobs,nginx']\n",
        [("unknown-key", "compnents"), ("unknown-reference", "Jobs")],
    ),
    "a misspelt name of a container, and a container that no name has": (
        "components:\n- name: Web\n  containers:\n"
        "  - {source: public, image_name: nginx, version: 1.0.0, nmae: files}\n"
        "  - {source: public, image_name: redis, version: 1.0.0, volumes_from: [files, cache]}\n",
        [("unknown-key", "nmae"), ("unknown-reference", "cache")],
    ),
    "a misspelt list of secrets, and a secret that is not in it": (
        "swarm:\n  secrts:\n  - {name: key, value: x}\n"
        + SWARM + "  one: {image: 'a/b:1', secrets: [key, word]}\n"
        "secrets:\n  key: {external: true}\n  word: {external: true}\n",
        [("unknown-key", "secrts"), ("unknown-reference", "word")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TWO_MISTAKES)
def test_two_mistakes_near_one_another_are_two_findings(name: str) -> None:
    text, expected = TWO_MISTAKES[name]
    assert [(rule, written) for rule, _, written in shown(HEAD + text)] == expected


ONE_MISTAKE = {
    "the tag of each use": (
        "images:\n- {source: public, name: a/b, tga: '1'}\n"
        + SWARM + "  one: {image: 'a/b:1'}\n  two: {image: 'docker.io/a/b:1'}\n",
        [("unknown-key", "tga")],
    ),
    "the name of an image": (
        "images:\n- {source: public, nmae: redis, tag: '1'}\n" + SWARM + "  one: {image: 'redis:1'}\n",
        [("unknown-key", "nmae")],
    ),
    "an option that a template names in part": (
        "config:\n- name: main\n  itmes:\n  - {name: 'port_{{repl Now }}', type: text}\nproperties:\n"
        "  app_url: 'http://{{repl ConfigOption \"port_1\" }}'\n",
        [("unknown-key", "itmes")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_MISTAKE)
def test_what_is_under_the_misspelt_key_is_one_finding_with_it(name: str) -> None:
    text, expected = ONE_MISTAKE[name]
    assert [(rule, written) for rule, _, written in shown(HEAD + text)] == expected
