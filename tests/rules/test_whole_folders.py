"""What is looked at over all files of a release folder: missing resources, options, status informers, ``LintConfig``."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_manuals import ON_FOLDERS, sample

from replreg.config.model import Config
from replreg.finding import Finding
from replreg.linter.file_job import FileJob
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint_file import LintedFile, lint_file

APPLICATION = """\
apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: app}
spec:
  title: App
  icon: https://example.com/icon.png
  statusInformers: [deployment/web]
"""
SCREEN = """\
apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: config}
spec:
  groups:
  - name: main
    items:
    - {name: host, type: text, default: 'repl{{ ConfigOption "port" }}'}
    - {name: port, type: text}
"""
PREFLIGHT = """\
apiVersion: troubleshoot.sh/v1beta2
kind: Preflight
metadata: {name: checks}
spec: {analyzers: []}
"""
BUNDLE = """\
apiVersion: troubleshoot.sh/v1beta2
kind: SupportBundle
metadata: {name: bundle}
spec: {collectors: []}
"""
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: web, image: 'docker.io/library/nginx:1.27.0'}
"""
SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  host: repl{{ ConfigOption "host" }}
"""
INSTALLER = """\
---
apiVersion: cluster.kurl.sh/v1beta1
kind: Installer
metadata: {name: kurl}
spec:
  kubernetes: {version: 1.2.3}
