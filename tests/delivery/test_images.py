"""What is pulled: each spelling, in both worlds and for each target."""

from __future__ import annotations

import pytest
from delivery_tools import QUAY, chart_of, delivery_of, helm_chart, pulled, written

from replreg.charts.chart import Chart
from replreg.delivery.catalogue import make_catalogue
from replreg.delivery.places import PlaceKind
from replreg.delivery.settings import DeliverySettings
from replreg.templates.worlds import Target

HOST = "{LocalRegistryHost}"
NAMESPACE = "{LocalRegistryNamespace}"
ONLINE, AIRGAP = "kots online", "kots air gap"
CLUSTER_3 = """\
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  version: 3.0.0+k8s-1.34
"""


@pytest.mark.parametrize(
    "values",
    [
        'image: \'repl{{ HasLocalRegistry | ternary (print LocalRegistryAddress "/web") "img.example.com/a/web" }}:1\'',
        """image:
  registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost "img.example.com" }}'
  repository: '{{repl HasLocalRegistry | ternary LocalRegistryNamespace "a" }}/web'
  tag: "1\"""",
        """image:
  repository: '{{repl HasLocalRegistry | ternary LocalRegistryHost "img.example.com" }}/{{repl HasLocalRegistry |
    ternary LocalRegistryNamespace "a" }}/web'
  tag: 1""",
        """image:
  repository: repl{{ HasLocalRegistry | ternary (printf "%s/%s/web" LocalRegistryHost LocalRegistryNamespace)
    "img.example.com/a/web" }}
  tag: '1'""",
        "image: '{{repl if HasLocalRegistry }}{{repl LocalRegistryAddress }}/web{{repl else }}"
        "img.example.com/a/web{{repl end }}:1'",
        """{{repl if HasLocalRegistry }}
image: '{{repl LocalRegistryAddress }}/web:1'
{{repl else }}
image: img.example.com/a/web:1
{{repl end }}""",
        """{{repl $host := "img.example.com" }}
image: '{{repl HasLocalRegistry | ternary LocalRegistryAddress (print $host "/a") }}/web:1'""",
        """image:
  registry: '{{repl HasLocalRegistry | ternary LocalRegistryAddress "img.example.com/a" }}'
  image: web
  tag: "1\"""",
        """image: >-
  repl{{ HasLocalRegistry | ternary LocalRegistryAddress "img.example.com/a" }}/web:1""",
        """image: '{{repl if HasLocalRegistry }} {{repl LocalRegistryAddress }}/web:1
  {{repl else }} img.example.com/a/web:1 {{repl end }}'""",
        'initImage: "{{repl HasLocalRegistry | ternary LocalRegistryAddress \\"img.example.com/a\\" }}/web:1"',
        """images:
- '{{repl HasLocalRegistry | ternary LocalRegistryAddress "img.example.com/a" }}/web:1'""",
    ],
)
def test_each_spelling_of_the_idiom_is_known_in_both_worlds(values: str) -> None:
    found = pulled(delivery_of(helm_chart(values)))
    assert found == {ONLINE: ["img.example.com/a/web:1"], AIRGAP: [f"{HOST}/{NAMESPACE}/web:1"]}


def test_an_image_of_no_proxy_and_no_registry_is_the_same_in_both_worlds() -> None:
    (image,) = delivery_of(helm_chart("image: quay.io/ns/web:1")).images
    assert len({tuple(address.shown for address in found) for found in image.addresses.values()}) == 1
    assert image.place.kind is PlaceKind.HELM_VALUE


def test_embedded_cluster_3_has_functions_of_its_own() -> None:
    values = """a: {image: 'repl{{ ReplicatedImageName "quay.io/ns/a:1" }}'}
b:
  image:
    registry: 'repl{{ ReplicatedImageRegistry "quay.io" }}'
    repository: ns/b
    tag: 1
c: {image: 'repl{{ ReplicatedImageName "docker.io/d/c:1" true }}'}
"""
    delivery = delivery_of({"web.yaml": helm_chart(values), "cluster.yaml": CLUSTER_3})
    online, airgap = "embedded-cluster-3 online", "embedded-cluster-3 air gap"
    proxied, local = "proxy.replicated.com/proxy/my-app/quay.io/ns", "{LocalRegistryAddress}/ns"
    assert pulled(delivery, "a.image") == {online: [f"{proxied}/a:1"], airgap: [f"{local}/a:1"]}
    assert pulled(delivery, "b.image.repository") == {online: [f"{proxied}/b:1"], airgap: [f"{local}/b:1"]}
    assert pulled(delivery, "c.image") == {online: ["docker.io/d/c:1"], airgap: ["{LocalRegistryAddress}/d/c:1"]}


