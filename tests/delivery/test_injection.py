"""Mistakes are put into clean releases: each rule finds its own at the place, and its fix gives the release back.

The table of rules × places × found × fixed is printed (``pytest -s``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from delivery_tools import CORPUS, chart_of, corpus_releases, is_on_lines, with_fixes

from replreg.charts.chart import Chart
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.images import Delivery
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge
from replreg.delivery.settings import DeliverySettings
from replreg.finding import Edit
from replreg.registries.linked_registry import Registry
from replreg.rules.catalogue import RULES
from replreg.templates.worlds import Target
from replreg.yaml.edits import apply_edits

SETTINGS = DeliverySettings((Registry("myq", "quay.io"), Registry("gh", "ghcr.io")), "my-app", ("images.example.com",))
LOCAL = "{{repl HasLocalRegistry | ternary LocalRegistryHost"
NAMESPACE = "{{repl HasLocalRegistry | ternary LocalRegistryNamespace"

KOTS = {
    "app.yaml": """\
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  title: My app   # as in the portal
  proxyRegistryDomain: images.example.com
  additionalNamespaces:
    - tools
  additionalImages:
    - ghcr.io/acme/checker:1.0
    - ghcr.io/cloudnative-pg/postgresql:16.2
""",
    "web.yaml": f"""\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.0.0
  namespace: tools
  values:
    image:
      registry: '{LOCAL} "images.example.com" }}}}'
      repository: '{NAMESPACE} "proxy/my-app/quay.io/my-org" }}}}/web'
      tag: "1.4.0"
    worker:
      image: "repl{{{{ if HasLocalRegistry }}}}repl{{{{ LocalRegistryAddress }}}}/worker:2.0repl{{{{ else }}}}images.example.com/proxy/my-app/ghcr.io/acme/worker:2.0repl{{{{ end }}}}"
    init:
      image:
        repository: images.example.com/proxy/my-app/quay.io/my-org/init   # pulled through the proxy
        tag: "1.0"
    sidecar: {{image: 'images.example.com/proxy/my-app/quay.io/my-org/sidecar:1.0'}}
    job:
      image:
        registry: images.example.com/proxy/my-app/ghcr.io
        repository: acme/job
        tag: '3'
    imagePullSecrets:
      - name: '{{{{repl ImagePullSecretName }}}}'
  builder: {{}}
""",
    "manifests.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cache
spec:
  selector: {matchLabels: {app: cache}}
  template:
    metadata: {labels: {app: cache}}
    spec:
      initContainers:
        - {name: init, image: "docker.io/library/busybox:1.36"}
      containers:
        - name: cache
          image: docker.io/library/redis:7   # public
        - name: tool
          image: docker.io/bitnami/kubectl:1.30
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: db
spec:
  imageName: '{{repl LocalImageName "ghcr.io/cloudnative-pg/postgresql:16.2" }}'
""",
}
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": """\
image: {registry: quay.io, repository: my-org/web, tag: "1.4.0"}
worker: {image: ghcr.io/acme/worker:2.0}
init: {image: {repository: quay.io/my-org/init, tag: "1.0"}}
sidecar: {image: quay.io/my-org/sidecar:1.0}
job: {image: {registry: ghcr.io, repository: acme/job, tag: "3"}}
imagePullSecrets: []
""",
}
CLUSTER_3 = {
    "cluster.yaml": """\
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  version: 3.0.0+k8s-1.33
  domains:
    proxyRegistryDomain: images.example.com
""",
    "web.yaml": """\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: web}
spec:
  chart: {name: web, chartVersion: 1.0.0}
  values:
    image:
      registry: 'repl{{ ReplicatedImageRegistry "quay.io" }}'
      repository: my-org/web
    worker:
      image: '{{repl ReplicatedImageName "ghcr.io/acme/worker:2.0" }}'
    job:
      image:
        registry: repl{{ ReplicatedImageRegistry (HelmValue ".job.image.registry") }}
