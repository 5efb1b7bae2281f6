import pytest
from rule_tools import check, findings, fixed, message, spans, yaml

RULE = "api-version"


@pytest.mark.parametrize(
    "version",
    [
        "2.9.2",
        '"2.9.2"',
        "'2.9.2'",
        "0.0.0",
        "10.20.30",
        "2.9.2-alpha",
        "2.9.2-alpha.1+build.5",
        "&v 2.9.2",
        "!!str 2.9.2",
        "2.9.2 # the newest",
        ">-\n  2.9.2",
        "|-\n  2.9.2",
        "{{repl ApiVersion}}",
        '"{{repl ApiVersion}}"',
        "2.{{repl Minor}}.0",
        "[2, 9, 2]",  # `schema` has this
    ],
)
def test_clean(version):
    assert check(RULE, f"# kind: replicated\nreplicated_api_version: {version}\nname: A\n") == []


@pytest.mark.parametrize(
    ("version", "underlined", "says"),
    [
        ("2.9", "2.9", "'2.9' is not a semantic version; write 2.9.0"),
        ("'2.9'", "2.9", "'2.9' is not a semantic version; write 2.9.0"),
        ("v2.9.2", "v2.9.2", "'v2.9.2' is not a semantic version; write 2.9.2"),
        ("2", "2", "'2' is not a semantic version; write three numbers, such as 2.9.2"),
        ("2.9.2.1", "2.9.2.1", "'2.9.2.1' is not a semantic version; write three numbers, such as 2.9.2"),
        ("02.9.2", "02.9.2", "'02.9.2' is not a semantic version; write three numbers, such as 2.9.2"),
        ("2.9.x", "2.9.x", "'2.9.x' is not a semantic version; write three numbers, such as 2.9.2"),
        ("'>=2.9.2'", ">=2.9.2", "'>=2.9.2' is not a semantic version; write three numbers, such as 2.9.2"),
        ("latest", "latest", "'latest' is not a semantic version; write three numbers, such as 2.9.2"),
        ("'2.9.2 '", "2.9.2 ", "'2.9.2' is not a semantic version; write 2.9.2"),
        (
            "",
            "replicated_api_version",
            "an empty value is not a semantic version; write three numbers, such as 2.9.2",
        ),
        (
            "''",
            "replicated_api_version",
            "an empty value is not a semantic version; write three numbers, such as 2.9.2",
        ),
        ("null", "null", "'null' is not a semantic version; write three numbers, such as 2.9.2"),
        ("2.9.٢", "2.9.٢", "'2.9.٢' is not a semantic version; write three numbers, such as 2.9.2"),
    ],
)
def test_what_is_not_a_semantic_version(version, underlined, says):
    (found,) = check(RULE, f"# kind: replicated\nreplicated_api_version: {version}\nname: A\n")
    assert (found.text, found.message) == (underlined, says)


def test_a_missing_version_is_reported_at_the_first_key():
    text = """
        # kind: replicated
        name: A
        images: []
    """
    (found,) = check(RULE, text)
    assert (found.line, found.column, found.text) == (2, 1, "name")
    assert "add" in found.message
    assert "'replicated_api_version: 2.9.2'" in found.message


def test_only_replicated_documents_need_one():
    assert check(RULE, "# kind: scheduler-swarm\nservices: {}\n") == []
    assert check(RULE, "apiVersion: v1\nkind: Pod\n") == []
    assert check(RULE, "assets: {v1: []}\n") == []
    assert check(RULE, "a: b\n") == []


@pytest.mark.parametrize("text", ["", "{}\n", "# kind: replicated\n", "# kind: replicated\n- a\n"])
def test_an_empty_document_is_not_asked_for_one(text):
    assert check(RULE, text) == []


def test_a_marked_document_without_keys_lacks_one():
    assert spans(RULE, "# kind: replicated\n{}\n") == ["{}"]


def test_a_version_that_is_merged_in():
    assert check(RULE, "x-all: &all {replicated_api_version: 2.9.2}\nname: A\n<<: *all\nimages: []\n") == []
    assert check(RULE, "# kind: replicated\nname: A\n<<: {{repl Rest}}\n") == []
    assert check(RULE, "# kind: replicated\nname: A\n{{repl Key}}: x\n") == []


def test_of_two_versions_the_last_counts():
    text = "# kind: replicated\nreplicated_api_version: 2.9.2\nreplicated_api_version: '2'\n"
    assert [found.line for found in check(RULE, text)] == [3]


def test_versions_under_control_flow():
    text = """
        # kind: replicated
        {{repl if X}}
        replicated_api_version: 2.9.2
        {{repl else}}
        replicated_api_version: 2.10.0
        {{repl end}}
    """
    assert check(RULE, text) == []


def test_each_replicated_document_is_looked_at():
    text = "replicated_api_version: '2'\n---\n# kind: replicated\nname: A\n"
    assert [(finding.document, finding.severity.value) for finding in findings(RULE, text)] == [
        (0, "error"),
        (1, "warning"),
    ]


def test_a_value_without_end_is_cut():
    assert len(message(RULE, f"replicated_api_version: '{'2' * 5000}'\n")) < 300


def test_crlf_and_a_byte_order_mark():
    assert spans(RULE, "\ufeffreplicated_api_version: 2.9\r\nname: A\r\n") == ["2.9"]


def test_nothing_is_fixed():
    text = yaml("""
        # kind: replicated
        replicated_api_version: 2.9
    """)
    assert fixed(text, unsafe=True, rule=RULE) == text
