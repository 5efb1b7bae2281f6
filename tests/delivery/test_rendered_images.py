"""Images that a real Helm made: which of them become known, and the place that each is led back to."""

from __future__ import annotations

import os
import stat
import textwrap
from pathlib import Path

import pytest
from chart_tools import each_helm, program
from delivery_tools import QUAY, helm_chart

from replreg.charts.chart import read_chart
from replreg.charts.helm_program import HelmProgram
from replreg.delivery.catalogue import make_catalogue
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.places import PlaceKind
from replreg.delivery.rendering import Renderer
from replreg.delivery.settings import DeliverySettings
from replreg.delivery.unproxied_images import unproxied_images
from replreg.finding import Severity

METADATA = "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 3.4.5\n"


HIDDEN = '{{ regexReplaceAll "x" "quay.io/ns/%s" "" }}'
"""An image that only a real Helm knows: the static reading has no regular expressions."""


def pod(image: str, name: str = "web", more: str = "") -> str:
    text = f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}{more}\nspec:\n  containers:\n  - name: a\n"
    return f"{text}    image: {image}\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"Chart.yaml": METADATA, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def rendered(folder: Path, helm: str, release: str, *, seconds: float = 60) -> Delivery:
    chart, problems = read_chart(str(folder), "web")
    assert chart is not None
    made = FolderRelease(
        [ReleaseFile("web.yaml", None, release)], [chart], DeliverySettings((QUAY,), "my-app"), problems
    )
    return Delivery(made, Renderer(HelmProgram(helm, (4, 1)), seconds))


def places(delivery: Delivery) -> dict[str, tuple[str, str, PlaceKind]]:
    """Return where each image is that is pulled online and that Helm made: its file, the text there, and its kind."""
    found: dict[str, tuple[str, str, PlaceKind]] = {}
    for image in delivery.images:
        if image.is_rendered and image.place.kind is not PlaceKind.BUILDER:
            field = image.place.first
            text = field.origin.fragment.file[field.span[0] : field.span[1]]
            for address in next(iter(image.written.values())):
                found[address.shown] = (field.path, text, image.place.kind)
    return found


