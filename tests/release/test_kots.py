"""KOTS releases: where their images are, also in Helm values and in templates, and what one file knows of another."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_tools import underlined

from replreg.config.model import Config
from replreg.finding import Edit
from replreg.linter.lint import fix_text, lint_release, lint_text
from replreg.registries.linked_registry import Registry
from replreg.release.documents import read_documents
from replreg.release.kots_domains import KotsDomains, context_of, has_kots_document, read_kots_domains
from replreg.release.readers import IMAGE_FUNCTIONS
from replreg.yaml.edits import UnprovenEdit, prove

CONFIG = Config(
    app="my-app",
    registries=(Registry("myquay", "quay.io"), Registry("hub", "index.docker.io")),
    ignore=frozenset({"unknown-domain"}),  # `APPLICATION` has domains as they are not written, to see them normalized
)

APPLICATION = """\
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: my-app
spec:
  proxyRegistryDomain: https://images.Example.com/
  replicatedRegistryDomain: registry.example.com
  additionalImages:
    - quay.io/ns/extra:1
  excludedImages:
    - quay.io/ns/left-out
"""

CHART = """\
apiVersion: kots.io/v1beta1
kind: HelmChart
metadata:
  name: my-app
spec:
  chart: {name: my-app, chartVersion: 1.0.0}
  values:
    image: "quay.io/ns/plain:1"
    web:
      image:
        registry: quay.io
        repository: ns/web
        tag: "2"
      sidecars:
        - image: {repository: quay.io/ns/side, digest: "sha256:ab"}
        - name: none
    global:
      imageRegistry: quay.io
    git: {repository: 'https://example.com/org/app'}
    picture: {image: /static/logo.png}
    empty: {image: , registry: null, repository: ~}
  optionalValues:
    - when: "true"
      values:
        web: {image: {registry: quay.io, repository: ns/web, tag: 3}}
    - when: "false"
  builder:
    web: {image: quay.io/ns/builder}
