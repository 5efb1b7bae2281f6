"""`undeclared-image`: uses that no entry lists, and the entries that the fix adds."""

from __future__ import annotations

import pytest
from rule_tools import ALIAS, check, findings, fixed, message, safety, spans, yaml
from texts import HEAD, listed, swarm, workload

from replreg.finding import Severity

RULE = "undeclared-image"
REDIS = "- source: public\n  name: redis\n  tag: '3'\n"


def entry(source: str, name: str, tag: str = "'1'") -> str:
    return f"- source: {source}\n  name: {name}\n  tag: {tag}\n"


@pytest.mark.parametrize(
    ("source", "name", "used"),
    [
        ("public", "redis", "redis:1"),
        ("public", "redis", "library/redis:1"),
        ("public", "redis", "docker.io/library/redis:1"),
        ("public", "redis", "index.docker.io/redis:1"),
        ("public", "library/redis", "redis:1"),
        ("public", "docker.io/redis", "redis:1"),
        ("public", "gcr.io/google-samples/gb-frontend", "gcr.io/google-samples/gb-frontend:1"),
        ("public", "quay.io/ns/img", "quay.io/ns/img:1"),
        (ALIAS, "ns/img", "quay.io/ns/img:1"),
        (ALIAS, "ns/img", "QUAY.io/ns/img:1"),
        ("hub", "org/img", "index.docker.io/org/img:1"),
        ("hub", "org/img", "docker.io/org/img:1"),
        ("hub", "org/img", "org/img:1"),
        ("hub", "redis", "redis:1"),
        ("dtr", "ns/img", "dtr.example.com:8443/ns/img:1"),
        ("replicated", "app", "registry.replicated.com/my-app/app:1"),
        (ALIAS, "ns/img", "quay.io/ns/img:2"),
        (ALIAS, "ns/img", "quay.io/ns/img"),
        (ALIAS, "ns/img", "quay.io/ns/img@sha256:" + "0" * 64),
        (ALIAS, "ns/img", 'quay.io/ns/img:{{repl ConfigOption "tag"}}'),
        (ALIAS, "ns/img", "'{{repl ConfigOption \"registry\"}}/ns/img:1'"),
        (ALIAS, "ns/img", "'quay.io/{{repl ConfigOption \"org\"}}/other:1'"),
        (ALIAS, "ns/img", "'{{repl ConfigOption \"image\"}}'"),
        (ALIAS, "ns/img", "${IMAGE:-quay.io/other/img}"),
        (ALIAS, "ns/img", "quay.io/${ORG}/other:1"),
        # Other rules tell what is wrong with these.
        (ALIAS, "ns/img", "ns/img:1"),
        (ALIAS, "ns/img", "mythirdpartyprivateregistry/ns/img:1"),
        (ALIAS, "ns/img", "dtr.example.com:8443/ns/img:1"),
        (ALIAS, "ns/img", "'quay.io/ns/IMG:1'"),
        (ALIAS, "ns/img", "'quay.io/other image'"),
        # Whatever a template can become, it may be.
        (ALIAS, "'ns/{{repl ConfigOption \"image\"}}'", "quay.io/ns/img:1"),
        ("'{{repl ConfigOption \"source\"}}'", "ns/img", "quay.io/ns/img:1"),
        ("public", "'{{repl ConfigOption \"image\"}}'", "quay.io/ns/img:1"),
        ("public", "'quay.io/{{repl ConfigOption \"image\"}}'", "quay.io/ns/img:1"),
    ],
)
def test_listed_images_are_clean(source, name, used):
    assert check(RULE, listed(entry(source, name), used)) == []


