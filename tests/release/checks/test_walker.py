"""The walk over a document: fragments, templates, aliases, merge keys, and the places and fixes of its records."""

from __future__ import annotations

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from release_check_tools import WHOLE, fixed, found, loud, records, written

from replreg.finding import Severity
from replreg.release.checks.record import written_path

CONTAINER = "components:\n- name: A\n  containers:\n  - source: public\n    image_name: redis\n    version: 1.0.0\n"


def test_a_path_is_written_as_keys_and_indexes() -> None:
    assert written_path((((None, "components"), 0), "name")) == "components[0].name"
    assert written_path(None) == ""


@pytest.mark.parametrize(
    "text", ["", "a", "[]", "- a", "{}", "components: a", "components: {a: b}", "config: ~", "x: {cluster: 'yes'}"]
)
def test_a_document_of_another_shape_is_left_to_the_schema(text: str) -> None:
    assert found("# kind: replicated\n" + text) in ([], [("empty-document", "")])


def test_the_place_is_the_value_without_its_quotes() -> None:
    text = f'{CONTAINER}    cluster: "yes"\n'
    (one,) = records(text)
    assert (one.rule, one.path, written(text, one)) == ("value-format", "components[0].containers[0].cluster", "yes")


def test_the_place_of_what_is_missing_is_the_first_key() -> None:
    text = f"{WHOLE}{CONTAINER}    volumes:\n    - host_path: /a\n"
    (one,) = records(text)
    assert (one.rule, one.path, written(text, one)) == (
        "missing-key",
        "components[0].containers[0].volumes[0]",
        "host_path",
    )


def test_the_place_of_an_empty_entry_is_its_dash() -> None:
    text = "components:\n-\n"
    (one,) = records(text)
    assert written(text, one) == "-"


def test_offsets_are_code_points() -> None:
    text = f"# ä😀\n{CONTAINER}    cluster: yes\n"
    (one,) = records(text)
    assert written(text, one) == "yes"


@pytest.mark.parametrize("written_value", ['"true"', "'true'", '"TRUE"'])
def test_quotes_around_a_boolean_are_removed(written_value: str) -> None:
    text = f"{CONTAINER}    privileged: {written_value} # why\n"
    (one,) = records(text)
    assert one.fix is not None and one.fix.safe
    assert fixed(text, one) == f"{CONTAINER}    privileged: {written_value[1:-1]} # why\n"
    assert records(fixed(text, one)) == []


def test_quotes_around_a_number_are_removed() -> None:
    text = 'statsd: {port: "8125"}\n'
    (one,) = records(text)
    assert fixed(text, one) == "statsd: {port: 8125}\n"


@pytest.mark.parametrize("value", ['"maybe"', '"-1x"', '!!str "true"', '"tr\\u0075e"'])
def test_no_fix_where_it_is_not_certain(value: str) -> None:
    (one,) = records(f"{CONTAINER}    privileged: {value}\n")
    assert one.fix is None


def test_an_unknown_word_is_replaced_with_the_nearest() -> None:
    text = "config:\n- name: g\n  items:\n  - name: a\n    type: 'boolean'\n"
    (one,) = records(text)
    assert one.fix is not None and not one.fix.safe
    assert fixed(text, one) == text.replace("boolean", "bool")


def test_a_static_value_is_renamed_safely() -> None:
    text = f"{CONTAINER}    env_vars:\n    - name: A\n      static_val: b\n"
    (one,) = records(text)
    assert one.fix is not None and one.fix.safe
    assert fixed(text, one) == text.replace("static_val", "value")
    (one,) = records(f"{text}      value: c\n")
    assert one.fix is None


@pytest.mark.parametrize(
    "lines",
    [
        "    cluster: '{{repl ConfigOption \"a\"}}'\n",
        "    cluster: {{repl if x}}yes{{repl else}}no{{repl end}}\n",
        '    shm_size: {{repl ConfigOption "a"}}m\n',
        "    {{repl if x}}\n    shm_size: 64\n    {{repl else}}\n    shm_size: 32\n    {{repl end}}\n",
    ],
)
def test_a_template_is_unknown(lines: str) -> None:
    assert [one for one in loud(CONTAINER + lines) if one[0] != "unknown-option"] == []


