"""How an image relates to the entries of a release: the few facts on which an outcome turns."""

from __future__ import annotations

import pytest

from replreg import Config, Registry, lint_text


def swarm(*images: str, listed: str = "") -> str:
    services = "".join(f"  s{number}: {{image: '{image}'}}\n" for number, image in enumerate(images))
    return (
        f"# kind: replicated\nreplicated_api_version: 2.9.2\nname: x\nimages:\n{listed}---\n"
        f"# kind: scheduler-swarm\nversion: '3.3'\nservices:\n{services}"
    )


def entry(source: str, name: str, tag: str = "1") -> str:
    return f"- {{source: {source}, name: {name}, tag: '{tag}'}}\n"


def ship(image: str, source: str | None) -> str:
    beside = f", source: {source}" if source else ""
    return (
        f"assets:\n  v1:\n  - docker: {{image: '{image}', dest: a.tar{beside}}}\nlifecycle:\n  v1:\n  - render: {{}}\n"
    )


def rules(text: str, *registries: Registry, app: str | None = "my-app") -> list[tuple[str, str]]:
    """Return the errors about images, each with the underlined words."""
    found = lint_text(text, Config(app=app, registries=registries))
    return [
        (one.rule, text[one.start.offset : one.end.offset])
        for one in found
        if one.severity.value in ("error", "warning")
    ]


QUAY, GHCR = Registry("myq", "quay.io"), Registry("gh", "ghcr.io")


@pytest.mark.parametrize("image", ["registry.replicated.com/my-app/web", "proxy.replicated.com/proxy/my-app/myq/ns/a"])
def test_an_entry_of_an_unknown_registry_lists_no_image_of_the_platform(image: str) -> None:
    path = image.partition("/")[2]
    text = swarm(f"{image}:1", listed=entry("elsewhere", path))
    assert ("unused-image", path) in rules(text, QUAY)
    text = swarm(f"dtr.example.com/{path}:1", listed=entry("elsewhere", path))
    assert "unused-image" not in {rule for rule, _ in rules(text, QUAY)}


@pytest.mark.parametrize(
    ("image", "source", "expected"),
    [
        ("redis:1", "public", []),
        ("redis:1", None, []),
        ("registry.replicated.com/library/sdk:1", "public", []),
        ("registry.replicated.com/library/sdk:1", None, []),
        ("registry.replicated.com/library/sdk:1", "replicated", []),
        ("registry.replicated.com/my-app/web:1", "replicated", []),
        ("registry.replicated.com/other/web:1", "replicated", ["source-mismatch"]),
        ("registry.replicated.com/my-app/web:1", None, ["source-mismatch"]),
        ("quay.io/library/a:1", None, ["source-mismatch"]),
        ("quay.io/ns/a:1", None, ["source-mismatch"]),
        ("quay.io/ns/a:1", "public", []),  # an image of a linked registry that needs no login
        ("quay.io/ns/a:1", "myq", []),
        ("quay.io/ns/a:1", "gh", ["source-mismatch"]),
        ("myq/a:1", "public", []),  # an organisation on Docker Hub
        ("myq/a:1", "gh", ["alias-as-host", "source-mismatch"]),
        ("redis:1", "replicated", ["source-mismatch"]),
    ],
)
def test_whether_an_image_and_the_source_beside_it_agree(image: str, source: str | None, expected: list[str]) -> None:
    found = {rule for rule, _ in rules(ship(image, source), QUAY, GHCR)}
    assert sorted(found & {"alias-as-host", "source-mismatch"}) == expected


@pytest.mark.parametrize(
    ("images", "fixed"),
    [
        (("registry.replicated.com/shop/a:1", "replicated/web:1"), "registry.replicated.com/shop"),
        (
            ("registry.replicated.com/shop/a:1", "registry.replicated.com/library/sdk:1", "replicated/web:1"),
            "registry.replicated.com/shop",
        ),
        (("registry.replicated.com/shop/a:1", "registry.replicated.com/other/b:1", "replicated/web:1"), None),
        (("registry.replicated.com/shop", "replicated/web:1"), None),  # a path of one part has no slug
    ],
)
def test_the_slug_that_all_images_of_the_platform_have(images: tuple[str, ...], fixed: str | None) -> None:
    text = swarm(*images, listed=entry("replicated", "web"))
    (found,) = (one for one in lint_text(text, Config(registries=[QUAY])) if one.rule == "alias-as-host")
    assert (found.fix.edits[0].text if found.fix is not None else None) == fixed
    assert found.fix is None or not found.fix.safe


