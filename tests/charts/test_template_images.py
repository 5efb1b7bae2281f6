"""Images that are written out in templates, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.charts.files import ChartFile
from replreg.charts.template_images import template_images, template_scalars
from replreg.yaml.templates import MASKS


def images(text: str) -> list[tuple[str, str, str]]:
    """The key, the value and the text at the place of each image."""
    found = []
    for scalar in template_images(ChartFile("templates/a.yaml", "web/templates/a.yaml", text)):
        start, end = scalar.field.span
        found.append((scalar.key, MASKS.sub("…", scalar.field.value), text[start:end]))
    return found


DEPLOYMENT = """\
{{- if .Values.on }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
  labels: {{- include "web.labels" . | nindent 4 }}
    part: web
spec:
  template:
    spec:
      {{- with .Values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: web
          image: "quay.io/acme/web:{{ .Values.tag }}"
        {{- if .Values.sidecar }}
        - name: side
          image: docker.io/acme/side:1 # why
        {{- end }}
        - name: other
          image: {{ .Values.image | quote }}
          initImage: 'busybox'
{{- end }}
---
{{/* image: not-this */}}
kind: Cluster
spec: {imageName: "ghcr.io/pg:16", images: [a]}
"""


def test_images_of_templates() -> None:
    assert images(DEPLOYMENT) == [
        ("image", "quay.io/acme/web:…", "quay.io/acme/web:{{ .Values.tag }}"),
        ("image", "docker.io/acme/side:1", "docker.io/acme/side:1"),
        ("initImage", "busybox", "busybox"),
        ("imageName", "ghcr.io/pg:16", "ghcr.io/pg:16"),
    ]


def test_a_template_that_is_not_yaml_is_read_by_line() -> None:
    text = 'a:\n  - x\n b: }\n{{ if y }}\n  - image: "quay.io/a/b:1"\nimage: {{ c }}\n  image: quay.io/a/c # d\n'
    assert images(text) == [("image", "quay.io/a/b:1", "quay.io/a/b:1"), ("image", "quay.io/a/c", "quay.io/a/c")]


def test_all_scalars_with_their_keys() -> None:
    file = ChartFile("templates/a.yaml", "web/templates/a.yaml", "args: [--image=quay.io/a/b, {x: 1}]\ny: 2\n")
    assert [(scalar.key, scalar.field.value) for scalar in template_scalars(file)] == [
        ("args", "--image=quay.io/a/b"),
        ("x", "1"),
        ("y", "2"),
    ]


@given(st.text(alphabet="image: {}-\n\"'a/&*|>#.x0[]", max_size=80))
def test_any_text(text: str) -> None:
    for scalar in template_scalars(ChartFile("templates/a.yaml", "a.yaml", text)):
        assert scalar.field.span[0] <= scalar.field.span[1] <= len(text)


CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real releases is not there")
def test_most_real_templates_are_yaml() -> None:
    from replreg.release.documents import read_documents
    from replreg.yaml.templates import HELM

    texts = [path.read_text(encoding="utf-8") for path in CORPUS.rglob("templates/**/*.yaml")]
    documents = [document for text in texts if "{{" in text for document in read_documents(text, HELM)]
    wrong = sum(document.error is not None for document in documents)
    print(f"{len(documents) - wrong} of {len(documents)} documents of real templates are YAML without their templates")
    assert wrong <= len(documents) / 50
