"""The whole tool over real files by others: no crash, no false alarm, and a swapped host comes back byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from replreg.config.model import Config
from replreg.finding import Severity
from replreg.linter.lint import fix_text, lint_release, lint_text
from replreg.registries.linked_registry import Registry, normalize_host
from replreg.release.kots_domains import KotsDomains, read_kots_domains
from replreg.yaml.text import decode

_BESIDE = [folder / "shared" / "corpus" for folder in Path(__file__).resolve().parents[2].parents]
CORPUS = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])
FILES = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".yaml", ".yml")) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real files, ../shared/corpus, is not here")

OLD = frozenset({"deprecated-key"})
"""Old files have old keys, which are replaced; that is not what these tests are about."""
DELIVERED = frozenset({"local-registry-path", "proxy-path", "unproxied-image"})
"""They change addresses that are wrong only where they are pulled; a swap is undone without them."""
UNRELATED = Config(registries=[Registry("nobody-uses-this", "registry.nobody.example.com")], ignore=OLD)

# Files that are really broken, and how. Whatever else has an error in it is a false alarm.
BROKEN = {
    # A path of several parts after the host or the namespace of the local registry, which keeps only the last part.
    "replicatedhq__replicated-cluster-marketplace/aws-helm/spooky/manifests/spooky-app-chart.yaml": {
        "local-registry-path"
    },
    "storagebox-chart.yaml": {"local-registry-path"},
    # Values for the bundle's builder with a template in them.
    "grahamnscp__kots-apps/gh-echo-server/manifests/echo-server.yaml": {"image-function"},
    "replicatedhq__enterprise-gtm-starter/manifests/enterprise-gtm-starter.yaml": {"image-function"},
    # Fragments with an ellipsis, or with the words of the site generator that they were cut out of.
    "getting-started-replicated-private-registry-8a7f81eed6.yaml": {"yaml-syntax"},
    "native-packaging-an-application-clustering-3de1459504.yaml": {"yaml-syntax"},
    "snapshots-kubernetes-f5ece22e46.yaml": {"yaml-syntax"},
    "swarm-packaging-an-application-docker-compose-2352203ab8.yaml": {"yaml-syntax"},
    "native-packaging-an-application-overview-aa4d4cfc34.yaml": {"schema"},
    "swarm-packaging-an-application-index-6cd0af65cc.yaml": {"schema"},
    # An old page has the collectors directly below `spec`, as a list.
    "troubleshoot-kubernetes-collectors-run-bdde0e7530.yaml": {"schema"},
    # A container without an image, and one without a source.
    "native-packaging-an-application-docker-options-effc465b38.yaml": {"schema"},
    "api-yaml-57a79430c8.yaml": {"missing-source"},
    # `selector` is there twice, and an image is a word in angle brackets.
    "kubernetes+examples-_archived-openshift-origin-etcd-discovery-controller.yaml": {"duplicate-key"},
    "kubernetes+examples-_archived-volumes-flexvolume-deploy-ds.yaml": {"invalid-image"},
    # A script as an inline asset, without the file that it is for.
    "ship-examples-quay-enterprise-244907f9b8.yaml": {"schema"},
    # An analyzer, and a selector, with the wrong type: a list, and a string.
    "TestInProduction0__cust-fleet-examples/manifests/preflight.yaml": {"schema"},
    "crdant__cloud-resources-demo/charts/cloud-resources/templates/troubleshoot/support-bundle.yaml": {"schema"},
    # Keys that are there twice.
    "crdant__gitea-replicated-demo/gitops/argocd/application/preflight-checks.yaml": {"duplicate-key"},
    "crdant__serverlesspresso-replicated/charts/serverlesspresso/values.yaml": {"duplicate-key"},
    # `when`, and images, are `repl {{ … }}`, with a space, which makes them plain text.
    "tezizzm__secoda-helm-generic/kots/config.yaml": {"config-option-when-is-invalid"},
    "tezizzm__secoda-helm-generic/kots/secoda-chart.yaml": {"image-function"},
    # Samples of mistakes, for the tests of another program.
    "replicatedhq__embedded-cluster/pkg/lint/testdata/specs/syntax-error-duplicate-key.yaml": {"duplicate-key"},
    "replicatedhq__embedded-cluster/pkg/lint/testdata/specs/syntax-error-unclosed-quote.yaml": {"yaml-syntax"},
    # Samples of mistakes in the documentation of the platform's own checks.
    "api-yaml-20684d7010.yaml": {"duplicate-name"},
    "api-yaml-2c0c135d0a.yaml": {"missing-key"},
    "api-yaml-2f6b8d4268.yaml": {"duplicate-name"},
    "api-yaml-3dc291ead6.yaml": {"unknown-reference"},
    "api-yaml-47569ff7fc.yaml": {"conflicting-options"},
    "api-yaml-476e23e7d4.yaml": {"missing-key"},
    "api-yaml-4847537570.yaml": {"unknown-reference"},
    "api-yaml-4c3559c3a2.yaml": {"value-format"},
    "api-yaml-6377ecdace.yaml": {"value-format"},
    "api-yaml-6790b614f6.yaml": {"value-format"},
    "api-yaml-67f25b1678.yaml": {"value-format"},
    "api-yaml-6b22acac0c.yaml": {"value-format"},
    "api-yaml-881c035282.yaml": {"missing-key"},
    "api-yaml-9627f66c9e.yaml": {"unordered-volumes"},
    "api-yaml-9fca6c431e.yaml": {"missing-key"},
    "api-yaml-aec51c8b88.yaml": {"missing-key"},
    "api-yaml-b3ebad90ca.yaml": {"unknown-reference"},
    "api-yaml-b72bfb6ade.yaml": {"missing-key"},
    "api-yaml-c0d56c00e4.yaml": {"unknown-reference"},
    "api-yaml-cceba01424.yaml": {"value-format"},
    "api-yaml-cee3dc0c22.yaml": {"value-format"},
    "api-yaml-cf1d1159a0.yaml": {"duplicate-name"},
    "api-yaml-e37c9287f6.yaml": {"unknown-reference"},
    "api-yaml-ea8d592526.yaml": {"value-format"},
    "api-yaml-eae2dd08aa.yaml": {"unknown-reference"},
    "api-yaml-70edee4ddc.yaml": {"api-version"},
    # A page with an admin command of a container that its fragment does not have.
    "kb-developer-resources-running-commands-on-the-host-os-375699be08.yaml": {"unknown-reference"},
    # Templates of Jinja, with `{% … %}`, which the platform does not have.
    "replicatedhq__replicated-installer/install_scripts/templates/ship-install-dynamic.yml": {"yaml-syntax"},
    "replicatedhq__replicated-installer/install_scripts/templates/swarm/docker-compose-v2-legacy.yml": {"yaml-syntax"},
    "replicatedhq__replicated-installer/install_scripts/templates/swarm/docker-compose-v2.yml": {"yaml-syntax"},
}
# Mistakes that a safe fix corrects.
FIXED = {"local-registry-path", "config-option-when-is-invalid"}
# Sources that these files name and that are linked in nobody's configuration here.
NAMED = {"unknown-source"}


def context_of(path: Path) -> KotsDomains | None:
    if CORPUS / "kots" not in path.parents:
        return None
    return read_kots_domains(
        decode(other.read_bytes())[0] for other in path.parent.iterdir() if other.suffix in (".yaml", ".yml")
    )


def broken(path: Path) -> set[str]:
    """Return the rules that a file really breaks. Files of vendors are named with their folders, others by their names."""
    name = path.relative_to(CORPUS / "vendors").as_posix() if CORPUS / "vendors" in path.parents else path.name
    return BROKEN.get(name, set())


def read(path: Path) -> str:
    return decode(path.read_bytes())[0]


def is_sampled(number: int, path: Path) -> bool:
    """Whether the quick run has the file: one in twelve, and each that is broken."""
    return number % 12 == 0 or bool(broken(path))


SAMPLE = [path for number, path in enumerate(FILES) if is_sampled(number, path)]
EACH_FILE = pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.name, marks=[] if is_sampled(number, path) else [pytest.mark.slow])
        for number, path in enumerate(FILES)
    ],
)


@EACH_FILE
def test_no_false_alarm_and_nothing_is_changed(path: Path) -> None:
    text, context = read(path), context_of(path)
    findings = lint_text(text, UNRELATED, context=context)
    errors = {finding.rule for finding in findings if finding.severity is Severity.ERROR}
    assert errors - NAMED <= broken(path)
    if not errors & FIXED:
        assert fix_text(text, UNRELATED, context=context) == text


def swaps(path: Path) -> list[tuple[str, Config, str]]:
    """Return, for each host that the file's images name, the file with a reference name in that host's place."""
    text = read(path)
    examination = lint_release(text, Config(), context=context_of(path))
    hosts: dict[str, list[tuple[int, int]]] = {}
    for used in examination.resolution.uses:
        host = used.parts.host
        if (
            not host
            or "\ue000" in host
            or "{" in host
            or "registry.replicated.com" in host
            or host.startswith("proxy.")
        ):
            continue
        place = used.use.image.locate(0, len(host))
        if place and text[place[0] : place[1]] == host:
            hosts.setdefault(host, []).append(place)
    made = []
    for host, places in hosts.items():
        swapped = text
        for start, end in sorted(set(places), reverse=True):
            swapped = swapped[:start] + "linked-name" + swapped[end:]
        made.append((swapped, Config(registries=[Registry("linked-name", host)], ignore=OLD | DELIVERED), host))
    return made


@EACH_FILE
def test_a_swapped_host_comes_back_byte_for_byte(path: Path) -> None:
    for swapped, config, host in swaps(path):
        # One part after a name could also be an organisation on Docker Hub, and a Ship asset whose source is
        # another registry contradicts its image: both take consent.
        one_part = re.search(r"linked-name/[^/\s\"']+(?=[\s\"']|$)", swapped) is not None
        consent = one_part or normalize_host(host) == "docker.io" or "source: replicated-qa" in swapped
        assert fix_text(swapped, config, unsafe=consent, context=context_of(path)) == read(path)


@pytest.mark.parametrize(
    ("paths", "least"),
    [pytest.param(SAMPLE, 2, id="sample"), pytest.param(FILES, 20, id="all", marks=pytest.mark.slow)],
)
def test_the_swaps_are_not_empty(paths: list[Path], least: int) -> None:
    assert sum(len(swaps(path)) for path in paths) > least