"""
LOCAL_IMAGE = 'repl{{ LocalImageName "docker.io/library/nginx:1.27.0" }}'
CLEAN = {
    "app.yaml": APPLICATION,
    "config.yaml": SCREEN,
    "checks.yaml": PREFLIGHT,
    "bundle.yaml": BUNDLE,
    "web.yaml": WEB,
    "below/settings.yaml": SETTINGS,
}


def write(folder: Path, files: dict[str, str]) -> Path:
    (folder / ".git").mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / "release" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "release"


def lint(path: Path, config: Config | None = None, *, is_named: bool = False) -> list[tuple[Finding, str]]:
    """Return the findings of a file, or of all files of a folder, each with the characters at its place."""
    folders, found = KotsFolders(), []
    for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
        result = lint_file(FileJob(str(file), file.name, config or Config(), is_named), folders)
        if isinstance(result, LintedFile):
            found += [(one, (result.text or "")[one.start.offset : one.end.offset]) for one in result.findings]
    return found


def rules(path: Path, config: Config | None = None, *, is_named: bool = False) -> list[str]:
    return [finding.rule for finding, _ in lint(path, config, is_named=is_named)]


def test_a_whole_release_has_no_findings(tmp_path: Path) -> None:
    assert lint(write(tmp_path, CLEAN)) == []


@pytest.mark.parametrize("place", ["checks.yaml", "below/checks.yaml"])
@pytest.mark.parametrize(
    "content",
    [b"#" * 4_000_000 + b"\n" + PREFLIGHT.encode(), PREFLIGHT.replace("name: ", "name: \xe4").encode("latin-1")],
    ids=["too large", "not text"],
)
def test_nothing_is_missing_from_a_folder_with_a_file_that_was_not_read(
    tmp_path: Path, place: str, content: bytes
) -> None:
    release = write(tmp_path, {name: text for name, text in CLEAN.items() if name != "checks.yaml"})
    assert rules(release) == ["preflight-spec"]
    (release / place).write_bytes(content)
    assert "preflight-spec" not in rules(release)


MISTAKES = [
    ("application-spec", "app.yaml", APPLICATION, "", "config.yaml", "Config"),
    ("config-spec", "config.yaml", SCREEN, "", "app.yaml", "Application"),
    ("preflight-spec", "checks.yaml", PREFLIGHT, "", "app.yaml", "Application"),
    ("troubleshoot-spec", "bundle.yaml", BUNDLE, "", "app.yaml", "Application"),
    ("application-icon", "app.yaml", "  icon: https://example.com/icon.png\n", "", "app.yaml", "Application"),
    (
        "application-status-informers",
        "app.yaml",
        "  statusInformers: [deployment/web]\n",
        "",
        "app.yaml",
        "Application",
    ),
    ("nonexistent-status-informer-object", "web.yaml", "{name: web}\nspec", "{name: other}\nspec", "app.yaml", "web"),
    ("unknown-option", "below/settings.yaml", '"host"', '"hots"', "settings.yaml", "hots"),
    ("unknown-option", "config.yaml", "name: host,", "name: address,", "settings.yaml", "host"),
    ("circular-option", "config.yaml", '"port"', '"host"', "config.yaml", "host"),
    (
        "invalid-kots-version",
        "app.yaml",
        "  title: App\n",
        "  title: App\n  minKotsVersion: '1'\n",
        "app.yaml",
        "1",
    ),
    ("invalid-status-informer-format", "app.yaml", "deployment/web", "web", "app.yaml", "web"),
    ("missing-kind", "below/settings.yaml", "kind: ConfigMap\n", "", "settings.yaml", "apiVersion"),
    ("template-syntax", "below/settings.yaml", '"host" }}', '"host") }}', "settings.yaml", ") }}"),
    ("config-option-when-is-invalid", "config.yaml", "name: port,", "name: port, when: a=1,", "config.yaml", "a=1"),
    (
        "option-validation",
        "config.yaml",
        "name: port,",
        "name: port, validation: {regex: {pattern: '(?!0)', message: m}},",
        "config.yaml",
        "(?!0)",
    ),
    (
        "repeatable-option",
        "config.yaml",
        "name: port,",
        "name: port, repeatable: true, valuesByGroup: {main: {port-1: '80'}},",
        "config.yaml",
        "{name: port, repeatable: true, valuesByGroup: {main: {port-1: '80'}}, type: text}",
    ),
    ("config-option-not-repeatable", "below/settings.yaml", '"host"', '"repl[[ .host ]]"', "settings.yaml", "host"),
    (
        "unknown-option",
        "below/settings.yaml",
        '"host"',
        '"hosts"',
        "settings.yaml",
        "hosts",
    ),
    (
        "invalid-condition",
        "web.yaml",
        "{name: web}",
        "{name: web, annotations: {kots.io/when: maybe}}",
        "web.yaml",
        "maybe",
    ),
    (
        "kots-annotation",
        "web.yaml",
        "{name: web}",
        "{name: web, annotations: {kots.io/creation-phase: first}}",
        "web.yaml",
        "first",
    ),
    (
        "backup-resource-required-when-restore-exists",
        "web.yaml",
        WEB,
        WEB + "---\napiVersion: velero.io/v1\nkind: Restore\nmetadata: {name: r}\nspec: {}\n",
        "web.yaml",
        "Restore",
    ),
    ("duplicate-kots-kind", "web.yaml", WEB, WEB + "---\n" + SCREEN.replace("host", "a"), "web.yaml", "Config"),
    ("schema", "app.yaml", "title: App", "title: [App]", "app.yaml", "[App]"),
    ("schema", "config.yaml", "type: text}", "type: string}", "config.yaml", "string"),
    ("unknown-key", "bundle.yaml", "{collectors: []}", "{colectors: []}", "bundle.yaml", "colectors"),
    ("unknown-key", "app.yaml", "  title: App\n", "  title: App\n  titel: App\n", "app.yaml", "titel"),
    ("duplicate-key", "web.yaml", "{name: web}", "{name: web, name: web}", "web.yaml", "name"),
    ("yaml-syntax", "web.yaml", "spec:\n", "spec\n", "web.yaml", "spec"),
    ("floating-tag", "web.yaml", ":1.27.0", ":latest", "web.yaml", "latest"),
    ("invalid-image", "web.yaml", "library/nginx", "Library/nginx", "web.yaml", "Library"),
    ("image-function", "web.yaml", "docker.io/library/nginx:1.27.0", LOCAL_IMAGE, "web.yaml", "LocalImageName"),
    ("kurl-installer", "web.yaml", WEB, WEB + INSTALLER.replace("1.2.3", "latest"), "web.yaml", "latest"),
    ("circular-option", "config.yaml", '"port"', '"host"', "config.yaml", "host"),
]

CHART = """\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata: {name: shop}
spec:
  chart: {name: shop, chartVersion: 1.0.0}
  releaseName: shop
  values:
    image: docker.io/library/redis:7.2.4
