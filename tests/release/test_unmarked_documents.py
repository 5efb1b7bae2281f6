"""Which documents without a `# kind:` comment are taken for a classic release."""

from __future__ import annotations

import pytest
from rule_tools import check

from replreg.release.documents import read_documents
from replreg.release.kinds import Kind


@pytest.mark.parametrize(
    "text",
    [
        "replicated_api_version: 2.9.2\nanything: 1\n",
        "components:\n- containers: []\nanything: 1\n",
        "images:\n- {source: public, name: redis}\nanything: 1\n",
        "images: {}\n",
        "name: A\nversion: 1\nproperties: {}\nconfig: []\n",
        "backup: {enabled: true}\nx-own: 1\n",
        "{{repl Key}}: 1\nmonitors: {}\n",
        "images:\nname: A\n",
        "images: ~\n",
        "images: '{{repl Images}}'\n",
        "components:\n- {{repl Component}}\n- name: A\n",
        "images: [redis]\nbackup: {enabled: true}\n",  # `schema` tells of the one that is wrong
        "release_notes: Better\n",
    ],
)
def test_a_document_that_is_a_release_without_a_comment(text):
    (document,) = read_documents(text)
    assert document.kind is Kind.REPLICATED


@pytest.mark.parametrize(
    "text",
    [
        "backup: {enabled: true}\nreplicas: 3\n",  # values of a chart
        "images: {web: redis}\n",
        "images:\n- {name: redis, newTag: '3'}\nresources: []\n",  # a kustomization
        "openapi: 3.0.0\ninfo: {}\npaths: {}\ncomponents: {schemas: {}}\n",
        "name: a\nversion: 1\n",
        "config: [1]\nother: 2\n",
        "components: {schemas: {A: {type: object}}}\n",  # a part of an API description
        "config: {debug: true}\n",
        "images:\n- redis:3\n- quay.io/ns/img:1\n",  # a list of images for some script
        "monitors:\n- {name: cpu, type: metric alert}\n",
        "name: a\nstate: present\n",
        "services: [docker]\nlanguage: go\n",  # a CI service
        "image: ns/img:1\nservices:\n- {name: db, image: ns/db:1}\n",
        "{}\n",
        "- images\n",
    ],
)
def test_a_document_that_is_not_a_release_without_a_comment(text):
    (document,) = read_documents(text)
    assert document.kind is Kind.UNKNOWN
    assert check("schema", text) == check("api-version", text) == check("unknown-key", text) == []
