"""Which template language a text has, and what that means for reading and fixing it."""

from __future__ import annotations

import pytest

from replreg.config.model import Config
from replreg.finding import Severity
from replreg.linter.lint import fix_text, lint_release, lint_text
from replreg.registries.linked_registry import Registry
from replreg.release.dialects import dialect_of, mask_text
from replreg.yaml.templates import HELM, PLATFORM

CONFIG = Config(app="my-app", registries=[Registry("myq", "quay.io")])
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
PREFLIGHT = """\
apiVersion: troubleshoot.sh/v1beta3
kind: Preflight
metadata: {name: p}
spec:
  collectors:
    {{- if .Values.enabled }}
    - run: {collectorName: a, image: "NAME/ns/tool:1"}
    {{- end }}
    - run: {collectorName: b, image: "{{ .Values.image }}"}
"""
SHIP = """\
assets:
  v1:
  - docker: {image: "NAME/ns/web:1", source: myq, dest: web.tar}
  - inline:
      dest: a.yaml
      contents: |
        {{repl if ConfigOptionEquals "a" "1"}}
            image: NAME/ns/deep:1
        {{repl end}}
        image: NAME/ns/flat:1
lifecycle:
  v1:
  - render: {}
"""


def errors(text: str) -> list[str]:
    return [finding.rule for finding in lint_text(text, CONFIG) if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("a: b\n", PLATFORM),
        ('a: "{{repl ConfigOption `b`}}"\n', PLATFORM),
        ('a: "{{ .Values.b }}"\n', HELM),
        ('a: {{ include "b" . }}\n', HELM),
        ("a: '{{ .Values.b }}{{repl ConfigOption `c`}}'\n", PLATFORM),
        ("# kind: scheduler-kubernetes\na: '{{ .Values.b }}'\n", PLATFORM),
        ("apiVersion: kots.io/v1beta1\nkind: Config\na: '{{ .Values.b }}'\n", PLATFORM),
        ("apiVersion: troubleshoot.sh/v1beta3\na: '{{ x }}'\nb: '{{repl y }}'\n", HELM),
        ("a: '{{ repl x }}'\n", PLATFORM),
        ("a:\n{{ if x }}\n  b: c\n{{ end }}\n", HELM),
        ("a: [\n{{ if x }}\n  b: c\n{{ end }}\n", PLATFORM),
    ],
)
def test_the_dialect_of_a_text(text: str, dialect: object) -> None:
    assert dialect_of(text) is dialect


def test_a_file_of_v1beta3_is_read_and_fixed_as_a_template_of_helm() -> None:
    right, wrong = PREFLIGHT.replace("NAME", "quay.io"), PREFLIGHT.replace("NAME", "myq")
    assert errors(right) == []
    assert errors(wrong) == ["alias-as-host"]
    assert fix_text(wrong, CONFIG) == right
    images = [used.use.reference for used in lint_release(right, CONFIG).resolution.uses]
    assert "quay.io/ns/tool:1" in images


def test_a_line_of_control_flow_in_a_block_scalar_of_ship_is_text() -> None:
    right, wrong = SHIP.replace("NAME", "quay.io"), SHIP.replace("NAME", "myq")
    assert errors(right) == []
    assert errors(wrong) == ["alias-as-host"] * 3
    assert fix_text(wrong, CONFIG) == right


def test_the_masked_text_has_the_length_of_the_text() -> None:
    for text in (PREFLIGHT, SHIP, SHIP.replace("\n", "\r\n"), "assets: |\n{{repl if x}}\n a\n{{repl end}}"):
        masked = mask_text(text)
        assert len(masked.text) == len(text)
        kept = [(new, old) for new, old in zip(masked.text, text, strict=True) if new not in "\ue000 "]
        assert all(new == old for new, old in kept)


def test_control_flow_in_front_of_a_key_is_read() -> None:
    text = POD + "  - name: c\n    {{repl if x}}image: NAME/ns/web:1{{repl end}}\n"
    (used,) = lint_release(text.replace("NAME", "quay.io"), CONFIG).resolution.uses
    assert used.use.reference == "quay.io/ns/web:1"
    assert errors(text.replace("NAME", "myq")) == ["alias-as-host"]
    assert fix_text(text.replace("NAME", "myq"), CONFIG) == text.replace("NAME", "quay.io")


def test_repl_after_a_space_is_not_a_template() -> None:
    text = POD + '  - {name: c, image: "myq/ns/web:{{ repl ConfigOption `tag` }}"}\n'
    assert mask_text(text).text == text


def test_branches_of_helm_that_are_not_yaml_together_are_a_warning() -> None:
    text = "a:\n{{- if .Values.b }}\n    - c\n{{- else }}\n  - d\n{{- end }}\n"
    (found,) = lint_text(text, CONFIG)
    assert (found.rule, found.severity) == ("yaml-syntax", Severity.WARNING)
    (found,) = lint_text('a: "b\nc: {{ .Values.d }}\n', CONFIG)
    assert found.severity is Severity.ERROR


def test_a_template_that_gives_a_value_is_one() -> None:
    text = POD + '  - name: c\n    image: {{ template "web.image" . }}\n  {{- if .Values.a }}\n  {{- end }}\n'
    assert errors(text) == []


class TestServices:
    @pytest.mark.parametrize(
        "text",
        [
            "services:\n  web:\n    image: myq/ns/web:1\n",
            "version: '3'\nservices:\n  web: {image: myq/ns/web:1}\nvolumes: {}\n",
            "services: {web: {image: myq/ns/web:1}}\nx-a: 1\n",
        ],
    )
    def test_compose(self, text: str) -> None:
        assert errors(text) == ["alias-as-host"]
        assert errors(text.replace("image: myq/ns/web:1", "image: []"))[:1] == ["schema"]

    @pytest.mark.parametrize(
        "text",
        [
            "services:\n  web:\n    image: {registry: quay.io, name: web}\n",
            "services:\n  web: {image: []}\nglobal: {a: b}\n",
            "services:\n- a\n",
        ],
    )
    def test_values(self, text: str) -> None:
        assert errors(text) == []