"""
WITH_CHART = {
    **CLEAN,
    "shop.yaml": CHART,
    "../chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "../beside/Chart.yaml": "apiVersion: v2\nname: beside\nversion: 1.0.0\n",
    "../chart/values.yaml": "image: docker.io/library/redis:7.2.4\n",
    "../chart/templates/pod.yaml": "kind: Pod\nspec: {containers: [{image: '{{ .Values.image }}'}]}\n",
}
MISTAKES_OF_CHARTS = [
    ("invalid-helm-release-name", "releaseName: shop", "releaseName: Shop", "Shop"),
    ("duplicate-helm-release-name", CHART, CHART + "---\n" + CHART.replace("name: shop", "name: beside"), "shop"),
    ("invalid-condition", "  releaseName", "  exclude: maybe\n  releaseName", "maybe"),
    ("unknown-key", "  releaseName: shop", "  relaeseName: shop", "relaeseName"),
    ("schema", "releaseName: shop", "releaseName: [shop]", "[shop]"),
    ("image-function", "values:\n", "builder: {host: 'repl{{ AppID }}'}\n  values:\n", "repl{{ AppID }}"),
    ("unknown-option", "docker.io/library/redis:7.2.4", 'repl{{ ConfigOption "hots" }}', "hots"),
]


@pytest.mark.parametrize(("rule", "file", "right", "wrong", "place", "text"), MISTAKES)
def test_one_mistake_is_one_finding_at_its_place(
    tmp_path: Path, rule: str, file: str, right: str, wrong: str, place: str, text: str
) -> None:
    assert right in CLEAN[file]
    files = {**CLEAN, file: CLEAN[file].replace(right, wrong, 1)}
    if rule == "config-spec":
        del files["below/settings.yaml"]
    found = lint(write(tmp_path, {name: content for name, content in files.items() if content}))
    assert [(one.rule, one.path, what) for one, what in found] == [(rule, place, text)]


def test_a_whole_release_with_a_chart_has_no_findings(tmp_path: Path) -> None:
    assert lint(write(tmp_path, WITH_CHART)) == []


@pytest.mark.parametrize(("rule", "right", "wrong", "text"), MISTAKES_OF_CHARTS)
def test_one_mistake_with_a_chart_is_one_finding_at_its_place(
    tmp_path: Path, rule: str, right: str, wrong: str, text: str
) -> None:
    assert right in CHART
    found = lint(write(tmp_path, {**WITH_CHART, "shop.yaml": CHART.replace(right, wrong, 1)}))
    assert [(one.rule, one.path, what) for one, what in found] == [(rule, "shop.yaml", text)]


@pytest.mark.parametrize(("rule", "file", "right", "wrong", "place", "text"), MISTAKES[:10])
def test_a_file_that_is_named_alone_is_not_compared_with_those_beside_it(
    tmp_path: Path, rule: str, file: str, right: str, wrong: str, place: str, text: str
) -> None:
    files = {**CLEAN, file: CLEAN[file].replace(right, wrong, 1)}
    folder = write(tmp_path, {name: content for name, content in files.items() if content})
    path = next(one for one in folder.rglob("*.yaml") if one.name == place)
    assert rules(path, is_named=True) == (["circular-option"] if rule == "circular-option" else [])


def test_a_circle_of_values_over_two_files(tmp_path: Path) -> None:
    second = SCREEN.replace('"port"', '"host"').replace("    - {name: port, type: text}\n", "")
    other = second.replace("name: host,", "name: port,")
    first = SCREEN.replace("    - {name: port, type: text}\n", "")
    found = lint(write(tmp_path, {**CLEAN, "config.yaml": first, "other.yaml": other}))
    assert sorted((one.rule, one.path) for one, _ in found) == [
        ("circular-option", "other.yaml"),
        ("duplicate-kots-kind", "other.yaml"),
    ]


@pytest.mark.parametrize("rule", ON_FOLDERS)
@pytest.mark.parametrize("title", ["Wrong", "Right"])
def test_the_samples_of_a_manual_as_a_folder(tmp_path: Path, rule: str, title: str) -> None:
    folder = write(tmp_path, {"release.yaml": sample(rule, title)})
    assert (rule in rules(folder)) is (title == "Wrong")


@pytest.mark.parametrize("others", [{"../second/config.yaml": SCREEN}, {"below/chart.yaml": SCREEN}])
def test_a_release_in_several_folders_lacks_nothing(tmp_path: Path, others: dict[str, str]) -> None:
    folder = write(tmp_path, {"app.yaml": APPLICATION, "checks.yaml": PREFLIGHT, **others})
    assert rules(folder / "app.yaml") == []


def test_two_releases_of_a_repository_are_judged_each(tmp_path: Path) -> None:
    both = {"app.yaml": APPLICATION, "checks.yaml": PREFLIGHT}
    folder = write(tmp_path, {**both, "../second/app.yaml": APPLICATION})
    assert "config-spec" in rules(folder / "app.yaml")


def test_a_folder_with_one_kind_may_be_a_part_of_a_release(tmp_path: Path) -> None:
    assert rules(write(tmp_path, {"app.yaml": "\n".join(APPLICATION.splitlines()[:5]) + "\n"})) == []


def levels(**rules: str) -> str:
    items = "".join(f"  - {{name: {name.replace('_', '-')}, level: {level}}}\n" for name, level in rules.items())
    return f"apiVersion: kots.io/v1beta1\nkind: LintConfig\nmetadata: {{name: lint}}\nspec:\n  rules:\n{items}"


def severities(folder: Path, config: Config | None = None) -> dict[str, str]:
    return {finding.rule: finding.severity.value for finding, _ in lint(folder, config)}


def test_a_lint_config_sets_levels_by_the_names_of_the_portal(tmp_path: Path) -> None:
    files = {"app.yaml": APPLICATION, "web.yaml": WEB.replace("{name: web}\nspec", "{name: web, namespace: x}\nspec")}
    folder = write(tmp_path, {**files, "config.yaml": SCREEN, "lint.yaml": levels()})
    assert severities(folder) == dict.fromkeys(("preflight-spec", "troubleshoot-spec"), "info")
    text = levels(preflight_spec="error", troubleshoot_spec="warn", hardcoded_namespace="info")
    write(tmp_path, {"lint.yaml": text})
    assert severities(folder) == {
        "preflight-spec": "error", "troubleshoot-spec": "warning", "hardcoded-namespace": "info",
    }  # fmt: skip
    own = Config(rules={"preflight-spec": "info", "advice": "off"}, ignore=frozenset({"troubleshoot-spec"}))
    assert severities(folder, own) == {"preflight-spec": "info"}


@pytest.mark.parametrize("level", ["off", "false", "loud", "[error]"])
def test_a_level_that_is_none_has_no_effect(tmp_path: Path, level: str) -> None:
    folder = write(tmp_path, {**CLEAN, "lint.yaml": levels(application_icon=level)})
    write(tmp_path, {"app.yaml": APPLICATION.replace("  icon: https://example.com/icon.png\n", "")})
    assert severities(folder)["application-icon"] == "info"


def test_a_rule_with_several_names_has_the_loudest_level_of_them(tmp_path: Path) -> None:
    wrong = APPLICATION + '  minKotsVersion: "1"\n'
    folder = write(tmp_path, {**CLEAN, "app.yaml": wrong, "lint.yaml": levels(invalid_min_kots_version='"off"')})
    assert severities(folder) == {"invalid-kots-version": "error"}
    both = levels(invalid_min_kots_version='"off"', invalid_target_kots_version="info")
    write(tmp_path, {"lint.yaml": both})
    assert severities(folder) == {"invalid-kots-version": "info"}


@pytest.mark.parametrize("spec", ["", "spec:\n", "spec: {rules: none}\n", "spec:\n  rules: [a, {level: error}, []]\n"])
def test_a_lint_config_of_another_shape_has_no_effect(tmp_path: Path, spec: str) -> None:
    text = f"apiVersion: kots.io/v1beta1\nkind: LintConfig\nmetadata: {{name: lint}}\n{spec}"
    wrong = APPLICATION.replace("  icon: https://example.com/icon.png\n", "")
    folder = write(tmp_path, {**CLEAN, "app.yaml": wrong, "lint.yaml": text})
    assert severities(folder)["application-icon"] == "info"


def test_an_option_that_is_missing_is_found_with_its_config_screen(tmp_path: Path) -> None:
    wrong = SETTINGS.replace('"host"', '"hots"')
    ((finding, _),) = lint(write(tmp_path, {**CLEAN, "below/settings.yaml": wrong}))
    assert [note.endswith("config.yaml:1") for note in finding.notes] == [True]
    ((finding, _),) = lint(write(tmp_path, {**CLEAN, "config.yaml": SCREEN.replace('"port"', '"prot"')}))
    assert (finding.related, finding.notes) == ((), ())


def test_a_config_without_options_knows_none_and_judges_nothing(tmp_path: Path) -> None:
    empty = "apiVersion: kots.io/v1beta1\nkind: Config\nmetadata: {name: config}\n"
    assert "unknown-option" not in rules(write(tmp_path, {**CLEAN, "config.yaml": empty}))


def test_a_classic_release_beside_a_kots_release_has_options_of_its_own(tmp_path: Path) -> None:
    classic = (
        "replicated_api_version: 2.50.0\nproperties: {console_title: '{{repl ConfigOption \"title\" }}'}\n"
        "config:\n- name: main\n  items:\n  - {name: title, type: text}\n"
    )
    assert rules(write(tmp_path, {**CLEAN, "classic.yaml": classic})) == []
