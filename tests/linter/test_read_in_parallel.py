"""One file read by several processes gives what one process gives, whatever its documents are."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replreg import Config
from replreg.linter import packing
from replreg.linter import processes as parallel
from replreg.linter import read_in_parallel as reading
from replreg.linter.file_job import FileJob, OpenedFile
from replreg.linter.fix_file import fix_opened
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint import LintResult, lint_release
from replreg.registries.linked_registry import Registry
from replreg.release.inventory import inventory

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork; other ways take seconds")

CONFIG = Config(registries=(Registry("alias", "quay.io"),), app="shop")

LIST = """\
# kind: replicated
replicated_api_version: 2.9.2
images:
- {source: alias, name: ns/listed, tag: "1"}
- {source: alias, name: alias/ns/odd, version: "1"}
- {source: sorce, name: ns/unused, tag: "1"}
"""
DOCUMENTS = [
    LIST,
    "# kind: scheduler-swarm\nversion: '3'\nservices:\n  web:\n    image: alias/ns/listed:1\n",
    "# kind: scheduler-swarm\nservices:\n  web: &web\n    image: quay.io/ns/other:1\n  two: *web\n  two: {}\n",
    "# kind: scheduler-kubernetes\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\n"
    "imagePullSecrets: [{name: replicatedregistrykey}]\n",
    "# kind: scheduler-kubernetes\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
    "spec:\n  containers:\n  - name: web\n    image: ns/listed:2\n",
    "# kind: scheduler-kubernetes\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: inner}\n"
    "data:\n  pod.yaml: |\n    apiVersion: v1\n    kind: Pod\n    spec:\n      containers:\n      - image: alias/ns/in:1\n",
    "# kind: scheduler-kubernetes\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
    '  {{repl if ConfigOptionEquals "a" "b" }}\n  - image: alias/ns/if:1\n  {{repl else }}\n'
    "    - image: alias/ns/else:1\n  {{repl end }}\n",
    "# kind: scheduler-swarm\nservices: [\n",
    "# kind: no-such\na: 1 # replreg: ignore[alias-as-host]\n",
    "assets:\n  v1:\n  - docker:\n      source: alias\n      image: alias/ns/ship:1\n      dest: x\n",
    "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: shop}\n"
    "spec:\n  proxyRegistryDomain: images.example.com\n  additionalImages: [alias/ns/more:1]\n",
    "",
    "# only a comment\n",
]

ACROSS = [
    "# kind: replicated\nreplicated_api_version: 2.9.2\ncomponents:\n- name: App\n  containers:\n"
    "  - {source: public, image_name: redis, version: '1', volumes_from: [back]}\n"
    "admin_commands:\n- {alias: a, command: [b], component: Wbe, container: redis}\n"
    "- {alias: a, command: [b], selector: {app: web}}\nconfig:\n- name: g\n  items:\n"
    "  - {name: '{{repl AppID}}-e', type: txt}\n",
    "# kind: replicated\ncomponents:\n- name: Web\n  containers:\n"
    "  - {source: public, image_name: redis, version: '1', name: back, privileged: 'true'}\n"
    "backup: {kubernetes: {pvc_names: [data, date]}, swarm: {volumes: [one, two]}}\n",
    "# kind: replicated\nconfig:\n- name: g\n  when: b=1\n  items:\n  - name: b\n    type: text\n"
    "    default: '{{repl ConfigOption \"c\"}}'\n  - {name: c, type: text, value: '{{repl ConfigOption \"b\"}}'}\n"
    'properties: {app_url: \'{{ repl AppID }}{{repl ConfigOption "d"}}{{repl ConfigOption "x-e"}}\'}\n',
    "# kind: scheduler-swarm\nservices:\n  web: {image: 'redis:1', secrets: [one, two], configs: [three]}\n"
    "secrets: {one: {external: true}}\nconfigs: {four: {external: true, name: five}}\nvolumes: {one: {}}\n",
    "# kind: scheduler-swarm\nservices:\n  web: {image: 'redis:1', secrets: [two, seven]}\nsecrets: {two: {}}\n",
    "# kind: replicated\nadmin_commands:\n- {alias: b, command: [b], selector: {app: wbe}}\n"
    "- {alias: c, command: [b], selector: {app: db}}\n",
    "# kind: scheduler-kubernetes\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: db}\nspec:\n"
    "  template: {metadata: {labels: {app: db}}}\n",
    "# kind: replicated\ncomponents:\n- name: Late\n  containers:\n"
    "  - {source: public, image_name: late, version: '1', volumes_from: [early]}\n",
    "# kind: replicated\ncomponents:\n- name: Early\n  containers:\n"
    "  - source: public\n    image_name: early\n    version: '1'\n    name: early\n    publish_events:\n"
    "    - {name: e, trigger: container-start, subscriptions: [{component: Late, container: late, action: start}]}\n",
    "# kind: replicated\nconfig:\n- name: h\n  when: zz=1\n  items:\n"
    "  - {name: f, type: file, value_cmd: {name: made, value_at: 3}, test_proc: {display_name: a, command: raw, arg_fields: [q]}}\n",
    "# kind: replicated\ncmds: [{name: made, cmd: cert}]\nbackup: {kubernetes: {pvc_names: [data-web-0]}}\n",
    "# kind: replicated\nswarm: {secrets: [{name: one, value: a}, {name: six, value: b}], configs: [{name: five}]}\n",
    "# kind: scheduler-kubernetes\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec:\n"
    "  template: {metadata: {labels: {app: web}}}\n  volumeClaimTemplates: [{metadata: {name: data}}]\n",
]
"""Documents whose findings depend on one another."""


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let several processes read the smallest of files."""
    monkeypatch.setattr(reading, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(parallel, "WORTH_PROCESSES", 1)
    return None


def facts_of(examination: LintResult) -> tuple[object, ...]:
    release = examination.release
    return (
        examination.findings,
        inventory(examination.resolution, examination.findings, "a.yaml"),
        [(info.index, info.start, info.end, info.kind) for info in release.documents],
        [(use.document, use.reference, use.described_as, use.is_embedded, use.image.span) for use in release.uses],
        [(item.document, item.form, item.own_span) for item in release.declarations],
        release.account_secrets,
        release.context,
        release.is_release,
    )


@pytest.mark.usefixtures("eager")
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(DOCUMENTS), min_size=8, max_size=40), processes=st.integers(2, 4))
def test_several_processes_find_what_one_finds(chosen: list[str], processes: int) -> None:
    text = "".join(f"---\n{document}" for document in chosen)
    assert facts_of(lint_release(text, CONFIG, processes=processes)) == facts_of(lint_release(text, CONFIG))
    job = FileJob("a.yaml", "a.yaml", CONFIG, is_named=True)
    several = fix_opened(job._replace(processes=processes), OpenedFile(text), KotsFolders(), unsafe=True)
    assert several == fix_opened(job, OpenedFile(text), KotsFolders(), unsafe=True)


