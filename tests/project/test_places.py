"""Places at which a release names an image: each with a reference name where the host belongs, and a few that are right.

In the texts, ``⟦name|host⟧`` is a finding of `alias-as-host` with a safe fix, ``⟦name|host|unsafe⟧`` one whose fix needs
consent. A text without such a mark has no finding of the rules that look at names and hosts.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

import pytest

from replreg.config.model import Config
from replreg.linter.lint import fix_text, lint_text
from replreg.registries.linked_registry import Registry

RULES = {"alias-as-host", "missing-host", "source-mismatch", "yaml-syntax", "host-in-name", "proxy-path", "schema"}
MYQ = {"myq": "quay.io"}

_MARK = re.compile(r"⟦([^|⟧]*)\|([^|⟧]*)(\|unsafe)?⟧")


@dataclass(frozen=True)
class Sample:
    """A text with a mistake in it, its places as offsets, and the text after safe and after all fixes."""

    wrong: str
    places: list[int]
    safe: str
    all: str


def read(marked: str) -> Sample:
    text = textwrap.dedent(marked).lstrip("\n")
    places: list[int] = []
    shift = 0
    for mark in _MARK.finditer(text):
        places.append(mark.start() - shift)
        shift += len(mark[0]) - len(mark[1])
    return Sample(
        _MARK.sub(lambda mark: mark[1], text),
        places,
        _MARK.sub(lambda mark: mark[1] if mark[3] else mark[2], text),
        _MARK.sub(lambda mark: mark[2], text),
    )


CHART = """
apiVersion: kots.io/v1beta1
kind: HelmChart
metadata: {name: a}
spec:
  chart: {name: a, chartVersion: 1.0.0}
  values:
