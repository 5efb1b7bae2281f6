"""Lookups at the reference implementation of the registry, without login and with HTTP Basic."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace

import pytest
from remote_ask import PASSWORD, USER, RealRegistry, ask, basic

from replreg.registries.client import Query, Verdict
from replreg.registries.linked_registry import Registry
from replreg.registries.reference import Reference


def locked(registry: RealRegistry, password: str | None = PASSWORD) -> Registry:
    return Registry("locked", registry.host, username=USER, password=password)


@pytest.mark.parametrize("image", ["team/app:1.0", "team/app:all", "legacy:v1"])
def test_every_media_type_is_found_with_its_digest(open_registry: RealRegistry, image: str) -> None:
    [answer] = ask(open_registry.query(image))
    assert (answer.verdict, answer.digest, answer.detail) == (Verdict.FOUND, open_registry.digests[image], "")


def test_no_tag_asks_for_latest(open_registry: RealRegistry) -> None:
    [answer] = ask(open_registry.query("team/app"))
    assert answer.digest == open_registry.digests["team/app:latest"]


def test_a_digest_is_asked_for_rather_than_the_tag_beside_it(open_registry: RealRegistry) -> None:
    digest = open_registry.digests["team/app:1.0"]
    absent = "sha256:" + "0" * 64
    there, not_there = ask(
        Query(open_registry.host, "team/app", "no-such-tag", digest),
        Query(open_registry.host, "team/app", "1.0", absent),
    )
    assert (there.verdict, there.digest) == (Verdict.FOUND, digest)
    assert not_there.verdict is Verdict.MISSING


def test_a_tag_and_a_repository_that_are_not_there_are_missing(open_registry: RealRegistry) -> None:
    tag, repository = ask(open_registry.query("team/app:9.9"), open_registry.query("team/nothing:1.0"))
    assert tag.verdict is repository.verdict is Verdict.MISSING
    assert "team/app" in tag.detail
    assert tag.digest is None


def test_a_login_from_the_configuration_opens_a_locked_registry(locked_registry: RealRegistry) -> None:
    found, missing = ask(
        locked_registry.query("team/app:1.0"),
        locked_registry.query("team/app:3.0"),
        registries=(locked(locked_registry, "${ROBOT_PASSWORD}"),),
        environ={"ROBOT_PASSWORD": PASSWORD},
    )
    assert (found.verdict, found.digest) == (Verdict.FOUND, locked_registry.digests["team/app:1.0"])
    assert missing.verdict is Verdict.MISSING


def test_no_login_is_unauthorized_and_says_whose_is_missing(locked_registry: RealRegistry) -> None:
    [answer] = ask(locked_registry.query("team/app:1.0"))
    assert answer.verdict is Verdict.UNAUTHORIZED
    assert locked_registry.host in answer.detail


def test_a_variable_that_is_not_set_is_named(locked_registry: RealRegistry) -> None:
    [answer] = ask(locked_registry.query("team/app:1.0"), registries=(locked(locked_registry, "${ROBOT_PASSWORD}"),))
    assert answer.verdict is Verdict.UNAUTHORIZED
    assert "ROBOT_PASSWORD is not set" in answer.detail


def test_a_wrong_password_is_unauthorized_and_says_where_it_is_from(locked_registry: RealRegistry) -> None:
    [answer] = ask(locked_registry.query("team/app:1.0"), registries=(locked(locked_registry, "wrong"),))
    assert answer.verdict is Verdict.UNAUTHORIZED
    assert "the configuration's registry locked" in answer.detail


def test_a_login_of_docker_opens_a_locked_registry(locked_registry: RealRegistry, tmp_path) -> None:
    auth = basic(USER, PASSWORD).removeprefix("Basic ")
    (tmp_path / "config.json").write_text(json.dumps({"auths": {locked_registry.host: {"auth": auth}}}))
    [answer] = ask(locked_registry.query("team/app:1.0"), environ={"DOCKER_CONFIG": str(tmp_path)})
    assert answer.verdict is Verdict.FOUND


def test_an_image_that_skopeo_pushed_is_found(locked_registry: RealRegistry, tmp_path) -> None:
    skopeo = shutil.which("skopeo")
    if skopeo is None:
        pytest.skip("skopeo is not installed (Debian package skopeo)")
    login = f"{USER}:{PASSWORD}"
    copy = [skopeo, "--insecure-policy", "copy", "-q", "--src-tls-verify=false", "--dest-tls-verify=false"]
    source, target = (f"docker://{locked_registry.host}/team/app:{tag}" for tag in ("1.0", "by-skopeo"))
    subprocess.run([*copy, "--src-creds", login, "--dest-creds", login, source, target], check=True, timeout=60)
    [answer] = ask(locked_registry.query("team/app:by-skopeo"), registries=(locked(locked_registry),))
    assert (answer.verdict, answer.digest) == (Verdict.FOUND, locked_registry.digests["team/app:1.0"])


def anonymous(registry: RealRegistry, image: str) -> Query:
    return replace(registry.query(image, "public"), anonymous=True)


def test_a_public_image_is_asked_for_without_the_known_login(locked_registry: RealRegistry) -> None:
    [absent] = ask(anonymous(locked_registry, "team/app:9.9"), registries=(locked(locked_registry),))
    [present] = ask(anonymous(locked_registry, "team/app:1.0"), registries=(locked(locked_registry),))
    [stranger] = ask(anonymous(locked_registry, "team/app:1.0"))
    assert absent.verdict is present.verdict is stranger.verdict is Verdict.UNAUTHORIZED
    assert "wants a login, and a public image is pulled without any" in absent.detail
    assert "wants a login, and a public image is pulled without any" in stranger.detail
    assert present.detail.startswith("found only with the login from the configuration's registry locked; ")
    assert present.detail.endswith("declare it under 'source: locked'")


def test_an_image_can_be_asked_for_with_and_without_a_login(locked_registry: RealRegistry) -> None:
    queries = [anonymous(locked_registry, "team/app:1.0"), locked_registry.query("team/app:1.0", "locked")] * 2
    verdicts = [answer.verdict for answer in ask(*queries, registries=(locked(locked_registry),))]
    assert verdicts == [Verdict.UNAUTHORIZED, Verdict.FOUND] * 2
    verdicts = [answer.verdict for answer in ask(*queries[::-1], registries=(locked(locked_registry),))]
    assert verdicts == [Verdict.FOUND, Verdict.UNAUTHORIZED] * 2


def test_a_query_is_anonymous_by_its_source() -> None:
    reference = Reference.parse_normalized("quay.io/ns/img:1")
    assert Query.from_reference(reference, "public").anonymous
    assert not Query.from_reference(reference, "myquay").anonymous
    assert not Query.from_reference(reference).anonymous