def test_a_name_in_place_of_a_host_is_no_image_without_a_host() -> None:
    """An entry of another registry that lists the very words does not make the name a part of the path."""
    text = swarm("myq/ns/a:1", listed=entry("gh", "myq/ns/b") + entry("myq", "ns/a"))
    assert [word for rule, word in rules(text, QUAY, GHCR) if rule in ("alias-as-host", "missing-host")] == ["myq"]


@pytest.mark.parametrize(
    ("endpoint", "name", "expected"),
    [
        ("quay.io/team", "team/web", "quay.io"),
        ("quay.io/team", "web", "quay.io/team"),
        ("quay.io/team", "teams/web", "quay.io/team"),
        ("quay.io", "team/web", "quay.io"),
    ],
)
def test_a_misspelt_name_gets_the_namespace_of_its_endpoint_once(endpoint: str, name: str, expected: str) -> None:
    text = swarm(f"myquai/{name}:1", listed=entry("myquay", name))
    settings = Config(registries=[Registry("myquay", endpoint)])
    (found,) = (one for one in lint_text(text, settings) if one.rule == "alias-as-host")
    assert found.fix is not None
    assert found.fix.edits[0].text == expected


@pytest.mark.parametrize(
    ("name", "is_found"), [("team/web", True), ("teams/web", False), ("other/web", False), ("abcd/web", False)]
)
def test_a_misspelt_name_may_be_followed_by_what_is_below_the_namespace(name: str, is_found: bool) -> None:
    text = swarm("myquai/web:1", listed=entry("myquay", name))
    found = [word for rule, word in rules(text, Registry("myquay", "quay.io/team")) if rule == "alias-as-host"]
    assert found == (["myquai"] if is_found else [])


def test_a_public_entry_of_the_same_image_says_that_it_needs_no_login() -> None:
    both = entry("public", "quay.io/ns/a") + entry("myq", "ns/a")
    pod = (
        "---\n# kind: scheduler-kubernetes\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
        "spec:\n  containers: [{name: a, image: 'quay.io/ns/a:1'}]\n"
    )
    head = "# kind: replicated\nreplicated_api_version: 2.9.2\nname: x\nimages:\n"
    for listed, expected in ((both, False), (entry("public", "quay.io/ns/a"), False), (entry("myq", "ns/a"), True)):
        found = {rule for rule, _ in rules(head + listed + pod, QUAY)}
        assert ("missing-pull-secret" in found) is expected, listed


DIGEST = "@sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("listed", "image", "is_meant"),
    [
        (entry("har", "web"), "h.example.com/team/web:1", True),
        (entry("har", "web"), "h.example.com/team/web:2", False),
        (entry("har", "web"), f"h.example.com/team/web{DIGEST}", True),
        (entry("har", "web"), "h.example.com/team/web:{{repl AppSetting}}", True),
        (entry("har", "web"), "h.example.com/team/web", False),
        (entry("har", "web", "latest"), "h.example.com/team/web", True),
        ("- {source: har, name: web}\n", "h.example.com/team/web", True),
        (entry("har", "web", "{{repl AppSetting}}"), "h.example.com/team/web:2", True),
        (entry("har", "other"), "h.example.com/team/web:1", False),
        (entry("plain", "web"), "p.example.com/web/web:1", False),
    ],
)
def test_an_entry_that_lacks_the_namespace_is_corrected_instead_of_repeated(
    listed: str, image: str, is_meant: bool
) -> None:
    text = swarm(image, listed=listed)
    registries = [Registry("har", "h.example.com/team"), Registry("plain", "p.example.com")]
    (found,) = (one for one in lint_text(text, Config(registries=registries)) if one.rule == "undeclared-image")
    assert found.fix is not None
    (edit,) = found.fix.edits
    assert (edit.text == "team/") is is_meant
    assert is_meant is (text[edit.start :].startswith("web"))


@pytest.mark.parametrize("image", ["myq/ns/img:1", "quay.io/ns/img:1", "quay.io/myq/ns/img:1"])
def test_an_entry_of_another_registry_is_named_by_the_path_that_is_meant(image: str) -> None:
    found = rules(swarm(image, listed=entry("gh", "ns/img")), QUAY, GHCR)
    assert "source-mismatch" in {rule for rule, _ in found}
    assert "unused-image" not in {rule for rule, _ in found}
    found = rules(swarm(image, listed=entry("gh", "ns/other")), QUAY, GHCR)
    assert "source-mismatch" not in {rule for rule, _ in found}
    assert ("unused-image", "ns/other") in found


