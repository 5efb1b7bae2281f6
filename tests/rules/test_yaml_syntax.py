import pytest
from rule_tools import check, findings, fixed, related, spans

RULE = "yaml-syntax"

CLEAN = [
    "",
    "\n",
    "# only a comment\n",
    "---\n---\n",
    "--- # kind: replicated\nreplicated_api_version: 2.9.2\n",
    "a: b",
    "\ufeffa: b\n",
    "a: b\r\nc: d\r\n",
    "a: b\rc: d\r",
    "a: {image: redis:3, other: [quay.io/ns/img:1]}\n",
    "a: &x b\nc: *x\n",
    "a: &x [*x]\n",
    "a: b\nb:\tc\n",
    "%YAML 1.1\n---\na: b\n",
    "\ufeff%YAML 1.1\n---\na: b\n",
    "a: b\r...\r%YAML 1.1\r---\rc: d\r",
    "a: 'it''s'\nb: \"\\x41\\\n  c\"\n",
    "? complex\n: value\n",
    "text: |\n  {{repl not closed\n  - at all: [\n",
]

TEMPLATES = [
    'a: {{repl ConfigOption "x"}}\n',
    'a: repl{{ ConfigOption "x" }}\n',
    '{{repl if ConfigOptionEquals "a" "b"}}\na: b\n{{repl else}}\na: c\n{{repl end}}\n',
    "{{repl range $i, $e := LDAPList}}\n- a: {{repl $e}}\n{{repl end}}\n",
    "a:\n  {{repl if X}}\n  - b\n  {{repl end}}\n  - c\n",
    "a: '{{repl ConfigOption \"it's\" }}'\n",
    'a: "{{repl ConfigOption "x"}}"\n',
    'a: quay.io/ns/app:{{repl ConfigOption\n  "tag" }}\n',
    "a: {{repl if X}}b{{repl else}}c{{repl end}}\n",
    "services:\n{{repl if X}}\n  a:\n    image: b\n{{repl end}}\n",
]


@pytest.mark.parametrize("text", CLEAN + TEMPLATES)
def test_yaml_is_clean(text):
    assert check(RULE, text) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "underlined", "says"),
    [
        ("a:\n\tb: 1\n", 2, 1, "\t", "a tab indents this line"),
        ('a: "b\nc: d\n', 1, 4, '"', "this quote is never closed"),
        ("a: 'b\nc: d\n", 1, 4, "'", "this quote is never closed"),
        ("a: b: c\n", 1, 5, ":", "put the value into quotes"),
        ("a: b\n   c: d\n", 2, 5, ":", "indent this line"),
        ("a: [b, c\nd: e\n", 1, 4, "[", "this '[' is never closed"),
        ("a: {b: c\nd: e\n", 1, 4, "{", "this '{' is never closed"),
        ("a: {b: [\n", 1, 8, "[", "within brackets"),
        ("a: 1\nc: ]\n", 2, 4, "]", "cannot start with ']'"),
        ("a: }\n", 1, 4, "}", "cannot start with '}'"),
        ("a: @b\n", 1, 4, "@", "cannot start with '@'"),
        ("a: `b`\n", 1, 4, "`", "cannot start with '`'"),
        ("a: %b\n", 1, 4, "%", "cannot start with '%'"),
        ("a:\n    b: 1\n  c: 2\n", 3, 3, "c", "not aligned"),
        ("- a\nb: c\n", 2, 1, "b", "not aligned"),
        ("b: c\n- a\n", 2, 1, "-", "not aligned"),
        ("a: 1\nb\nc: 2\n", 2, 1, "b", "not a 'key: value'"),
        ("a: 1\nb:2\nc: 3\n", 2, 1, "b:2", "not a 'key: value'"),
        ("a: 1\nb", 2, 1, "b", "not a 'key: value'"),
        ('a: "b" c\n', 1, 8, "c", "one pair of quotes"),
        ("image: 'x':3\n", 1, 11, ":", "one pair of quotes"),
        ("a: *b\n", 1, 4, "*b", "no anchor '&b'"),
        ("a: *\n", 1, 4, "*", "alias in YAML"),
        ("a: &\n", 1, 4, "&", "anchor in YAML"),
        ("a: b\x07\n", 1, 5, "\x07", "U+0007"),
        ("a: b\0\n", 1, 5, "\0", "NUL"),
        ("...\na: b\n", 1, 1, "...", "ends the document"),
        ("a:\n  b: 1\n  ...\n  c: 2\n", 3, 3, "...", "not a 'key: value'"),
        ('a: "b\nc: "d"\n', 1, 4, '"', "opens another value"),
        ("a: 'b\nc: 1\nd:\n- 'e'\n", 1, 4, "'", "opens another value"),
        ('a: "b \\" \nc: "d"\n', 1, 4, '"', "opens another value"),
        ('a: ["b, "c"]\n', 1, 5, '"', "opens another value"),
        ("a: | b\n", 1, 6, "b", "block scalar"),
        ("a: ,\n", 1, 4, ",", "cannot start with ','"),
        ("a: {b: c, ]\n", 1, 11, "]", "does not match an open bracket"),
        ("a: [b, @c]\n", 1, 8, "@", "cannot start with '@'"),
    ],
)
def test_each_mistake_is_underlined_and_explained(text, line, column, underlined, says):
    (found,) = check(RULE, text)
    assert (found.line, found.column, found.text) == (line, column, underlined)
    assert found.message.startswith("this is not YAML: ")
    assert says in found.message


