"""Config options: calls, conditions and circles."""

from __future__ import annotations

import pytest
from release_check_tools import WHOLE, fixed, records, written

CONFIG = """\
config:
- name: group
  when: %s
  items:
  - name: host
    type: text
  - name: kind
    type: select_one
    items: [{name: small}, {name: large}]
  - name: cert
    type: file
  - name: flag
    type: bool
    default: "1"
"""


def options(text: str) -> list[tuple[str, str, str]]:
    return [
        (one.rule, str(one.severity), written(text, one))
        for one in records(text)
        if one.rule in ("unknown-option", "circular-option")
    ]


def call(template: str, head: str = CONFIG % "true") -> list[tuple[str, str, str]]:
    return options(f"{head}release_notes: |\n  a {{{{repl {template} }}}} b\n")


@pytest.mark.parametrize(
    "template, name",
    [
        ('ConfigOption "host"', ""),
        ('ConfigOption "small"', ""),
        ('ConfigOption "hots"', "hots"),
        ('ConfigOption "group"', "group"),
        ("ConfigOption `hots`", "hots"),
        ('ConfigOption   "hots"', "hots"),
        ('if ConfigOptionEquals "hots" "1"', "hots"),
        ('or (ConfigOptionNotEquals "hots" "1") (ConfigOptionEquals "host" "1")', "hots"),
        ('"hots" | ConfigOption', "hots"),
        ('"host" | ConfigOption', ""),
        ('ConfigOption "hots" | Base64Encode', "hots"),
        ("ConfigOption $name", ""),
        ('ConfigOption (print "ho" "ts")', ""),
        ('print "ConfigOption" "hots"', ""),
        ('/* ConfigOption "hots" */', ""),
        ('ConfigOptionData "cert"', ""),
        ('ConfigOptionData "host"', "host"),
        ('MyConfigOption "hots"', ""),
        ('.ConfigOption "hots"', ""),
    ],
)
def test_calls(template: str, name: str) -> None:
    assert call(template) == ([("unknown-option", "warning", name)] if name else [])


def test_calls_in_escaped_quotes_and_other_documents() -> None:
    text = (
        CONFIG % "true"
        + 'name: "{{repl ConfigOption \\"hots\\" }}"\n---\n# kind: scheduler-swarm\nservices:\n  a:\n    image: b\n    command: \'{{repl ConfigOption "hst"}}\'\n'
    )
    assert [(one[2], record.document) for one, record in zip(options(text), records(text), strict=True)] == [
        ("hots", 0),
        ("hst", 1),
    ]


def test_the_nearest_option_is_an_unsafe_fix() -> None:
    text = CONFIG % "true" + "name: '{{repl ConfigOption \"hots\"}}'\n"
    (one,) = records(text)
    assert one.fix is not None and not one.fix.safe
    assert records(fixed(text, one)) == []


def test_a_fragment_without_config_is_not_judged() -> None:
    assert call('ConfigOption "hots"', head="name: a\nbackup: {}\n") == []
    assert call('ConfigOption "hots"', head=WHOLE) == [("unknown-option", "warning", "hots")]
    assert call('ConfigOption "hots"', head="config: []\n") == [("unknown-option", "warning", "hots")]


@pytest.mark.parametrize(
    "config",
    [
        "config: '{{repl AppID}}'\n",
        "config:\n- '{{repl AppID}}'\n",
        "config:\n- name: g\n  items:\n  - name: a{{repl AppID}}\n    type: text\n",
    ],
)
def test_templates_may_define_options(config: str) -> None:
    assert call('ConfigOption "ab"', head=config) == []


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "''",
        "~",
        "1",
        "f",
        "host=1",
        "host!=",
        "host",
        "small",
        "kind=small",
        "flag=0",
        '\'{{repl ConfigOptionEquals "host" "a"}}\'',
    ],
)
def test_right_conditions(text: str) -> None:
    assert options(CONFIG % text) == []


