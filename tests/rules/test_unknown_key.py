import pytest
from rule_tools import check, findings, fixed, message, safety, spans, yaml

RULE = "unknown-key"

RELEASE = "# kind: replicated\nreplicated_api_version: 2.9.2\n"


@pytest.mark.parametrize(
    "text",
    [
        RELEASE,
        RELEASE + "name: A\nversion: '1'\nproperties: {app_url: x}\nconfig: []\n",
        RELEASE + "images:\n- {source: public, name: redis, tag: 3, content_trust: {}}\n",
        RELEASE + "images:\n- {name: redis, version: 3, key: x, domain: y}\n",  # these have rules of their own
        RELEASE + "x-common: &c {name: redis}\nimages:\n- <<: *c\n  tag: 3\n",
        RELEASE + ".hidden: 1\n_own: 2\nimages:\n- {name: redis, x-why: because}\n",
        RELEASE + "images:\n- {name: redis, {{repl Key}}: 3, tag{{repl X}}: 1}\n",
        RELEASE + "images:\n- ? [a, b]\n  : c\n  name: redis\n",
        RELEASE + "config:\n- name: a\n  items:\n  - {name: b, props: {rows: 5, anything: x}}\n",
        RELEASE + "images: {nothing: here}\ncomponents: x\n",  # `schema` has this
        RELEASE + "admin_commands:\n- {alias: a, containr: b}\n",  # of which older versions take more keys
        # what others read is theirs
        "# kind: scheduler-swarm\nservices: {web: {imagename: redis}}\nimagez: []\n",
        "# kind: scheduler-kubernetes\nkind: Pod\nspec: {contaners: []}\n",
        "apiVersion: v1\nkind: Pod\nspec: {contaners: []}\n",
        "just: {some: yaml}\n",
    ],
)
def test_clean(text):
    assert check(RULE, text) == []


@pytest.mark.parametrize(
    ("body", "wrong", "right"),
    [
        ("components: [{containers: [{source: public, imagename: redis}]}]", "imagename", "image_name"),
        ("components: [{containers: [{source: public, image-name: redis}]}]", "image-name", "image_name"),
        ("components: [{containers: [{source: public, imageName: redis}]}]", "imageName", "image_name"),
        ("components: [{containers: [{source: public, IMAGE_NAME: redis}]}]", "IMAGE_NAME", "image_name"),
        ("components: [{containers: [{sorce: public, image_name: redis}]}]", "sorce", "source"),
        ("components: [{container: [{source: public, image_name: redis}]}]", "container", "containers"),
        ("images: [{soruce: public, name: redis}]", "soruce", "source"),
        ("images: [{source: public, name: redis, tags: 3}]", "tags", "tag"),
        ("image: [{name: redis}]", "image", "images"),
        # what the other list of images calls it
        ("components: [{containers: [{source: public, image_name: redis, tag: 3}]}]", "tag", "version"),
        ("components: [{containers: [{source: public, image: redis}]}]", "image", "image_name"),
        ("images: [{source: public, image_name: redis}]", "image_name", "name"),
        ("images: [{source: public, image: redis}]", "image", "name"),
        ("admin_command: []", "admin_command", "admin_commands"),
        ("config: [{name: a, item: []}]", "item", "items"),
    ],
)
def test_a_misspelt_key_is_underlined_and_renamed(body, wrong, right):
    text = RELEASE + body + "\n"
    (found,) = check(RULE, text)
    assert found.text == wrong
    assert found.message == f"the platform ignores the key '{wrong}' here; did you mean '{right}'?"
    assert safety(RULE, text) == [False]
    assert fixed(text, rule=RULE) == text
    assert fixed(text, unsafe=True, rule=RULE) == text.replace(f"{wrong}:", f"{right}:", 1)


@pytest.mark.parametrize(
    "body",
    [
        "images: [{name: redis, colour: blue}]",
        "unheard_of: 1",
        "tag: 1",
        "image_name: a",
        "config: [{name: a, image_name: b}]",
        "5: 6",
        "? colour\n: blue",
    ],
)
def test_a_strange_key_is_reported_without_a_guess(body):
    text = RELEASE + body + "\n"
    assert message(RULE, text).endswith("' here")
    assert safety(RULE, text) == [None]