"""


def values(text: str) -> str:
    return CHART + textwrap.indent(textwrap.dedent(text).strip("\n") + "\n", "    ")


def config_map(text: str) -> str:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n"
    return head + textwrap.indent(textwrap.dedent(text).strip("\n") + "\n", "  ")


def resource(kind: str, text: str, api_version: str = "example.com/v1") -> str:
    head = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: r}}\n"
    return head + textwrap.dedent(text).lstrip("\n")


def pod(container: str) -> str:
    indented = textwrap.indent(textwrap.dedent(container).strip("\n"), "    ")
    return resource("Pod", "spec:\n  containers:\n  - name: c\n    image: quay.io/ns/app:1\n" + indented + "\n", "v1")


PLACES = {
    "a field of a custom resource": resource("Broker", "spec:\n  brokerImage: ⟦myq|quay.io⟧/ns/broker:3\n"),
    "a field of a list item": resource("Farm", "spec:\n  nodes:\n  - {workerImage: '⟦myq|quay.io⟧/ns/node:1'}\n"),
    "a field without a tag": resource("Prom", "spec:\n  baseImage: ⟦myq|quay.io⟧/ns/prom\n"),
    "a field deep below": resource("Deep", "spec: {a: {b: {c: {sidecarImage: ⟦myq|quay.io⟧/ns/deep:1}}}}\n"),
    "a map of images": resource("Many", "spec:\n  images:\n    web: ⟦myq|quay.io⟧/ns/web:1\n"),
    "a list of images": resource("Many", "spec:\n  images:\n  - ⟦myq|quay.io⟧/ns/web:1\n  - quay.io/ns/x:1\n"),
    "a key that says nothing": resource("Odd", "spec:\n  runtime: ⟦myq|quay.io|unsafe⟧/ns/runtime:1\n"),
    "the same path under the host": resource(
        "Odd", "spec:\n  runtime: ⟦myq|quay.io⟧/ns/runtime:1\n  image: quay.io/ns/runtime:1\n"
    ),
    "an env value": pod("env:\n- {name: HELPER_IMAGE, value: '⟦myq|quay.io⟧/ns/helper:1'}\n"),
    "an env value of a related image": pod(
        "env:\n- name: RELATED_IMAGE_A\n  value: ⟦myq|quay.io⟧/ns/a@sha256:" + "0" * 64
    ),
    "an env value whose name says nothing": pod("env:\n- {name: RUNNER, value: '⟦myq|quay.io|unsafe⟧/ns/runner:1'}\n"),
    "an argument with a flag": pod("args: ['--sidecar-image=⟦myq|quay.io⟧/ns/sidecar:1']\n"),
    "an argument with a flag that says nothing": pod("args:\n- --reloader=⟦myq|quay.io|unsafe⟧/ns/reloader:1\n"),
    "an argument after a flag": pod("args: ['--image', '⟦myq|quay.io⟧/ns/sidecar:1']\n"),
    "an annotation": resource("Thing", "", "example.com/v1").replace(
        "{name: r}", "\n  name: r\n  annotations:\n    backup.example.com/image: ⟦myq|quay.io⟧/ns/backup:1"
    ),
    "an image volume": resource(
        "Pod",
        """
        spec:
          containers: [{name: c, image: "quay.io/ns/app:1"}]
          volumes:
          - name: models
            image: {reference: "⟦myq|quay.io⟧/ns/models:1", pullPolicy: IfNotPresent}
        """,
        "v1",
    ),
    "a key of a ConfigMap": config_map("helperImage: ⟦myq|quay.io⟧/ns/helper:1\n"),
    "a file of TOML in a ConfigMap": config_map("""
        config.toml: |
          [runner]
            image = "⟦myq|quay.io⟧/ns/runner:1"
        """),
    "a file of properties in a ConfigMap": config_map("""
        application.properties: |
          # the jobs
          job.image=⟦myq|quay.io⟧/ns/job:1
        """),
    "a file of JSON in a ConfigMap": config_map("""
        config.json: |
          {"executor": {"image": "⟦myq|quay.io⟧/ns/executor:1"}}
        """),
    "a manifest in a ConfigMap": config_map("""
        pod.yaml: |
          apiVersion: v1
          kind: Pod
          metadata: {name: p}
          spec:
            containers:
            - {name: c, image: "⟦myq|quay.io⟧/ns/inner:1"}
            env:
            - {name: OTHER_IMAGE, value: "⟦myq|quay.io⟧/ns/other:1"}
        """),
    "a new name of kustomize": resource(
        "Kustomization",
        "images:\n- name: web\n  newName: ⟦myq|quay.io⟧/ns/web\n  newTag: '1'\n",
        "kustomize.config.k8s.io/v1beta1",
    ),
    "a patch of kustomize": resource(
        "Kustomization",
        """
        patches:
        - target: {kind: Deployment}
          patch: |
            - op: replace
              path: /spec/template/spec/containers/0/image
              value: ⟦myq|quay.io⟧/ns/patched:1
        """,
        "kustomize.config.k8s.io/v1beta1",
    ),
    "a parameter of Argo CD": resource(
        "Application",
        """
        spec:
          source:
            helm:
              parameters:
              - {name: image.repository, value: "⟦myq|quay.io⟧/ns/argo"}
        """,
        "argoproj.io/v1alpha1",
    ),
    "values in a text of Argo CD": resource(
        "Application",
        """
        spec:
          source:
            helm:
              values: |
                initImage: ⟦myq|quay.io⟧/ns/init:1
        """,
        "argoproj.io/v1alpha1",
    ),
    "a registry alone": values("web: {image: {registry: ⟦myq|quay.io⟧}}"),
    "a registry for all charts": values("global:\n  imageRegistry: ⟦myq|quay.io⟧\n"),
    "a registry called hub": values("hub: ⟦myq|quay.io⟧\ntag: 1.2.3\n"),
    "a registry with a name beside it": values("image: {registry: ⟦myq|quay.io⟧, name: ns/web, tag: '1'}"),
    "a registry with a repository beside it": values("image: {registry: ⟦myq|quay.io⟧, repository: ns/web, tag: '1'}"),
    "a repository with a tag beside it": values("image: {repository: ⟦myq|quay.io⟧/ns/web, tag: '1'}"),
    "an image under a name": values("image: {name: ⟦myq|quay.io⟧/ns/web, tag: '1'}"),
    "another key of values": values("selfTest: {busyboxImage: '⟦myq|quay.io⟧/ns/busybox:1'}"),
    "a path of one part": values("initImage: ⟦myq|quay.io|unsafe⟧/init:1"),
    "an image with a template for a tag": values("toolImage: '⟦myq|quay.io⟧/ns/tool:{{repl ConfigOption \"t\" }}'"),
    "an argument of a function": values("a: 'repl{{ LocalImageName \"⟦myq|quay.io⟧/ns/w:1\" }}'"),
    "a printed argument": values('a: \'repl{{ LocalImageName (print "⟦myq|quay.io⟧/ns/w:" (ConfigOption "tag")) }}\''),
    "a format": values('a: \'repl{{ LocalImageName (printf "⟦myq|quay.io⟧/ns/w:%s" (ConfigOption "tag")) }}\''),
    "a variable": values("a: '{{repl $image := \"⟦myq|quay.io⟧/ns/w:1\" }}{{repl LocalImageName $image }}'"),
    "the other side of a choice": values(
        'image: {repository: \'{{repl HasLocalRegistry | ternary (print LocalRegistryAddress "/w") "⟦myq|quay.io⟧/ns/w" }}\'}'
    ),
    "a choice of hosts": values(
        "image: {registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost \"⟦myq|quay.io⟧\" }}'}"
    ),
    "a host and the name": resource("Pod", "spec: {containers: [{name: c, image: 'quay.io/⟦myq/|⟧ns/web:1'}]}\n", "v1"),
    "Docker Hub and the name": resource(
        "Pod", "spec: {containers: [{name: c, image: '⟦docker.io/myq|quay.io⟧/ns/web:1'}]}\n", "v1"
    ),
    "a collector of images": resource(
        "SupportBundle",
        "spec:\n  collectors:\n  - registryImages: {images: ['⟦myq|quay.io⟧/ns/a:1']}\n",
        "troubleshoot.sh/v1beta2",
    ),
    "values of a helm asset of Ship": """
        assets:
          v1:
          - helm:
              dest: k8s/
              local: {chart_root: ./c}
              values: {image: {repository: ⟦myq|quay.io⟧/ns/web}}
        lifecycle: {v1: [{render: {}}]}
        """,
    "a native release's template": """
        # kind: replicated
        replicated_api_version: 2.9.2
        name: A
        components:
        - name: Main
          containers:
          - source: public
            image_name: redis
            version: "7"
            env_vars:
            - {name: JOB_IMAGE, value: "⟦myq|quay.io⟧/ns/job:1"}
        """,
}

RIGHT = {
    "a proxy path": values("image: proxy.replicated.com/proxy/my-app/myq/ns/web:1"),
    "the end of a path": values("image: {registry: proxy.replicated.com, repository: proxy/my-app/myq/ns/web}"),
    "a printed proxy path": values('a: \'repl{{ print "proxy.replicated.com/proxy/my-app/" "myq/ns/web" }}\''),
    "a chart of a repository": values("dependency: {chart: myq/redis, version: 1.0.0}"),
    "a path of a file": pod("volumeMounts: [{name: v, mountPath: /x, subPath: myq/ns/file}]\n"),
    "the key of an annotation": resource("Thing", "spec: {}\n").replace(
        "{name: r}", "{name: r, labels: {myq/ns: 'a'}}"
    ),
    "a word in a sentence": config_map("text: myq/ns/web is where it was\n"),
    "a comment in a file": config_map('a.toml: |\n  # image = "myq/ns/web"\n  a = 1\n'),
    "a comment": values("# image: myq/ns/web\na: 1"),
    "a path of the file system": values("dir: ./myq/ns/web\nother: /myq/ns/web"),
    "the address of a site": values("link: https://example.com/myq/ns/web"),
    "a longer name": values("image: myq-2/ns/web:1\nother: notmyq/ns/web:1"),
    "the name alone under another key": values("user: myq\nrelease: myq"),
    "a name that is listed": """
        # kind: replicated
        replicated_api_version: 2.9.2
        name: A
        images:
        - {source: public, name: myq/web, tag: "1"}
        ---
        # kind: scheduler-swarm
        version: "3.3"
        services:
          a: {image: "myq/web:1"}
        """,
    "a values file with services": """
        services:
          api:
            image: {name: api, registry: quay.io}
        """,
}

WRONG: dict[str, str] = {}


def parameters(samples: dict[str, str]) -> list[object]:
    return [
        pytest.param(text, id=name, marks=pytest.mark.xfail(reason=WRONG[name], strict=True) if name in WRONG else ())
        for name, text in samples.items()
    ]


CONFIG = Config(app="my-app", registries=[Registry(name, endpoint) for name, endpoint in MYQ.items()])


@pytest.mark.parametrize("text", parameters(PLACES))
def test_a_name_in_place_of_a_host_is_found_and_fixed(text: str) -> None:
    sample = read(text)
    findings = [finding for finding in lint_text(sample.wrong, CONFIG) if finding.rule in RULES]
    assert [(finding.rule, finding.start.offset) for finding in findings] == [
        ("alias-as-host", place) for place in sample.places
    ]
    assert fix_text(sample.wrong, CONFIG) == sample.safe
    assert fix_text(sample.wrong, CONFIG, unsafe=True) == sample.all


@pytest.mark.parametrize("text", parameters(RIGHT))
def test_a_text_that_is_right_has_no_finding(text: str) -> None:
    sample = read(text)
    assert not [finding for finding in lint_text(sample.wrong, CONFIG) if finding.rule in RULES]
    assert fix_text(sample.wrong, CONFIG, unsafe=True) == sample.wrong


NAMESPACES = {
    "on one host": ("acme=us-docker.pkg.dev", "us-docker.pkg.dev/acme/prod/web:1", "acme/prod/worker:1"),
    "with a short path": ("acme=quay.io", "quay.io/acme/web:1", "acme/worker:1"),
    "with a path of many parts": ("acme=harbor.example.com", "harbor.example.com/acme/a/b/web:1", "acme/a/b/worker:1"),
}


@pytest.mark.parametrize(("link", "right", "wrong"), NAMESPACES.values(), ids=NAMESPACES)
@pytest.mark.parametrize("unsafe", [False, True])
def test_a_namespace_that_is_called_like_the_registry_stays(link: str, right: str, wrong: str, unsafe: bool) -> None:
    name, _, host = link.partition("=")
    text = resource(
        "Pod", f"spec:\n  containers:\n  - {{name: a, image: '{right}'}}\n  - {{name: b, image: '{wrong}'}}\n", "v1"
    )
    config = Config(registries=[Registry(name, host)])
    fixed = fix_text(text, config, unsafe=unsafe)
    assert fixed in (text, text.replace(f"'{wrong}'", f"'{host}/{wrong}'"))
    assert not unsafe or fixed != text
