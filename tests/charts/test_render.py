"""Charts rendered by a real Helm, and what no program in its place can do."""

from __future__ import annotations

import os
import stat
import sys
import tarfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from chart_tools import each_helm, program, write_chart

from replreg.charts.chart import read_chart
from replreg.charts.helm_program import HelmError, HelmProgram, find_helm
from replreg.charts.prepared_chart import prepare_chart
from replreg.charts.process import run_limited
from replreg.charts.render import Rendered, render, template_of

POSIX = pytest.mark.skipif(os.name == "nt", reason="the programs in the place of Helm are shell scripts")

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a, image: {{ .Values.image }}}]}\n"
HOOK = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: pre-install}}\nspec: {}\n"


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    parts = {
        "name": "web",
        "values": "image: a/b:1\n",
        "dependencies": [{"name": "db", "version": "1.0.0", "alias": "pg"}],
        "charts": [{"name": "db", "values": "image: c/d:1\n"}],
    }
    folder = write_chart(tmp_path / "web", parts)
    for inner in (folder, folder / "charts" / "db"):
        (inner / "templates" / "values.yaml").unlink()
        (inner / "templates" / "pod.yaml").write_text(POD)
    (folder / "templates" / "hook.yaml").write_text(HOOK)
    return folder


def helm_program(helm: str) -> HelmProgram:
    return HelmProgram(program(helm), (4, 1))


def run(helm: HelmProgram, chart: str, values: Sequence[str] = (), **options: Any) -> Rendered | HelmError:
    with prepare_chart(chart, options.pop("missing", ())) as prepared:
        return prepared if isinstance(prepared, HelmError) else render(helm, prepared, values, **options)


def rendered(result: Rendered | HelmError) -> dict[str, str]:
    assert isinstance(result, Rendered), result
    return {document.template: document.text for document in result.documents}


@each_helm()
class TestWithHelm:
    def test_it_is_found_by_its_version(self, helm: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", os.path.dirname(program(helm)))
        found = find_helm()
        assert isinstance(found, HelmProgram)
        assert f"helm-{found.version[0]}.{found.version[1]}" == helm

    def test_documents_with_their_templates(self, helm: str, chart: Path) -> None:
        result = run(helm_program(helm), str(chart), ["image: x/y:2\npg: {image: z:3}\n"])
        texts = rendered(result)
        assert set(texts) == {"web/templates/pod.yaml", "web/charts/pg/templates/pod.yaml", "web/templates/hook.yaml"}
        assert "image: x/y:2" in texts["web/templates/pod.yaml"]
        assert "image: z:3" in texts["web/charts/pg/templates/pod.yaml"]
        read, _ = read_chart(str(chart))
        assert read is not None
        for template in texts:
            place = template_of(read, template)
            assert place is not None
            assert place[1].name == "templates/" + template.rsplit("/", 1)[1]
            assert place[0].name == ("db" if "pg" in template else "web")
        assert template_of(read, "web/charts/no/templates/x.yaml") is None

    def test_an_archive(self, helm: str, chart: Path, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "web.tgz", "w:gz") as archive:
            archive.add(chart, "web")
        assert len(rendered(run(helm_program(helm), str(tmp_path / "web.tgz")))) == 3

    @pytest.mark.parametrize(
        ("template", "words"),
        [
            ("{{ fail `no\nway` }}", "no way"),
            ("{{ .Values.image | nothing }}", "nothing"),
            ("{{ include `x` . }}", "x"),
            ("a: b: c\n", "YAML"),
            ("{{ if }}", "missing value"),
        ],
    )
    def test_its_errors_are_one_line(self, helm: str, chart: Path, template: str, words: str) -> None:
        (chart / "templates" / "bad.yaml").write_text(template)
        result = run(helm_program(helm), str(chart))
        assert isinstance(result, HelmError)
        assert words in result.message
        assert "\n" not in result.message
        assert len(result.message) < 500

    def test_dependencies_are_not_fetched(self, helm: str, chart: Path) -> None:
        text = '{"apiVersion": "v2", "name": "web", "version": "1.0.0", "dependencies": [{"name": "x", "version": "1", "repository": "https://charts.invalid"}]}'
        (chart / "Chart.yaml").write_text(text)
        result = run(helm_program(helm), str(chart))
        assert isinstance(result, HelmError)
        assert "missing in charts/" in result.message

    def test_a_template_that_recurs_without_end(self, helm: str, chart: Path) -> None:
        (chart / "templates" / "_a.tpl").write_text('{{ define "a" }}{{ include "a" . }}{{ end }}')
        (chart / "templates" / "b.yaml").write_text('{{ include "a" . }}')
        assert isinstance(run(helm_program(helm), str(chart), seconds=20), HelmError)

    @pytest.mark.slow
    def test_a_template_that_does_not_end(self, helm: str, chart: Path) -> None:
        (chart / "templates" / "b.yaml").write_text(
            "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}"
        )
        result = run(helm_program(helm), str(chart), seconds=1)
        assert isinstance(result, HelmError)
        assert "1 seconds" in result.message

    def test_more_output_than_there_may_be(self, helm: str, chart: Path) -> None:
        result = run(helm_program(helm), str(chart), most_output=100)
        assert isinstance(result, HelmError)
        assert "100 bytes" in result.message

    def test_nothing_of_the_environment_reaches_it(
        self, helm: str, chart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plugin = tmp_path / "data" / "plugins" / "evil"
        plugin.mkdir(parents=True)
        (plugin / "plugin.yaml").write_text("name: evil\nversion: 1.0.0\ncommand: /bin/true\n")
        monkeypatch.setenv("HELM_PLUGINS", str(plugin.parent))
        monkeypatch.setenv("HELM_DATA_HOME", str(tmp_path / "data"))
        monkeypatch.setenv("HELM_NAMESPACE", "evil")
        monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
        (chart / "templates" / "pod.yaml").write_text(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Namespace }}}\n"
        )
        texts = rendered(run(helm_program(helm), str(chart)))
        assert "name: default" in texts["web/templates/pod.yaml"]