def test_image_of_a_linked_registry_is_an_error():
    text = listed(REDIS, "redis:3", "quay.io/ns/img:2.0.0")
    said = f"'images:' does not list this image of the linked registry '{ALIAS}', so it cannot be pulled"
    assert check(RULE, text) == [(14, 12, "quay.io/ns/img:2.0.0", said)]
    assert [finding.severity for finding in findings(RULE, text)] == [Severity.ERROR]
    assert safety(RULE, text) == [False]
    assert fixed(text, rule=RULE) == text
    assert fixed(text, unsafe=True, rule=RULE) == listed(
        REDIS + f"- source: {ALIAS}\n  name: ns/img\n  tag: 2.0.0\n", "redis:3", "quay.io/ns/img:2.0.0"
    )


@pytest.mark.parametrize(
    ("used", "source", "name"),
    [
        ("memcached:1", "public", "memcached"),
        ("org/img:1", "public", "org/img"),
        ("ghcr.io/org/img:1", "public", "ghcr.io/org/img"),
        ("docker.io/org/img:1", "public", "docker.io/org/img"),
        ("localhost:5000/img:1", "public", "localhost:5000/img"),
        ("registry.replicated.com/my-app/img:1", "replicated", "img"),
    ],
)
def test_other_images_are_a_warning(used, source, name):
    text = listed(REDIS, used)
    assert message(RULE, text) == "'images:' does not list this image, so it is missing from the airgap bundle"
    assert [finding.severity for finding in findings(RULE, text)] == [Severity.WARNING]
    assert fixed(text, unsafe=True, rule=RULE) == listed(REDIS + entry(source, name, '"1"'), used)


@pytest.mark.parametrize(
    ("used", "source", "name"),
    [
        ("index.docker.io/org/img:1", "hub", "org/img"),
        ("dtr.example.com:8443/ns/img:1", "dtr", "ns/img"),
        ("dtr.example.com:8443/img:1", "dtr", "img"),
        ("quay.io/a/b/c:1", ALIAS, "a/b/c"),
    ],
)
def test_linked_registries_are_known_by_their_host(used, source, name):
    text = listed(REDIS, used)
    assert f"the linked registry '{source}'" in message(RULE, text)
    assert fixed(text, unsafe=True, rule=RULE) == listed(REDIS + entry(source, name, '"1"'), used)


def test_namespace_of_the_endpoint_tells_registries_apart():
    links = {"registries": {"ours": "quay.io/acme", "all": "quay.io", "theirs": "quay.io/other"}}
    assert "'ours'" in message(RULE, listed(REDIS, "quay.io/acme/img:1"), **links)
    assert "'all'" in message(RULE, listed(REDIS, "quay.io/acmes/img:1"), **links)
    assert fixed(listed(REDIS, "quay.io/acme/img:1"), unsafe=True, rule=RULE, **links) == listed(
        REDIS + entry("ours", "acme/img", '"1"'), "quay.io/acme/img:1"
    )
    alone = {"registries": {"ours": "quay.io/acme"}}
    assert "airgap" in message(RULE, listed(REDIS, "quay.io/other/img:1"), **alone)


def test_space_of_an_application_that_is_not_known():
    text = listed(
        entry("replicated", "img"), "registry.replicated.com/one/img:1", "registry.replicated.com/two/other:1"
    )
    assert spans(RULE, text, app=None) == ["registry.replicated.com/two/other:1"]
    assert safety(RULE, text, app=None) == [None]
    assert spans(RULE, text, app="two") == ["registry.replicated.com/one/img:1", "registry.replicated.com/two/other:1"]
    alone = listed(entry("replicated", "img"), "registry.replicated.com/one/other:1")
    assert fixed(alone, unsafe=True, rule=RULE, app=None) == listed(
        entry("replicated", "img") + entry("replicated", "other", '"1"'), "registry.replicated.com/one/other:1"
    )


def test_two_registries_of_one_endpoint():
    links = {"registries": {"first": "quay.io", "second": "quay.io"}}
    text = listed(REDIS, "quay.io/acme/img:1")
    assert "the linked registry 'first' or 'second'" in message(RULE, text, **links)
    assert safety(RULE, text, **links) == [None]
    told = listed(REDIS + entry("second", "acme/other"), "quay.io/acme/img:1", "quay.io/acme/other:1")
    assert "the linked registry 'second'," in message(RULE, told, **links)
    assert fixed(told, unsafe=True, rule=RULE, **links) == listed(
        REDIS + entry("second", "acme/other") + entry("second", "acme/img", '"1"'),
        "quay.io/acme/img:1",
        "quay.io/acme/other:1",
    )