@pytest.mark.parametrize(
    ("image", "is_other"),
    [
        (f"quay.io/ns/img{DIGEST}", False),  # a digest alone fits every tag
        (f"quay.io/ns/img:1{DIGEST}", True),
        ("quay.io/ns/img:1", True),
        ("quay.io/ns/img", True),
        ("quay.io/ns/img:2", False),
        ("quay.io/ns/img:{{repl AppSetting}}", False),
    ],
)
def test_whether_the_tag_of_a_use_is_that_of_its_entry(image: str, is_other: bool) -> None:
    found = {rule for rule, _ in rules(swarm(image, listed=entry("myq", "ns/img", "2")), QUAY)}
    assert ("tag-mismatch" in found) is is_other


@pytest.mark.parametrize(
    ("listed", "image", "is_private"),
    [
        (entry("myq", "ns/a"), "example.com/ns/a:1", True),  # another host than that of its registry
        (entry("public", "example.com/ns/a"), "example.com/ns/a:1", False),
        (entry("public", "redis"), "example.com/ns/a:1", False),
        (entry("myq", "ns/a"), "ns/a:1", True),
        (entry("replicated", "a"), "registry.replicated.com/my-app/a:1", True),
        (entry("public", "quay.io/ns/a"), "quay.io/ns/a:1", False),
        (entry("public", "redis"), "quay.io/ns/a:1", True),
    ],
)
def test_whether_a_pod_needs_the_pull_secret_for_an_image(listed: str, image: str, is_private: bool) -> None:
    text = (
        f"# kind: replicated\nreplicated_api_version: 2.9.2\nname: x\nimages:\n{listed}---\n# kind: scheduler-kubernetes\n"
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers: [{{name: a, image: '{image}'}}]\n"
    )
    assert ("missing-pull-secret" in {rule for rule, _ in rules(text, QUAY)}) is is_private


@pytest.mark.parametrize(
    ("listed", "image", "fixed"),
    [
        (entry("public", "myq/ns/a"), "public/myq/ns/a:1", "quay.io/ns/a:1"),  # three parts: the entry is wrong, too
        (entry("public", "myq/a"), "public/myq/a:1", "myq/a:1"),  # an organisation on Docker Hub
        (entry("public", "other/ns/a"), "public/other/ns/a:1", "other/ns/a:1"),
        (entry("myq", "ns/a"), "myq/quay.io/ns/a:1", "quay.io/ns/a:1"),
        (entry("myq", "ns/a"), "myq/quay.io:1", None),  # the path is `quay.io`
        (entry("gh", "myq/ns/a"), "ghcr.io/myq/ns/a:1", None),  # a path of three parts of another host
        (entry("myq", "ns/a"), "quay.io/myq:1", None),  # no path after the name
        (entry("myq", "ns/a"), "quay.io/myq/:1", None),
    ],
)
def test_what_a_name_before_or_after_another_part_means(listed: str, image: str, fixed: str | None) -> None:
    text = swarm(image, listed=listed)
    found = [one for one in lint_text(text, Config(registries=[QUAY, GHCR])) if one.rule == "alias-as-host"]
    made = [
        (text[: edit.start] + edit.text + text[edit.end :]).rpartition("image: '")[2].partition("'")[0]
        for one in found
        if one.fix is not None
        for edit in one.fix.edits
    ]
    if fixed is None:
        assert not any(one.fix is not None and one.fix.safe for one in found)
    else:
        assert made == [fixed]


@pytest.mark.parametrize(
    ("endpoint", "used", "image", "fixed"),
    [
        # The release has a namespace that is called like the registry: the host is missing before it.
        ("h.example.com", "h.example.com/acme/a:1", "acme/team/b:1", "h.example.com/acme/team/b:1"),
        ("h.example.com/team", "h.example.com/acme/a:1", "acme/other/b:1", "h.example.com/acme/other/b:1"),
        ("h.example.com/acme", "h.example.com/acme/a:1", "acme/b/c:1", "h.example.com/acme/b/c:1"),
        # What follows is the namespace of the endpoint, so the name is that of the registry.
        ("h.example.com/team", "h.example.com/acme/a:1", "acme/team/b:1", "h.example.com/team/b:1"),
        ("h.example.com/acme", "h.example.com/acme/a:1", "acme/acme/b:1", "h.example.com/acme/b:1"),
        # No such namespace.
        ("h.example.com/team", "h.example.com/team/a:1", "acme/b/c:1", "h.example.com/team/b/c:1"),
        ("h.example.com/team", "h.example.com/team/a:1", "acme/team/b:1", "h.example.com/team/b:1"),
        ("h.example.com", "h.example.com/team/a:1", "acme/team/b:1", "h.example.com/team/b:1"),
    ],
)
def test_a_namespace_called_like_its_registry_stays(endpoint: str, used: str, image: str, fixed: str) -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n"
        f"      - {{name: a, image: '{used}'}}\n      - {{name: b, image: '{image}'}}\n"
    )
    (found,) = (
        one for one in lint_text(text, Config(registries=[Registry("acme", endpoint)])) if one.rule == "alias-as-host"
    )
    assert found.fix is not None
    (edit,) = found.fix.edits
    assert text[edit.start - 1 : edit.start] == "'"
    assert edit.text + image[edit.end - edit.start :] == fixed