""",
}


class Mutation(NamedTuple):
    """A mistake of a rule: what a pattern finds is replaced, one place after another. ``is_fixable`` if there is a fix.

    ``everywhere`` is True where the mistake is not at the place itself.
    """

    rule: str
    pattern: str
    wrong: str
    is_fixable: bool = False
    everywhere: bool = False


MUTATIONS = [
    Mutation("unproxied-image", r"images\.example\.com/proxy/my-app/(?=quay\.io|ghcr\.io)", "", is_fixable=True),
    Mutation("proxy-path", r"(?<=proxy/)my-app(?=/)", "myapp", is_fixable=True),
    Mutation("proxy-path", r"(?<=images\.example\.com/)proxy/(?=my-app)", "", is_fixable=True),
    Mutation("proxy-path", r"(?<=proxy/)my-app/", "", is_fixable=True),
    Mutation("proxy-path", r"(?<=proxy/my-app/)(?=(?:quay\.io)/)", "quay.io/", is_fixable=True),
    Mutation("proxy-path", r"(?<=[ '\"])images\.example\.com(?=/proxy)", "quay.io", is_fixable=True),
    Mutation("local-registry-path", r"(?<=LocalRegistryAddress \}\}/)(?=worker)", "acme/", is_fixable=True),
    Mutation("airgap-collision", r"(?<=my-org/)sidecar:1\.0", "other/init:1.0"),
    Mutation("airgap-missing", r"\n    - ghcr[^\n]*postgresql:16.2(?=\n\Z)", "", is_fixable=True, everywhere=True),
    Mutation("airgap-missing", r"(?<=LocalImageName \"ghcr\.io/cloudnative-pg/postgresql:)16\.2", "16.3"),
    Mutation("image-function", r"(?<=\{\{)(?=repl (?:HasLocal|LocalImage|ReplicatedImage))", " ", is_fixable=True),
    Mutation("image-function", r"ReplicatedImageRegistry(?= \"quay)", "ReplicatedImageName", is_fixable=True),
    Mutation("image-function", r"(?<=ReplicatedImageRegistry \"quay\.io)(?=\")", "/my-org"),
    Mutation("image-function", r"(?<=HelmValue \"\.job\.image\.)registry", "registri"),
    Mutation("image-function", r"ReplicatedImageName(?= \"ghcr)", "LocalImageName"),
    Mutation("chart-pairing", r"(?<=name: )web(?=\n    chartVersion)", "web2"),
    Mutation("missing-pull-secret", r"\{\{repl ImagePullSecretName \}\}", "my-app-registry"),
    Mutation("missing-pull-secret", r"\{\{repl ImagePullSecretName \}\}", "replicatedregistrykey"),
    Mutation("missing-pull-secret", r"(?<=namespace: )tools", "other"),
    Mutation("missing-pull-secret", r"    imagePullSecrets:\n      - name: [^\n]*\n", "", everywhere=True),
    Mutation("unknown-domain", r"(?<!Domain: )images\.example\.com(?=/proxy)", "images.exampel.com"),
    Mutation("unknown-domain", r"(?<=proxyRegistryDomain: )(?=images)", "https://"),
    Mutation("short-name", r"docker\.io/library/", "", is_fixable=True),
    Mutation("short-name", r"docker\.io/(?=bitnami)", "", is_fixable=True),
]

SMALL = {
    **CHART,
    "values.yaml": "".join(
        line for line in CHART["values.yaml"].splitlines(True) if not line.startswith(("init", "side"))
    ),
}
_Release = tuple[dict[str, str], list[Chart], DeliverySettings]
OWN: list[_Release] = [
    (KOTS, [chart_of(CHART)], SETTINGS),
    (CLUSTER_3, [chart_of(SMALL)], SETTINGS._replace(targets=frozenset({Target.EMBEDDED_CLUSTER_3}))),
]


def problems_of(
    files: dict[str, str], charts: list[Chart], settings: DeliverySettings, rule: str
) -> list[DeliveryProblem]:
    read = [ReleaseFile(path, f"/{path}", text) for path, text in files.items()]
    return list(RULES[rule].check_delivery(Delivery(FolderRelease(read, charts, settings))))


def places(files: dict[str, str], mutation: Mutation) -> Iterator[tuple[str, Edit]]:
    for path, text in files.items():
        for found in re.finditer(mutation.pattern, text):
            yield path, Edit(*found.span(), mutation.wrong)


def is_at(problem: DeliveryProblem, path: str, edit: Edit, text: str) -> bool:
    """Return True if a problem is on the lines that an edit changed."""
    return is_on_lines(problem, path, text, edit.start, edit.start + len(edit.text))


def inject(release: _Release, mutation: Mutation) -> tuple[int, int, int, list[str]]:
    """Return the number of places, of those found and of those fixed, and what went wrong."""
    files, charts, settings = release
    count = found = repaired = 0
    wrong: list[str] = []
    for path, edit in places(files, mutation):
        changed = {**files, path: apply_edits(files[path], [edit])}
        problems = problems_of(changed, charts, settings, mutation.rule)
        count += 1
        if any(mutation.everywhere or is_at(problem, path, edit, changed[path]) for problem in problems):
            found += 1
        else:
            wrong.append(f"not found: {mutation} at {path}:{edit.start}, {problems}")
        if mutation.is_fixable:
            if with_fixes(changed, problems) == files:
                repaired += 1
            else:
                wrong.append(f"not fixed: {mutation} at {path}:{edit.start}, {problems}")
    return count, found, repaired, wrong


@pytest.mark.parametrize("number", range(len(OWN)))
def test_the_releases_are_clean(number: int) -> None:
    for rule in {mutation.rule for mutation in MUTATIONS}:
        assert problems_of(*OWN[number], rule) == []


def test_each_mistake_is_found_at_its_place_and_fixed(capsys: pytest.CaptureFixture[str]) -> None:
    table: dict[str, list[int]] = {}
    mistakes: list[str] = []
    for mutation in MUTATIONS:
        total = 0
        for release in OWN:
            count, found, repaired, wrong = inject(release, mutation)
            row = table.setdefault(mutation.rule, [0, 0, 0, 0])
            for column, value in enumerate((count, found, count * mutation.is_fixable, repaired)):
                row[column] += value
            mistakes += wrong
            total += count
        assert total, f"{mutation} is in no release"
    print_table(table, capsys)
    assert mistakes == []


def in_corpus() -> Iterator[_Release]:
    """Yield the real releases that pull through the proxy by an app slug that they all agree on, with what they need."""
    for name in ("kots", "vendors"):
        for _, plain in corpus_releases(name):
            slug = plain.domains.slug
            judge = ProxyJudge(plain.domains, plain.registries)
            proxied = [one for _, _, one in Delivery(plain).written() if judge.is_proxy(one)]
            if slug is None or not proxied or list(RULES["unknown-domain"].check_delivery(Delivery(plain))):
                continue
            texts = "\n".join(file.text for file in plain.files.values())
            hosts = dict.fromkeys(re.findall(rf"proxy/{slug}/([a-z0-9-]+(?:\.[a-z0-9-]+)+)/", texts))
            registries = tuple(Registry(f"r{number}", host) for number, host in enumerate(hosts))
            settings = DeliverySettings(registries, slug, tuple(plain.domains.proxies[:-1]))
            yield {path: file.text for path, file in plain.files.items()}, plain.charts, settings


def mutations_for(slug: str) -> list[Mutation]:
    return [
        Mutation(
            "unproxied-image",
            rf"(?m)(?<=[ '\"])[\w.-]+/proxy/{slug}/(?!docker\.io)(?=[a-z0-9-]+\.[a-z.]+/)",
            "",
            is_fixable=True,
        ),
        Mutation("proxy-path", rf"(?<=proxy/){slug}(?=/)", f"{slug}x", is_fixable=True),
        Mutation("proxy-path", rf"(?<=proxy/){slug}/(?=[a-z0-9-]+\.[a-z.]+/)", "", is_fixable=True),
        Mutation("local-registry-path", r"(?<=LocalRegistryNamespace \}\}/)(?=[a-z])", "extra/"),
        Mutation("missing-pull-secret", r"\{\{ ?repl ImagePullSecretName \}\}", "replicatedregistrykey"),
    ]


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the folder of real files, ../shared/corpus, is not here")
def test_each_mistake_in_a_real_release_is_found_at_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    table: dict[str, list[int]] = {}
    mistakes: list[str] = []
    for files, charts, settings in in_corpus():
        code = {path: re.sub(r"(?m)#.*$", lambda found: " " * len(found[0]), text) for path, text in files.items()}
        for mutation in mutations_for(settings.app or ""):
            before = problems_of(files, charts, settings, mutation.rule)
            if before:
                continue
            for path, edit in places(code, mutation):
                changed = {**files, path: apply_edits(files[path], [edit])}
                problems = problems_of(changed, charts, settings, mutation.rule)
                row = table.setdefault(mutation.rule, [0, 0, 0, 0])
                is_found = any(is_at(problem, path, edit, changed[path]) for problem in problems)
                is_repaired = mutation.is_fixable and with_fixes(changed, problems) == files
                for column, value in enumerate((1, is_found, mutation.is_fixable, is_repaired)):
                    row[column] += value
                if not is_found or is_repaired is not mutation.is_fixable:
                    mistakes.append(
                        f"{mutation.rule} {path} {changed[path][edit.start - 60 : edit.start + 60]!r} {problems}"
                    )
    print_table(table, capsys)
    assert mistakes == []


def print_table(table: dict[str, list[int]], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{'rule':<22}{'places':>8}{'found':>8}{'fixable':>9}{'fixed':>8}")
        for rule, row in sorted(table.items()):
            print(f"{rule:<22}{row[0]:>8}{row[1]:>8}{row[2]:>9}{row[3]:>8}")
