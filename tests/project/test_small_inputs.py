"""Small inputs on which the program was once wrong, from the folder ../shared/cases: each has the right outcome.

A row names the input, the linked registries, the findings with their lines, and what is left after each kind of fix.
A row that is wrong today is marked with the reason; the mark must go when the row becomes right.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cli_tools import Done, call

_BESIDE = [folder / "shared" / "cases" for folder in Path(__file__).resolve().parents[2].parents]
CASES = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the folder of small inputs, ../shared/cases, is not here")

NAME = "alias-as-host"
SHOWN = ("error", "warning")  # a remark of level info is not an outcome that a row speaks of


@dataclass(frozen=True)
class Case:
    """One row. ``found`` maps each rule to the lines of its findings, as far as a row knows them.

    ``others`` may be found as well, since the row does not speak of them. ``safe`` and ``unsafe`` are texts of the
    fixed file, ``kept`` those that no fix may remove, and ``never`` those that no fix may write.
    """

    path: str
    found: dict[str, list[int]] = field(default_factory=dict)
    registries: tuple[str, ...] = ("myq=quay.io",)
    others: frozenset[str] = frozenset()
    left: tuple[str, ...] = ()
    unsafe_left: tuple[str, ...] = ()
    safe: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    folder: str = ""
    wrong: str = ""


DELIVERY = frozenset({"unproxied-image", "airgap-missing", "chart-pairing", "missing-pull-secret", "unknown-domain"})
"""Rules of how an image is delivered, which a chart's values can break besides the mistake that a row is about."""

TABLE = [
    Case(
        "unparsable-by-folder",
        {"yaml-syntax": [2]},
        left=("yaml-syntax",),
        unsafe_left=("yaml-syntax",),
    ),
    Case(
        "ship-control-flow-in-block.yaml",
        {NAME: [3]},
        others=frozenset({"ship-lifecycle"}),
        safe=('image: "quay.io/ns/web:1"', '{{repl if ConfigOptionEquals "secret_type" "no_secrets"}}'),
    ),
    Case(
        "values-registry-alone.yaml",
        {NAME: [9, 11, 13, 15]},
        others=DELIVERY,
        safe=("registry: proxy.replicated.com/proxy/my-app/quay.io\n", "my-app/quay.io, name: ns/web"),
        never=("myq",),
    ),
    Case(
        "values-other-keys.yaml",
        {NAME: [7, 8, 9, 10, 12, 14, 16]},
        others=DELIVERY,
        safe=("my-app/quay.io/ns/init:1.4.0", "my-app/quay.io/ns/sandbox:1"),
        never=("myq",),
    ),
    Case(
        "custom-resource-keys.yaml",
        {NAME: [5, 11, 17, 22]},
        safe=("imageName: quay.io/ns/postgresql:16", "newName: quay.io/ns/app,"),
        never=("myq",),
    ),
    Case(
        "registry-images.yaml",
        {NAME: [8, 9]},
        others=frozenset({"airgap-missing"}),
        safe=("- quay.io/ns/tool:1\n", '- quay.io/ns/tool2:{{repl ConfigOption "color"}}'),
        never=("myq",),
    ),
    Case(
        "strings-elsewhere.yaml",
        {NAME: [6, 12, 13, 16, 22, 24]},
        others=DELIVERY,
        left=(NAME,),
        unsafe=('"--config-reloader=quay.io/ns/reloader:1"', 'image = "quay.io/ns/runner:1"', 'reference: "quay.io/'),
    ),
    Case(
        "ship-helm-values.yaml",
        {NAME: [6, 8]},
        others=frozenset({"schema", "ship-lifecycle"}),
        left=(NAME,),
        unsafe=('"image.repository=quay.io/ns/a"', "image: {repository: quay.io/ns/a}"),
    ),
    Case(
        "chart-beside-release",
        {NAME: [2]},
        others=DELIVERY,
        safe=("repository: proxy.replicated.com/proxy/my-app/quay.io/ns/app",),
    ),
    Case(
        "chart/values.yaml",
        {NAME: [2]},
        others=DELIVERY,
        folder="chart-beside-release",
        safe=("repository: proxy.replicated.com/proxy/my-app/quay.io/ns/app",),
    ),
    Case(
        "helm-template-preflight.yaml",
        others=frozenset({"airgap-missing"}),
        kept=("image: quay.io/ns/tool:1",),
    ),
    Case(
        "proxy-as-registry-argument.yaml",
        others=DELIVERY,
        kept=("proxy.replicated.com/proxy/my-app/quay.io",),
    ),
    Case(
        "proxy-without-upstream-host.yaml",
        registries=("myq=quay.io", "hub=index.docker.io"),
        others=DELIVERY,
        kept=("proxy/my-app/my-org/web",),
    ),
    Case(
        "proxy-broken.yaml",
        {"proxy-path": [7, 8, 9, 10, 11, 12]},
        others=DELIVERY | {"short-name"},
        left=("proxy-path",),
        unsafe_left=("proxy-path",),
        safe=("proxy.replicated.com/proxy/my-app/quay.io/ns/api:1",),
        never=("wrong-slug", "quay.io/quay.io"),
    ),
    Case(
        "template-calls.yaml",
        {NAME: [9, 10, 11, 12]},
        others=DELIVERY,
        safe=(
            'my-app/quay.io/ns/postgres"',
            'print "quay.io/ns/w:"',
            'printf "quay.io/ns/w:%s"',
            ':= "quay.io/ns/w:1"',
        ),
        never=("myq",),
    ),
    Case(
        "image-name-referred-to.yaml",
        {"host-in-name": [16]},
        unsafe=("- A,ns/img\n", "{image_name: ns/img, version", "    image_name: ns/img\n"),
        left=("host-in-name",),
        never=("unknown-reference",),
    ),
    Case(
        "public-with-three-parts.yaml",
        {NAME: [13]},
        others=frozenset(
            {"host-in-name", "missing-host", "invalid-image", "image-path", "undeclared-image", "unused-image"}
        ),
        left=(NAME, "undeclared-image"),
        unsafe_left=("undeclared-image", "unused-image", "image-path", "host-in-name"),
    ),
    Case(
        "host-and-name.yaml",
        {NAME: [13, 14]},
        safe=('b: {image: "quay.io/ns/img:1"}', 'c: {image: "quay.io/ns/img:1"}'),
        never=("name: myq/ns/img",),
    ),
    Case(
        "values-with-services.yaml",
        kept=("registry: secoda",),
    ),
    Case(
        "name-like-namespace.yaml",
        {NAME: [9]},
        registries=("acme=us-docker.pkg.dev",),
        others=frozenset({"missing-pull-secret"}),
        safe=("us-docker.pkg.dev/acme/prod/worker:1",),
        never=("us-docker.pkg.dev/prod/",),
    ),
    Case(
        "name-like-namespace-short.yaml",
        {NAME: [9]},
        registries=("acme=quay.io",),
        others=frozenset({"missing-pull-secret"}),
        left=(NAME,),
        unsafe=("quay.io/acme/worker:1",),
        never=("quay.io/worker",),
    ),
]