def test_each_image_is_reported_at_its_first_use():
    text = listed(REDIS, "quay.io/ns/a:1", "quay.io/ns/b:1", "quay.io/ns/a:1", "quay.io/ns/a:2")
    assert spans(RULE, text) == ["quay.io/ns/a:1", "quay.io/ns/b:1", "quay.io/ns/a:2"]
    assert len(spans(RULE, listed(REDIS, "memcached:1", "docker.io/library/memcached:1"))) == 1


def test_any_number_of_entries_is_added_at_once():
    used = [f"quay.io/ns/img{number}:1" for number in range(40)]
    result = fixed(listed(REDIS, *used), unsafe=True, rule=RULE)
    assert result == listed(REDIS + "".join(entry(ALIAS, f"ns/img{number}", '"1"') for number in range(40)), *used)


def test_use_without_a_tag_and_with_a_number_for_one():
    text = listed(REDIS, "quay.io/ns/a", "quay.io/ns/b:1.0", "quay.io/ns/c:latest")
    assert fixed(text, unsafe=True, rule=RULE) == listed(
        REDIS + f"- source: {ALIAS}\n  name: ns/a\n" + entry(ALIAS, "ns/b", '"1.0"') + entry(ALIAS, "ns/c", "latest"),
        "quay.io/ns/a",
        "quay.io/ns/b:1.0",
        "quay.io/ns/c:latest",
    )


@pytest.mark.parametrize(
    "used",
    [
        "quay.io/ns/img@sha256:" + "0" * 64,
        "'quay.io/ns/img:{{repl ConfigOption \"tag\"}}'",
        "quay.io/ns/img:${TAG:-1}",
        "registry.replicated.com/other-app/img:1",
        "registry.replicated.com/my-app/deep/img:1",
        "registry.replicated.com/my-app:1",
    ],
)
def test_what_an_entry_cannot_say_is_left_to_the_author(used):
    assert safety(RULE, listed(REDIS, used)) == [None]
    assert findings(RULE, listed(REDIS, used))[0].notes == ()


LAYOUTS = [
    (
        "images:\n- source: public\n  name: redis\n",
        "images:\n- source: public\n  name: redis\n- source: public\n  name: nginx\n  tag: v1\n",
    ),
    (
        "images:\n  - source: public\n    name: redis\n",
        "images:\n  - source: public\n    name: redis\n  - source: public\n    name: nginx\n    tag: v1\n",
    ),
    (
        "images:\n  -   name: redis\n      source: public\n",
        "images:\n  -   name: redis\n      source: public\n  -   name: nginx\n      source: public\n      tag: v1\n",
    ),
    (
        "images:\n- tag: v3\n  name: redis # comment\n",
        "images:\n- tag: v3\n  name: redis # comment\n- source: public\n  tag: v1\n  name: nginx\n",
    ),
    (
        "images:\n- name: 'redis'\n\n\n# the end\nname: x\n",
        "images:\n- name: 'redis'\n- source: public\n  name: nginx\n  tag: v1\n\n\n# the end\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  # tag: v3\nname: x\n",
        "images:\n- name: redis\n  # tag: v3\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  tag:\nname: x\n",
        "images:\n- name: redis\n  tag:\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "images:\n- name: redis\n  content_trust:\n    public_key_fingerprint: x # y\n",
        "images:\n- name: redis\n  content_trust:\n    public_key_fingerprint: x # y\n"
        "- source: public\n  name: nginx\n  tag: v1\n",
    ),
    (
        "images:\n- {source: public, name: redis}\n",
        "images:\n- {source: public, name: redis}\n- {source: public, name: nginx, tag: v1}\n",
    ),
    (
        "images: [{source: public, name: redis}]\n",
        "images: [{source: public, name: redis}, {source: public, name: nginx, tag: v1}]\n",
    ),
    (
        "images: [\n  {name: redis}, # a\n  ]\n",
        "images: [\n  {name: redis}, {source: public, name: nginx, tag: v1}, # a\n  ]\n",
    ),
    ("images:\n- {}\n- name: redis\n", "images:\n- {}\n- name: redis\n- source: public\n  name: nginx\n  tag: v1\n"),
    (
        "x-tag: &t v3\nimages:\n- name: redis\n  tag: *t # c\nname: x\n",
        "x-tag: &t v3\nimages:\n- name: redis\n  tag: *t # c\n- source: public\n  name: nginx\n  tag: v1\nname: x\n",
    ),
    (
        "x-my: &my\n  source: public\nimages:\n- name: redis\n  <<: *my\n",
        "x-my: &my\n  source: public\nimages:\n- name: redis\n  <<: *my\n- source: public\n  name: nginx\n  tag: v1\n",
    ),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), LAYOUTS)
