import pytest
from rule_tools import check, findings, fixed, message, spans

from replreg.release.documents import read_documents
from replreg.release.kinds import Kind

RULE = "document-kind"

REPLICATED = "# kind: replicated\nreplicated_api_version: 2.9.2\n"
SWARM = "# kind: scheduler-swarm\nservices: {web: {image: redis:3}}\n"
PLAIN_SWARM = "services: {cache: {image: redis:3}}\n"
POD = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: redis:3}]}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        REPLICATED,
        REPLICATED + "---\n" + SWARM,
        "---\n" + REPLICATED + "---\n# kind: scheduler-kubernetes\n" + POD,
        "--- # kind: replicated\nreplicated_api_version: 2.9.2\n--- # kind: scheduler-swarm\nservices: {}\n",
        "#kind: replicated\nreplicated_api_version: 2.9.2\n---\n#kind:scheduler-swarm\nservices: {}\n",
        "\ufeff# kind: replicated\r\nreplicated_api_version: 2.9.2\r\n---\r\n# kind: scheduler-swarm\r\nservices: {}\r\n",
        "# apiVersion: v2\n# kind: replicated\nname: a\n---\n\n# more\n\n# kind: scheduler-swarm # really\nservices: {}\n",
        REPLICATED + "---\n# kind: test-proc-swarm\nname: a\n---\n# kind: test-proc-kubernetes\nname: a\n",
        # nothing in these documents that the platform could pass over
        REPLICATED + "---\n",
        REPLICATED + "---\n# only a comment\n---\n" + SWARM,
        REPLICATED + "---\n{{repl if X}}\n{{repl end}}\n",
        # the first document is a replicated one by its keys
        "replicated_api_version: 2.9.2\n---\n" + SWARM,
        "---\ncomponents: [{containers: []}]\n---\n" + SWARM,
        # a file without any marker
        PLAIN_SWARM + "---\n" + PLAIN_SWARM,
        POD + "---\n" + POD,
        "replicated_api_version: 2.9.2\n---\n" + PLAIN_SWARM,
        # one document needs none
        "replicated_api_version: 2.9.2\n",
        # a comment of the author's own, in files that are not a release
        "# apiVersion: v1\n# kind: Secret\n# metadata: {name: a}\n" + POD,
        "# kind: Deployment\n" + POD + "---\n" + POD,
        "a: b\n# kind: nonsense\n---\nc: d\n",
        # what is commented out in front of the real one
        REPLICATED + "---\n# kind: Secret\n# kind: scheduler-kubernetes\n" + POD,
    ],
)
def test_clean(text):
    assert check(RULE, text) == []


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("scheduler-swarms", "did you mean 'scheduler-swarm'?"),
        ("scheduler_kubernetes", "did you mean 'scheduler-kubernetes'?"),
        ("Replicated", "did you mean 'replicated'?"),
        ("swarm", "did you mean 'scheduler-swarm'?"),
        ("kubernetes", "did you mean 'scheduler-kubernetes'?"),
        ("native", "did you mean 'replicated'?"),
        (
            "nonsense",
            "the kinds are replicated, scheduler-swarm, scheduler-kubernetes, preflight-swarm",
        ),
    ],
)
def test_an_unknown_word_is_underlined(word, says):
    (found,) = check(RULE, f"{REPLICATED}---\n# kind: {word}\n{PLAIN_SWARM}")
    assert (found.line, found.column, found.text) == (4, 9, word)
    assert says in found.message


def test_a_misspelt_word_is_reported_in_a_file_of_one_document_too():
    assert spans(RULE, "# kind: scheduler-swarn\n" + PLAIN_SWARM) == ["scheduler-swarn"]
    assert spans(RULE, "# kind: replcated\nreplicated_api_version: 2.9.2\n") == ["replcated"]


def test_a_word_that_is_not_meant_for_the_platform_is_reported_in_a_release_only():
    assert spans(RULE, REPLICATED + "---\n# kind: Deployment\n" + POD) == ["Deployment"]
    assert check(RULE, "# kind: Deployment\n" + POD) == []