"""


def images(text: str) -> list[tuple[str, str, bool]]:
    """Return of each use whose it is, the full image string, and whether it is surely an image."""
    return [
        (use.described_as, use.reference.strip("\ue000"), use.is_certain)
        for use in lint_release(text, CONFIG).release.uses
    ]


def findings(text: str, context: KotsDomains | None = None) -> list[tuple[str, str]]:
    """Return the rule and the underlined characters of each finding."""
    return underlined(text, CONFIG, context)


def test_images_of_the_application():
    assert images(APPLICATION) == [
        ("an entry of 'additionalImages'", "quay.io/ns/extra:1", True),
        ("an entry of 'excludedImages'", "quay.io/ns/left-out", False),
    ]
    assert findings(APPLICATION) == []


def test_images_of_helm_values():
    assert images(CHART) == [
        ("'spec.values.image'", "quay.io/ns/plain:1", False),
        ("'spec.values.web.image.registry'", "quay.io/ns/web:2", False),
        ("'spec.values.web.sidecars.image.repository'", "quay.io/ns/side@sha256:ab", False),
        ("'spec.values.global.imageRegistry'", "quay.io/", False),
        ("'spec.values.git.repository'", "https://example.com/org/app", False),
        ("'spec.values.picture.image'", "/static/logo.png", False),
        ("'spec.builder.web.image'", "quay.io/ns/builder", False),
        ("'spec.optionalValues.web.image.registry'", "quay.io/ns/web:3", False),
    ]
    assert findings(CHART) == []


@pytest.mark.parametrize("text", [APPLICATION, CHART], ids=["application", "chart"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_swapped_hosts_come_back(text, newline):
    right = text.replace("\n", newline)
    wrong = right.replace("quay.io", "myquay")
    found = findings(wrong)
    assert found == [("alias-as-host", "myquay")] * text.count("quay.io")
    assert fix_text(wrong, CONFIG) == right


def test_a_single_part_after_a_registry_key_is_certain_but_not_after_a_name():
    values = "apiVersion: kots.io/v1beta1\nkind: HelmChart\nspec: {{chart: {{name: a}}, values: {{image: {}}}}}\n"
    key = values.format("{registry: myquay, repository: web}")
    name = values.format("{repository: myquay/web}")
    assert fix_text(key, CONFIG) == key.replace("myquay", "quay.io")
    assert fix_text(name, CONFIG) == name
    assert fix_text(name, CONFIG, unsafe=True) == name.replace("myquay", "quay.io")


def test_values_that_refer_to_one_another_are_read_once():
    text = (
        "apiVersion: kots.io/v1beta1\nkind: HelmChart\nspec:\n  chart: {name: a, chartVersion: 1.0.0}\n  values: &v\n    self: *v\n"
        "    base: &b {registry: myquay, tag: 1}\n    web: {<<: *b, repository: ns/web}\n    more: [*v, *b]\n"
    )
    assert findings(text) == [("invalid-chart", "self"), ("alias-as-host", "myquay")]
    assert fix_text(text, CONFIG) == text.replace("myquay", "quay.io")


CALLS = (
    "repl{{ LocalImageName \"A/ns/app:1\" }}",
    "'{{repl LocalImageName \"A/ns/app:1\" }}'",
    "'{{repl LocalImageName   `A/ns/app:1`}}-suffix'",
    "\"{{repl LocalImageName \\\"A/ns/app:1\\\" }}\"",
    "repl{{ ReplicatedImageName \"A/ns/app:1\" true }}",
    "repl{{ ReplicatedImageRegistry \"A\" }}",
    "repl{{ ReplicatedImageRegistry \"A/ns/app\" }}",
    "repl{{ ReplicatedImageRepository \"A/ns/app\" }}",
    "repl{{ LocalRegistryImagePullSecret \"A/ns/app:1\" }}",
    "repl{{ \"A/ns/app:1\" | LocalImageName }}",
    "repl{{ if eq (LocalImageName \"A/ns/app:1\") \"x\" }}arepl{{ end}}",
    "repl{{ LocalImageName \"A/ns/app:1\" }}{{repl LocalImageName \"A/ns/other:1\" }}",
    "{{repl LocalImageName\n        \"A/ns/app:1\" }}",
    "'{{repl HasLocalRegistry | ternary LocalRegistryHost \"A\" }}'",
    "repl{{ HasLocalRegistry | ternary (print LocalRegistryHost \"/ns/app\") \"A/ns/app\" }}",
)  # fmt: skip
"""Calls with an image string, or with a host; ``A`` is in place of the host."""

IN_VALUES = {
    'repl{{ ReplicatedImageRegistry "A" }}': "proxy-path",
    'repl{{ ReplicatedImageRegistry "A/ns/app" }}': "image-function",
    'repl{{ ReplicatedImageRepository "A/ns/app" }}': "image-function",
    'repl{{ LocalImageName "A/ns/app:1" }}{{repl LocalImageName "A/ns/other:1" }}': "local-registry-path",
    'repl{{ HasLocalRegistry | ternary (print LocalRegistryHost "/ns/app") "A/ns/app" }}': "local-registry-path",
}
"""The rule that another mistake of a call breaks where the call is in the values of a chart."""


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("frame", [
    "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: {}\n",
    "apiVersion: kots.io/v1beta1\nkind: HelmChart\nspec:\n  chart: {name: a, chartVersion: 1.0.0}\n  values:\n    any: {}\n",
    "apiVersion: v1\nkind: ConfigMap\ndata:\n  script: |\n    #!/bin/sh\n    pull {}\n  b: c\n",
])  # fmt: skip
def test_arguments_of_template_functions_are_fixed_within_the_template(call, frame):
    right = frame.replace("{}", call.replace("A", "quay.io"))
    wrong = frame.replace("{}", call.replace("A", "myquay"))
    count = call.count("A/") + call.count('"A"')
    other = [IN_VALUES[call]] if call in IN_VALUES and "HelmChart" in frame else []
    found = findings(wrong)
    assert [place for rule, place in found if rule == "alias-as-host"] == ["myquay"] * count
    assert [rule for rule, _ in found if rule != "alias-as-host"] == other
    assert fix_text(wrong, CONFIG._replace(select=frozenset({"alias-as-host"}))) == right
    assert [rule for rule, _ in findings(right)] == other


def test_a_call_alone_on_a_line_and_one_in_control_flow():
    text = (
        "kind: Pod\napiVersion: v1\nspec:\n  containers:\n"
        '{{repl if eq (LocalImageName "myquay/ns/app:1") "a" }}\n  - image: redis:7\n{{repl end}}\n'
    )
    assert fix_text(text, CONFIG) == text.replace("myquay", "quay.io")


@pytest.mark.parametrize(
    "template",
    [
        'repl{{ ConfigOption "myquay/ns/app:1" }}',
        'repl{{/* LocalImageName "myquay/ns/app:1" */}}',
        'repl{{ MyLocalImageName "myquay/ns/app:1" }}',
        'repl{{ LocalImageName (print "myquay" "/ns/app") }}',
        'a # repl{{ LocalImageName "myquay/ns/app:1" }}',
        'repl{{ LocalImageName "library/redis:1" }}',
        'repl{{ HasLocalRegistry | ternary LocalRegistryNamespace "myquay" }}',
        'repl{{ HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com/proxy/other/quay.io/ns/app" }}',
    ],
)
def test_words_in_a_template_that_are_not_an_image(template):
    assert findings(f"kind: Pod\napiVersion: v1\na: {template}\n") == []


def test_many_calls_on_one_line_take_linear_time():
    line = " ".join('repl{{ LocalImageName "myquay/ns/app:1" }}' for _ in range(3_000))
    text = f"kind: Pod\napiVersion: v1\na: {line} # repl{{{{ LocalImageName `myquay/ns/app:1` }}}}\n"
    assert len(findings(text)) == 3_000


@given(st.text(alphabet='repl{} "`\\|LocalImageNameR/:.#\nmyquay', max_size=80))
def test_no_template_makes_it_fail(text):
    text = f'kind: Pod\napiVersion: v1\na: "{text}"\nb: repl{{{{ LocalImageName "{text}" }}}}\n'
    lint_text(text, CONFIG)


def test_an_edit_that_breaks_a_template_is_not_proven():
    text = 'a: repl{{ LocalImageName "myquay/ns/app:1" }}\nb: 1\n'
    place = text.index("myquay")
    prove(text, text.replace("myquay", "quay.io"), [Edit(place, place + 6, "quay.io")])
    noted = text.replace("a:", "#")
    for bad in ('"}} ', '" }} repl{{ "'):
        for old in (text, noted):
            place = old.index("myquay")
            with pytest.raises(UnprovenEdit):
                prove(old, old[:place] + bad + old[place + 6 :], [Edit(place, place + 6, bad)])


CLUSTER = """\
apiVersion: embeddedcluster.replicated.com/v1beta1
kind: Config
spec:
  domains:
    proxyRegistryDomain: proxy.example.net
