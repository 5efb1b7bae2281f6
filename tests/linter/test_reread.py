"""What is read again after a change is what is read of the whole text, whatever was read before."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg import Config, Registry
from replreg.linter.lint import LintResult, lint_release
from replreg.linter.read_in_parallel import read_and_check
from replreg.linter.release_checks import ReleaseChecks
from replreg.linter.reread import Rereader
from replreg.release.inventory import inventory
from replreg.yaml import documents
from replreg.yaml.fragment import Fragment

CONFIG = Config(app="my-app", registries=[Registry("myquay", "quay.io"), Registry("acme", "ghcr.io/acme")])

DOCUMENTS = [
    """---
# kind: replicated
replicated_api_version: 2.9.2
name: A
images:
- {source: myquay, name: ns/img, tag: 2.0.0}
- source: public
  name: redis
  version: '7'
components:
- name: web
  containers:
  - &c
    source: myquay
    image_name: ns/img
    version: 2.0.0
    name: one
    config_files:
    - filename: a.yaml
      contents: |
        image: myquay/ns/other:1
        {{repl if ConfigOptionEquals "a" "1" }}
        repository: acme/web
        {{repl end }}
    env_vars: [{name: HOST, static_val: '{{repl ConfigOption "hostnam" }}'}]
    volumes_from: [two]
  - <<: *c
    name: two
    tag: x
config:
- name: net
  items:
  - {name: hostname, type: text, when: 'a=1'}
  - {name: a, type: bool, default: "{{repl ConfigOption \\"b\\"}}"}
admin_commands:
- alias: x
  command: [ls]
  run_type: exec
  containers: [{image_name: ns/img, component: webb}]
""",
    """---
# kind: scheduler-swarm
version: "3.3"
services:
  app:
    image: myquay/ns/img:2.0.0
    secrets: [missing]
  other:
    image: '{{repl if ConfigOptionEquals "a" "1" }}quay.io/ns/img:1{{repl else }}myquay/ns/x:3{{repl end }}'
secrets:
  token: {external: true}
""",
    """---
# kind: scheduler-kubernetes
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: a
        image: myquay/ns/img:1
        args: ["--registry", "myquay", '{{repl LocalImageName "quay.io/ns/img:1"}}']
""",
    """---
# kind: scheduler-kubernetes
{{repl if ConfigOptionEquals "a" "1" }}
apiVersion: v1
{{repl else }}
apiVersion: v2
{{repl end }}
kind: ConfigMap
metadata:
  name: c
data:
  pod.yaml: |
    kind: Pod
    apiVersion: v1
    spec: {containers: [{name: a, image: myquay/ns/img:1}]}
  quoted: "image: \\"acme/web:1\\"\\nx: 1\\n"
""",
    """---
assets:
  v1:
  - inline: {contents: "image: myquay/ns/img:1", dest: a.yaml}
  - docker: {image: quay.io/ns/img:1, source: myquay, dest: b.tar}
lifecycle:
  v1: [{message: {contents: hi}}]
""",
    """---
# kind: scheduler-swarm
version: "3.3"
services:
  app:
    {{repl if ConfigOptionEquals "a" "1" }}image: myquay/ns/img:2.0.0
    secrets: [missing]
    {{repl else }}image: acme/web:1{{repl end }}