def test_new_entry_is_laid_out_as_the_last_one(before, after, line_end):
    used = swarm("redis:v3", "nginx:v1")
    text = (HEAD + before + used).replace("\n", line_end)
    assert fixed(text, unsafe=True, rule=RULE, app=None, registries=()) == (HEAD + after + used).replace("\n", line_end)


@pytest.mark.parametrize(("before", "after"), [pair for pair in LAYOUTS if "name: x" not in pair[0]])
def test_list_at_the_end_of_a_file_without_a_final_line_end(before, after):
    used = swarm("redis:v3", "nginx:v1").removeprefix("---\n") + "---\n"
    text = used + (HEAD + before).rstrip("\n")
    assert fixed(text, unsafe=True, rule=RULE) == used + (HEAD + after).rstrip("\n")


@pytest.mark.parametrize("space", ["", " ", "\n  # none yet\n  "])
def test_empty_list(space):
    used = swarm("redis:v3", "nginx:v1")
    text = f"{HEAD}images: [{space}]\n{used}"
    assert safety(RULE, text) == [False, None], "the second one needs a comma, and gets it when the first one is there"
    entries = "{source: public, name: redis, tag: v3}, {source: public, name: nginx, tag: v1}"
    assert fixed(text, unsafe=True, rule=RULE) == f"{HEAD}images: [{space}{entries}]\n{used}"


@pytest.mark.parametrize(
    "images",
    [
        "images:\n",
        "images: null\n",
        "images: {}\n",
        "images:\n- redis\n",
        "images:\n-\n  source: public\n  name: redis\n",
        "x-r: &r\n  name: redis\nimages:\n- *r\n",
        "images:\n- &r\n  name: redis\n- name: memcached\n- *r\n",
        "images:\n- name: redis\n  tag: |\n    v3\n",
        'images:\n{{repl if ConfigOptionEquals "a" "1"}}\n- name: redis\n{{repl end}}\n',
        'images:\n- name: memcached\n{{repl if ConfigOptionEquals "a" "1"}}\n- name: redis\n{{repl end}}\nname: x\n',
        "images:\n- name: redis\nimages:\n- name: memcached\n- *r\n",
    ],
)
def test_lists_that_cannot_be_continued_for_certain(images):
    text = HEAD + images + swarm("redis:v3", "quay.io/ns/img:v1")
    found = findings(RULE, text)
    assert [finding.fix for finding in found] == [None] * len(found)
    assert fixed(text, unsafe=True, rule=RULE) == text


def test_entry_is_told_where_it_is_not_added():
    found = findings(RULE, HEAD + "images:\n" + swarm("quay.io/ns/img:1.0"))
    assert found[0].notes == (f"the entry for 'images:' is {{source: {ALIAS}, name: ns/img, tag: \"1.0\"}}",)


