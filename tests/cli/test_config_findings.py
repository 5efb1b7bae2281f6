"""Findings in the configuration file, and what the other files of a KOTS release tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_tools import Done, call

from replreg.linter.config_check import check_config
from replreg.linter.fix import fix_until_stable

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CONFIG = """\
app: my-app
registries:
  quay:
    endpoint: "https://quay.io/"   # as the browser has it
  ecr:
    endpoint: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    username: AWS
    password: ${ECR_SECRET}
  hub: hub.docker.com
"""
MENDED = CONFIG.replace("https://quay.io/", "quay.io").replace("hub.docker.com", "index.docker.io")


def replreg(folder: Path, *arguments: str) -> Done:
    return call(*arguments, cwd=folder)


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


RELEASE = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {source: quay, name: ns/img, tag: '1'}\n"


def test_lint_says_what_is_wrong_with_the_registries_of_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, replreg_yaml=CONFIG, a_yaml=RELEASE, z_yaml=RELEASE.replace("quay", "nope"))
    done = replreg(tmp_path, "lint", "--format", "json")
    found = [
        (item["path"], item["rule"], item["start"]["line"], item["start"]["column"])
        for item in json.loads(done.out)["findings"]
    ]
    assert found == [
        ("replreg.yaml", "registry-endpoint", 4, 16),
        ("replreg.yaml", "registry-credentials", 7, 15),
        ("replreg.yaml", "registry-endpoint", 9, 8),
        ("z.yaml", "unknown-source", 4, 12),
    ]
    assert done.status == 1


def test_rules_can_be_off_and_a_configuration_in_order_is_silent(tmp_path: Path) -> None:
    off = "rules: {registry-endpoint: off, registry-credentials: off}\n"
    write(tmp_path, replreg_yaml=CONFIG + off, a_yaml=RELEASE)
    assert replreg(tmp_path, "lint").status == 0
    write(tmp_path, replreg_yaml=MENDED.replace("AWS", "AKIAIOSFODNN7EXAMPLE"))
    assert replreg(tmp_path, "lint", "--format", "concise", "--fail-on", "info").out == ""


def test_a_pyproject_is_checked_too_and_each_finding_is_on_the_line_of_its_registry(tmp_path: Path) -> None:
    toml = (
        '[project]\nname = "x"\n[tool.replreg.registries]\nquay = "https://quay.io/"\n'
        '[tool.replreg.registries.hub]\nusername = "me"\nendpoint = "hub.docker.com"\n'
    )
    (tmp_path / "pyproject.toml").write_text(toml)
    write(tmp_path, a_yaml=RELEASE)
    for arguments in (["lint"], ["registries", "check"]):
        done = replreg(tmp_path, *arguments, "--format", "json")
        assert done.status == 1
        content = json.loads(done.out)
        found = [(item["path"], item["start"]["line"], item["fix"]) for item in content["findings"]]
        assert sorted(found) == [("pyproject.toml", 4, None), ("pyproject.toml", 7, None)]
        assert content["summary"]["errors"] == 2
    assert replreg(tmp_path, "fix", "--in-place", ".").status == 0
    assert (tmp_path / "pyproject.toml").read_text() == toml


def test_registries_of_a_folder_without_any(tmp_path: Path) -> None:
    said = "replreg: no registries are configured; 'replreg init' or 'replreg registries import' writes them down\n"
    for command in ("list", "check"):
        done = replreg(tmp_path, "registries", command)
        assert (done.status, done.out, done.err) == (0, "", said)
    assert json.loads(replreg(tmp_path, "registries", "list", "--format", "json").out) == []
    assert json.loads(replreg(tmp_path, "registries", "check", "--format", "json").out)["findings"] == []


def test_fix_fixes_the_configuration_that_is_named_and_no_other(tmp_path: Path) -> None:
    write(tmp_path, replreg_yaml=CONFIG, a_yaml=RELEASE)
    done = replreg(tmp_path, "fix", "--in-place", ".")
    assert done.status == 0
    assert "3 findings left" in done.err and "replreg fix replreg.yaml" in done.err
    assert (tmp_path / "replreg.yaml").read_text() == CONFIG
    assert replreg(tmp_path, "fix", "--in-place", "replreg.yaml").status == 0
    assert (tmp_path / "replreg.yaml").read_text() == MENDED


def test_check_has_a_status_and_an_option_is_warned_of(tmp_path: Path) -> None:
    write(tmp_path, replreg_yaml=CONFIG)
    done = replreg(tmp_path, "registries", "check", "--format", "concise")
    assert (done.status, done.out.count("\n")) == (1, 3)
    write(tmp_path, replreg_yaml=MENDED, a_yaml=RELEASE)
    assert replreg(tmp_path, "registries", "check").status == 0  # a warning is none
    warned = replreg(tmp_path, "lint", "--registry", "x=http://y.io", "a.yaml")
    assert warned.err.startswith("warning: --registry x=http://y.io:")


def test_list_shows_whether_a_credential_is_set_and_never_its_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, replreg_yaml=CONFIG)
    monkeypatch.setenv("ECR_SECRET", SECRET)
    done = replreg(tmp_path, "registries", "list", "--format", "json")
    assert [item["credential"] for item in json.loads(done.out)] == ["none", "set", "none"]
    assert SECRET not in done.out + done.err
    monkeypatch.delenv("ECR_SECRET")
    assert "not set: the variable ECR_SECRET is empty" in replreg(tmp_path, "registries", "list").out


def test_a_secret_as_user_name_is_never_repeated(tmp_path: Path) -> None:
    write(tmp_path, replreg_yaml=CONFIG.replace("AWS", SECRET), a_yaml=RELEASE)
    for arguments in (("lint",), ("lint", "--format", "sarif"), ("registries", "check"), ("registries", "list")):
        done = replreg(tmp_path, *arguments)
        assert SECRET not in done.out + done.err


@pytest.mark.parametrize("text", [CONFIG, CONFIG.replace("\n", "\r\n"), "\ufeff" + CONFIG])
def test_fixing_changes_only_the_endpoints(text: str) -> None:
    def fix(now: str) -> str:
        return fix_until_stable(now, lambda text: check_config(text, "replreg.yaml"), unsafe=False).text

    fixed = fix(text)
    assert fixed == text.replace("https://quay.io/", "quay.io").replace("hub.docker.com", "index.docker.io")
    assert fix(fixed) == fixed
    assert {finding.rule for finding in check_config(fixed, "replreg.yaml")} == {"registry-credentials"}


APPLICATION = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec:\n  title: A\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c, image: 'quay/ns/img:1'}\n"


def test_a_manifest_beside_an_application_is_part_of_the_release(tmp_path: Path) -> None:
    write(
        tmp_path,
        replreg_yaml="registries: {quay: quay.io}\n",
        kots__app_yaml=APPLICATION,
        kots__pod_yaml=POD,
        plain__pod_yaml=POD,
    )
    done = replreg(tmp_path, "lint", "--format", "concise", "--min-severity", "warning")
    # A manifest that is not in a release is checked for reference names all the same.
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["kots/pod.yaml", "plain/pod.yaml"]
    assert replreg(tmp_path, "fix", "-i", "kots/pod.yaml").status == 0
    assert (tmp_path / "kots" / "pod.yaml").read_text() == POD.replace("quay/", "quay.io/")


def test_the_folders_below_count_within_a_repository(tmp_path: Path) -> None:
    tagless = POD.replace("quay/ns/img:1", "other/ns/img")
    write(
        tmp_path, replreg_yaml="registries: {quay: quay.io}\n", kots__app_yaml=APPLICATION, kots__more__pod_yaml=tagless
    )
    options = ("lint", "--select", "floating-tag", "--format", "concise", "kots/more")
    assert replreg(tmp_path, *options).out == ""
    (tmp_path / ".git").mkdir()
    assert replreg(tmp_path, *options).out.startswith("kots/more/pod.yaml:6:23: warning[floating-tag]")


def test_a_custom_proxy_domain_counts_in_the_other_files(tmp_path: Path) -> None:
    proxied = POD.replace("quay/ns/img:1", "images.example.com/proxy/my-app/nope/ns/img:1")
    config = "app: my-app\nregistries: {quay: quay.io}\n"
    write(tmp_path, replreg_yaml=config, app_yaml=APPLICATION, pod_yaml=proxied)
    # Without a domain of its own, the image strings themselves tell the proxy: all agree on one.
    found = replreg(tmp_path, "lint", "--select", "proxy-path", "--format", "concise").out
    assert found.startswith("pod.yaml:6:")
    write(tmp_path, app_yaml=APPLICATION + "  proxyRegistryDomain: images.example.com\n")
    assert replreg(tmp_path, "lint", "--select", "proxy-path", "--format", "concise").out.startswith("pod.yaml:6:")
