"""`host-in-name`: names that repeat what `source` says already."""

from __future__ import annotations

import pytest
from rule_tools import ALIAS, check, findings, fixed, message, related, safety, spans
from texts import HEAD, listed, native, swarm

RULE = "host-in-name"


def images(source: str, name: str, *used: str, tag: str = '"1"') -> str:
    return listed(f"- source: {source}\n  name: {name}\n  tag: {tag}\n", *used)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (ALIAS, "namespace/imagename"),
        (ALIAS, "quay/imagename"),
        (ALIAS, "namespace/quay.io"),
        (ALIAS, "'{{repl ConfigOption \"registry\"}}/namespace/imagename'"),
        (ALIAS, "quay.iox/namespace/imagename"),
        (ALIAS, "quay.io/"),
        (ALIAS, "mythirdpartyprivateregistry/"),
        ("replicated", "Team/imagename"),
        ("replicated", "replicated/"),
        ("public", "redis"),
        ("public", "quay.io/namespace/imagename"),
        ("public", "mythirdpartyprivateregistry/imagename"),
        ("public", "public/imagename"),
        ("public", "registry.replicated.com/library/retraced"),
        ("hub", "org/imagename"),
        ("hub", "library/redis"),
        ("hub", "hub/imagename"),
        ("dtr", "namespace/imagename"),
        ("dtr", "dtr/imagename"),
        ("dtr", "my.project/imagename"),
        ("replicated", "imagename"),
        ("nobody", "nobody/imagename"),
        ("nobody", "namespace/imagename"),
        ("'{{repl ConfigOption \"registry\"}}'", "quay.io/namespace/imagename"),
    ],
)
def test_names_behind_the_host_are_clean(source, name):
    assert check(RULE, images(source, name)) == []
    assert check(RULE, native(f"- source: {source}\n  image_name: {name}\n  version: '1'\n")) == []


@pytest.mark.parametrize(
    ("source", "name", "prefix", "rest"),
    [
        (ALIAS, "quay.io/namespace/imagename", "quay.io", "namespace/imagename"),
        (ALIAS, "Quay.IO/namespace/imagename", "Quay.IO", "namespace/imagename"),
        (ALIAS, "mythirdpartyprivateregistry/namespace/imagename", ALIAS, "namespace/imagename"),
        ("hub", "index.docker.io/org/imagename", "index.docker.io", "org/imagename"),
        ("hub", "docker.io/org/imagename", "docker.io", "org/imagename"),
        ("hub", "hub.docker.com/org/imagename", "hub.docker.com", "org/imagename"),
        ("hub", "hub/org/imagename", "hub", "org/imagename"),
        ("dtr", "dtr.example.com:8443/ns/imagename", "dtr.example.com:8443", "ns/imagename"),
        ("replicated", "registry.replicated.com/my-app/imagename", "registry.replicated.com/my-app", "imagename"),
        ("replicated", "registry.replicated.com/imagename", "registry.replicated.com", "imagename"),
        ("replicated", "my-app/imagename", "my-app", "imagename"),
        ("replicated", "replicated/imagename", "replicated", "imagename"),
        ("nobody", "nobody/namespace/imagename", "nobody", "namespace/imagename"),
    ],
)
def test_prefix_is_underlined_and_removed(source, name, prefix, rest):
    text = images(source, name)
    said = f"'name' repeats '{prefix}', which 'source: {source}' gives already; write '{rest}'"
    assert check(RULE, text) == [(5, 9, prefix, said)]
    assert safety(RULE, text) == [False]
    assert fixed(text, rule=RULE) == text, "it is not certain, so only --unsafe-fixes changes it"
    assert fixed(text, unsafe=True, rule=RULE) == images(source, rest)
    container = native(f"- source: {source}\n  image_name: {name} # the image\n  version: '1'\n")
    assert message(RULE, container) == said.replace("'name'", "'image_name'")
    assert fixed(container, unsafe=True, rule=RULE) == native(
        f"- source: {source}\n  image_name: {rest} # the image\n  version: '1'\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"quay.io/ns/img"', '"ns/img"'),
        ("'quay.io/ns/img'", "'ns/img'"),
        (r'"quay\x2eio/ns/img"', '"ns/img"'),
        ("!!str quay.io/ns/img", "!!str ns/img"),
        ("&img quay.io/ns/img", "&img ns/img"),
        ('quay.io/ns/{{repl ConfigOption "image"}}', 'ns/{{repl ConfigOption "image"}}'),
        ("|-\n    quay.io/ns/img", "|-\n    ns/img"),
        (">-\n    quay.io/ns/img", ">-\n    ns/img"),
        ("quay.io/ns/img@sha256:" + "0" * 64, "ns/img@sha256:" + "0" * 64),
    ],
)
def test_fix_keeps_quotes_and_templates(before, after):
    assert fixed(images(ALIAS, before), unsafe=True, rule=RULE) == images(ALIAS, after)


