"""``replreg verify --pin``: the digest that a real registry has, beside the tag."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cli_tools import call
from command_tools import replreg
from remote_ask import RealRegistry

from replreg.cli import pin
from replreg.linter.file_job import FileJob
from replreg.linter.kots_folder import KotsFolders

KOTS = """\
apiVersion: kots.io/v1beta1
kind: Application
metadata: {{name: app}}
spec:
  additionalImages:
    - {host}/team/app:2.0   # for a custom resource
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {{name: app}}
spec:
  chart: {{name: app, chartVersion: 1.0.0}}
  values:
    web:
      image: '{proxy}/proxy/my-app/linked/team/app:1.0'
    keyed:
      image: {{registry: '{proxy}', repository: proxy/my-app/linked/team/app, tag: "1.0", digest: ""}}
    split:
      image: {{registry: '{proxy}', repository: proxy/my-app/linked/team/app, tag: "1.0"}}
    local:
      image: '{{{{repl HasLocalRegistry | ternary LocalRegistryHost "{proxy}" }}}}/proxy/my-app/linked/team/app:1.0'
"""


def verify(folder: Path, host: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "replreg.yaml").write_text(
        f"app: my-app\nregistries:\n  linked: {{endpoint: '{host}'}}\ndomains: {{proxy: [proxy.example.com]}}\n"
    )
    environment = {"DOCKER_CONFIG": str(folder / "none"), "HOME": str(folder)}
    done = replreg("verify", "--retries", "0", *arguments, cwd=folder, **environment)
    assert "Traceback" not in done.stderr
    return done


def test_each_spelling_is_pinned_or_it_is_said_why_not(tmp_path: Path, open_registry: RealRegistry) -> None:
    text = KOTS.format(host=open_registry.host, proxy="proxy.example.com")
    path = tmp_path / "kots.yaml"
    path.write_text(text)
    shown = verify(tmp_path, open_registry.host, "--pin")
    assert path.read_text() == text
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("--- a/kots.yaml\n+++ b/kots.yaml\n")
    done = verify(tmp_path, open_registry.host, "--pin", "--in-place")
    one, two = (open_registry.digests[f"team/app:{tag}"] for tag in ("1.0", "2.0"))
    expected = text.replace("app:2.0   #", f"app:2.0@{two}   #")
    expected = expected.replace(
        "image: 'proxy.example.com/proxy/my-app/linked/team/app:1.0'",
        f"image: 'proxy.example.com/proxy/my-app/linked/team/app:1.0@{one}'",
    )
    expected = expected.replace('digest: ""', f'digest: "{one}"')
    assert path.read_text() == expected
    assert "kots.yaml: pinned\n" in done.stderr
    lines = {line.split(":")[1]: line for line in done.stderr.splitlines() if "is not pinned" in line}
    assert set(lines) == {"19", "21"}
    assert "no key for a digest" in lines["19"]
    again = verify(tmp_path, open_registry.host, "--pin")
    assert again.stdout == ""


def test_a_classic_release_has_no_place_for_a_digest_but_plain_manifests_have(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    host = open_registry.host
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - {{name: a, image: '{host}/team/app:1.0'}}\n"
    head = (
        "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {source: linked, name: team/app, tag: '1.0'}\n"
    )
    (tmp_path / "release.yaml").write_text(f"{head}---\n# kind: scheduler-kubernetes\n{pod}")
    done = verify(tmp_path, host, "--pin", "release.yaml")
    assert done.stdout == ""
    assert "release.yaml:12: " in done.stderr
    (tmp_path / "pod.yaml").write_text(pod)
    done = verify(tmp_path, host, "--pin", "-i", "pod.yaml")
    assert (tmp_path / "pod.yaml").read_text() == pod.replace(
        "app:1.0", f"app:1.0@{open_registry.digests['team/app:1.0']}"
    )


def test_options_that_do_not_go_together(tmp_path: Path) -> None:
    for wrong in (("--in-place",), ("--pin", "--stored")):
        assert verify(tmp_path, "quay.io", *wrong).returncode == 2


def test_a_failure_on_one_file_is_reported_and_the_others_are_pinned(
    tmp_path: Path, open_registry: RealRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = open_registry.host
    (tmp_path / "replreg.yaml").write_text(f"registries: {{linked: '{host}'}}\n")
    (tmp_path / "app.yaml").write_text("apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: app}\n")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{image: '{host}/team/app:1.0'}}]}}\n"
        )
    real = pin.pin_file

    def fail(job: FileJob, folders: KotsFolders, digests: dict[str, str]) -> object:
        if job.display_path == "a.yaml":
            raise ValueError("an invented failure")
        return real(job, folders, digests)

    monkeypatch.setattr(pin, "pin_file", fail)
    environment = {"DOCKER_CONFIG": str(tmp_path / "none"), "HOME": str(tmp_path)}
    done = call("verify", "--retries", "0", "--pin", "--in-place", cwd=tmp_path, env=environment, with_bug=True)
    assert done.status == 2
    assert "a.yaml: replreg failed on this file with ValueError: an invented failure" in done.err
    assert "@sha256:" in (tmp_path / "b.yaml").read_text()
    assert "@sha256:" not in (tmp_path / "a.yaml").read_text()
