"""Inputs that are made to be slow: the work grows in proportion to their size. Calls are counted, and no time."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from replreg import Config, Domains, Registry, Release, lint_paths, lint_text
from replreg.linter.list_images import ListedFile, joined_rows
from replreg.release.inventory import ImageRow

IMAGES = "# kind: replicated\nreplicated_api_version: 2.9.2\nimages:\n"
SERVICES = "---\n# kind: scheduler-swarm\nversion: '3.3'\nservices:\n"

Made = tuple[str, Config]


def release(entries: list[tuple[str, str]], uses: list[str]) -> str:
    listed = "".join(f"- {{source: {source}, name: {name}, tag: '1'}}\n" for source, name in entries)
    services = "".join(f"  s{number}: {{image: '{image}'}}\n" for number, image in enumerate(uses))
    return IMAGES + listed + SERVICES + services


def config(*endpoints: str) -> Config:
    return Config(app="my-app", registries=[Registry(f"r{n}", endpoint) for n, endpoint in enumerate(endpoints)])


def one_endpoint_one_path(size: int) -> Made:
    entries = [(f"r{number}", "ns/img") for number in range(size)]
    return release(entries, ["quay.io/ns/img:1"] * size), config(*["quay.io"] * size)


def many_endpoints_one_path(size: int) -> Made:
    entries = [(f"r{number}", "ns/img") for number in range(size)]
    return release(entries, [f"h{number}.io/ns/img:1" for number in range(size)]), config(
        *(f"h{n}.io" for n in range(size))
    )


def many_endpoints_and_no_host(size: int) -> Made:
    entries = [(f"r{number}", "ns/img") for number in range(size)]
    return release(entries, ["ns/img:1"] * size), config(*(f"h{n}.io" for n in range(size)))


def many_endpoints_and_names_as_hosts(size: int) -> Made:
    entries = [(f"r{number}", "ns/img") for number in range(size)]
    return release(entries, [f"r{n}/ns/img:1" for n in range(size)]), config(*(f"h{n}.io" for n in range(size)))


def long_host(size: int) -> Made:
    return release([("r0", "ns/img")], [f"{'ecr.' * size}amazonaws.com/a/b:1", f"{'ecr.' * size}/a"]), config("quay.io")


def ignore_blocks(size: int) -> Made:
    block = "  # repl-lint-ignore-start\n" + "".join(f"  s{{0}}x{n}: {{{{image: 'r0/ns/img:1'}}}}\n" for n in range(15))
    blocks = "".join(block.format(number) + "  # repl-lint-ignore-end\n" for number in range(size // 2))
    return IMAGES + "- {source: r0, name: ns/img, tag: '1'}\n" + SERVICES + blocks, config("quay.io")


def comments_a_directive_and_separators(size: int) -> Made:
    return "# c\n" * size + "%YAML 1.1\n" + "---\n" * size, Config()


def braces_in_a_block(size: int) -> Made:
    block = "|\n        image: 'a" + "{{" * size + "\n"
    return f"assets:\n  v1:\n  - inline:\n      dest: a\n      contents: {block}", Config()


def flow_mappings_in_values(size: int) -> Made:
    head = "apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {name: a}\nspec:\n  values: "
    return head + "{image: " * size + "1" + "}" * size + "\n", Config()


def misspelt_keys(size: int) -> Made:
    return IMAGES + "- {nmae: redis}\n" * size, Config()


def ignore_comments(size: int) -> Made:
    services = "".join(f"  s{n}: {{image: r0/ns/img:1}} # replreg: ignore[alias-as-host]\n" for n in range(size))
    return IMAGES + SERVICES + services, config("quay.io")


def images_in_branches(size: int) -> Made:
    image = "{{repl if X}}r0/o/a:1{{repl else}}redis:3{{repl end}}"
    return "services:\n" + "".join(f"  s{n}:\n    image: {image}\n" for n in range(size)), config("quay.io")


def names_like_a_source(size: int) -> Made:
    return release([(f"registry-{n}", "ns/img") for n in range(size)], ["registri-1/ns/img:1"] * size), Config()


def services_on_one_line(size: int) -> str:
    return "services: {" + ", ".join(f"s{n}: {{image: r0/ns/img:1}}" for n in range(size)) + "}"


def ignore_comments_above_one_line(size: int) -> Made:
    return "# replreg: ignore[alias-as-host]\n" * size + services_on_one_line(size), config("quay.io")


def ignore_comments_of_other_rules_above_one_line(size: int) -> Made:
    return "# replreg: ignore[floating-tag, unused-ignore]\n" * size + services_on_one_line(size), config("quay.io")


def ignore_comments_on_one_line(size: int) -> Made:
    return services_on_one_line(size) + " # replreg: ignore[alias-as-host]" * size + "\n", config("quay.io")


def ignore_next_comments_above_one_line(size: int) -> Made:
    return "# repl-lint-ignore-next\n" * size + services_on_one_line(size), config("quay.io")


def ignore_comments_of_the_file(size: int) -> Made:
    services = "".join(f"  s{number}:\n    image: r0/ns/img:1\n" for number in range(size))
    text = "# replreg: ignore-file[floating-tag, alias-as-host]\n" * size + f"services:\n{services}"
    return text, config("quay.io")


def with_values(values: str, more: str = "") -> str:
    chart = "spec:\n  chart: {name: web, chartVersion: 1.0.0}\n  values:\n"
    return f"apiVersion: kots.io/v1beta2\nkind: HelmChart\nmetadata: {{name: web}}\n{chart}{values}{more}"


def images_in_values(size: int) -> Made:
    images = "".join(f"    w{n}: {{image: {{registry: h0.io, repository: ns/i{n}, tag: '1'}}}}\n" for n in range(size))
    return with_values(images), config("h0.io")


def images_of_one_name_in_values(size: int) -> Made:
    return with_values("".join(f"    w{n}: {{image: 'h0.io/n{n}/img:1'}}\n" for n in range(size))), config("h0.io")


def templates_in_values(size: int) -> Made:
    host = '{{repl HasLocalRegistry | ternary LocalRegistryHost "proxy.replicated.com"}}'
    path = '{{repl HasLocalRegistry | ternary LocalRegistryNamespace "proxy/my-app/h0.io/ns"}}'
    images = "".join(f"    w{n}: {{image: '{host}/{path}/i{n}:1'}}\n" for n in range(size))
    return with_values(images), config("h0.io")


def optional_values(size: int) -> Made:
    images = "".join(f"    w{n}: {{image: 'h0.io/ns/i{n}:1'}}\n" for n in range(size))
    each = "  - when: 'repl{{{{ ConfigOptionEquals \"o{0}\" \"1\" }}}}'\n    values: {{w{0}: {{image: 'h0.io/o/i{0}:1'}}}}\n"
    return with_values(images, "  optionalValues:\n" + "".join(map(each.format, range(size)))), config("h0.io")


def charts_of_one_name(size: int) -> Made:
    return "---\n".join([with_values("    image: h0.io/ns/img:1\n")] * size), config("h0.io")


def charts_with_logins(size: int) -> Made:
    secret = "    pullSecrets: ['{{repl ImagePullSecretName}}']\n    # dockerconfigjson\n"
    return "---\n".join(with_values(f"    image: h0.io/ns/i{n}:1\n{secret}") for n in range(size)), config("h0.io")


def images_of_custom_resources(size: int) -> Made:
    head = "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {additionalImages: [a/b:1]}\n"
    each = "---\napiVersion: x.io/v1\nkind: X\nmetadata: {name: a}\nspec:\n  image: h0.io/ns/i%d:1\n"
    return head + "".join(each % number for number in range(size)), config("h0.io")


def calls_made_by(work: Callable[[], object]) -> int:
    """Return how many functions, of Python and of C, some work calls."""
    calls = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def count_calls(made: Made) -> int:
    return calls_made_by(lambda: lint_text(*made))


@pytest.mark.parametrize(
    "make",
    [
        one_endpoint_one_path,
        many_endpoints_one_path,
        many_endpoints_and_no_host,
        many_endpoints_and_names_as_hosts,
        long_host,
        ignore_blocks,
        comments_a_directive_and_separators,
        braces_in_a_block,
        flow_mappings_in_values,
        misspelt_keys,
        ignore_comments,
        images_in_branches,
        names_like_a_source,
        ignore_comments_above_one_line,
        ignore_comments_of_other_rules_above_one_line,
        ignore_comments_on_one_line,
        ignore_next_comments_above_one_line,
        ignore_comments_of_the_file,
        images_in_values,
        images_of_one_name_in_values,
        templates_in_values,
        charts_of_one_name,
        charts_with_logins,
        images_of_custom_resources,
    ],
)
def test_twice_as_much_is_twice_the_work(make: Callable[[int], Made]) -> None:
    lint_text(*make(10))  # what is compiled and imported once does not count
    small, middle, large = (count_calls(make(size)) for size in (40, 80, 160))
    assert middle < 2.1 * small
    assert large < 2.1 * middle


def misspelt_sources(size: int) -> Made:
    registries = [Registry(f"registry{n}", f"h{n}.io") for n in range(size)]
    return release([(f"registri{n}", "ns/img") for n in range(size)], []), Config(registries=registries)


def misspelt_upstreams(size: int) -> Made:
    registries = [Registry(f"registry{n}", f"h{n}.io") for n in range(size)]
    images = [f"proxy.replicated.com/proxy/my-app/registri{n}/a/b:1" for n in range(size)]
    return release([], images), Config(app="my-app", registries=registries)


def misspelt_upstreams_in_values(size: int) -> Made:
    registries = [Registry(f"registry{n}", f"h{n}.io") for n in range(size)]
    image = "    w{0}: {{image: 'proxy.replicated.com/proxy/my-app/registri{0}/a/b:1'}}\n"
    return with_values("".join(map(image.format, range(size)))), Config(app="my-app", registries=registries)


def misspelt_domains(size: int) -> Made:
    image = "    w{0}: {{image: 'imagse{0}.example.com/proxy/my-app/quay.io/a/b:1'}}\n"
    domains = Domains(proxy=tuple(f"images{n}.example.com" for n in range(size)))
    return with_values("".join(map(image.format, range(size)))), Config(
        app="my-app", registries=[Registry("q", "quay.io")], domains=domains
    )


def misspelt_locales(size: int) -> Made:
    enabled = ", ".join(f"aa-lang{n}x" for n in range(size))
    locales = "".join(f"  - {{tag: aa-lang{n}, name: x}}\n" for n in range(size))
    text = f"replicated_api_version: 2.9.2\nlocalization:\n  locales_enabled: [{enabled}]\n  locales:\n{locales}"
    return text, Config()


def misspelt_informers(size: int) -> Made:
    named = "".join(f"  - deployment/depp{n}x\n" for n in range(size))
    head = f"apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {{name: a}}\nspec:\n  statusInformers:\n{named}"
    deployment = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: depl{}}}\nspec: {{}}\n"
    return head + "".join(map(deployment.format, range(size))), Config()


@pytest.mark.parametrize(
    "make",
    [
        misspelt_sources,
        misspelt_upstreams,
        misspelt_upstreams_in_values,
        misspelt_domains,
        misspelt_locales,
        misspelt_informers,
    ],
)
def test_not_every_misspelt_word_is_compared_with_every_name(make: Callable[[int], Made]) -> None:
    lint_text(*make(10))
    small, middle, large = (count_calls(make(size)) for size in (80, 160, 320))
    assert middle < 2.2 * small
    assert large < 2.2 * middle


def test_not_every_misspelt_value_of_a_chart_is_compared_with_every_key(tmp_path: Path) -> None:
    cluster = "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec: {version: 3.0.0+k8s-1.30}\n"
    counts = []
    for size in (10, 80, 160, 320):
        folder = tmp_path / str(size)
        (folder / "web" / "templates").mkdir(parents=True)
        (folder / "ec.yaml").write_text(cluster)
        calls = "".join(f"    w{n}: 'repl{{{{ HelmValue \".valeu{n}\" }}}}'\n" for n in range(size))
        (folder / "web.yaml").write_text(with_values(calls))
        (folder / "web" / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
        (folder / "web" / "values.yaml").write_text("".join(f"value{n}: 1\n" for n in range(size)))
        release = Release.from_paths([folder], config("h0.io"))
        counts.append(calls_made_by(lambda release=release: list(release.lint())))
    _, small, middle, large = counts
    assert middle < 2.2 * small
    assert large < 2.2 * middle


def test_twice_as_many_listed_files_are_twice_the_work() -> None:
    row = ImageRow("release.yaml", "quay.io/ns/img:1", "quay", None, (), (), ())
    files = [ListedFile(f"{number}.yaml", (row,)) for number in range(400)]
    middle, large = (calls_made_by(partial(joined_rows, files[:size])) for size in (200, 400))
    assert large < 2.1 * middle


@pytest.mark.slow
def test_twice_as_many_optional_values_are_twice_the_work() -> None:
    lint_text(*optional_values(4))
    # So many are tried one by one; the values of the others are merged together.
    middle, large = (count_calls(optional_values(size)) for size in (50, 100))
    assert large < 2.1 * middle


def test_one_release_of_a_repository_costs_the_same_beside_others_with_charts_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folders = [tmp_path / f"release-{number}" for number in range(40)]
    for folder in folders:
        (folder / "web").mkdir(parents=True)
        (folder / "web" / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
        (folder / "web" / "values.yaml").write_text("image: {repository: quay.io/ns/web, tag: 1}\n")
        (folder / "web.yaml").write_text(with_values("    image: {tag: 2}\n"))

    def calls() -> int:
        return calls_made_by(lambda: list(lint_paths([folders[0]])))

    calls()  # imports what it needs
    many = calls()
    for folder in folders[1:]:
        shutil.rmtree(folder)
    assert many < 1.3 * calls()


@pytest.mark.parametrize("place", ["chart", "release/chart"], ids=["beside the release", "inside of it"])
@pytest.mark.parametrize(
    "work", [lambda: list(lint_paths(["."])), lambda: Release.from_paths(["."]).images()], ids=["lint", "images"]
)
def test_each_release_of_a_repository_is_the_same_work_as_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, work: Callable[[], object]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    calls = []
    for count in (5, 10, 20, 40):  # the first one imports what it needs
        for number in range(sum(1 for _ in tmp_path.glob("product-*")), count):
            folder = tmp_path / f"product-{number}"
            (folder / "release").mkdir(parents=True)
            (folder / "release" / "web.yaml").write_text(with_values("    image: {tag: 2}\n"))
            (folder / place).mkdir()
            (folder / place / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
            (folder / place / "values.yaml").write_text("image: {repository: quay.io/ns/web, tag: 1}\n")
        calls.append(calls_made_by(work))
    _, small, middle, large = calls
    assert large - middle < 2.02 * (middle - small)


def test_the_files_of_a_large_repository_are_not_read_to_find_a_chart(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for folder in ("release", "other"):
        (tmp_path / folder).mkdir()
    (tmp_path / "release" / "web.yaml").write_text(with_values("    image: {tag: 2}\n"))  # no chart is there

    def calls() -> int:
        return calls_made_by(lambda: list(lint_paths([tmp_path / "release" / "web.yaml"])))

    calls()  # imports what it needs
    few = calls()
    for number in range(200):
        (tmp_path / "other" / f"{number}.yaml").write_text("a: b\n")
    assert calls() < 1.1 * few


def write_chart(folder: Path, size: int) -> None:
    """Write a release with a chart of so many templates, each with an image of its own and one of the values."""
    (folder / "release").mkdir(parents=True)
    values = "".join(f"    w{n}: {{image: h0.io/ns/i{n}:1}}\n" for n in range(size))
    (folder / "release" / "web.yaml").write_text(with_values(values), encoding="utf-8")
    chart = folder / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n", encoding="utf-8")
    (chart / "values.yaml").write_text("".join(f"w{n}: {{image: a/b:1}}\n" for n in range(size)), encoding="utf-8")
    for number in range(size):
        images = f"'{{{{ .Values.w{number}.image }}}}'", f"h0.io/x/l{number}:1"
        containers = "".join(f"  - {{name: c, image: {image}}}\n" for image in images)
        pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p{number}}}\nspec:\n  containers:\n{containers}"
        (chart / "templates" / f"p{number}.yaml").write_text(pod, encoding="utf-8")


def write_files_with_one_image(folder: Path, size: int) -> list[Path]:
    (folder / ".git").mkdir(parents=True)
    paths = [folder / f"{number:03}.yaml" for number in range(size)]
    for number, path in enumerate(paths):
        path.write_text(with_values("    image: h0.io/ns/img:1\n").replace("web", f"web{number}"), encoding="utf-8")
    return paths


def test_twice_as_many_files_with_one_image_are_twice_the_work(tmp_path: Path) -> None:
    counts = []
    for size in (3, 60, 120, 240):
        folder = tmp_path / str(size)
        write_files_with_one_image(folder, size)
        release = Release.from_paths([folder], config("h0.io"))
        counts.append(calls_made_by(release.images))
    _, small, middle, large = counts
    assert middle < 2.1 * small
    assert large < 2.1 * middle


def test_an_image_is_listed_once_where_its_first_file_is_not_listed(tmp_path: Path) -> None:
    _, second, third = write_files_with_one_image(tmp_path, 3)
    release = Release.from_paths([second, third], config("h0.io"))
    for _ in range(2):
        [row] = release.images()
        assert len(row.used) == 3


@pytest.mark.slow
@pytest.mark.parametrize("work", [lambda release: list(release.lint()), lambda release: release.images()])
def test_twice_as_many_files_of_a_chart_are_twice_the_work(tmp_path: Path, work: Callable[[Release], object]) -> None:
    counts = []
    for size in (3, 30, 60, 120):
        folder = tmp_path / str(size)
        write_chart(folder, size)
        (folder / ".git").mkdir()
        release = Release.from_paths([folder], config("h0.io"))
        counts.append(calls_made_by(partial(work, release)))
    _, small, middle, large = counts
    assert middle < 2.1 * small
    assert large < 2.1 * middle
