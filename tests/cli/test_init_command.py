"""``replreg init`` as a user meets it: what it finds, asks, writes, and refuses to write over."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_tools import RIGHT, ROOT, WRONG, plain_environment, replreg

from replreg.cli import init
from replreg.config.load import ConfigError, load_config, parse_config


def endpoints(folder: Path) -> dict[str, str]:
    return {item.name: item.endpoint for item in load_config(folder / "replreg.yaml").config.registries}


@pytest.fixture
def right(tmp_path: Path) -> Path:
    (tmp_path / "release.yaml").write_text(RIGHT)
    return tmp_path


def test_facts_of_the_releases_are_written_and_lint_accepts_them(right: Path) -> None:
    done = replreg("init", cwd=right)
    assert (done.returncode, done.stdout) == (0, "")
    assert "source 'myquay': 1 image, pulled from quay.io" in done.stderr
    assert "replreg.yaml: written, with 1 registry." in done.stderr
    assert "Look again" not in done.stderr
    assert endpoints(right) == {"myquay": "quay.io"}
    assert replreg("lint", cwd=right).returncode == 0


def test_a_host_as_source_is_written_with_a_word_of_doubt(tmp_path: Path) -> None:
    """A link without a name goes by its endpoint; more often the two were mixed up, and the file must not hide it."""
    (tmp_path / "release.yaml").write_text(RIGHT.replace("source: myquay", "source: quay.io"))
    done = replreg("init", cwd=tmp_path)
    assert endpoints(tmp_path) == {"quay.io": "quay.io"}
    assert "Look again at 'quay.io' there" in done.stderr
    written = (tmp_path / "replreg.yaml").read_text()
    assert "This name is a host" in written
    (tmp_path / "replreg.yaml").write_text(written.replace("  quay.io:\n", "  myquay:\n"))
    assert replreg("fix", "--in-place", cwd=tmp_path).returncode == 0
    assert (tmp_path / "release.yaml").read_text() == RIGHT


def test_without_a_terminal_what_is_not_known_is_left_as_a_comment(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(WRONG)
    done = replreg("init", "--yes", cwd=tmp_path)
    assert done.returncode == 0
    assert "source 'myquay': 1 image, endpoint not known" in done.stderr
    assert "Fill in the endpoint of 'myquay'" in done.stderr
    assert endpoints(tmp_path) == {}
    assert "  # myquay: registry.example.com\n" in (tmp_path / "replreg.yaml").read_text()


def test_options_say_what_the_releases_do_not(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(WRONG)
    done = replreg("init", "--registry", "myquay=quay.io", "--registry", "b=gcr.io", "--app", "my-app", cwd=tmp_path)
    assert done.returncode == 0
    assert endpoints(tmp_path) == {"myquay": "quay.io", "b": "gcr.io"}
    assert load_config(tmp_path / "replreg.yaml").config.app == "my-app"
    assert "source 'myquay': 1 image, linked to quay.io by --registry\n" in done.stderr
    assert replreg("lint", cwd=tmp_path).returncode == 1


def test_a_host_that_an_option_links_is_reported_under_its_name(tmp_path: Path) -> None:
    chart = "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: w}\n"
    values = "spec:\n  chart: {name: w, chartVersion: 1.0.0}\n  values: {image: 'quay.io/ns/img:1'}\n"
    (tmp_path / "release.yaml").write_text(chart + values)
    done = replreg("init", "--registry", "myquay=quay.io", cwd=tmp_path)
    assert "host quay.io: 1 image, such as quay.io/ns/img; linked as 'myquay'\n" in done.stderr
    done = replreg("init", "--force", cwd=tmp_path)
    assert "host quay.io: 1 image, such as quay.io/ns/img; link it if it is private\n" in done.stderr


def test_it_never_writes_over_settings_without_force(right: Path) -> None:
    (right / "replreg.yaml").write_text("app: mine\n")
    refused = replreg("init", cwd=right)
    assert (refused.returncode, refused.stderr) == (2, "error: replreg.yaml is there already; --force writes over it\n")
    assert (right / "replreg.yaml").read_text() == "app: mine\n"
    assert replreg("init", "--force", cwd=right).returncode == 0
    assert endpoints(right) == {"myquay": "quay.io"}


@pytest.mark.parametrize(
    ("name", "text"), [(".replreg.yaml", "app: mine\n"), ("pyproject.toml", "[tool.replreg]\napp = 'mine'\n")]
)
def test_settings_of_another_name_count_too(right: Path, name: str, text: str) -> None:
    (right / name).write_text(text)
    refused = replreg("init", cwd=right)
    assert refused.returncode == 2
    assert name in refused.stderr
    assert not (right / "replreg.yaml").exists()


def test_a_link_to_nowhere_is_not_written_through(right: Path) -> None:
    try:
        (right / "replreg.yaml").symlink_to(right / "elsewhere" / "x.yaml")
    except OSError:
        pytest.skip("this system has no symbolic links")
    assert replreg("init", cwd=right).returncode == 2
    assert not (right / "elsewhere").exists()


def test_a_folder_can_be_named(right: Path) -> None:
    done = replreg("init", right.name, cwd=right.parent)
    assert done.returncode == 0
    assert f"Then: replreg lint {right.name}" in done.stderr
    assert endpoints(right) == {"myquay": "quay.io"}
    assert replreg("init", "none", cwd=right).returncode == 2
    assert replreg("init", "release.yaml", cwd=right).returncode == 2


def test_a_folder_without_releases_gets_an_example(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("a: 1\n")
    (tmp_path / "broken.yaml").write_bytes(b"\xff\xff")
    done = replreg("init", cwd=tmp_path)
    assert done.returncode == 0
    assert "There is no release here yet" in done.stderr
    assert endpoints(tmp_path) == {}


def test_the_schema_is_written_beside_it_for_editors(right: Path) -> None:
    assert replreg("init", "--schema", cwd=right).returncode == 0
    first = (right / "replreg.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=replreg-config.schema.json"
    written = (right / "replreg-config.schema.json").read_text(encoding="utf-8")
    assert '"replreg configuration"' in written
    (right / "replreg.yaml").unlink()
    (right / "replreg-config.schema.json").write_text("{}")
    assert replreg("init", "--schema", cwd=right).returncode == 2
    assert not (right / "replreg.yaml").exists()
    assert replreg("init", "--schema", "--force", cwd=right).returncode == 0


def test_a_wrong_option_is_refused_before_anything_is_written(right: Path) -> None:
    for bad in ("myquay", "=x", "public=quay.io", "a=b c", "a=https://", "a=https://quay.io", "a=public"):
        done = replreg("init", "--registry", bad, cwd=right)
        assert done.returncode == 2, bad
        assert "Traceback" not in done.stderr
    assert not (right / "replreg.yaml").exists()


def test_a_folder_that_cannot_be_written_is_reported(right: Path) -> None:
    if os.name != "posix" or os.geteuid() == 0:
        (right / "replreg.yaml").mkdir()
        done = replreg("init", "--force", cwd=right)
    else:
        right.chmod(0o500)
        done = replreg("init", cwd=right)
        right.chmod(0o700)
    assert done.returncode == 2
    assert "cannot write replreg.yaml" in done.stderr


def test_a_file_that_the_next_run_would_refuse_is_not_written(right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str, path: str) -> None:
        raise ConfigError("it is wrong", path)

    monkeypatch.setattr(init, "parse_config", refuse)
    done = replreg("init", cwd=right)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing is written" in done.stderr
    assert not (right / "replreg.yaml").exists()


def answer(folder: Path, answers: str, *arguments: str) -> tuple[int, str]:
    """Run init on a terminal, where the answers wait already; return the status and what was shown."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode())
    process = subprocess.Popen(
        [sys.executable, "-m", "replreg", "init", *arguments],
        cwd=folder,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment(PYTHONPATH=str(ROOT)),
        encoding="utf-8",
    )
    try:
        out, err = process.communicate(timeout=60)
    finally:
        os.close(ours)
        os.close(theirs)
    assert out.strip() == ""
    return process.returncode, err