""",
    "---\n# kind: scheduler-kubernetes\nkind: ConfigMap\ndata: {a: b}\n# the registry\n",
    "--- {kind: ConfigMap, apiVersion: v1, data: {a: myquay}}\n",
    "--- # replreg: ignore[alias-as-host]\nimage: myquay/ns/img:1\n",
    "---\na: [\n",
    "---\n",
    "# a comment\n",
]
SNIPPETS = [
    "",
    "x",
    "\n",
    "---\n",
    "  ",
    "myquay",
    "# kind: replicated\n",
    "{{repl ",
    "}}",
    "é😀",
    "support: {}\n",
    "'",
    "\r\n",
]


CONTAINERS = (dict, list, tuple, set, frozenset)
REMEMBERED = ("_map", "_is_made", "_inherited", "_masked", "_searches", "_control")


def parts(value: object) -> Iterator[tuple[str, object]]:
    """The parts of an object, but for those that are only remembered."""
    if isinstance(value, dict):
        for number, (key, one) in enumerate(value.items()):
            yield f"key {number}", key
            yield f"[{key!r}]", one
    elif isinstance(value, (list, tuple, set, frozenset)):
        for number, one in enumerate(sorted(value) if isinstance(value, (set, frozenset)) else value):
            yield f"[{number}]", one
    else:
        names = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
        for name in [*names, *getattr(value, "__dict__", {})]:
            if name not in REMEMBERED:
                yield f".{name}", getattr(value, name, None)


def assert_same(first: object, second: object) -> None:
    """Compare two graphs of objects, each pair of objects once. The test of offsets that were forgotten."""
    stack: list[tuple[str, object, object]] = [("", first, second)]
    seen: dict[int, object] = {}
    while stack:
        path, one, other = stack.pop()
        assert type(one) is type(other), path
        if isinstance(one, Enum) or not (isinstance(one, CONTAINERS) or type(one).__module__.startswith("replreg")):
            assert one == other, path
            continue
        if id(one) in seen and not isinstance(one, tuple):
            assert seen[id(one)] is other, f"{path} is shared in one only"
            continue
        seen[id(one)] = other
        mine, its = list(parts(one)), list(parts(other))
        assert [name for name, _ in mine] == [name for name, _ in its], path
        stack += [(path + name, a, b) for (name, a), (_, b) in zip(mine, its, strict=True)]


def lint(text: str, rereader: Rereader | None = None) -> LintResult:
    return lint_release(text, CONFIG, rereader=rereader)


def indexed(text: str, rereader: Rereader) -> object:
    """The index of what the documents define and refer to, which no finding may ask for."""
    checks = ReleaseChecks(CONFIG, text)
    return read_and_check(text, [], None, 1, checks, CONFIG, rereader=rereader).index


def edit_and_compare(data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=6)))
    rereader, index_rereader = Rereader(), Rereader()
    lint(text, rereader)
    indexed(text, index_rereader)
    for _ in range(data.draw(st.integers(1, 4))):
        for _ in range(data.draw(st.integers(1, 2))):
            start = data.draw(st.integers(0, len(text)))
            end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 3, 40])))
            text = text[:start] + data.draw(st.sampled_from(SNIPPETS)) + text[end:]
        again, alone = lint(text, rereader), lint(text)
        assert again.findings == alone.findings
        assert_same(again.release, alone.release)
        rows, expected = (inventory(one.resolution, one.findings, "a") for one in (again, alone))
        assert rows == expected
        assert_same(indexed(text, index_rereader), indexed(text, Rereader()))


@settings(max_examples=8)
@given(st.data())
def test_after_any_edits_everything_is_as_if_the_text_were_read_alone(data: st.DataObject) -> None:
    edit_and_compare(data)


@pytest.mark.slow
@settings(max_examples=100)
@given(st.data())
def test_after_very_many_edits_as_well(data: st.DataObject) -> None:
    edit_and_compare(data)


def test_only_what_changed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = documents.compose_fragment

    def note(fragment: Fragment, start: int, end: int, compose: documents.Compose) -> object:
        read.append(fragment.text[start:end])
        return real(fragment, start, end, compose)

    monkeypatch.setattr(documents, "compose_fragment", note)
    pieces = [
        f"---\n# kind: scheduler-swarm\nservices: {{a{number}: {{image: myquay/ns/img:1}}}}\n" for number in range(50)
    ]
    rereader = Rereader()
    lint("".join(pieces), rereader)
    assert len(read) == 50
    for number in (0, 25, 49):
        read.clear()
        pieces[number] = pieces[number].replace("img", "image")
        assert len(lint("".join(pieces), rereader).findings) == 50
        assert pieces[number] in read
        assert len(read) < 15, "its neighbours may be read, too, since the lines above a name can count"
    read.clear()
    lint("".join(pieces), rereader)
    assert read == []
    lint_release("".join(pieces), CONFIG._replace(registries=()), rereader=rereader)
    assert len(read) == 50, "the settings are others"


def test_the_list_of_a_document_does_not_depend_on_those_before_it() -> None:
    swarm = "---\n# kind: scheduler-swarm\nversion: '3.3'\nservices: {a: {image: redis:7, secrets: [missing]}}\n"
    native = "---\n# kind: replicated\nreplicated_api_version: 2.9.2\nname: A\n"
    for text in (swarm + native, native + swarm):
        assert "unknown-reference" in [finding.rule for finding in lint(text).findings]
    assert "unknown-reference" not in [finding.rule for finding in lint(swarm).findings]