def test_a_default_of_the_config_is_one_possibility() -> None:
    config = """apiVersion: kots.io/v1beta1
kind: Config
spec:
  groups:
  - name: a
    items:
    - {name: tag, type: text, default: '1.2'}
    - {name: nothing, type: text, default: null}
"""
    text = helm_chart('a: {image: "quay.io/ns/a:repl{{ ConfigOption `tag` }}"}\n'
                      'b: {image: "quay.io/ns/b:repl{{ ConfigOption `nothing` }}"}')  # fmt: skip
    delivery = delivery_of({"web.yaml": text, "config.yaml": config})
    assert pulled(delivery, "a.image")[ONLINE] == ["quay.io/ns/a:1.2", "quay.io/ns/a:…"]
    assert pulled(delivery, "b.image")[ONLINE] == ["quay.io/ns/b:…"]


POD = """apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  template:
    spec:
      containers:
      - {name: a, image: quay.io/ns/web}
      - {name: b, image: "redis:7"}
"""


def test_kots_rewrites_the_images_of_manifests() -> None:
    private, public = delivery_of({"pod.yaml": POD, "web.yaml": helm_chart("a: 1")}).images
    found = {str(where): one.shown for where, (one,) in private.addresses.items()}
    assert found == {
        ONLINE: "proxy.replicated.com/proxy/my-app/quay.io/ns/web:latest",
        AIRGAP: f"{HOST}/{NAMESPACE}/web:latest",
    }
    assert {str(where): one.shown for where, (one,) in public.addresses.items()}[ONLINE] == "redis:7"


def test_embedded_cluster_3_deploys_neither_manifests_nor_the_old_helm_chart() -> None:
    files = {"pod.yaml": POD, "old.yaml": helm_chart("image: quay.io/ns/a:1", "v1beta1"), "cluster.yaml": CLUSTER_3}
    images = delivery_of(files).images
    assert len(images) == 3
    assert not any(image.addresses for image in images)


def test_kots_rewrites_the_images_of_the_old_helm_chart() -> None:
    values = "image: {repository: quay.io/ns/web, tag: '{{repl ConfigOption `tag` }}'}"
    found = pulled(delivery_of(helm_chart(values, "v1beta1")))
    assert found == {
        ONLINE: ["proxy.replicated.com/proxy/my-app/quay.io/ns/web:…"],
        AIRGAP: [f"{HOST}/{NAMESPACE}/web:…"],
    }


CHART = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n"}


def test_parts_come_from_the_values_and_from_the_chart() -> None:
    chart = chart_of({**CHART, "values.yaml": "web:\n  image: {registry: docker.io, repository: ns/web, tag: '1'}\n"})
    values = """web:
  image: {registry: '{{repl HasLocalRegistry | ternary LocalRegistryHost "quay.io" }}'}"""
    delivery = delivery_of(helm_chart(values), chart)
    image = next(image for image in delivery.images if image.place.kind is PlaceKind.HELM_VALUE)
    assert [field.path for field in image.place.fields] == ["release.yaml", "chart/values.yaml", "chart/values.yaml"]
    assert [one.shown for (one,) in image.addresses.values()] == ["quay.io/ns/web:1", f"{HOST}/ns/web:1"]


def test_a_registry_alone_is_an_image_of_which_the_chart_has_the_rest() -> None:
    (image,) = delivery_of(helm_chart("image: {registry: quay.io}")).images
    (address,) = next(iter(image.addresses.values()))
    assert address.shown == "quay.io/…:…" or address.shown == "quay.io/…"
    assert not address.is_located
    assert address.why is not None


@pytest.mark.parametrize(
    ("value", "is_image"),
    [
        ("docs: see quay.io/ns/web for details", False),
        ("docs: see quay.io/ns/web:1 for details", True),
        ("url: quay.io/ns/web", False),
        ("webUrl: quay.io/ns/web", False),
        ("curl: quay.io/ns/web", True),
        ("run: kubectl run x --image quay.io/ns/web", True),
        ("run: docker pull quay.io/ns/web", True),
        ("run: 'x: quay.io/ns/web y: 1'", True),
        ("run: \"echo 'quay.io/ns/web' x\"", True),
    ],
)
def test_a_word_of_a_sentence_is_no_image(value: str, is_image: bool) -> None:
    assert bool(delivery_of(helm_chart(value)).images) == is_image