@each_helm()
class TestWithHelm:
    def test_a_tag_that_the_chart_adds(self, helm: str, tmp_path: Path) -> None:
        files = {
            "values.yaml": "image: {repository: quay.io/ns/web}\n",
            "templates/a.yaml": pod("{{ .Values.image.repository }}:{{ .Chart.AppVersion }}"),
        }
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart("a: 1"))
        assert places(delivery) == {
            "quay.io/ns/web:3.4.5": ("web/values.yaml", "quay.io/ns/web", PlaceKind.CHART_DEFAULT)
        }
        (row,) = make_catalogue(delivery).rows
        assert (row.image, row.certain, row.rendered) == ("quay.io/ns/web:3.4.5", True, True)

    def test_an_image_that_was_read_is_marked(self, helm: str, tmp_path: Path) -> None:
        files = {
            "values.yaml": "image: redis:7\nother: {image: 'nginx:1'}\n",
            "templates/a.yaml": pod("{{ .Values.image }}"),
        }
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart("a: 1"))
        assert {row.image: row.rendered for row in make_catalogue(delivery).rows} == {
            "docker.io/library/redis:7": True,
            "docker.io/library/nginx:1": False,
        }

    @pytest.mark.parametrize(
        ("values", "template", "path", "text"),
        [
            (
                "tool: {where: quay.io/ns/tool}",
                '{{ printf "%s:%s" .Values.tool.where "2" }}',
                "web.yaml",
                "quay.io/ns/tool",
            ),
            ("tool: {where: a}", HIDDEN % "tool:2", "web/templates/a.yaml", "quay.io/ns/tool:2"),
            ("extra: |\n  image: quay.io/ns/tool:2", "x:1\n{{ .Values.extra | indent 4 }}", "web.yaml", None),
        ],
    )
    def test_an_image_that_was_not_known_is_led_back(
        self, helm: str, tmp_path: Path, values: str, template: str, path: str, text: str | None
    ) -> None:
        files = {"values.yaml": "tool: {}\n", "templates/a.yaml": pod(template)}
        if text is None:
            files["templates/a.yaml"] = (
                pod("x:1") + "---\napiVersion: v1\nkind: Pod\nspec: {containers: [{ {{- .Values.extra -}} }]}\n"
            )
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart(values))
        place = places(delivery)["quay.io/ns/tool:2"]
        assert place[0] == path
        assert text is None or place[1] == text
        assert [problem.path for problem in unproxied_images(delivery)] == [path]

    def test_hooks_count(self, helm: str, tmp_path: Path) -> None:
        hook = pod(HIDDEN % "hook:1", more="\n  annotations: {helm.sh/hook: pre-install}")
        delivery = rendered(write(tmp_path / "web", {"templates/a.yaml": hook}), program(helm), helm_chart("a: 1"))
        assert places(delivery)["quay.io/ns/hook:1"][:2] == ("web/templates/a.yaml", "quay.io/ns/hook:1")

    def test_both_installations(self, helm: str, tmp_path: Path) -> None:
        values = (
            "host: 'repl{{ HasLocalRegistry | ternary LocalRegistryHost `quay.io` }}'\n"
            "space: 'repl{{ HasLocalRegistry | ternary LocalRegistryNamespace `ns` }}'"
        )
        template = pod('{{ printf "%s/%s" .Values.host .Values.space }}/{{ .Chart.Name }}:1')
        delivery = rendered(write(tmp_path / "web", {"templates/a.yaml": template}), program(helm), helm_chart(values))
        (row,) = [row for row in make_catalogue(delivery).rows if row.used]
        assert row.online is not None
        assert row.airgap is not None
        assert row.online.address == "quay.io/ns/web:1"
        assert row.airgap.address == "{LocalRegistryHost}/{LocalRegistryNamespace}/web:1"

    def test_the_bundle_has_what_builder_turns_on(self, helm: str, tmp_path: Path) -> None:
        template = "{{ if .Values.on }}" + pod(HIDDEN % "web:1") + "{{ end }}"
        files = {"values.yaml": "'on': false\n", "templates/a.yaml": template}
        release = helm_chart("x: 1", more="  builder: {'on': true}\n")
        delivery = rendered(write(tmp_path / "web", files), program(helm), release)
        (row,) = make_catalogue(delivery).rows
        assert (bool(row.declared), bool(row.used)) == (True, False)

    def test_a_value_that_is_not_known_is_the_default_of_a_number(self, helm: str, tmp_path: Path) -> None:
        files = {
            "values.yaml": "count: 2\n",
            "templates/a.yaml": pod('{{ print "quay.io" }}/ns/web:{{ required "no" (int .Values.count) }}'),
        }
        release = helm_chart("count: repl{{ ConfigOption `n` }}")
        assert "quay.io/ns/web:2" in places(rendered(write(tmp_path / "web", files), program(helm), release))

    @pytest.mark.parametrize("wanted", [">=1.34.0-0", "<1.20", ">=1.19.0-0 <1.31.0-0", "1.x", "^1.18.0"])
    def test_a_chart_that_wants_another_kubernetes(self, helm: str, tmp_path: Path, wanted: str) -> None:
        files = {"Chart.yaml": f"{METADATA}kubeVersion: '{wanted}'\n", "templates/a.yaml": pod(HIDDEN % "web:1")}
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart("a: 1"))
        assert "quay.io/ns/web:1" in places(delivery)
        assert delivery.helm_problems == []

    @pytest.mark.parametrize(
        ("version", "more", "release", "namespace"),
        [
            ("v1beta2", "  releaseName: front\n  namespace: shop\n", "front", "shop"),
            ("v1beta2", "", "web", "…"),
            ("v1beta2", "  releaseName: repl{{ print `fr` `ont` }}\n  namespace: repl{{ Namespace }}\n", "front", "…"),
            ("v1beta2", "  releaseName: Not_A_Name\n", "…", "…"),
            ("v1beta1", "  releaseName: front\n", "web", "…"),
        ],
    )
    def test_the_names_of_the_release(
        self, helm: str, tmp_path: Path, version: str, more: str, release: str, namespace: str
    ) -> None:
        template = pod('{{ printf "quay.io/ns/%s-%s:1" .Release.Name .Release.Namespace }}')
        made = helm_chart("a: 1", version, more)
        delivery = rendered(write(tmp_path / "web", {"templates/a.yaml": template}), program(helm), made)
        assert list(places(delivery)) == [f"quay.io/ns/{release}-{namespace}:1"]

    def test_the_name_of_a_v1beta1_release_is_beside_the_chart(self, helm: str, tmp_path: Path) -> None:
        template = pod('{{ printf "quay.io/ns/%s:1" .Release.Name }}')
        made = helm_chart("a: 1", "v1beta1").replace("{name: web, chart", "{name: web, releaseName: front, chart")
        delivery = rendered(write(tmp_path / "web", {"templates/a.yaml": template}), program(helm), made)
        assert list(places(delivery)) == ["quay.io/ns/front:1"]

    def test_charts_that_are_missing_are_taken_to_be_empty(self, helm: str, tmp_path: Path) -> None:
        metadata = METADATA + "dependencies: [{name: db, version: 1.x, repository: 'https://charts.invalid'}]\n"
        files = {"Chart.yaml": metadata, "templates/a.yaml": pod(HIDDEN % "web:1")}
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart("a: 1"))
        assert "quay.io/ns/web:1" in places(delivery)
        (problem,) = delivery.helm_problems
        assert problem.severity is Severity.INFO
        assert "db" in problem.problem.message
        assert not (tmp_path / "web" / "charts").exists()

    @pytest.mark.parametrize(
        ("template", "line", "release", "severity"),
        [
            ("a: 1\nb: {{ .Values.x.y }}\n", 2, "a: 1", Severity.ERROR),
            ("{{ if }}", 1, "a: 1", Severity.ERROR),
            (
                "a: 1\n\n{{ with .Values.why }}{{ fail . }}{{ end }}\n",
                3,
                "why: repl{{ ConfigOption `n` }}",
                Severity.WARNING,
            ),
        ],
    )
    def test_a_template_that_helm_refuses_has_a_place(
        self, helm: str, tmp_path: Path, template: str, line: int, release: str, severity: Severity
    ) -> None:
        files = {"templates/a.yaml": template}
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart(release))
        (problem,) = delivery.helm_problems
        assert problem.problem.path == "web/templates/a.yaml"
        assert template.count("\n", 0, problem.problem.start) + 1 == line
        assert problem.severity is severity

    def test_a_known_mistake_is_not_reported_again(self, helm: str, tmp_path: Path) -> None:
        files = {"Chart.yaml": "apiVersion: v2\nname: web\n", "templates/a.yaml": pod("redis:7")}
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart("a: 1"))
        assert [problem.kind for problem in delivery.chart_problems] == ["metadata"]
        assert delivery.helm_problems == []

    @pytest.mark.slow
    def test_a_template_that_does_not_end_is_a_problem_and_is_not_tried_again(self, helm: str, tmp_path: Path) -> None:
        template = "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}"
        files = {"templates/a.yaml": template}
        values = "v: repl{{ HasLocalRegistry | ternary `a` `b` }}"
        delivery = rendered(write(tmp_path / "web", files), program(helm), helm_chart(values), seconds=0.5)
        (problem,) = delivery.helm_problems
        assert "0.5 seconds" in problem.problem.message