class TestLinks:
    @pytest.mark.slow
    @pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
    def test_links_that_multiply_a_copy_end_it(self, chart: Path) -> None:
        files = chart / "files"
        for name in ("a", "b"):
            (files / name).mkdir(parents=True)
            (files / name / "x").write_text("x")
        for name, other in (("a", "b"), ("b", "a")):
            for number in range(3):
                (files / name / f"l{number}").symlink_to(files / other)
        result = run(HelmProgram("/nonexistent/helm", (4, 1)), str(chart), missing=["web"])
        assert isinstance(result, HelmError)
        assert "more than 50,000 files" in result.message

    @pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
    @pytest.mark.parametrize("target", ["/etc/hostname", "..", "."])
    def test_a_folder_with_a_link_out_of_it_is_not_rendered(self, chart: Path, target: str) -> None:
        (chart / "files").mkdir()
        (chart / "files" / "x").symlink_to(target if target.startswith("/") else chart / target)
        result = run(HelmProgram("/nonexistent/helm", (4, 1)), str(chart))
        assert isinstance(result, HelmError)
        assert "'files/x' is a link" in result.message

    def test_neither_folder_nor_file(self, tmp_path: Path) -> None:
        assert isinstance(run(HelmProgram("/nonexistent/helm", (4, 1)), str(tmp_path / "no")), HelmError)


@POSIX
class TestOtherPrograms:
    def put(self, folder: Path, script: str) -> None:
        file = folder / "helm"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    @pytest.mark.parametrize(
        ("script", "words"),
        [
            ("echo hello", "hello"),
            ("exit 3", "nothing"),
            ("printf '\\033[31m\\377\\000garbage\\nmore'", "garbage more"),
            ("echo v2.16.1", "Helm 2.16"),
            ("sleep 60 & sleep 60", "1 seconds"),
            ("yes garbage", "bytes"),
            ("echo v3.1.0 >&2; exit 1", "v3.1.0"),
        ],
    )
    def test_a_program_that_is_not_helm_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
    ) -> None:
        self.put(tmp_path, script)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
        found = find_helm(seconds=1)
        assert isinstance(found, HelmError)
        assert words in found.message
        assert found.message.isprintable()

    def test_none_on_the_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.put(tmp_path, "echo v3.1.0")
        monkeypatch.chdir(tmp_path)
        for path in ("", ".", str(tmp_path / "none"), f".{os.pathsep}"):
            monkeypatch.setenv("PATH", path)
            assert isinstance(find_helm(), HelmError)

    def test_a_program_that_cannot_be_started(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "helm").write_bytes(b"\x7fELF")
        (tmp_path / "helm").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert isinstance(find_helm(), HelmError)

    def test_all_that_it_started_ends_with_it(self, tmp_path: Path) -> None:
        script = "sleep 300 & echo $! > child; echo done"
        finished = run_limited(
            ["/bin/sh", "-c", script], str(tmp_path), {"PATH": os.defpath}, seconds=20, most_output=100
        )
        assert (finished.status, finished.output) == (0, b"done\n")
        child = int((tmp_path / "child").read_text())
        for _ in range(100):
            if not Path(f"/proc/{child}").exists() or "(sleep) Z" in Path(f"/proc/{child}/stat").read_text():
                break
            time.sleep(0.05)
        else:
            pytest.fail("the child goes on")

    def test_output_that_grows_is_cut(self, tmp_path: Path) -> None:
        finished = run_limited(
            [sys.executable, "-c", "while 1: print('x' * 10000)"], str(tmp_path), {}, seconds=30, most_output=100_000
        )
        assert finished.status is None
        assert len(finished.output) <= 100_000
        assert finished.reason