def rows() -> list[Any]:
    return [
        pytest.param(
            case,
            id=f"{case.folder}/{case.path}" if case.folder else case.path,
            marks=pytest.mark.xfail(reason=case.wrong, strict=True) if case.wrong else (),
        )
        for case in TABLE
    ]


class Copy:
    """A copy of one input in a folder of its own, and the command on it."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case = case
        self.folder = folder
        source = CASES / (case.folder or case.path)
        if source.is_dir():
            shutil.copytree(source, folder / source.name)
        else:
            shutil.copy(source, folder)
        self.path = f"{case.folder}/{case.path}" if case.folder else case.path

    def run(self, command: str, *more: str) -> Done:
        linked = [word for registry in self.case.registries for word in ("--registry", registry)]
        return call(command, "--no-config", *linked, "--app", "my-app", *more, self.path, cwd=self.folder)

    def texts(self) -> str:
        """Return the texts of all files."""
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.rglob("*.yaml")))

    def findings(self) -> list[dict[str, Any]]:
        """Return the errors and warnings as JSON, and see that the status tells of them."""
        done = self.run("lint", "--format", "json")
        findings: list[dict[str, Any]] = done.json["findings"]
        status = int(any(finding["severity"] == "error" for finding in findings))
        assert done.status in ((status,) if findings else (0, 2)), done  # 2: nothing in the file is left to check
        return [finding for finding in findings if finding["severity"] in SHOWN]


@pytest.mark.parametrize("case", rows())
def test_the_outcome_is_right(case: Case, tmp_path: Path) -> None:
    copy = Copy(case, tmp_path)
    findings = copy.findings()
    counted = {
        rule: sorted(finding["start"]["line"] for finding in findings if finding["rule"] == rule) for rule in case.found
    }
    assert counted == case.found
    assert {finding["rule"] for finding in findings} - set(case.found) <= case.others

    before = copy.texts()
    for more, texts, left in (((), case.safe, case.left), (("--unsafe-fixes",), case.unsafe, case.unsafe_left)):
        assert copy.run("fix", "--in-place", *more).status in (0, 2)  # 2: nothing is left to check, or it is not YAML
        fixed = copy.texts()
        for text in texts:
            assert text in fixed
        for text in case.kept:
            assert text in fixed
        for text in case.never:
            assert text not in fixed
        counts = Counter(finding["rule"] for finding in copy.findings() if finding["rule"] in {*case.found, *left})
        assert set(counts) <= set(left), fixed
    if not case.found:
        assert copy.texts() == before


def test_images_of_a_helm_template_are_listed(tmp_path: Path) -> None:
    (case,) = (case for case in TABLE if case.path == "helm-template-preflight.yaml")
    done = Copy(case, tmp_path).run("images", "--format", "json")
    assert "quay.io/ns/tool:1" in done.out


def test_every_input_has_a_row() -> None:
    inputs = {path.name for path in CASES.iterdir() if path.name != "README.md"}
    assert inputs == {case.folder or case.path for case in TABLE}