def test_an_escape_that_yaml_does_not_have():
    (found,) = check(RULE, 'a: "\\d"\n')
    assert found.text in ("\\", "d")  # the two parsers differ by one character
    assert "double it" in found.message


def test_a_template_that_is_never_closed_is_named_as_such():
    (found,) = check(RULE, 'a: {{repl ConfigOption "x"\nb: c\n')
    assert found.text == '{{repl ConfigOption "x"'
    assert "never closed by '}}'" in found.message
    (found,) = check(RULE, 'a: b\nc: repl{{ ConfigOption "x"\nb: c: d\n')
    assert "this is not YAML" in found.message


def test_what_does_not_line_up_points_at_what_it_should_line_up_with():
    assert related(RULE, "a: b\n- c\n") == [["a: b"]]


def test_columns_do_not_count_the_byte_order_mark():
    (found,) = check(RULE, "\ufeffa: @\n")
    assert (found.line, found.column) == (1, 4)


def test_places_are_true_after_carriage_returns_and_wide_characters():
    (found,) = check(RULE, "a: \U0001f600\r\nb: @\r\n")
    assert (found.line, found.column, found.text) == (2, 4, "@")


def test_places_are_true_after_templates():
    (found,) = check(RULE, 'a: {{repl ConfigOption "x"}}\nb: @\n')
    assert (found.line, found.column, found.text) == (2, 4, "@")


def test_a_broken_document_hides_nothing_in_the_others():
    text = """
        a: "b
        ---
        a: b
        ---
        a: [
        ---
        services: {a: {image: mythirdpartyprivateregistry/ns/img:1}}
    """
    assert [found.line for found in check(RULE, text)] == [1, 5]
    assert [finding.document for finding in findings(RULE, text)] == [0, 2]
    assert spans("alias-as-host", text) == ["mythirdpartyprivateregistry"]


def test_a_document_with_an_error_is_reported_once_and_by_this_rule_only():
    text = "# kind: replicated\nimages: {\n"
    assert len(check(RULE, text)) == 1
    assert check("schema", text) == []
    assert check("api-version", text) == []


def test_control_flow_does_not_excuse_text_that_is_not_yaml_without_it():
    assert len(check(RULE, "{{repl if X}}\na: @\n{{repl end}}\n")) == 1


def test_nothing_is_fixed():
    text = 'a: "b\n---\nb: [\n'
    assert fixed(text, unsafe=True) == text


def test_ten_thousand_levels_are_an_answer_not_a_crash():
    assert len(check(RULE, "[" * 20_000)) == 1
    assert len(check(RULE, "a: " + "[" * 20_000 + "]" * 20_000)) == 1