def test_on_a_terminal_each_endpoint_is_asked_and_the_guess_is_one_key_away(right: Path) -> None:
    status, shown = answer(right, "my-app\n\n")
    assert status == 0
    assert "slug at Replicated" in shown
    assert "Endpoint of 'myquay', such as quay.io (Enter: leave it open) [quay.io]:" in shown
    assert endpoints(right) == {"myquay": "quay.io"}
    assert load_config(right / "replreg.yaml").config.app == "my-app"


def test_an_answer_that_is_not_a_host_is_asked_for_again_and_none_leaves_a_comment(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(WRONG + "  b:\n    image: gcr.io/x/y:1\n  c:\n    image: ghcr.io/z/y:1\n")
    status, shown = answer(tmp_path, "\nno host\ndtr.example.com:8443\ny\nmygcr\n\n")
    assert status == 0
    assert "'no host' is not a host" in shown
    assert "Is gcr.io linked" in shown
    assert "Reference name of gcr.io [gcr.io]" in shown
    assert endpoints(tmp_path) == {"myquay": "dtr.example.com:8443", "mygcr": "gcr.io"}
    assert "ghcr.io" not in (tmp_path / "replreg.yaml").read_text()


def test_answers_that_cannot_be_right_are_asked_again(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(RIGHT + "  b:\n    image: gcr.io/x/y:1\n")
    status, shown = answer(tmp_path, "My App\nmy-app\nhttps://quay.io\nquay.io\ny\npublic\nmyquay\na b\nmygcr\n")
    assert status == 0, shown
    assert endpoints(tmp_path) == {"myquay": "quay.io", "mygcr": "gcr.io"}
    assert load_config(tmp_path / "replreg.yaml").config.app == "my-app"
    assert shown.count("is not a slug") == shown.count("is built in") == shown.count("is taken") == 1


def test_the_endpoint_is_the_name_of_a_link_without_one(right: Path) -> None:
    (right / "release.yaml").write_text(RIGHT + "  b:\n    image: gcr.io/x/y:1\n")
    assert answer(right, "\n\ny\n\n")[0] == 0
    assert endpoints(right) == {"myquay": "quay.io", "gcr.io": "gcr.io"}


def test_an_app_that_is_not_a_slug_is_refused(right: Path) -> None:
    for wrong in ("My App", "a/b", ""):
        assert replreg("init", "--app", wrong, cwd=right).returncode == 2
    assert not (right / "replreg.yaml").exists()


def test_the_vendors_own_settings_give_slug_and_folders(right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (right / ".replicated").write_text("appSlug: the-app\nmanifests: ['kots/*.yaml']\n")
    (right / "kots").mkdir()
    (right / "kots" / "a.yaml").write_text(RIGHT.replace("quay.io/", "ghcr.io/"))
    assert replreg("init", "--yes", cwd=right).returncode == 0
    assert load_config(right / "replreg.yaml").config.app == "the-app"
    assert endpoints(right) == {"myquay": "ghcr.io"}
    monkeypatch.setenv("REPLICATED_APP", "another")
    assert replreg("init", "--yes", "--force", cwd=right).returncode == 0
    assert load_config(right / "replreg.yaml").config.app == "another"


@pytest.mark.parametrize("is_variable", [False, True])
def test_a_slug_of_the_vendors_own_settings_that_is_not_one_is_reported(
    right: Path, monkeypatch: pytest.MonkeyPatch, is_variable: bool
) -> None:
    if is_variable:
        monkeypatch.setenv("REPLICATED_APP", "My_App")
    else:
        (right / ".replicated").write_text("appSlug: My_App\n")
    done = replreg("init", cwd=right)
    assert done.returncode == 0
    assert "'My_App' is not a slug" in done.stderr
    assert load_config(right / "replreg.yaml").config.app is None
    quiet = replreg("init", "--force", "--quiet", cwd=right)
    assert (quiet.returncode, quiet.stderr) == (0, "")


def test_it_counts_the_files_that_lint_counts(tmp_path: Path) -> None:
    (tmp_path / "release.yaml").write_text(RIGHT)
    (tmp_path / "pod.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'quay.io/a/b:1'}]}\n"
    )
    (tmp_path / "kots").mkdir()
    (tmp_path / "kots" / "app.yaml").write_text(
        "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {title: a}\n"
    )
    done = replreg("init", "--yes", cwd=tmp_path)
    linted = replreg("lint", "--no-config", "--format", "json", cwd=tmp_path)
    count = json.loads(linted.stdout)["summary"]["files"]
    assert f"Read {count} release file" in done.stderr


def test_yes_asks_nothing_on_a_terminal_either(right: Path) -> None:
    status, shown = answer(right, "", "--yes")
    assert status == 0
    assert "Enter" not in shown


def test_ending_the_questions_writes_nothing(right: Path) -> None:
    status, _ = answer(right, "my-app\n\x04")
    assert status == 130
    assert [path.name for path in right.iterdir()] == ["release.yaml"]


def test_each_comment_of_settings_can_be_made_a_setting(right: Path) -> None:
    assert replreg("init", cwd=right).returncode == 0
    lines = (right / "replreg.yaml").read_text("utf-8").splitlines(keepends=True)
    commented = [number for number, line in enumerate(lines) if re.match(r" +# (\S+:( |$)|- )", line)]
    assert len(commented) > 2
    for count in range(1, len(commented) + 1):
        changed = list(lines)
        for number in commented[:count]:
            changed[number] = changed[number].replace("# ", "", 1)
            alone = [*lines[:number], changed[number], *lines[number + 1 :]]
            parse_config("".join(alone))
        parse_config("".join(changed))


def test_no_organisation_of_docker_hub_is_taken_for_a_registry(tmp_path: Path) -> None:
    release = "# kind: scheduler-swarm\nservices:\n  a: {image: bitnami/redis}\n  b: {image: team/app/web}\n"
    (tmp_path / "a.yaml").write_text(release, "utf-8")
    assert replreg("init", cwd=tmp_path).returncode == 0
    written = (tmp_path / "replreg.yaml").read_text("utf-8")
    assert "bitnami" not in written
    assert "team" not in written


def test_hosts_of_values_are_seen_and_no_character_that_covers_a_template_is(tmp_path: Path) -> None:
    values = "    image: {registry: harbor.example.com, repository: a/b}\n    b: '{{repl Host}}.example.com/ns/web:1'\n"
    text = "repl {{ HasLocalRegistry | ternary LocalRegistryHost `x` }}"  # with the space, it is no template
    values += f"    c:\n      image:\n        registry: '{text}'\n        repository: ns/web\n        tag: '1'\n"
    head = "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: a}\nspec:\n"
    chart = "  chart: {name: a, chartVersion: 1.0.0}\n  values:\n"
    (tmp_path / "a.yaml").write_text(head + chart + values, "utf-8")
    done = replreg("init", cwd=tmp_path)
    written = (tmp_path / "replreg.yaml").read_text("utf-8")
    assert endpoints(tmp_path) == {"harbor.example.com": "harbor.example.com"}
    assert "\ue000" not in written + done.stdout + done.stderr
    assert "repl {{" not in written + done.stdout + done.stderr


KOTS = """\
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app-title
spec:
  title: My app
  additionalImages:
    - ghcr.io/my-org/job:1.0.0
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  values:
    web:
      image: images.example.com/proxy/my-app/ghcr.io/my-org/web:1.0.0
    worker:
      image:
        registry: images.example.com
        repository: proxy/my-app/ghcr.io/my-org/worker
        tag: 1.0.0
    job:
      image: 'repl{{ LocalImageName "ghcr.io/my-org/job:1.0.0" }}'
    cache:
      image: quay.io/valkey/valkey:8
    report:
      image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/report:2
"""
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "web: {image: x}\n",
    "templates/web.yaml": "kind: ConfigMap\n",
}


def test_a_kots_repository_is_set_up_in_one_go_and_lint_finds_its_mistake(tmp_path: Path) -> None:
    (tmp_path / "chart" / "templates").mkdir(parents=True)
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "kots.yaml").write_text(KOTS)
    for name, text in CHART.items():
        (tmp_path / "chart" / name).write_text(text)
    done = replreg("init", "--yes", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    config = load_config(tmp_path / "replreg.yaml").config
    assert (config.app, config.domains.proxy, config.domains.registry) == ("my-app", ("images.example.com",), ())
    assert endpoints(tmp_path) == {host: host for host in ("ghcr.io", "123456789012.dkr.ecr.us-east-1.amazonaws.com")}
    assert "  # quay.io: quay.io\n" in (tmp_path / "replreg.yaml").read_text()
    linted = replreg(
        "lint", "--format", "concise", "--select", "unproxied-image,proxy-path,unknown-domain", cwd=tmp_path
    )
    [line] = linted.stdout.splitlines()
    assert line.startswith("release/kots.yaml:31:14: error[unproxied-image]")


def test_the_name_of_the_application_is_only_a_guess_for_the_slug(tmp_path: Path) -> None:
    (tmp_path / "kots.yaml").write_text(KOTS.partition("---")[0])
    assert replreg("init", "--yes", cwd=tmp_path).returncode == 0
    assert load_config(tmp_path / "replreg.yaml").config.app is None
    assert "\n# app: my-app-title   # a guess" in (tmp_path / "replreg.yaml").read_text()


def test_the_slug_is_left_open_where_paths_contradict_one_another(tmp_path: Path) -> None:
    (tmp_path / "kots.yaml").write_text(KOTS.replace("my-app/ghcr.io/my-org/worker", "other-app/ghcr.io/my-org/worker"))
    assert replreg("init", "--yes", cwd=tmp_path).returncode == 0
    assert load_config(tmp_path / "replreg.yaml").config.app is None


def test_domains_of_the_release_are_written(tmp_path: Path) -> None:
    (tmp_path / "ec.yaml").write_text(
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec:\n  version: 2.1.0+k8s-1.30\n"
        "  domains: {proxyRegistryDomain: Proxy.example.com, replicatedRegistryDomain: registry.example.com}\n"
    )
    assert replreg("init", "--yes", cwd=tmp_path).returncode == 0
    domains = load_config(tmp_path / "replreg.yaml").config.domains
    assert (domains.proxy, domains.registry) == (("proxy.example.com",), ("registry.example.com",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "images.example.com/proxy/my-app/ghcr.io/my-org/web",
            "'{{repl LocalRegistryHost }}/proxy/my-app/ghcr.io/web'",
        ),
        (
            "images.example.com/proxy/my-app/ghcr.io/my-org/web",
            "'{{repl LocalRegistryAddress }}/proxy/my-app/ghcr.io/w'",
        ),
        ("  title: My app\n", "  proxyRegistryDomain: images.example.com and more\n"),
        ("  title: My app\n", "  replicatedRegistryDomain: images_example\n"),
    ],
)
def test_only_a_host_is_written_as_a_domain(tmp_path: Path, old: str, new: str) -> None:
    assert old in KOTS
    (tmp_path / "kots.yaml").write_text(KOTS.replace(f"{old}:1.0.0", new).replace(old, new))
    done = replreg("init", "--yes", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    domains = load_config(tmp_path / "replreg.yaml").config.domains
    assert (domains.proxy, domains.registry) == (("images.example.com",), ())
    assert not re.search("[\ue000-\uf8ff]", done.stdout + done.stderr)