@pytest.mark.usefixtures("eager")
@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(ACROSS), min_size=5, max_size=14))
def test_checks_across_documents_see_those_of_other_processes(chosen: list[str]) -> None:
    text = "".join(f"---\n{document}" for document in chosen)
    assert facts_of(lint_release(text, CONFIG, processes=2)) == facts_of(lint_release(text, CONFIG))


@pytest.mark.usefixtures("eager")
def test_each_check_across_documents_has_something_to_find() -> None:
    text = "".join(f"---\n{document}" for document in ACROSS)
    found = lint_release(text, CONFIG, processes=2).findings
    assert found == lint_release(text, CONFIG).findings
    rules = {finding.rule for finding in found}
    assert rules >= {
        "unknown-reference",
        "unordered-volumes",
        "unknown-option",
        "circular-option",
        "template-delimiter",
    }


@pytest.mark.usefixtures("eager")
def test_others_do_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process that is forked does is not seen here; what it sends back is."""
    unpacked: list[bytes] = []
    original = packing.unpack
    monkeypatch.setattr(
        packing, "unpack", lambda packed, *shared: (unpacked.append(packed), original(packed, *shared))[1]
    )
    text = "".join(f"---\n{DOCUMENTS[1]}" for _ in range(200))
    assert len(lint_release(text, CONFIG, processes=2).findings) == 200
    assert len(unpacked) > 1
    assert not any(DOCUMENTS[1].encode() in packed for packed in unpacked), "the text itself is not sent"


@pytest.mark.slow
@pytest.mark.usefixtures("eager")
def test_a_result_that_cannot_be_sent_is_read_by_the_parent() -> None:
    deep = LIST + f"- {{source: alias, name: ns/deep, tag: '1', x-deep: {'[' * 3000}{']' * 3000}}}\n"
    text = "".join(f"---\n{deep}" for _ in range(12))
    one, two = lint_release(text, CONFIG), lint_release(text, CONFIG, processes=2)
    assert len(one.release.declarations) == 48
    assert facts_of(two) == facts_of(one)


@pytest.mark.usefixtures("eager")
def test_a_mistake_in_another_process_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()

    def broken(document: object, release: object) -> None:
        raise KeyError("here" if os.getpid() == here else "there")

    monkeypatch.setattr("replreg.release.readers.read", broken)
    with pytest.raises(KeyError, match="here"):
        lint_release("".join(f"---\n{DOCUMENTS[1]}" for _ in range(20)), CONFIG, processes=2)


def test_a_document_that_is_most_of_the_file_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replreg.linter.processes.run", lambda *a, **k: pytest.fail("it was given to others"))
    text = LIST + f"x-much: {'a' * 600_000}\n" + "".join(f"---\n{DOCUMENTS[1]}" for _ in range(20))
    assert lint_release(text, CONFIG, processes=2).findings
