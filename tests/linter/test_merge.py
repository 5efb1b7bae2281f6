"""Problems that come from one mistake become one finding, whichever rules report them."""

from __future__ import annotations

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
        "---\n# kind: scheduler-swarm\nservices:\n  one: {image: 'a/b:1'}\n  two: {image: 'a/b:2'}\n"
    )
    assert shown(text) == [("unknown-key", "error", "tga")]


def test_what_a_resource_lacks_is_one_finding_with_its_misspelt_key() -> None:
    text = (
        "apiVersion: kots.io/v1beta1\nkind: Config\nmetadata: {name: screen}\nspec:\n  groups:\n  - name: main\n"
        "    items:\n    - name: port\n      type: text\n      repeatable: true\n      valuesByGroup: {main: {}}\n"
        "      template: [{apiVersion: v1, kind: Service, name: web, yamlPath: 'spec.ports[0]'}]\n"
    )
    assert shown(text) == [("unknown-key", "error", "template")]