def test_message_shows_templates_as_they_are_written():
    text = images(ALIAS, "'quay.io/ns/{{repl ConfigOption \"image\"}}'")
    assert message(RULE, text).endswith("write 'ns/{{repl ConfigOption \"image\"}}'")


def test_flow_style_and_crlf():
    text = HEAD.replace("\n", "\r\n") + f"images: [{{name: quay.io/ns/img, source: {ALIAS}, tag: '1'}}]\r\n"
    assert spans(RULE, text) == ["quay.io"]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/", "")


def test_endpoint_with_a_namespace_gives_only_the_host_away():
    links = {"registries": {"quay": "quay.io/acme"}}
    text = images("quay", "quay.io/acme/web")
    assert spans(RULE, text, **links) == ["quay.io"]
    assert fixed(text, unsafe=True, rule=RULE, **links) == images("quay", "acme/web")
    assert check(RULE, images("quay", "acme/web"), **links) == []


def test_namespace_of_the_endpoint_can_be_called_like_the_registry():
    links = {"registries": {"acme": "quay.io/acme"}}
    assert check(RULE, images("acme", "acme/team/web"), **links) == []


def test_registry_that_is_known_by_its_endpoint():
    links = {"registries": {"quay.io": "quay.io"}}
    text = images("quay.io", "quay.io/ns/img")
    assert fixed(text, unsafe=True, rule=RULE, **links) == images("quay.io", "ns/img")
    assert check(RULE, images("quay.io", "ns/img"), **links) == []


def test_reference_name_is_a_namespace_if_a_use_or_another_name_says_so():
    links = {"registries": {"acme": "gcr.io"}}
    assert spans(RULE, images("acme", "acme/team/web"), **links) == ["acme"]
    assert check(RULE, images("acme", "acme/team/web", "gcr.io/acme/team/web:1"), **links) == []
    other = "- source: acme\n  image_name: acme/team/web\n- source: acme\n  image_name: acme/worker\n"
    assert check(RULE, native(other), **links) == []


def test_namespace_that_is_used_as_listed_raises_no_other_alarm():
    text = images("acme", "acme/team/web", "gcr.io/acme/team/web:1")
    assert findings("undeclared-image", text, registries={"acme": "gcr.io"}) == []
    assert findings("unused-image", text, registries={"acme": "gcr.io"}) == []


def test_single_part_behind_a_reference_name_is_wrong_if_a_use_has_it_by_itself():
    assert spans(RULE, images("dtr", "dtr/web", "dtr.example.com:8443/web:1")) == ["dtr"]
    assert check(RULE, images("dtr", "dtr/web", "dtr.example.com:8443/dtr/web:1")) == []


def test_mistake_in_the_name_hides_no_use():
    text = images(ALIAS, "quay.io/ns/img", "quay.io/ns/img:1")
    assert {finding.rule for rule in ("undeclared-image", "unused-image") for finding in findings(rule, text)} == set()


@pytest.mark.parametrize(
    ("source", "name", "host", "hint"),
    [
        (ALIAS, "dtr.example.com:8443/ns/img", "dtr.example.com:8443", "write 'source: dtr', and remove the host"),
        ("dtr", "quay.io/ns/img", "quay.io", f"write 'source: {ALIAS}', and remove the host"),
        ("dtr", "dtr.example.com/ns/img", "dtr.example.com", "correct the one that is wrong"),
        ("replicated", "quay.io/ns/img", "quay.io", f"write 'source: {ALIAS}', and remove the host"),
        ("replicated", "ghcr.io/ns/img", "ghcr.io", "correct the one that is wrong"),
        ("replicated", "localhost:5000/ns/img", "localhost:5000", "correct the one that is wrong"),
        (ALIAS, "localhost:5000/ns/img", "localhost:5000", "correct the one that is wrong"),
        (ALIAS, "docker.io/ns/img", "docker.io", "write 'source: hub', and remove the host"),
    ],
)
def test_host_of_another_registry_is_reported_without_a_fix(source, name, host, hint):
    text = images(source, name)
    assert spans(RULE, text) == [host]
    assert message(RULE, text).startswith(f"'name' starts with the host '{host}', but 'source: {source}' is ")
    assert message(RULE, text).endswith(hint)
    assert safety(RULE, text) == [None]