def test_control_flow_elsewhere_is_no_obstacle():
    text = HEAD + (
        '{{repl if ConfigOptionEquals "a" "1"}}\nname: x\n{{repl end}}\nimages:\n- name: redis\nversion: 1.0.0\n'
        '{{repl if ConfigOptionEquals "b" "1"}}\nproperties: {}\n{{repl end}}\n'
    )
    used = swarm("redis:v3", "nginx:v1")
    assert (
        fixed(text + used, unsafe=True, rule=RULE)
        == text.replace("- name: redis\n", "- name: redis\n- source: public\n  name: nginx\n  tag: v1\n") + used
    )


def test_no_list_at_all():
    text = HEAD + "name: x\n" + swarm("redis:3", "quay.io/ns/img:1")
    said = f"this release has no 'images:' list, so this image of the linked registry '{ALIAS}' cannot be pulled"
    assert [(found.text, found.message) for found in check(RULE, text)] == [("quay.io/ns/img:1", said)]
    images = "images:\n" + entry(ALIAS, "ns/img", '"1"') + entry("public", "redis", '"3"')
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("name: x\n", f"name: x\n{images}")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: x # y\n# end\n", "name: x # y\nimages:\nHERE# end\n"),
        ("name: x\n\n", "name: x\nimages:\nHERE\n"),
        ("properties:\n  app_url: x\n", "properties:\n  app_url: x\nimages:\nHERE"),
        ("monitors:\n  cpuacct:\n  - a\n", "monitors:\n  cpuacct:\n  - a\nimages:\nHERE"),
        ("properties: {}\n", "properties: {}\nimages:\nHERE"),
        ("name: &n x\nrelease_notes: *n\n", "name: &n x\nrelease_notes: *n\nimages:\nHERE"),
        ("name:\n", "name:\nimages:\nHERE"),
    ],
)
def test_list_is_added_at_the_end(before, after, line_end):
    used = swarm("quay.io/ns/a:v1", "quay.io/ns/b:v1")
    text = (HEAD + before + used).replace("\n", line_end)
    result = HEAD + after.replace("HERE", entry(ALIAS, "ns/a", "v1") + entry(ALIAS, "ns/b", "v1")) + used
    assert safety(RULE, text) == [False, None], "the second one is added when the list is there"
    assert fixed(text, unsafe=True, rule=RULE) == result.replace("\n", line_end)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "release_notes: |\n  x\n",
        HEAD + '{{repl if ConfigOptionEquals "a" "1"}}\nname: x\n{{repl end}}\n',
        '# kind: replicated\n{"replicated_api_version": "2.9.2"}\n',
        HEAD + "x-l: &l []\n<<: {images: *l}\n",
        HEAD + "---\n" + HEAD,
    ],
)
def test_list_that_cannot_be_added_for_certain(text):
    assert safety(RULE, text + swarm("quay.io/ns/a:v1")) == [None]


def test_release_of_the_scheduler_document_alone_has_nothing_to_compare_with():
    assert check(RULE, swarm("redis:3", "quay.io/ns/img:1")) == []
    assert check(RULE, 'version: "3"\nservices:\n  a:\n    image: quay.io/ns/img:1\n') == []
    assert check(RULE, workload("quay.io/ns/img:1").replace("# kind: scheduler-kubernetes\n", "")) == []
    assert check(RULE, workload("quay.io/ns/img:1")) == []


@pytest.mark.parametrize(("kind", "version"), [("Deployment", "apps/v1"), ("Pod", "v1"), ("Rollout", "argoproj.io/v1")])
def test_kubernetes(kind, version):
    text = listed(REDIS) + workload("quay.io/ns/img:v1", kind, version)
    assert spans(RULE, text) == ["quay.io/ns/img:v1"]
    assert fixed(text, unsafe=True, rule=RULE) == listed(REDIS + entry(ALIAS, "ns/img", "v1")) + workload(
        "quay.io/ns/img:v1", kind, version
    )