def test_each_branch_of_control_flow_is_checked() -> None:
    text = CONTAINER + "    {{repl if x}}\n    shm_size: 64m\n    {{repl else}}\n    shm_size: 32m\n    {{repl end}}\n"
    assert [written(text, one) for one in records(text)] == ["64m", "32m"]


def test_a_template_may_bring_in_what_is_missing() -> None:
    text = f"{WHOLE}{CONTAINER}    volumes:\n    - host_path: /a\n      {{{{repl AppID}}}}: /b\n"
    assert found(text) == []


def test_a_mistake_that_an_alias_repeats_is_reported_once() -> None:
    text = "components:\n- &a\n  name: A\n  cluster: yes\n- *a\n"
    assert found(text) == [("value-format", "components[0].cluster")]


def test_a_key_from_a_merge_is_checked_where_it_is_written() -> None:
    text = "x-base: &base\n  privileged: 'yes'\ncomponents:\n- name: A\n  containers:\n  - <<: *base\n    source: public\n    image_name: a\n  - <<: *base\n    source: public\n    image_name: b\n"
    assert {(one.path, written(text, one)) for one in records(text)} == {
        ("components[0].containers[0].privileged", "yes"),
        ("components[0].containers[1].privileged", "yes"),
    }
    assert len({(one.span, one.message) for one in records(text)}) == 1


def test_a_document_that_contains_itself_comes_to_an_end() -> None:
    assert found("components: &a\n- name: A\n  containers: *a\n  cluster: yes\n") != []


def test_deep_and_wide_documents_need_no_recursion() -> None:
    depth = 300
    text = "lifecycle: " + "{v1: [{render: {assets: " * 1 + "{" + "a: {" * depth + "}" * depth + "}" + "}}]}"
    assert found(text) == []
    assert len(records("components:\n" + "- name: A\n  cluster: yes\n" * 500)) == 999


def test_numbers_in_the_template_position_are_a_warning() -> None:
    (one,) = records('statsd:\n  port: {{repl ConfigOption "a"}}\n')
    assert one.severity is Severity.WARNING


def test_a_null_list_is_an_empty_list() -> None:
    assert found("components: ~\nconfig: null\ncmds:\nadmin_commands: []\nmonitors: {cpuacct: ~}\n") == []


@pytest.mark.parametrize("line", ["owner: 999", "pause_containers: false", "file_mode: 0700"])
def test_text_fields_take_any_scalar(line: str) -> None:
    assert found(f"backup: {{{line}}}\n") == []


def test_a_restart_policy_of_no_is_text_and_boolean() -> None:
    assert found(f"{CONTAINER}    restart: {{policy: no}}\n") == []
    assert found(f"{CONTAINER}    restart: {{policy: false}}\n") == []


@settings(max_examples=examples(150))
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    "components containers name cluster ports config items when type test_proc swarm secrets labels volumes options admin_commands source replicated component monitors cpuacct publish_events subscriptions volumes_from".split()
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=30,
    )
)
def test_no_shape_is_too_strange(data: object) -> None:
    import json

    for text in (json.dumps(data), json.dumps({"components": data, "config": data, "monitors": data, "swarm": data})):
        for one in records("# kind: replicated\n" + text):
            assert 0 <= one.span[0] <= one.span[1] <= len(text) + 20


def test_a_template_that_was_cut_out_is_unknown_too() -> None:
    text = "components:\n- name: A\n  cluster: {{repl if x}}ye{{repl else}}s{{repl end}}\n{{repl if x}}- name: B{{repl end}}\n  cluster: maybe\n"
    assert [written(text, one) for one in records(text)] == ["maybe"]


def test_one_name_in_two_branches_is_there_once() -> None:
    one = "components:\n{{repl if x}}\n- name: A\n{{repl else}}\n- name: A\n{{repl end}}\n"
    assert found(one) == []


def test_a_static_value_beside_a_value_has_no_effect() -> None:
    (one,) = records(f"{CONTAINER}    env_vars:\n    - name: A\n      static_val: b\n      value: c\n")
    assert "no effect" in one.message