"""


def test_the_context_of_a_release():
    context = read_kots_domains(["a: [", "x: 1", CLUSTER, APPLICATION, CHART])
    assert context == KotsDomains(
        ("proxy.replicated.com", "proxy.example.net", "images.example.com"),
        ("registry.replicated.com", "registry.example.com"),
    )
    assert pickle.loads(pickle.dumps(context)) == context
    assert read_kots_domains([CHART]) == KotsDomains()
    assert read_kots_domains([CLUSTER]) == KotsDomains(("proxy.replicated.com", "proxy.example.net"))
    for texts in ([], ["# kots.io/v1\na: b"], ["apiVersion: v1\nkind: ConfigMap\ndata: {a: kots.io/x}\n"]):
        assert read_kots_domains(texts) is None


def test_only_texts_that_can_say_something_are_parsed(monkeypatch):
    monkeypatch.setattr("replreg.release.kots_domains.read_documents", lambda text: pytest.fail("it was parsed"))
    assert read_kots_domains(["apiVersion: v1\nkind: Pod\n" * 10]) is None


def test_a_domain_that_a_template_hides_says_nothing():
    text = APPLICATION.replace("https://images.Example.com/", "repl{{ ConfigOption `domain` }}")
    (document,) = read_documents(text)
    assert context_of(document) == KotsDomains(
        ("proxy.replicated.com",), ("registry.replicated.com", "registry.example.com")
    )


POD = """\
apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - {name: web, image: "quay.io/ns/web:1"}
        - {name: proxied, image: "images.example.com/proxy/my-app/myquay/ns/web:1"}
        - {name: other, image: "images.example.com/proxy/wrong/quay.io/ns/web:1"}