def test_host_of_docker_hub_is_one_without_a_link_too():
    text = images(ALIAS, "docker.io/ns/img")
    assert spans(RULE, text, registries={ALIAS: "quay.io"}) == ["docker.io"]


def test_space_of_another_application_is_reported_without_a_fix():
    text = images("replicated", "registry.replicated.com/other/img")
    assert spans(RULE, text) == ["registry.replicated.com/other"]
    assert "the application 'other'" in message(RULE, text)
    assert safety(RULE, text) == [None]


def test_slug_is_not_held_against_an_unknown_application():
    text = images("replicated", "registry.replicated.com/other/img")
    assert fixed(text, unsafe=True, rule=RULE, app=None) == images("replicated", "img")
    assert check(RULE, images("replicated", "my-app/img"), app=None) == []


def test_no_registry_known():
    text = images(ALIAS, "quay.io/ns/img", "quay.io/ns/img:1")
    assert check(RULE, images("public", "quay.io/ns/img", "quay.io/ns/img:1"), registries=()) == []
    assert check(RULE, text, registries=()) == []


MENTIONS = [
    "monitors:\n  cpuacct:\n  - Main,quay.io/ns/img\n",
    'monitors:\n  memory: ["Main,quay.io/ns/img"]\n',
    "admin_commands:\n- alias: sh\n  command: [sh]\n  component: Main\n  image:\n    image_name: quay.io/ns/img\n",
    'properties:\n  app_url: \'{{repl ContainerExposedPort "Main" "quay.io/ns/img" "80" }}\'\n',
]


MENTIONS += ["release_notes: Restart quay.io/ns/img.\n", "x-ports:\n  quay.io/ns/img: 80\n"]


@pytest.mark.parametrize("mention", MENTIONS)
def test_container_that_is_known_by_its_image_name_is_not_renamed(mention):
    text = native(f"- source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n", mention)
    assert safety(RULE, text) == [None]
    assert related(RULE, text) == [["quay.io/ns/img"]]
    assert findings(RULE, text)[0].notes
    assert fixed(text, unsafe=True, rule=RULE) == text


def test_event_subscription_and_volumes_from_know_a_container_too():
    subscription = f"""
        - source: {ALIAS}
          image_name: quay.io/ns/img
          version: '1'
        - source: public
          image_name: redis
          version: '3'
          volumes_from:
          - quay.io/ns/img
        - source: public
          image_name: memcached
          version: '1'
          publish_events:
          - name: Up
            trigger: container-start
            subscriptions:
            - component: Main
              container: quay.io/ns/img
              action: start
        """
    text = native(subscription)
    assert safety(RULE, text) == [None]
    assert related(RULE, text) == [["quay.io/ns/img", "quay.io/ns/img"]]


@pytest.mark.parametrize("mention", MENTIONS)
def test_container_with_a_name_of_its_own_is_renamed(mention):
    text = native(f"- name: web\n  source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n", mention)
    assert safety(RULE, text) == [False]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace(
        "  image_name: quay.io/ns/img\n    version", "  image_name: ns/img\n    version"
    )


def test_longer_names_and_other_containers_are_no_mention():
    containers = f"""
        - source: {ALIAS}
          image_name: quay.io/ns/img
          version: '1'
          cmd: quay.io/ns/img-worker quay.io/ns/img/sub myquay.io/ns/img
        - source: {ALIAS}
          image_name: quay.io/ns/img
          version: '2'
        """
    text = native(containers)
    assert safety(RULE, text) == [False, False]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("image_name: quay.io/", "image_name: ")


def test_template_in_the_name_is_looked_for_as_it_is_written():
    name = 'quay.io/ns/{{repl ConfigOption "i"}}'
    container = f"- source: {ALIAS}\n  image_name: '{name}'\n  version: '1'\n"
    assert safety(RULE, native(container)) == [False]
    assert safety(RULE, native(container, f"monitors:\n  cpuacct: ['Main,{name}']\n")) == [None]