def test_a_list_of_mirrors_has_no_images() -> None:
    values = """registryMirrors: [quay.io/ns/a]
containerd: {mirrors: {docker.io: {endpoint: [quay.io/ns/b]}}}
daemon: |
  {"registry-mirrors": ["quay.io/ns/c:1"]}
mirrorImage: quay.io/ns/mirror:1"""
    delivery = delivery_of(helm_chart(values))
    assert [image.place.first.value for image in delivery.images] == ["quay.io/ns/mirror:1"]


def test_optional_values_hold_where_their_condition_does() -> None:
    optional = """  optionalValues:
  - when: '{{repl HasLocalRegistry }}'
    recursiveMerge: true
    values: {image: {repository: '{{repl LocalRegistryAddress }}/web'}}
  - when: '{{repl ConfigOptionEquals "other" "1" }}'
    recursiveMerge: true
    values: {other: {image: {repository: quay.io/ns/other, tag: 2}}}
"""
    delivery = delivery_of(helm_chart("image: {repository: quay.io/ns/web, tag: 1}", more=optional))
    found = {image.place.first.value: image for image in delivery.images}
    assert [str(where) for where in found["quay.io/ns/web"].addresses] == [ONLINE]
    (local,) = (image for value, image in found.items() if value.endswith("/web") and not value.startswith("quay"))
    assert {str(where): [one.shown for one in all_] for where, all_ in local.addresses.items()} == {
        AIRGAP: [f"{HOST}/{NAMESPACE}/web:1"]
    }
    assert not found["quay.io/ns/other"].place.is_certain


def optional_items(*items: str, recursive: bool = True) -> str:
    """Return ``optionalValues`` of which nobody knows whether they hold."""
    head = "  - when: '{{repl ConfigOptionEquals `x` `1` }}'\n"
    return "  optionalValues:\n" + "".join(
        f"{head}    recursiveMerge: {str(recursive).lower()}\n    values: {item}\n" for item in items
    )


def possible(given: str, optional: str, *charts: Chart) -> set[str]:
    delivery = delivery_of(helm_chart(given, more=optional), *charts)
    return {address.shown for _, _, address in delivery.written()}


WEB = "image: {registry: quay.io, repository: ns/web, tag: 1}"


def test_optional_values_that_change_a_part_alone_are_possible() -> None:
    assert possible(WEB, optional_items("{image: {tag: 2}}")) == {"quay.io/ns/web:1", "quay.io/ns/web:2"}


def test_only_what_optional_values_decide_is_uncertain() -> None:
    values = f"{WEB}\njob: {{image: quay.io/ns/job:1}}\nside: {{image: quay.io/ns/job:1}}"
    more = optional_items("{image: {tag: 2}, worker: {image: quay.io/ns/worker:1}}", "{side: {image: quay.io/ns/x:1}}")
    rows = make_catalogue(delivery_of(helm_chart(values, more=more))).rows
    assert {row.image: row.certain for row in rows} == {
        "quay.io/ns/web:1": False,
        "quay.io/ns/web:2": False,
        "quay.io/ns/job:1": True,  # another place has it whatever holds
        "quay.io/ns/worker:1": False,
        "quay.io/ns/x:1": False,
    }


def test_optional_values_that_make_an_image_only_together() -> None:
    parts = ("{image: {registry: gcr.io}}", "{image: {repository: ns/b}}", "{image: {registry: ghcr.io}}")
    more = [f"{{other{number}: {{image: quay.io/ns/x:{number}}}}}" for number in range(4)]
    found = possible(WEB, optional_items(*parts, *more))
    assert {f"{host}/ns/{path}:1" for host in ("quay.io", "gcr.io", "ghcr.io") for path in ("web", "b")} <= found
    assert len(found) == 10


def test_optional_values_that_replace_a_mapping_leave_the_defaults_of_the_chart() -> None:
    chart = chart_of({**CHART, "values.yaml": "image: {registry: docker.io, repository: ns/web, tag: 0}\n"})
    found = possible(WEB, optional_items("{image: {}}", recursive=False), chart)
    assert found >= {"quay.io/ns/web:1", "docker.io/ns/web:0"}