NATIVE = (
    "replicated_api_version: 2.50.0\nname: x\n{}\ncomponents:\n- name: A\n  containers:\n  - source: myq\n"
    "    image_name: quay.io/ns/img\n    version: '1'\n    env_vars:\n    - {{name: P, value: {}}}\n"
)


@pytest.mark.parametrize(
    ("head", "value", "count"),
    [
        ("", "a", 1),
        ("monitors:\n  cpuacct: ['A,quay.io/ns/img']", "a", 2),
        ("monitors:\n  cpuacct:\n  - A,quay.io/ns/img # quay.io/ns/img", "a", 2),
        ("", '\'{{repl ContainerExposedPort "A" "quay.io/ns/img" "80"}}\'', 2),
        ("", "'{{repl ContainerExposedPort `A` `quay.io/ns/img` `80`}}'", 2),
        ("", "'{{repl print \"x quay.io/ns/img\"}}'", None),  # a part of a string is not certain
        ("", "quay.io/ns/img", None),
        ("", "'see quay.io/ns/img.'", None),
        ("", "quay.io/ns/img-worker", 1),  # other images
        ("", "'quay.io/ns/img:1'", 1),
        ("", "a/quay.io/ns/img", 1),
        ("# quay.io/ns/img", "a", 1),
        ("admin_commands:\n- {alias: a, command: [b], component: A, container: quay.io/ns/img}", "a", 2),
        ("admin_commands:\n- {alias: a, command: [b], component: A, image: {image_name: quay.io/ns/img}}", "a", 2),
    ],
)
def test_the_places_that_refer_to_a_container_change_with_it_or_nothing_does(
    head: str, value: str, count: int | None
) -> None:
    text = NATIVE.format(head, value)
    (found,) = (one for one in lint_text(text, Config(registries=[QUAY])) if one.rule == "host-in-name")
    assert (len(found.fix.edits) if found.fix is not None else None) == count
    for edit in found.fix.edits if found.fix is not None else ():
        assert (text[edit.start : edit.end], edit.text) == ("quay.io/", "")


@pytest.mark.parametrize(
    ("images", "listed"),
    [
        (("h.example.com/team/web:1", "h.example.com/team/web:2"), entry("har", "team/web", "2")),  # tag-mismatch
        (("har/web:1",), ""),  # alias-as-host
        (("h.example.com/other/web:1",), ""),  # another namespace
    ],
)
def test_a_short_name_is_unused_where_another_rule_says_what_is_wrong(images: tuple[str, ...], listed: str) -> None:
    text = swarm(*images, listed=entry("har", "web") + listed)
    assert ("unused-image", "web") in rules(text, Registry("har", "h.example.com/team"))


@pytest.mark.parametrize(
    ("image", "is_safe"),
    [
        ("web:1", True),
        ("web:2", False),
        (f"web:1{DIGEST}", True),
        (f"web:2{DIGEST}", False),
        (f"web{DIGEST}", False),
        ("ns/web:2", True),
    ],
)
def test_a_word_without_a_host_is_certain_by_its_tag_only(image: str, is_safe: bool) -> None:
    text = swarm(image, listed=entry("gh", "web") + entry("gh", "ns/web"))
    (found,) = (one for one in lint_text(text, Config(registries=[GHCR])) if one.rule == "missing-host")
    assert found.fix is not None
    assert found.fix.safe is is_safe


def test_a_name_of_an_unknown_endpoint_before_a_path_that_another_entry_lists() -> None:
    text = swarm("elsewhere/ns/b/c:1", listed=entry("elsewhere", "ns/a") + entry("gh", "ns/b/c"))
    assert ("alias-as-host", "elsewhere") in rules(text, GHCR)