@pytest.mark.parametrize(
    ("own", "other", "safe"),
    [
        ("", "image_name: ns/img", None),
        ("", "name: ns/img\n  image_name: ns/other", None),
        ("", "name: other\n  image_name: ns/img", False),
        ("name: web\n  ", "image_name: ns/img", False),
    ],
)
def test_container_does_not_take_the_name_of_another_one(own, other, safe):
    wrong = f"- {own}source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n"
    text = native(f"{wrong}- source: {ALIAS}\n  {other}\n  version: '2'\n")
    assert safety(RULE, text) == [safe]


def test_entry_may_be_called_like_a_container():
    text = native(
        f"- source: {ALIAS}\n  image_name: ns/img\n  version: '1'\n",
        f"images:\n- source: {ALIAS}\n  name: quay.io/ns/img\n  tag: '1'\n",
    )
    assert safety(RULE, text) == [False]


def test_entries_are_no_containers():
    text = native(
        f"- source: {ALIAS}\n  image_name: quay.io/ns/img\n  version: '1'\n",
        f"images:\n- source: {ALIAS}\n  name: ns/img\n  tag: '1'\n",
    )
    assert safety(RULE, text) == [False]


def test_name_under_two_sources_is_reported_once():
    links = {"registries": {"a": "quay.io", "b": "quay.io"}}
    text = listed("- source: a\n  name: &n quay.io/ns/img\n  tag: v1\n- source: b\n  name: *n\n  tag: v2\n")
    assert spans(RULE, text, **links) == ["quay.io"]
    assert safety(RULE, text, **links) == [False]


def test_entry_of_the_list_is_renamed_whatever_speaks_of_the_image():
    text = images(ALIAS, "quay.io/ns/img", "quay.io/ns/img:1", "quay.io/ns/img")
    assert fixed(text, unsafe=True, rule=RULE) == images(ALIAS, "ns/img", "quay.io/ns/img:1", "quay.io/ns/img")


def test_name_behind_an_anchor_is_reported_once_and_fixed_where_all_agree():
    text = listed(
        f"""
        - source: {ALIAS}
          name: &img quay.io/ns/img
          tag: "1"
        - source: {ALIAS}
          name: *img
          tag: "2"
        """
    )
    assert spans(RULE, text) == ["quay.io"]
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/", "")


def test_name_behind_an_anchor_is_left_alone_where_it_means_something_else_too():
    entries = (
        f"- source: {ALIAS}\n  name: &img quay.io/ns/img\n  tag: '1'\n- source: public\n  name: *img\n  tag: '1'\n"
    )
    assert safety(RULE, listed(entries)) == [None]
    more = f"name: &img quay.io/ns/img\nimages:\n- source: {ALIAS}\n  name: *img\n  tag: '1'\n"
    assert safety(RULE, HEAD + more) == [None]


def test_merged_name_is_reported_once_where_it_is_written():
    text = f"""
        # kind: replicated
        replicated_api_version: 2.9.2
        x-web: &web
          source: {ALIAS}
          name: quay.io/ns/img
        images:
        - <<: *web
          tag: "1"
        - <<: *web
          tag: "2"
        """
    assert [(found.line, found.text) for found in check(RULE, text)] == [(5, "quay.io")]
    assert fixed(text, unsafe=True, rule=RULE).count("name: ns/img") == 1
    public = text.replace('tag: "2"', 'tag: "2"\n          source: public')
    assert safety(RULE, public) == [None]


def test_anchor_of_what_is_merged_beside_the_name_is_no_obstacle():
    more = "x-tags: &tags\n  tag: v1\nx-other: *tags\n"
    text = listed(f"- source: {ALIAS}\n  name: quay.io/ns/img\n  <<: *tags\n", more=more)
    assert fixed(text, unsafe=True, rule=RULE) == text.replace("quay.io/", "")


def test_swarm_configs_and_native_files_have_sources_of_other_kinds():
    text = native(
        f"""
        - source: {ALIAS}
          image_name: ns/img
          version: '1'
          config_files:
          - filename: /etc/app.conf
            source: {ALIAS}
            name: quay.io/ns/img
        """
    )
    assert check(RULE, text) == []
    assert check(RULE, HEAD + "components: []\n" + swarm("quay.io/ns/img:1")) == []
