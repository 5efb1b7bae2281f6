"""A vendor who starts: plain upstream images become what the platform's documentation recommends.

The chart is rendered by a real Helm before and after the fix, with the values that the platform gives it in each
installation.
"""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest
from chart_tools import each_helm, program
from cli_tools import call
from ruamel.yaml import YAML

from replreg.templates.evaluator import evaluate
from replreg.templates.lexer import Dialect
from replreg.templates.parser import parse_template
from replreg.templates.values import Symbol, SymbolKind, Text
from replreg.templates.worlds import World

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": """\
image:
  repository: quay.io/my-org/web   # ours
  tag: "1.4.0"
worker:
  image:
    registry: quay.io
    repository: my-org/team/worker
    tag: '2.0'
cache: {image: "docker.io/library/redis:7"}
imagePullSecrets: []
""",
    "templates/pods.yaml": """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{ toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - {name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}
    - {name: worker, image: "{{ with .Values.worker.image }}{{ .registry }}/{{ .repository }}:{{ .tag }}{{ end }}"}
    - {name: cache, image: {{ .Values.cache.image | quote }}}
""",
}
RELEASE = """\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  values:
    # what the customer gets
    image:
      repository: quay.io/my-org/web
    worker:
      image:
        registry: 'quay.io'   # our registry
        repository: "my-org/team/worker"
"""
IDIOM = """\
    image:
      repository: repl{{ HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com" }}/repl{{ HasLocalRegistry | ternary LocalRegistryNamespace "proxy/my-app/quay.io/my-org" }}/web
    worker:
      image:
        registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com" }}'   # our registry
        repository: "{{repl HasLocalRegistry | ternary LocalRegistryNamespace `proxy/my-app/quay.io/my-org/team` }}/worker"
    imagePullSecrets:
      - name: '{{repl ImagePullSecretName }}'
"""
SYMBOLS = {
    SymbolKind.LOCAL_REGISTRY_HOST: "registry.local:5000",
    SymbolKind.LOCAL_REGISTRY_NAMESPACE: "apps",
    SymbolKind.PULL_SECRET_NAME: "my-app-registry",
}
PROXY = "proxy.replicated.com/proxy/my-app/quay.io"
OPTIONS = ("--no-config", "--app", "my-app", "--registry", "q=quay.io", "--select", "unproxied-image")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    for name, text in CHART.items():
        path = tmp_path / "chart" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "web.yaml").write_text(RELEASE, encoding="utf-8")
    return tmp_path


def given(text: str, *, airgap: bool) -> str:
    """Return the values of a ``HelmChart`` as the platform gives them to Helm."""
    datum = evaluate(parse_template(text, Dialect.PLATFORM), World(airgap=airgap)).alternatives[0].datum
    assert isinstance(datum, Text)
    rendered = "".join(
        SYMBOLS[piece.kind] if isinstance(piece, Symbol) else getattr(piece, "text", "?") for piece in datum.pieces
    )
    out = io.StringIO()
    YAML().dump(YAML().load(rendered)["spec"]["values"], out)
    return out.getvalue()


def pods(helm: str, folder: Path, values: str | None) -> tuple[list[str], list[str]]:
    """Return the images and the pull secrets that Helm renders."""
    arguments = [program(helm), "template", "web", str(folder / "chart")]
    if values is not None:
        (folder / "given.yaml").write_text(values, encoding="utf-8")
        arguments += ["--values", str(folder / "given.yaml")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=True)
    pod = YAML(typ="safe").load(done.stdout)
    secrets = [one["name"] for one in pod["spec"].get("imagePullSecrets", [])]
    return [one["image"] for one in pod["spec"]["containers"]], secrets


THROUGH_PROXY = [f"{PROXY}/my-org/web:1.4.0", f"{PROXY}/my-org/team/worker:2.0", "docker.io/library/redis:7"]
FROM_LOCAL_REGISTRY = [
    "registry.local:5000/apps/web:1.4.0",
    "registry.local:5000/apps/worker:2.0",
    "docker.io/library/redis:7",
]


def check_both_worlds(helm: str, folder: Path, text: str) -> None:
    """Check what Helm renders with the values of a fixed release, online and in an air gap."""
    online, airgap = (pods(helm, folder, given(text, airgap=airgap)) for airgap in (False, True))
    assert online == (THROUGH_PROXY, ["my-app-registry"])
    assert airgap == (FROM_LOCAL_REGISTRY, ["my-app-registry"])


@each_helm()
def test_the_values_of_a_chart_pull_through_the_proxy(helm: str, release: Path) -> None:
    (release / "release" / "web.yaml").unlink()  # the chart is for Helm alone
    assert pods(helm, release, None)[0][0] == "quay.io/my-org/web:1.4.0"
    assert call("fix", "-i", *OPTIONS, "chart", cwd=release).status == 0
    values = (release / "chart" / "values.yaml").read_text(encoding="utf-8")
    expected = CHART["values.yaml"].replace("quay.io/my-org/web ", f"{PROXY}/my-org/web ")
    assert values == expected.replace("registry: quay.io", f"registry: {PROXY}")
    assert pods(helm, release, None) == (THROUGH_PROXY, [])


@each_helm()
def test_a_helm_chart_gets_the_idiom_of_the_local_registry_and_the_pull_secret(helm: str, release: Path) -> None:
    path = release / "release" / "web.yaml"
    before = [pods(helm, release, given(RELEASE, airgap=airgap)) for airgap in (False, True)]
    assert before[0] == before[1]
    assert before[0][0][:2] == ["quay.io/my-org/web:1.4.0", "quay.io/my-org/team/worker:2.0"]
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    text = path.read_bytes().decode()
    assert text == RELEASE[: RELEASE.index("    image:\n")] + IDIOM
    check_both_worlds(helm, release, text)
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    assert path.read_bytes().decode() == text
    assert not re.search(r"unproxied|missing-pull|local-registry", call("lint", *OPTIONS[:-2], ".", cwd=release).out)


def test_the_safe_fix_stays_the_proxy_alone(release: Path) -> None:
    call("fix", "-i", *OPTIONS, "release", cwd=release)
    text = (release / "release" / "web.yaml").read_text(encoding="utf-8")
    expected = RELEASE.replace("quay.io/my-org/web", f"{PROXY}/my-org/web").replace("'quay.io'", f"'{PROXY}'")
    assert text == expected


@pytest.mark.parametrize(
    ("values", "fixed"),
    [
        ("image: {repository: quay.io/a/web}", f"image: {{repository: {PROXY}/a/web}}"),
        ("image: {registry: quay.io}", f"image: {{registry: {PROXY}}}"),
        ('image: {registry: "quay.io/a", repository: "b/web"}',
         'image: {registry: "{{repl HasLocalRegistry | ternary LocalRegistryHost `proxy.replicated.com` }}", repository: '
         '"{{repl HasLocalRegistry | ternary LocalRegistryNamespace `proxy/my-app/quay.io/a/b` }}/web"}'),
        ("image: 'quay.io/web:1'",
         "image: '{{repl HasLocalRegistry | ternary LocalRegistryHost \"proxy.replicated.com\" }}/"
         "{{repl HasLocalRegistry | ternary LocalRegistryNamespace \"proxy/my-app/quay.io\" }}/web:1'"),
    ],
)  # fmt: skip
def test_other_spellings(values: str, fixed: str, release: Path) -> None:
    text = (
        RELEASE[: RELEASE.index("    # what")] + "    imagePullSecrets: [{name: '{{repl ImagePullSecretName }}'}]\n    "
    )
    path = release / "release" / "web.yaml"
    path.write_text(f"{text}{values}\n", encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, "release", cwd=release)
    assert path.read_text(encoding="utf-8") == f"{text}{fixed}\n"


@pytest.mark.parametrize(
    ("values", "fixed"),
    [
        ("image: quay.io/a/web:1", 'image: repl{{ ReplicatedImageName "quay.io/a/web:1" }}'),
        ("image: {registry: 'quay.io', repository: a/web}",
         "image: {registry: '{{repl ReplicatedImageRegistry \"quay.io\" }}', repository: a/web}"),
    ],
)  # fmt: skip
def test_embedded_cluster_3_has_functions_of_its_own(values: str, fixed: str, release: Path) -> None:
    cluster = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec: {version: 3.0.0+k8s-1.33}\n"
    (release / "release" / "cluster.yaml").write_text(cluster, encoding="utf-8")
    text = RELEASE[: RELEASE.index("    # what")]
    path = release / "release" / "web.yaml"
    path.write_text(f"{text}    {values}\n", encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, "release", cwd=release)
    assert path.read_text(encoding="utf-8") == f"{text}    {fixed}\n"


DEFAULTS_ONLY = RELEASE[: RELEASE.index("    # what")].replace("  values:\n", "")
GIVEN = """\
    image:
      repository: '{{repl HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com" }}/{{repl HasLocalRegistry | ternary LocalRegistryNamespace "proxy/my-app/quay.io/my-org" }}/web'
    worker:
      image:
        registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com" }}'
        repository: '{{repl HasLocalRegistry | ternary LocalRegistryNamespace "proxy/my-app/quay.io/my-org/team" }}/worker'
"""
OPTIONAL = """\
  optionalValues:
    - when: '{{repl HasLocalRegistry }}'
      recursiveMerge: true
      values:
        worker: {image: {registry: '{{repl LocalRegistryHost }}', repository: '{{repl LocalRegistryNamespace }}/worker'}}
"""
SAME_KEY = """\
  values:
    other:
      image:
        repository: docker.io/valkey/valkey
        tag: 8.1.0
  optionalValues:
    - when: '{{repl HasLocalRegistry }}'
      recursiveMerge: true
      values:
        other: {image: {repository: '{{repl LocalRegistryAddress }}/valkey'}}
"""
SECRET = "    imagePullSecrets:\n      - name: '{{repl ImagePullSecretName }}'\n"


@each_helm()
def test_a_helm_chart_gets_values_for_the_images_of_the_charts_own_defaults(helm: str, release: Path) -> None:
    """The release says nothing of the images, and the platform renders only what is in the release."""
    path, values = release / "release" / "web.yaml", release / "chart" / "values.yaml"
    path.write_text(DEFAULTS_ONLY, encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    text = path.read_text(encoding="utf-8")
    assert text == f"{DEFAULTS_ONLY}  values:\n{GIVEN}{SECRET}"
    expected = CHART["values.yaml"].replace("quay.io/my-org/web ", f"{PROXY}/my-org/web ")
    assert values.read_text(encoding="utf-8") == expected.replace("registry: quay.io", f"registry: {PROXY}")
    check_both_worlds(helm, release, text)
    again = call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    assert (path.read_text(encoding="utf-8"), again.status) == (text, 0)
    rules = "unproxied-image,missing-pull-secret,local-registry-path,proxy-path,image-function"
    assert call("lint", *OPTIONS[:-1], rules, ".", cwd=release).status == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  values: {}\n", "  values: {}\n"),
        ("  values: {a: 1}\n", "  values: {a: 1}\n"),
        (SAME_KEY, SAME_KEY.replace("  optional", f"{GIVEN}{SECRET}  optional")),
        (f"{OPTIONAL}  values:\n    a: 1\n", f"{OPTIONAL}  values:\n    a: 1\n" + "".join(GIVEN.splitlines(True)[:2]) + SECRET),
        ("  values:\n    worker: {replicas: 2}\n",) * 2,
        ("  values:\n    a: 1   # one\n\n  builder: {}\n", f"  values:\n    a: 1   # one\n{GIVEN}{SECRET}\n  builder: {{}}\n"),
        ("  values:\n    a: repl{{ ConfigOption `a` }}\n    imagePullSecrets: []\n",
         "  values:\n    a: repl{{ ConfigOption `a` }}\n    imagePullSecrets: []\n" + GIVEN.replace("{{repl ", "repl{{ ")),
        ("  values:\n    worker:\n      image:\n        tag: '3.0'\n      replicas: 2\n" + SECRET,
         "  values:\n    worker:\n      image:\n        tag: '3.0'\n" + "".join(GIVEN.splitlines(True)[-2:])
         + "      replicas: 2\n" + SECRET + "".join(GIVEN.splitlines(True)[:2])),
    ],
)  # fmt: skip
def test_values_are_added_where_the_layout_can_be_continued(before: str, after: str, release: Path) -> None:
    path = release / "release" / "web.yaml"
    path.write_text(DEFAULTS_ONLY + before, encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    assert path.read_text(encoding="utf-8") == DEFAULTS_ONLY + after


def test_embedded_cluster_3_makes_its_images_of_the_charts_own_defaults(release: Path) -> None:
    cluster = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec: {version: 3.0.0+k8s-1.33}\n"
    (release / "release" / "cluster.yaml").write_text(cluster, encoding="utf-8")
    path = release / "release" / "web.yaml"
    path.write_text(DEFAULTS_ONLY, encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    values = (
        "    image:\n      repository: '{{repl ReplicatedImageName (HelmValue \".image.repository\") }}'\n"
        "    worker:\n      image:\n"
        "        registry: '{{repl ReplicatedImageRegistry (HelmValue \".worker.image.registry\") }}'\n"
    )
    assert path.read_text(encoding="utf-8") == f"{DEFAULTS_ONLY}  values:\n{values}"
    assert call("lint", *OPTIONS[:-1], "unproxied-image,proxy-path,image-function", ".", cwd=release).status == 0
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    assert path.read_text(encoding="utf-8") == f"{DEFAULTS_ONLY}  values:\n{values}"


def test_a_path_that_the_chart_continues_gets_no_value(release: Path) -> None:
    """In an air gap, only the last part of a path is kept, which is not in the value."""
    path, pod = release / "release" / "web.yaml", release / "chart" / "templates" / "pods.yaml"
    path.write_text(DEFAULTS_ONLY, encoding="utf-8")
    text = pod.read_text(encoding="utf-8")
    pod.write_text(text.replace(".Values.image.repository }}", ".Values.image.repository }}/front"), encoding="utf-8")
    call("fix", "-i", "--unsafe-fixes", *OPTIONS, ".", cwd=release)
    worker = "".join(GIVEN.splitlines(True)[2:])
    assert path.read_text(encoding="utf-8") == f"{DEFAULTS_ONLY}  values:\n{worker}{SECRET}"


def test_the_safe_fix_adds_no_values(release: Path) -> None:
    path = release / "release" / "web.yaml"
    path.write_text(DEFAULTS_ONLY, encoding="utf-8")
    call("fix", "-i", *OPTIONS, ".", cwd=release)
    assert path.read_text(encoding="utf-8") == DEFAULTS_ONLY