def test_custom_resource_is_no_use_for_certain():
    resource = "---\napiVersion: example.com/v1\nkind: Database\nspec:\n  image: quay.io/ns/img:1\n"
    assert check(RULE, listed(REDIS) + resource) == []


def test_image_behind_an_anchor_is_reported_once():
    text = listed(REDIS) + yaml(
        """
        ---
        # kind: scheduler-swarm
        version: "3.3"
        x-web: &web
          image: quay.io/ns/img:v1
        services:
          a: *web
          b:
            <<: *web
            command: b
          c:
            image: &img quay.io/ns/other:v1
          d:
            image: *img
        """
    )
    assert spans(RULE, text) == ["quay.io/ns/img:v1", "quay.io/ns/other:v1"]


@pytest.mark.parametrize("used", ["quay.io/ns/img:1", "ns/img:1", "localhost:5000/ns/img:1"])
def test_entry_of_a_registry_that_is_not_known_lists_what_it_may(used):
    text = listed(entry("nobody", "ns/img"), used)
    assert check(RULE, text) == []
    assert check(RULE, text, registries=()) == []
    assert findings("unused-image", text, registries=()) == []
    assert findings("missing-host", text, registries=()) == []


def test_no_registries_known():
    text = listed(REDIS, "quay.io/ns/img:1")
    assert "airgap" in message(RULE, text, registries=())


def test_reference_name_that_only_the_list_knows():
    text = listed(entry("nobody", "ns/other"), "nobody/ns/img:1", "host.example.com/ns/other:1")
    assert message(RULE, text).startswith("'images:' does not list this image of the linked registry 'nobody'")
    assert safety(RULE, text) == [None]
    assert findings(RULE, text)[0].notes == ()


def test_entry_is_told_without_the_source_where_that_is_not_known():
    text = listed(REDIS, "quay.io/acme/img:v1")
    found = findings(RULE, text, registries={"first": "quay.io", "second": "quay.io"})
    assert found[0].notes == ("the entry for 'images:' is {name: acme/img, tag: v1}",)


def test_alias_as_host_is_listed_after_its_own_mistake():
    text = listed(REDIS, "mythirdpartyprivateregistry/ns/img:v1")
    assert spans(RULE, text) == ["mythirdpartyprivateregistry/ns/img:v1"]
    assert safety(RULE, text) == [None]
    both = frozenset({RULE, "alias-as-host"})
    assert fixed(text, unsafe=True, select=both) == listed(REDIS + entry(ALIAS, "ns/img", "v1"), "quay.io/ns/img:v1")


@pytest.mark.parametrize("source", ["hub", "public"])
def test_organisation_of_docker_hub_that_is_called_like_a_registry(source):
    text = listed(entry(source, "dtr/img"), "dtr/img:1")
    assert check(RULE, text) == []
    assert findings("alias-as-host", text) == []


def test_mistakes_of_the_entry_do_not_hide_it():
    for name in ("quay.io/ns/img", "mythirdpartyprivateregistry/ns/img", "ns/img:1"):
        assert check(RULE, listed(f"- source: {ALIAS}\n  name: {name}\n", "quay.io/ns/img:1")) == []
    assert check(RULE, listed("- source: quay.io\n  name: ns/img\n", "quay.io/ns/img:1")) == []
    assert check(RULE, listed(entry(ALIAS, "dtr.example.com:8443/ns/img"), "dtr.example.com:8443/ns/img:1")) == []


def test_entry_and_tag_in_the_last_name_do_not_get_in_each_others_way():
    text = listed("- source: public\n  name: redis:v3\n", "redis:v3", "quay.io/ns/a:v1", "quay.io/ns/b:v1")
    assert fixed(text, unsafe=True) == listed(
        "- source: public\n  name: redis\n  tag: v3\n" + entry(ALIAS, "ns/a", "v1") + entry(ALIAS, "ns/b", "v1"),
        "redis:v3",
        "quay.io/ns/a:v1",
        "quay.io/ns/b:v1",
    )