@pytest.mark.skipif(os.name == "nt", reason="the programs in the place of Helm are shell scripts")
def test_a_chart_is_copied_once_for_all_that_install_it(tmp_path: Path) -> None:
    metadata = METADATA + "dependencies: [{name: db, version: 1.x, repository: 'https://charts.invalid'}]\n"
    folder = write(tmp_path / "web", {"Chart.yaml": metadata})
    file = tmp_path / "helm"
    file.write_text(f"#!/bin/sh\necho $2 $3 >> {tmp_path}/runs\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    other = helm_chart("a: 2", more="  releaseName: other\n").replace("name: web}\nspec", "name: other}\nspec")
    delivery = rendered(folder, str(file), f"{helm_chart('a: 1')}---\n{other}")
    assert delivery.helm_problems
    runs = [line.split() for line in (tmp_path / "runs").read_text().splitlines()]
    assert {release for release, _ in runs} == {"web", "other"}
    assert len({chart for _, chart in runs}) == 1
    assert not os.path.exists(runs[0][1])


@pytest.mark.skipif(os.name == "nt", reason="the programs in the place of Helm are shell scripts")
@pytest.mark.parametrize(
    "script", ["exec sleep 60", "echo garbage", "printf '\\377\\000---\\n[\\n'", "exit 3", "kill -9 $$"]
)
def test_a_program_that_is_not_helm_adds_nothing(tmp_path: Path, script: str) -> None:
    file = tmp_path / "helm"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    folder = write(tmp_path / "web", {"templates/a.yaml": pod("redis:7"), "values.yaml": textwrap.dedent("a: 1\n")})
    delivery = rendered(folder, str(file), helm_chart("image: quay.io/ns/a:1"), seconds=0.3)
    assert {row.image for row in make_catalogue(delivery).rows} == {"quay.io/ns/a:1", "docker.io/library/redis:7"}
    assert not any(image.is_rendered for image in delivery.images)
    assert all(problem.problem.path == "web/Chart.yaml" for problem in delivery.helm_problems)