def test_every_unknown_key_is_reported_with_its_place():
    text = """
        # kind: replicated
        replicated_api_version: 2.9.2
        foo: 1
        images:
          - name: redis
            bar: 2
    """
    assert [(found.line, found.column, found.text) for found in check(RULE, text)] == [(3, 1, "foo"), (6, 5, "bar")]


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_key_keeps_its_quotes(quote):
    text = RELEASE + f"images:\n- name: redis\n  {quote}tags{quote}: 3\n"
    assert spans(RULE, text) == ["tags"]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("tags", "tag")


def test_an_anchored_key_keeps_its_anchor():
    text = RELEASE + "images:\n- name: redis\n  &k tags: 3\n"
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("tags", "tag")


@pytest.mark.parametrize("key", ['"t\\x61gs"', "ta{{repl if X}}gs"])
def test_a_key_that_is_written_otherwise_stays(key):
    text = RELEASE + f"{{{{repl if Y}}}}\nimages:\n- name: redis\n  {key}: 3\n{{{{repl end}}}}\n"
    assert fixed(text, unsafe=True, rule=RULE) == text


@pytest.mark.parametrize("block", ["|\n    x\n", "|-\n    x\n", ">\n    x\n\n", "|+\n    x\n\n", "|\n"])
def test_a_key_directly_after_a_block(block):
    text = RELEASE + f"backup:\n  script: {block}imagez: []\n"
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("imagez", "images")


def test_a_key_is_not_renamed_to_one_that_is_there():
    text = RELEASE + "images:\n- {name: redis, tag: 3, tags: 4}\n"
    assert message(RULE, text) == "the platform ignores the key 'tags' here"
    assert fixed(text, unsafe=True, rule=RULE) == text


def test_a_key_is_not_renamed_to_one_that_is_merged_in():
    text = RELEASE + "x-a: &a {tag: 3}\nimages:\n- {<<: *a, name: redis, tags: 4}\n"
    assert safety(RULE, text) == [None]


def test_two_misspelt_keys_do_not_become_one():
    text = RELEASE + "images:\n- {name: redis, tags: 3, tagg: 4}\n"
    assert spans(RULE, text) == ["tags", "tagg"]
    renamed = fixed(text, unsafe=True, rule=RULE)
    assert renamed == text.replace("tags", "tag")
    assert check("duplicate-key", renamed) == []


def test_an_aliased_mapping_is_reported_where_it_is_written():
    text = RELEASE + "images:\n- &a {name: redis, tags: 3}\n- *a\n- <<: *a\n"
    assert [(found.line, found.text) for found in check(RULE, text)] == [(4, "tags")]


def test_an_unmarked_document_counts_as_a_release_by_its_keys():
    text = yaml("""
        replicated_api_version: 2.9.2
        imagez: []
    """)
    assert spans(RULE, text) == ["imagez"]
    assert findings(RULE, text)[0].severity.value == "warning"


def test_crlf_and_a_byte_order_mark_stay():
    text = "\ufeff" + (RELEASE + "images:\n- name: redis\n  tags: 3 # three\n").replace("\n", "\r\n")
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("tags", "tag")


def test_many_misspelt_keys_take_linear_time():
    text = RELEASE + "images:\n" + "- {nmae: redis}\n" * 2_000
    assert len(check(RULE, text)) == 2_000


def test_a_key_of_ten_thousand_characters():
    assert len(message(RULE, RELEASE + "k" * 900 + ": 1\n")) < 300


def test_word_without_a_colon_is_reported_and_not_renamed():
    text = RELEASE + "images:\n- {sourc, name: redis, tagg: , tag: 1}\n"
    assert [finding.fix for finding in findings(RULE, text)] == [None, None]
    text = RELEASE + "images:\n- {sourc team, name: redis}\n- {sourc: , name: redis}\n"
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("sourc:", "source:")
