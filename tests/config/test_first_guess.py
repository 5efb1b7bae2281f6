"""What the releases of a folder tell of registries, and the first configuration that is written of it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from replreg.config.first_file import render_setup
from replreg.config.first_guess import Guess, GuessedHost, GuessedRegistry, guess_setup
from replreg.config.load import parse_config


def release(images: str = "", services: str = "") -> str:
    """A Swarm release of ``source name tag`` lines and image strings."""
    entries = "".join(
        f"- source: {source}\n  name: {name}\n  tag: '{tag}'\n"
        for source, name, tag in map(str.split, images.splitlines())
    )
    uses = "".join(f"  s{number}:\n    image: {image}\n" for number, image in enumerate(services.split()))
    return (
        "# kind: replicated\nreplicated_api_version: 2.9.2\n"
        + (f"images:\n{entries}" if entries else "")
        + (f"---\n# kind: scheduler-swarm\nversion: '3.3'\nservices:\n{uses}" if uses else "")
    )


def guess(*texts: str) -> Guess:
    return guess_setup({f"{number}.yaml": text for number, text in enumerate(texts)})


def test_an_endpoint_is_the_host_of_an_image_string_with_the_same_path() -> None:
    found = guess(release("myquay ns/img 2.0.0", "quay.io/ns/img:2.0.0"))
    assert found.registries == (GuessedRegistry("myquay", ("quay.io",), True, 1, "0.yaml"),)
    assert (found.hosts, found.files) == ((), 1)


def test_the_path_must_be_the_same_and_in_the_same_release() -> None:
    other_path = guess(
        release("myquay ns/img 2", "quay.io/ns/other:2"), release("mydtr a/b 1", "dtr.example.com/a/c:1")
    )
    assert [(found.name, found.endpoints) for found in other_path.registries] == [("myquay", ()), ("mydtr", ())]
    other_file = guess(release("myquay ns/img 2\nmydtr a/b 1"), release("", "quay.io/ns/img:2"))
    assert all(not found.sure for found in other_file.registries)


def test_the_only_host_is_a_guess_for_the_only_open_name_but_not_a_sure_one() -> None:
    found = guess(release("myquay ns/img 2", "quay.io/ns/other:2"))
    assert [(item.endpoints, item.sure) for item in found.registries] == [(("quay.io",), False)]
    assert [item.host for item in found.hosts] == ["quay.io"]


def test_several_hosts_are_ordered_by_how_often_they_are_seen_and_none_is_sure() -> None:
    text = release("m ns/a 1\nm ns/b 1", "dtr.example.com:8443/ns/a:1 quay.io/ns/a:1 quay.io/ns/b:1")
    assert guess(text).registries[0][1:3] == (("quay.io", "dtr.example.com:8443"), False)


def test_a_host_in_front_of_a_declared_name_and_in_a_ship_asset_count() -> None:
    assert guess(release("myquay quay.io/ns/img 2")).registries[0].endpoints == ("quay.io",)
    ship = "assets:\n  v1:\n  - docker:\n      image: quay.io/ns/img:1\n      source: myquay\nlifecycle:\n  v1: []\n"
    assert guess(ship).registries[0][:2] == ("myquay", ("quay.io",))


def test_assets_of_one_path_on_two_hosts_tell_each_its_own() -> None:
    asset = "  - docker:\n      image: {}/ns/img:1\n      source: {}\n"
    ship = "assets:\n  v1:\n" + asset.format("quay.io", "myquay") + asset.format("dtr.example.com:8443", "dtr")
    found = guess(ship + "lifecycle:\n  v1: []\n").registries
    assert [(item.name, item.endpoints, item.sure) for item in found] == [
        ("myquay", ("quay.io",), True),
        ("dtr", ("dtr.example.com:8443",), True),
    ]


def test_built_in_sources_docker_hub_and_the_hosts_of_everybody_are_not_registries() -> None:
    found = guess(
        release(
            "public redis 1\nreplicated app v1\npublic gcr.io/samples/front v4",
            "redis:1 registry.replicated.com/my-app/app:v1 gcr.io/samples/front:v4 docker.io/a/b:1 mcr.microsoft.com/c:1",
        )
    )
    assert (found.registries, found.hosts, found.apps) == ((), (), ("my-app",))


def test_a_host_with_public_and_other_images_is_reported() -> None:
    found = guess(release("public quay.io/a/b 1", "quay.io/a/b:1 quay.io/mine/c:1"))
    assert found.hosts == (GuessedHost("quay.io", 1, "0.yaml", "quay.io/mine/c"),)


def test_docker_hub_is_an_endpoint_where_the_name_says_so() -> None:
    assert guess(release("hub org/img 1", "index.docker.io/org/img:1")).registries[0].endpoints == ("index.docker.io",)


def test_a_name_that_is_a_host_is_a_link_without_a_name_unless_another_name_has_that_host() -> None:
    native = "replicated_api_version: 2.9.2\ncomponents:\n- name: A\n  containers:\n  - source: quay.io\n    image_name: ns/a\n"
    assert guess(native).registries == (GuessedRegistry("quay.io", ("quay.io",), True, 1, "0.yaml"),)
    both = guess(native, release("myquay ns/img 1", "quay.io/ns/img:1"))
    assert [item.name for item in both.registries] == ["myquay"]


def test_the_slug_comes_from_the_platforms_own_hosts() -> None:
    kots = (
        "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: x}\nspec:\n  additionalImages:\n"
        "  - proxy.replicated.com/proxy/my-app/myquay/ns/a:1\n  - proxy.replicated.com/proxy/my-app/ghcr.io/ns/b:1\n"
        "  - registry.replicated.com/other/c:1\n"
    )
    found = guess(kots)
    assert found.apps == ("my-app", "other")
    assert [item.name for item in found.registries] == ["myquay"]
    assert [item.host for item in found.hosts] == ["ghcr.io"]


def test_templates_are_neither_names_nor_hosts() -> None:
    text = release("x a/b 1", "'{{repl\nConfigOption\n\"h\"}}/a/b:1'").replace(
        "source: x", "source: '{{repl ConfigOption \"s\"}}'"
    )
    found = guess(text)
    assert (found.registries, found.hosts, found.apps) == ((), (), ())


def test_a_file_that_is_not_a_release_gives_no_guess() -> None:
    assert guess("a: 1\n", "services:\n  a:\n    image: quay.io/a/b:1\n", "{{{", "- [", "").files == 0


def test_the_file_says_what_is_known_and_comments_what_is_not() -> None:
    guessed = [
        GuessedRegistry("myquay", ("quay.io",), True, 2, "a.yaml"),
        GuessedRegistry("open", (), False, 1, "b.yaml"),
        GuessedRegistry("two", ("a.example.com", "b.example.com"), False, 3, "c.yaml"),
    ]
    host = GuessedHost("dtr.example.com:8443", 1, "d.yaml", "dtr.example.com:8443/x")
    text = render_setup("my-app", {"myquay": "quay.io", "given": "gcr.io"}, guessed, [host])
    config = parse_config(text)
    assert config.app == "my-app"
    assert {registry.name: registry.endpoint for registry in config.registries} == {
        "myquay": "quay.io",
        "given": "gcr.io",
    }
    uncommented = "".join(
        line.replace("# ", "", 1) + "\n" if re.match(r"  # \S+: ", line) else line + "\n"
        for line in text.splitlines()
        if "another guess" not in line
    )
    names = [registry.name for registry in parse_config(uncommented).registries]
    assert names == ["myquay", "given", "open", "two", "dtr.example.com:8443"]
    assert "# a guess" in text
    assert "# another guess" in text


def test_nothing_known_is_an_example_to_fill_in() -> None:
    text = render_setup(None, {})
    assert parse_config(text).registries == ()
    assert "\nregistries:\n  # myquay: quay.io\n" in text


def test_the_schema_is_named_in_the_first_line_if_it_is_there() -> None:
    line = "# yaml-language-server: $schema=replreg-config.schema.json\n"
    assert render_setup(None, {}, schema=True).startswith(line)
    assert line not in render_setup(None, {})


# A registry refuses a name of white space, and those that are built in.
names = st.text(min_size=1, max_size=12).filter(lambda name: name.strip() and name not in ("public", "replicated"))


@given(st.dictionaries(names, names), names, names)
def test_whatever_the_names_are_the_file_reads_back_as_they_are(endpoints: dict[str, str], app: str, name: str) -> None:
    guessed = [GuessedRegistry(name, (app, name), False, 1, app), GuessedRegistry(app, (), False, 2, name)]
    text = render_setup(app, endpoints, guessed, [GuessedHost(name, 1, app, name)], schema=True)
    config = parse_config(text)
    assert config.app == app
    assert {registry.name: registry.endpoint for registry in config.registries} == endpoints


def kots(images: str = "", values: str = "") -> str:
    text = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec:\n  title: a\n"
    text += "".join(["  additionalImages:\n", *(f"  - {image}\n" for image in images.split())] if images else [])
    head = "---\napiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: b}\nspec:\n  values:\n"
    return text + (head + values if values else "")


def test_a_docker_hub_organisation_in_a_proxy_path_is_not_a_registry() -> None:
    found = guess(
        kots("proxy.replicated.com/proxy/my-app/bitnami/redis:7 proxy.replicated.com/proxy/my-app/docker.io/o/i:1")
    )
    assert (found.registries, found.hosts, found.apps) == ((), (), ("my-app",))
    named = guess(kots("proxy.replicated.com/proxy/my-app/myquay/ns/img:1"))
    assert [item.name for item in named.registries] == ["myquay"]


def test_hosts_under_registry_keys_are_seen() -> None:
    values = "    a:\n      registry: quay.io  # ours\n      repository: ns/img\n    b: {}\n    global:\n      imageRegistry: 'dtr.example.com:5000'\n"
    values += "    c:\n      registry: docker.io\n    d:\n      registry: proxy.replicated.com\n    e:\n      registry: myquay\n"
    assert {item.host for item in guess(kots(values=values)).hosts} == {"quay.io", "dtr.example.com:5000"}


def test_no_internal_character_is_shown() -> None:
    found = guess(kots("quay.io/{{repl ConfigOption `a`}}/img:1 ghcr.io/a/{{repl x}}:{{repl y}}"))
    text = render_setup(None, {}, found.registries, found.hosts)
    assert all(ord(character) < 0xE000 for character in text + repr(found))


@given(st.booleans(), st.integers(0, 2), st.integers(0, 2))
def test_each_commented_setting_can_be_uncommented_alone(known: bool, guesses: int, hosts: int) -> None:
    registries = [
        GuessedRegistry(f"n{number}", ("quay.io", "b.io")[:guesses], False, 1, "a.yaml") for number in range(2)
    ]
    seen = [GuessedHost(f"h{number}.example.com", 1, "a.yaml", "x") for number in range(hosts)]
    text = render_setup(None, {"n0": "quay.io"} if known else {}, registries, seen)
    parse_config(text)
    lines = text.splitlines()
    settings = [n for n, line in enumerate(lines) if re.match(r" *# (?:- \S+|\S+: \S+)(?: +#.*)?$", line)]
    assert len(settings) >= 4
    for number in settings:
        changed = [*lines[:number], lines[number].replace("# ", "", 1), *lines[number + 1 :]]
        parse_config("\n".join(changed))