@pytest.mark.parametrize(
    "text, severity, place",
    [
        ("yes", "error", "yes"),
        ("host = 1", "error", "host = 1"),
        ("group=1", "error", "group=1"),
        ("host>1", "error", "host>1"),
        ("hots!=1", "error", "hots!=1"),
        ("kind=tiny", "warning", "tiny"),
        ("flag=true", "warning", "true"),
        ("flag!=2", "warning", "2"),
    ],
)
def test_wrong_conditions(text: str, severity: str, place: str) -> None:
    assert options(CONFIG % text) == [("unknown-option", severity, place)]


def test_conditions_of_items_children_and_tests() -> None:
    text = "config:\n- name: g\n  test_proc: {display_name: a, command: resolve_host, when: x=1}\n  items:\n  - name: a\n    type: select_one\n    when: x=1\n    items:\n    - {name: b, when: x=1}\n"
    assert [(severity) for _, severity, _ in options(text)] == ["error", "error", "warning"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("  test_proc: {display_name: a, command: resolve_host, arg_fields: [host, hots]}\n", "hots"),
        ("  test_proc: {display_name: a, command: resolve_host, arg_fields: [host]}\n", ""),
    ],
)
def test_arguments_of_tests(text: str, expected: str) -> None:
    found = options("config:\n- name: g\n" + text + "  items: [{name: host, type: text}]\n")
    assert found == ([("unknown-option", "warning", expected)] if expected else [])


@pytest.mark.parametrize("name, place", [("cert", ""), ("host", "host"), ("certs", "certs")])
def test_customer_files(name: str, place: str) -> None:
    text = (
        CONFIG % "true"
        + f"components:\n- name: A\n  containers:\n  - source: public\n    image_name: a\n    customer_files: [{{name: {name}, filename: /a}}]\n"
    )
    assert options(text) == ([("unknown-option", "warning", place)] if place else [])


def circle(first: str, second: str = "") -> list[tuple[str, str, str]]:
    return options(
        f"config:\n- name: g\n  items:\n  - name: a\n    type: text\n    {first}\n  - name: b\n    type: text\n    {second}\n"
    )


def test_circles() -> None:
    error = ("circular-option", "error", "a")
    assert circle("value: '{{repl ConfigOption \"a\"}}'") == [error]
    assert circle('when: \'{{repl ConfigOptionEquals "a" "1"}}\'') == [error]
    assert circle("items: [{name: c, default: '{{repl ConfigOption \"a\"}}'}]") == [error]
    assert circle("test_proc: {display_name: x, command: resolve_host, args: ['{{repl ConfigOption \"a\"}}']}") == []
    assert circle("value: '{{repl ConfigOption \"b\"}}'") == []
    assert circle("value: '{{repl ConfigOption \"b\"}}'", "default: '{{repl ConfigOption \"a\"}}'") == [error]
    assert (
        circle('when: \'{{repl ConfigOptionEquals "b" "1"}}\'', 'when: \'{{repl ConfigOptionEquals "a" "1"}}\'') == []
    )


def test_options_of_ship() -> None:
    text = "config:\n  v1:\n  - name: g\n    items:\n    - {name: a, type: text}\nassets:\n  v1:\n  - inline: {dest: b, contents: '{{repl ConfigOption \"%s\"}}'}\nlifecycle: {v1: [{render: {}}]}\n"
    assert options(text % "a") == []
    assert options(text % "b") == [("unknown-option", "warning", "b")]


def test_a_long_chain_of_values_is_not_a_circle() -> None:
    items = "".join(
        f"  - {{name: n{n}, type: text, value: '{{{{repl ConfigOption \"n{n + 1}\"}}}}'}}\n" for n in range(2000)
    )
    assert options(f"config:\n- name: g\n  items:\n{items}  - {{name: n2000, type: text}}\n") == []