def test_a_document_without_a_comment_beside_others_that_have_one():
    (found,) = check(RULE, REPLICATED + "---\n" + PLAIN_SWARM)
    assert (found.line, found.column, found.text) == (3, 1, "---")
    assert "has no '# kind:' comment" in found.message
    assert found.message.endswith("add '# kind: scheduler-swarm'")
    assert "add '# kind: scheduler-kubernetes'" in message(RULE, REPLICATED + "---\n" + POD)
    assert message(RULE, REPLICATED + "---\na: b\n").endswith("skips it")


def test_a_first_document_that_is_not_a_replicated_one():
    (found,) = check(RULE, "\r\n# a comment\r\nservices: {}\r\n---\r\n" + REPLICATED)
    assert (found.line, found.column, found.text) == (2, 1, "# a comment")
    (found,) = check(RULE, "\ufeffservices: {}\r\n---\r\n" + REPLICATED)
    assert (found.line, found.column, found.text) == (1, 1, "services: {}")


def test_a_replicated_document_that_is_not_the_first():
    assert spans(RULE, SWARM + "---\nreplicated_api_version: 2.9.2\n") == ["---"]


def test_a_comment_counts_only_above_the_first_key():
    assert spans(RULE, REPLICATED + "---\nservices:\n  # kind: scheduler-swarm\n  web: {image: redis:3}\n") == ["---"]


def test_each_document_is_numbered():
    text = REPLICATED + "---\n" + PLAIN_SWARM + "---\n" + SWARM + "---\n# kind: swarmm\n" + PLAIN_SWARM
    assert [(finding.document, finding.start.line) for finding in findings(RULE, text)] == [(1, 3), (3, 9)]


def test_a_word_without_end_is_cut():
    assert len(message(RULE, REPLICATED + f"---\n# kind: {'x' * 5000}\n" + PLAIN_SWARM)) < 400


def test_nothing_is_fixed():
    text = REPLICATED + "---\n" + PLAIN_SWARM
    assert fixed(text, unsafe=True, rule=RULE) == text


@pytest.mark.parametrize(
    "text",
    [
        "replicated_api_version: 2.9.2\nanything: 1\n",
        "components:\n- containers: []\nanything: 1\n",
        "images:\n- {source: public, name: redis}\nanything: 1\n",
        "images: {}\n",
        "name: A\nversion: 1\nproperties: {}\nconfig: []\n",
        "backup: {enabled: true}\nx-own: 1\n",
        "{{repl Key}}: 1\nmonitors: {}\n",
        "images:\nname: A\n",
        "images: ~\n",
        "images: '{{repl Images}}'\n",
        "components:\n- {{repl Component}}\n- name: A\n",
        "images: [redis]\nbackup: {enabled: true}\n",  # `schema` tells of the one that is wrong
        "release_notes: Better\n",
    ],
)
def test_what_counts_as_a_release_without_a_comment(text):
    (document,) = read_documents(text)
    assert document.kind is Kind.REPLICATED


@pytest.mark.parametrize(
    "text",
    [
        "backup: {enabled: true}\nreplicas: 3\n",  # values of a chart
        "images: {web: redis}\n",
        "images:\n- {name: redis, newTag: '3'}\nresources: []\n",  # a kustomization
        "openapi: 3.0.0\ninfo: {}\npaths: {}\ncomponents: {schemas: {}}\n",
        "name: a\nversion: 1\n",
        "config: [1]\nother: 2\n",
        "components: {schemas: {A: {type: object}}}\n",  # a part of an API description
        "config: {debug: true}\n",
        "images:\n- redis:3\n- quay.io/ns/img:1\n",  # a list of images for some script
        "monitors:\n- {name: cpu, type: metric alert}\n",
        "name: a\nstate: present\n",
        "services: [docker]\nlanguage: go\n",  # a CI service
        "image: ns/img:1\nservices:\n- {name: db, image: ns/db:1}\n",
        "{}\n",
        "- images\n",
    ],
)
def test_what_does_not(text):
    (document,) = read_documents(text)
    assert document.kind is Kind.UNKNOWN
    assert check("schema", text) == check("api-version", text) == check("unknown-key", text) == []
