"""``replreg verify`` as a process, against the reference implementation of the registry."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cli_tools import Done, call
from output_samples import rendered
from remote_ask import PASSWORD, USER, RealRegistry
from remote_sites import free_port

from replreg.linter.verification import Verified, exit_status
from replreg.registries.verdict import Verdict
from replreg.release.inventory import ImageRow, Place

HEAD = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n"
SWARM = "---\n# kind: scheduler-swarm\nversion: '3.3'\nservices:\n"


def release(*images: tuple[str, str, str], host: str) -> str:
    """Return a release whose images are (source, name, tag), the source ``linked`` being ``host``."""
    entries = "".join(f"- {{source: {source}, name: {name}, tag: '{tag}'}}\n" for source, name, tag in images)
    prefix = {"linked": f"{host}/", "public": "", "replicated": "registry.replicated.com/my-app/"}
    services = "".join(
        f"  s{number}: {{image: '{prefix[source]}{name}:{tag}'}}\n" for number, (source, name, tag) in enumerate(images)
    )
    return HEAD + entries + SWARM + services


def verify(
    folder: Path, text: str, host: str, *arguments: str, password: str | None = None, trust: str | None = None
) -> Done:
    (folder / "release.yaml").write_text(text)
    secret = f"\n    username: {USER}\n    password: ${{ROBOT_PASSWORD}}" if password else ""
    (folder / "replreg.yaml").write_text(f"app: my-app\nregistries:\n  linked:\n    endpoint: {host}{secret}\n")
    environ: dict[str, str | None] = {
        "ROBOT_PASSWORD": password or "",
        "DOCKER_CONFIG": str(folder / "none"),
        "XDG_CONFIG_HOME": str(folder / "settings"),
        "REPLREG_TRUST": f"ROBOT_PASSWORD={host}" if trust is None else trust,
    }
    done = call("verify", "release.yaml", "--retries", "0", *arguments, cwd=folder, env=environ)
    if password:
        assert password not in done.out + done.err
    return done


def test_all_found(tmp_path: Path, open_registry: RealRegistry) -> None:
    text = release(("linked", "team/app", "1.0"), ("linked", "legacy", "v1"), host=open_registry.host)
    done = verify(tmp_path, text, open_registry.host)
    assert done.status == 0, done.err
    assert open_registry.digests["team/app:1.0"] in done.out
    assert done.err == "2 images: 2 found.\n"


def test_a_tag_that_was_never_pushed(tmp_path: Path, open_registry: RealRegistry) -> None:
    text = release(("linked", "team/app", "1.0"), ("linked", "team/app", "9.9"), host=open_registry.host)
    done = verify(tmp_path, text, open_registry.host, "--format", "json")
    assert done.status == 1
    answer = json.loads(done.out)
    assert [image["verdict"] for image in answer["images"]] == ["found", "missing"]
    assert (answer["summary"]["found"], answer["summary"]["missing"]) == (1, 1)
    assert answer["images"][1]["places"] == [{"line": 5, "column": 26}, {"line": 11, "column": 16}]


def test_credentials_come_from_the_configuration(tmp_path: Path, locked_registry: RealRegistry) -> None:
    text = release(("linked", "team/app", "1.0"), host=locked_registry.host)
    assert verify(tmp_path, text, locked_registry.host, password=PASSWORD).status == 0
    refused = verify(tmp_path, text, locked_registry.host, password="wrong-" + PASSWORD)
    assert refused.status == 1
    assert "unauthorized" in refused.out


TRUST = "replreg registries trust ROBOT_PASSWORD="


@pytest.mark.parametrize("trust", ["", "ROBOT_PASSWORD=quay.io", "OTHER={host}", "robot_password={host}"])
def test_a_secret_stays_here_unless_the_user_allows_its_host(
    tmp_path: Path, locked_registry: RealRegistry, trust: str
) -> None:
    host = locked_registry.host
    text = release(("linked", "team/app", "1.0"), host=host)
    done = verify(tmp_path, text, host, "--format", "json", password=PASSWORD, trust=trust.format(host=host))
    assert done.status == 1
    [image] = json.loads(done.out)["images"]
    assert image["verdict"] == "unauthorized"
    assert image["detail"].endswith(f"{TRUST}{host}")


def test_each_way_to_allow_it(tmp_path: Path, locked_registry: RealRegistry) -> None:
    host = locked_registry.host
    text = release(("linked", "team/app", "1.0"), host=host)
    pair = f"ROBOT_PASSWORD={host}"
    assert verify(tmp_path, text, host, password=PASSWORD, trust="").status == 1
    assert verify(tmp_path, text, host, "--trust", pair, password=PASSWORD, trust="").status == 0
    assert verify(tmp_path, text, host, password=PASSWORD, trust=f"A=b.example.com, {pair}").status == 0
    (tmp_path / "settings" / "replreg").mkdir(parents=True)
    (tmp_path / "settings" / "replreg" / "trust").write_text(f"# mine\n{pair}  # the robot\n")
    assert verify(tmp_path, text, host, password=PASSWORD, trust="").status == 0


def test_a_configuration_of_the_users_own_needs_no_word(tmp_path: Path, locked_registry: RealRegistry) -> None:
    host = locked_registry.host
    text = release(("linked", "team/app", "1.0"), host=host)
    inside, outside = tmp_path / "checkout", tmp_path / "mine.yaml"
    inside.mkdir()
    outside.write_text(
        f"registries:\n  linked: {{endpoint: '{host}', username: {USER}, password: '${{ROBOT_PASSWORD}}'}}\n"
    )
    assert verify(inside, text, host, "--config", str(outside), password=PASSWORD, trust="").status == 0
    assert verify(inside, text, host, "--config", "replreg.yaml", password=PASSWORD, trust="").status == 1
    (inside / "link.yaml").symlink_to(outside)
    assert verify(inside, text, host, "--config", "link.yaml", password=PASSWORD, trust="").status == 1
    (inside / ".git").mkdir()
    (inside / "below").mkdir()
    assert verify(inside / "below", text, host, "--config", "../replreg.yaml", password=PASSWORD, trust="").status == 1


def test_a_wrong_pair_is_refused(tmp_path: Path, open_registry: RealRegistry) -> None:
    text = release(("linked", "team/app", "1.0"), host=open_registry.host)
    for wrong in ("quay.io", "TOKEN", "TOKEN=", "TOKEN=*", "TOKEN=quay.io/ns", "1=quay.io"):
        done = verify(tmp_path, text, open_registry.host, "--trust", wrong)
        assert done.status == 2
        assert "VARIABLE=HOST" in done.err


def test_one_name_with_two_hosts_in_two_folders(
    tmp_path: Path, locked_registry: RealRegistry, open_registry: RealRegistry
) -> None:
    """The login of the one folder is not lost to the other, and goes to its own host only."""
    hosts = {"a": locked_registry.host, "b": open_registry.host}
    for order in (("a", "b"), ("b", "a")):
        for folder, host in zip(order, hosts.values(), strict=True):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / "release.yaml").write_text(release(("linked", "team/app", "1.0"), host=host))
            (tmp_path / folder / "replreg.yaml").write_text(
                f"registries:\n  linked:\n    endpoint: {host}\n    username: {USER}\n    password: ${{ROBOT_PASSWORD}}\n"
            )
        trust = f"ROBOT_PASSWORD={locked_registry.host}"
        done = verify(tmp_path, "", "quay.io", "a", "b", password=PASSWORD, trust=trust)
        assert done.err.endswith("2 images: 2 found.\n"), done.out


def public(name: str, tag: str, host: str) -> str:
    return (
        f"{HEAD}- {{source: public, name: {host}/{name}, tag: '{tag}'}}\n{SWARM}  s: {{image: '{host}/{name}:{tag}'}}\n"
    )


def test_an_image_that_is_private_is_not_found_as_public(tmp_path: Path, locked_registry: RealRegistry) -> None:
    host = locked_registry.host
    done = verify(tmp_path, public("team/app", "1.0", host), host, "--format", "json", password=PASSWORD)
    assert done.status == 1
    [image] = json.loads(done.out)["images"]
    assert (image["source"], image["verdict"], image["digest"]) == ("public", "unauthorized", None)
    assert image["detail"] == (
        "found only with the login from the configuration's registry linked; a public image is pulled without any, "
        "so declare it under 'source: linked'"
    )


def test_an_image_that_is_listed_under_both_sources_is_asked_for_both_ways(
    tmp_path: Path, locked_registry: RealRegistry
) -> None:
    host = locked_registry.host
    text = public("team/app", "1.0", host).replace(SWARM, f"- {{source: linked, name: team/app, tag: '1.0'}}\n{SWARM}")
    done = verify(tmp_path, text, host, "--format", "json", password=PASSWORD)
    images = json.loads(done.out)["images"]
    assert {(image["source"], image["verdict"]) for image in images} == {
        ("public", "unauthorized"),
        ("linked", "found"),
    }


def test_a_public_image_is_found_beside_a_login(tmp_path: Path, open_registry: RealRegistry) -> None:
    host = open_registry.host
    done = verify(tmp_path, public("team/app", "1.0", host), host, password=PASSWORD)
    assert (done.status, done.err) == (0, "1 image: 1 found.\n")


def test_a_template_and_replicated_are_not_checked(tmp_path: Path, open_registry: RealRegistry) -> None:
    images = (("linked", "team/app", "1.0"), ("replicated", "app", "v1"))
    text = release(*images, host=open_registry.host)
    text += f"  t: {{image: '{open_registry.host}/team/app:{{{{repl ConfigOption \"tag\"}}}}'}}\n"
    done = verify(tmp_path, text, open_registry.host, "--format", "jsonl")
    assert done.status == 0, done.err
    verdicts = [json.loads(line)["verdict"] for line in done.out.splitlines()]
    assert verdicts == ["found", "not-checked", "not-checked"]


def test_nothing_answers(tmp_path: Path) -> None:
    host = f"127.0.0.1:{free_port()}"
    done = verify(tmp_path, release(("linked", "team/app", "1.0"), host=host), host, "--timeout", "2")
    assert done.status == 2
    assert "unreachable" in done.out


def test_an_alias_used_as_host_is_looked_up_where_it_belongs(tmp_path: Path, open_registry: RealRegistry) -> None:
    text = release(("linked", "team/app", "1.0"), host=open_registry.host)
    wrong = text.replace(f"'{open_registry.host}/team", "'linked/team")
    assert wrong != text
    done = verify(tmp_path, wrong, open_registry.host)
    assert done.status == 0, done.out
    assert done.err == "1 image: 1 found.\n"


ROW = ImageRow("a.yaml", "x:1", "linked", "h/x:1", (Place(3, 4),), (Place(7, 8),), ())


def test_a_file_that_is_not_there_is_all_that_is_said(tmp_path: Path) -> None:
    done = call("verify", "missing.yaml", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err == "error: missing.yaml: there is no such file or folder\n"


def test_the_plain_table_keeps_its_columns_and_steers_no_terminal() -> None:
    images = ["a\x1b[31mb\nc:1", "日本/x:1", "e\u0301:1"]
    rows = [ImageRow("release.yaml", image, "public", None, (Place(1, 1),), (), ()) for image in images]
    shown = rendered("text", [Verified(row, Verdict.NOT_CHECKED) for row in rows], "verification")
    heading, *lines = shown.splitlines()
    assert [line.split()[0] for line in lines] == ["a\u241b[31mb", "日本/x:1", "e\u0301:1"]
    wide = {"日": 2, "本": 2, "\u0301": 0}
    places = [sum(wide.get(character, 1) for character in line[: line.index("not-checked")]) for line in lines]
    assert places == [heading.index("VERDICT")] * 3


def test_github_points_at_the_use() -> None:
    results = [Verified(ROW, Verdict.FOUND, "sha256:0"), Verified(ROW, Verdict.MISSING, None, "h has no x, 100%")]
    assert rendered("github", results, "verification") == (
        "::error file=a.yaml,line=7,endLine=7,col=8,endColumn=8,title=verify::h/x:1 is missing: h has no x, 100%25\n"
    )


def test_junit_has_a_case_for_each_image() -> None:
    statuses = ["found", "missing", "unreachable", "not-checked", "unauthorized", "rate-limited"]
    root = ElementTree.fromstring(
        rendered("junit", [Verified(ROW, Verdict(status), None, "<&>\x01") for status in statuses], "verification")
    )
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("6", "2", "2", "1")
    cases = root.findall("testsuite/testcase")
    assert len({case.get("name") for case in cases}) == 6
    assert [case[0].tag if len(case) else None for case in cases] == [
        None, "failure", "error", "skipped", "failure", "error",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([], 0),
        (["found"], 0),
        (["found", "not-checked"], 0),
        (["not-checked"], 2),
        (["found", "missing"], 1),
        (["unauthorized", "unreachable"], 1),
        (["found", "unreachable"], 2),
        (["rate-limited"], 2),
    ],
)
def test_exit_status(statuses: list[str], status: int) -> None:
    assert exit_status([Verified(ROW, Verdict(name)) for name in statuses]) == status