def test_optional_values_that_only_a_template_reads() -> None:
    template = '{{ define "web" }}quay.io/ns/web-{{ .Values.edition }}:1{{ end }}'
    files = {
        "values.yaml": "edition: a\n",
        "templates/_a.tpl": template,
        "templates/a.yaml": 'image: {{ include "web" . }}\n',
    }
    found = possible("a: 1", optional_items("{edition: b}", "{replicas: 3}"), chart_of({**CHART, **files}))
    assert found == {"quay.io/ns/web-a:1", "quay.io/ns/web-b:1"}


def test_the_global_registry_of_a_chart_goes_before_those_of_its_images() -> None:
    templates = {"templates/a.yaml": "image: {{ .Values.global.imageRegistry }}/x\n"}
    values = {"values.yaml": "global: {imageRegistry: ''}\nimage: {registry: docker.io, repository: ns/web, tag: 1}\n"}
    given = helm_chart("global: {imageRegistry: quay.io}")
    assert "quay.io/ns/web:1" in str(written(delivery_of(given, chart_of({**CHART, **values, **templates}))))
    assert "docker.io/ns/web:1" in str(written(delivery_of(given, chart_of({**CHART, **values}))))


def test_a_global_registry_that_only_a_subchart_reads_is_its_own() -> None:
    values = "global: {imageRegistry: ''}\nimage: {registry: docker.io, repository: ns/web, tag: 1}\n"
    chart = chart_of({**CHART, "values.yaml": values})
    inner = {"Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n", "values.yaml": values.replace("web", "db")}
    reads = {"templates/a.yaml": "image: {{ .Values.global.imageRegistry }}/x\n"}
    chart.subcharts.append(chart_of({**inner, **reads}, "chart/charts/db"))
    given = "global: {imageRegistry: quay.io}\nimage: {registry: gcr.io}"
    found = {
        address.shown: [field.value for field in image.place.fields]
        for image, _, address in delivery_of(helm_chart(given), chart).written()
        if image.place.kind is PlaceKind.HELM_VALUE
    }
    assert found["gcr.io/ns/web:1"] == ["gcr.io", "ns/web", "1"]
    assert found["quay.io/ns/db:1"] == ["quay.io", "ns/db", "1"]


def test_images_in_templates_of_a_chart_are_evaluated_with_its_values() -> None:
    chart = chart_of(
        {
            **CHART,
            "values.yaml": "host: docker.io\n",
            "templates/web.yaml": "spec:\n  containers:\n  - image: '{{ .Values.host }}/ns/web:{{ .Chart.Version }}'\n"
            "  - image: quay.io/ns/job\n  - image: {{ .Values.other }}\n",
        }
    )
    text = helm_chart("host: '{{repl HasLocalRegistry | ternary LocalRegistryHost \"quay.io\" }}'")
    delivery = delivery_of(text, chart)
    found = [image for image in delivery.images if image.place.kind is PlaceKind.CHART_TEMPLATE]
    shown = [[one.shown for (one,) in image.addresses.values()] for image in found]
    assert shown == [["quay.io/ns/web:1.0.0", f"{HOST}/ns/web:1.0.0"], ["quay.io/ns/job:latest"] * 2]
    first = next(iter(found[0].addresses.values()))[0].text.pieces[0]
    assert first.place.origin == "release.yaml"
    assert text[first.place.start : first.place.end] == "quay.io"


def test_a_chart_without_a_release_is_installed_by_helm_alone() -> None:
    delivery = delivery_of({}, chart_of({**CHART, "values.yaml": "image: {repository: quay.io/ns/web, tag: 1}\n"}))
    assert delivery.release.targets == {Target.HELM}
    assert pulled(delivery) == {"helm online": ["quay.io/ns/web:1"]}


EXTENSION = """apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  version: 2.3.1+k8s-1.30
  extensions:
    helm:
      charts:
      - name: a
        chartname: repo/a
        values: |
          controller:
            image:
              registry: quay.io
              repository: ns/a
              tag: '1'
"""


def test_values_of_extensions_are_read_in_their_text() -> None:
    (image,) = delivery_of(EXTENSION).images
    assert image.place.kind is PlaceKind.EXTENSION_VALUE
    assert EXTENSION[slice(*image.place.first.span)] == "quay.io"
    assert [one.shown for one in next(iter(image.addresses.values()))] == ["quay.io/ns/a:1"]


