"""Inputs that are made to be slow: the work grows in proportion to their size. Calls are counted, and no time."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from replreg import Config, Registry, lint_text

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


def count_calls(made: Made) -> int:
    """Return how many functions, of Python and of C, linting a text calls."""
    calls = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        lint_text(*made)
    finally:
        sys.setprofile(before)
    return calls


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
    ],
)
def test_twice_as_much_is_twice_the_work(make: Callable[[int], Made]) -> None:
    lint_text(*make(10))  # what is compiled and imported once does not count
    small, middle, large = (count_calls(make(size)) for size in (60, 120, 240))
    assert middle < 2.1 * small
    assert large < 2.1 * middle