"""


def test_the_other_rules_are_silent_in_a_release():
    context = read_kots_domains([APPLICATION])
    assert findings(POD, context) == [("proxy-path", "wrong")]
    assert findings(APPLICATION + "---\n" + POD) == [("proxy-path", "wrong")]
    assert findings(POD) == []


def test_values_beside_the_manifests_are_not_a_native_release():
    values = "images:\n  - name: a\nconfig: []\nname: x\n"
    assert findings(values)
    assert findings(values, KotsDomains()) == []
    assert findings(APPLICATION + "---\n" + values) == []
    native = "replicated_api_version: 1\nimages:\n  - nam: a\n"
    assert findings(native, KotsDomains()) == findings(native) != []


def test_a_floating_tag_and_a_bad_image_are_reported_for_a_certain_image():
    text = APPLICATION.replace("extra:1", "extra").replace("left-out", "Left-Out")
    assert findings(text) == [("floating-tag", "quay.io/ns/extra")]
    assert findings(APPLICATION.replace("extra:1", "Extra:1")) == [("invalid-image", "Extra")]
    wrong_app = ("proxy-path", "wrong")  # in another image of `POD`
    assert findings(POD.replace("web:1", "web", 1), KotsDomains()) == [("floating-tag", "quay.io/ns/web"), wrong_app]


OPERATOR = """\
apiVersion: example.com/v1
kind: Thing
metadata: {name: a}
spec:
  image: IMAGE
  nested:
    - {image: "IMAGE", "image" : x}
  imagePullPolicy: IfNotPresent
"""


@pytest.mark.parametrize("image", ["myquay/ns/a:1", "'myquay/ns/a:1'", "myquay/ns/a"])
def test_an_image_anywhere_in_a_custom_resource(image):
    text = (
        OPERATOR.replace("IMAGE", image.strip("'"), 1) if image.startswith("'") else OPERATOR.replace("IMAGE", image, 1)
    )
    assert ("alias-as-host", "myquay") in findings(text)
    assert fix_text(text, CONFIG) == text.replace("myquay", "quay.io")


@pytest.mark.parametrize("image", ["Not an image", "ns/a:1", "quay.io/a", "a", "''", "null", "{a: b}", "[quay.io/a/b]"])
def test_nothing_else_is_reported_for_it(image):
    listed = (
        "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n- {source: myquay, name: ns/a, tag: '2'}\n---\n"
    )
    text = (
        listed
        + "# kind: scheduler-kubernetes\n"
        + OPERATOR.replace("IMAGE", image, 1).replace('{image: "IMAGE", "image" : x}', "{}")
    )
    assert findings(text) in ([], [("unused-image", "ns/a")])


def test_pod_specs_beside_are_not_reported_twice():
    text = POD.replace("quay.io/ns/web:1", "myquay/ns/web:1", 1) + "extra: {image: myquay/ns/op:1}\n"
    found = [one for one in findings(text, KotsDomains()) if one[0] == "alias-as-host"]
    assert found == [("alias-as-host", "myquay")] * 2


def test_the_search_for_calls_knows_every_function() -> None:
    for name in IMAGE_FUNCTIONS:
        text = f"apiVersion: v1\nkind: ConfigMap\ndata: {{a: '{{{{repl {name} \"ghcr.io/ns/web\" }}}}'}}\n"
        assert [use.reference.strip("\ue000/") for use in lint_release(text, CONFIG).release.uses] == ["ghcr.io/ns/web"]


@pytest.mark.parametrize(
    "text",
    [
        "{apiVersion: kots.io/v1beta1, kind: Application, spec: {proxyRegistryDomain: images.example.com}}\n",
        '{\n  "kind": "Application",\n  "apiVersion": "kots.io/v1beta1",\n'
        '  "spec": {"proxyRegistryDomain": "images.example.com"}}\n',
    ],
)
def test_an_application_in_flow_style_tells_the_domains(text):
    assert has_kots_document(text)
    context = read_kots_domains([text])
    assert context is not None and "images.example.com" in context.proxy_domains
    assert not has_kots_document("a: {apiVersion: kots.io/v1beta1}\n")