@pytest.mark.parametrize(
    "values",
    [
        "repository: https://charts.example.com",
        "chart: {repository: 'oci://quay.io/ns/charts', version: 1.0.0}",
        "image: https://example.com/logo.png",
        "logoImage: /static/logo.png",
        "backgroundImage: images/logo.svg",
        "image: true",
        "imagePullPolicy: Always",
        "image: {pullPolicy: IfNotPresent}",
        "email: ops@quay.io",
        "git: {repository: my-org/my-app, branch: main}",
        "registry: https://packages.example.com",
        "npm: {registry: ''}",
        "hostname: 'repl{{ LocalRegistryHost }}'",
        "url: https://quay.io/ns/web",
        "text: see quay.io for more",
        "imageCount: 3",
    ],
)
def test_other_values_are_not_taken_for_images(values: str) -> None:
    assert delivery_of(helm_chart(values)).images == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("anything: myq/ns/web:1", "myq/ns/web:1"),
        ("args: ['--reloader=myq/ns/web:1']", "myq/ns/web:1"),
        ("env: [{name: A, value: 'quay.io/ns/web:1'}]", "quay.io/ns/web:1"),
        ("env: [{name: RELATED_IMAGE_WEB, value: 'ghcr.io/ns/web:1'}]", "ghcr.io/ns/web:1"),
        ("config: |\n  [runner]\n  image = \"myq/ns/web:1\"", "myq/ns/web:1"),
        ("image: {name: ns/web, tag: 1}", "ns/web:1"),
        ("controller: {registry: myq, image: ns/web, tag: 1}", "myq/ns/web:1"),
        ("images: {app: ns/web:1}", "ns/web:1"),
        ("image: {repository: ns/web, tag: 1, digest: ''}", "ns/web:1"),
        ("sidecarImage: ns/web\nsidecarImageTag: 1", "ns/web:1"),
        ("a: &a {image: ns/web:1}\nb: *a", "ns/web:1"),
    ],
)  # fmt: skip
def test_an_image_is_known_by_what_a_value_is(values: str, expected: str) -> None:
    assert [found for all_ in written(delivery_of(helm_chart(values))).values() for found in all_] == [expected]


def test_collectors_and_custom_resources_have_images() -> None:
    text = """apiVersion: troubleshoot.sh/v1beta2
kind: Preflight
metadata: {name: p}
spec:
  collectors:
  - run: {name: a, image: quay.io/ns/a:1}
  - runPod:
      podSpec:
        containers: [{image: quay.io/ns/b:1}]
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
spec: {imageName: quay.io/ns/c:1}
"""
    kinds = {image.place.first.value: image.place.kind for image in delivery_of(text).images}
    assert kinds == {
        "quay.io/ns/a:1": PlaceKind.RUN_COLLECTOR,
        "quay.io/ns/b:1": PlaceKind.COLLECTOR,
        "quay.io/ns/c:1": PlaceKind.CUSTOM_RESOURCE,
    }


def test_a_helm_template_of_troubleshoot_is_read_as_one() -> None:
    text = """apiVersion: troubleshoot.sh/v1beta3
kind: Preflight
metadata: {name: p}
spec:
  collectors:
  {{- if .Values.a }}
  - run:
      image: quay.io/ns/a:1
  {{- end }}
"""
    assert written(delivery_of(text)) == {"collectors.run.image": ["quay.io/ns/a:1"]}


def test_a_template_that_cannot_be_read_leaves_the_others_alone() -> None:
    values = (
        "a: {image: 'quay.io/ns/a:1'}\nb: {image: 'quay.io/ns/b:{{repl if }}'}\nc: {image: '{{repl print \"x/y:1\" }}'}"
    )
    found = written(delivery_of(helm_chart(values)))
    assert found["a.image"] == ["quay.io/ns/a:1"]
    assert found["c.image"] == ["x/y:1"]


def test_without_linked_registries_a_manifest_is_pulled_as_it_is_written() -> None:
    delivery = delivery_of({"pod.yaml": POD, "web.yaml": helm_chart("a: 1")}, settings=DeliverySettings())
    assert [one.shown for one in next(iter(delivery.images[0].addresses.values()))] == ["quay.io/ns/web:latest"]


def test_the_targets_can_be_given() -> None:
    settings = DeliverySettings((QUAY,), "my-app", targets=frozenset((Target.EMBEDDED_CLUSTER_2,)))
    delivery = delivery_of(helm_chart("image: quay.io/ns/web:1"), settings=settings)
    assert list(pulled(delivery)) == ["embedded-cluster-2 online", "embedded-cluster-2 air gap"]
