import pytest
from rule_tools import check, findings, fixed, message, related

RULE = "duplicate-key"


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: 1\n",
        "a: {b: 1}\nc: {b: 1}\n",
        "- a: 1\n- a: 1\n",
        "a: 1\n---\na: 1\n",
        "a: 1\nA: 1\n",
        "x: &x {a: 1}\ny: {<<: *x, a: 2}\n",
        "x: &x {a: 1}\ny: &y {a: 2}\nz: {<<: *x, <<: *y}\n",
        "? {a: 1}\n: 1\n? {a: 1}\n: 2\n",
        "{{repl A}}: 1\n{{repl A}}: 2\n",
        "{{repl if X}}\na: 1\n{{repl else}}\na: 2\n{{repl end}}\n",
        "s:\n  {{repl if X}}\n  a: 1\n  {{repl end}}\n  {{repl if Y}}\n  a: 2\n  {{repl end}}\n",
    ],
)
def test_clean(text):
    assert check(RULE, text) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "underlined"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "a"),
        ("a: 1\n'a': 3\n", 2, 2, "a"),
        ('"a": 1\na: 3\n', 2, 1, "a"),
        ('"\\x61": 1\na: 3\n', 2, 1, "a"),
        ("k: {a: 1, b: 2, a: 3}\n", 1, 17, "a"),
        ("- - a: 1\n    a: 2\n", 2, 5, "a"),
        ("? a\n: 1\n? a\n: 2\n", 3, 3, "a"),
        ("x: &x\n  a: 1\n  a: 2\ny: *x\nz:\n  <<: *x\n", 3, 3, "a"),
        ("a: 1\r\na: 2\r\n", 2, 1, "a"),
        ("\ufeffa: 1\na: 2\n", 2, 1, "a"),
        ('a: {{repl ConfigOption "x"}}\na: 2\n', 2, 1, "a"),
        ("&k a: 1\n&l a: 2\n", 2, 4, "a"),
    ],
)
def test_the_later_key_is_underlined_once(text, line, column, underlined):
    (found,) = check(RULE, text)
    assert (found.line, found.column, found.text) == (line, column, underlined)
    assert "the key 'a' is already in this mapping" in found.message


def test_each_further_key_is_reported_and_points_at_the_first():
    text = "images: 1\nimages: 2\n'images': 3\n"
    assert [found.line for found in check(RULE, text)] == [2, 3]
    assert [[place.start.line for place in finding.related] for finding in findings(RULE, text)] == [[1], [1]]
    assert related(RULE, text) == [["images"], ["images"]]


def test_both_values_are_read_on_in_the_rest_of_a_template_free_branch():
    text = """
        {{repl if X}}
        a: 1
        a: 2
        {{repl else}}
        a: 3
        {{repl end}}
    """
    assert [found.line for found in check(RULE, text)] == [3]


def test_every_kind_of_document_is_looked_at():
    text = """
        # kind: replicated
        name: a
        name: b
        ---
        # kind: scheduler-swarm
        services: {}
        services: {}
        ---
        # kind: scheduler-kubernetes
        kind: Pod
        kind: Pod
        ---
        neither: 1
        neither: 2
    """
    assert [(finding.document, finding.start.line) for finding in findings(RULE, text)] == [
        (0, 3),
        (1, 7),
        (2, 11),
        (3, 14),
    ]


def test_a_long_key_is_cut_in_the_message():
    text = f"{'k' * 500}: 1\n{'k' * 500}: 2\n"
    assert f"'{'k' * 80}…{'k' * 30}'" in message(RULE, text)


def test_a_mapping_that_contains_itself():
    assert len(check(RULE, "&a x: &b {y: *b, z: 1, z: 2}\n")) == 1


def test_nothing_is_fixed():
    text = "a: 1\na: 2\n"
    assert fixed(text, unsafe=True) == text
