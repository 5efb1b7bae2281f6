"""The public names of the package: the table, `__all__`, `dir`, type checkers, and the page about Python agree."""

from __future__ import annotations

import ast
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import replreg
from replreg import (
    Config,
    Domains,
    InvalidReference,
    LoadedConfig,
    Override,
    Reference,
    Registry,
    fix_text,
    lint_paths,
    lint_text,
    read_kots_domains,
)

ROOT = Path(__file__).resolve().parents[2]
NAMES = set(replreg.__all__)
PAGE = ROOT / "docs" / "python.md"


def test_every_name_can_be_imported() -> None:
    for name in NAMES:
        assert getattr(replreg, name) is not None


def test_names_are_listed_before_they_are_used() -> None:
    script = "import replreg; assert sorted(replreg.__all__) == dir(replreg), dir(replreg)"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_no_other_name_can_be_imported() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lint_file'"):
        replreg.lint_file  # noqa: B018 - asking is the test


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    script = "import replreg, sys; print(*sorted(name for name in sys.modules if name.startswith('replreg')))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["replreg", "replreg.version"]


def test_type_checkers_see_the_same_names_in_the_same_modules() -> None:
    tree = ast.parse(Path(replreg.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        if node.module == "typing":
            continue
        for alias in node.names:
            assert alias.asname == alias.name  # without this, a type checker takes the import for a private one
            seen[alias.name] = node.module
    assert seen.keys() == NAMES - {"__version__"}
    for name, module in seen.items():
        assert getattr(replreg, name).__module__ == module


@pytest.mark.skipif(not PAGE.is_file(), reason="the documents are not beside the tests, as in an installed package")
def test_the_page_about_python_has_every_name_and_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8")
    first_cells = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    assert {name for cell in first_cells for name in re.findall(r"`(\w+)", cell)} == NAMES


class TestConstructors:
    def test_a_registry_needs_a_name(self) -> None:
        with pytest.raises(ValueError, match="needs a name"):
            Registry(name="", endpoint="quay.io")

    @pytest.mark.parametrize("name", ["public", "replicated"])
    def test_a_registry_cannot_have_a_built_in_name(self, name: str) -> None:
        with pytest.raises(ValueError, match=f"'{name}' is built in"):
            Registry(name=name, endpoint="quay.io")

    def test_a_registry_needs_an_endpoint(self) -> None:
        with pytest.raises(ValueError, match="needs an endpoint"):
            Registry(name="a", endpoint="")

    def test_an_unknown_provider(self) -> None:
        assert Registry("a", "quay.io", provider="quay").provider == "quay"
        with pytest.raises(ValueError, match="did you mean 'quay'"):
            Registry("a", "quay.io", provider="quai")

    def test_a_registry_needs_a_name_that_is_more_than_spaces(self) -> None:
        with pytest.raises(ValueError, match="needs a name"):
            Registry(name=" ", endpoint="quay.io")

    @pytest.mark.parametrize("field", ["name", "endpoint", "provider", "username", "password", "email"])
    def test_the_fields_of_a_registry_are_strings(self, field: str) -> None:
        with pytest.raises(TypeError, match=f"the {field} of .* is a string, not int"):
            Registry(**{"name": "a", "endpoint": "quay.io", field: 1})  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "settings",
        [
            {"app": 1},
            {"rules": ["floating-tag"]},
            {"select": "floating-tag"},
            {"ignore": "floating-tag"},
            {"exclude": "*.yaml"},
            {"overrides": [("a", {})]},
            {"overrides": [Override("a", {})]},  # type: ignore[arg-type]
            {"domains": {"proxy": ["images.example.com"]}},
            {"targets": "kots"},
            {"api_origin": 1},
        ],
    )
    def test_settings_of_another_type(self, settings: dict[str, object]) -> None:
        with pytest.raises(TypeError, match=r"is a|takes"):
            Config(**settings)  # type: ignore[arg-type]

    @pytest.mark.parametrize("settings", [{"app": ""}, {"targets": ["swarm"]}])
    def test_settings_of_no_meaning(self, settings: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"'app'|'swarm'"):
            Config(**settings)  # type: ignore[arg-type]

    def test_any_iterable_is_taken(self) -> None:
        config = Config(select=["floating-tag"], exclude=iter(["a"]), targets=["kots"], domains=Domains(("a.example",)))
        assert (config.select, config.exclude, config.targets) == ({"floating-tag"}, ("a",), ("kots",))

    @pytest.mark.parametrize("parts", [("quay.io", ""), ("ns", "img"), (None, "quay.io/img"), (None, "a", "b:c")])
    def test_a_reference_has_the_parts_of_one(self, parts: tuple[str, ...]) -> None:
        with pytest.raises(InvalidReference):
            Reference(*parts)

    def test_registries_are_not_a_mapping(self) -> None:
        with pytest.raises(TypeError, match="not str"):
            Config(registries={"a": "quay.io"})  # type: ignore[arg-type]

    def test_two_registries_with_one_name(self) -> None:
        with pytest.raises(ValueError, match="'a'"):
            Config(registries=[Registry("a", "quay.io"), Registry("b", "quay.io"), Registry("a", "ghcr.io")])

    @pytest.mark.parametrize(
        "settings",
        [
            {"rules": {"floating-tags": "off"}},
            {"select": frozenset({"floating-tags"})},
            {"ignore": frozenset({"floating-tags"})},
            {"overrides": [Override(("a",), {"floating-tags": "off"})]},
        ],
    )
    def test_an_unknown_rule(self, settings: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="did you mean 'floating-tag'"):
            Config(**settings)  # type: ignore[arg-type]

    def test_an_unknown_level(self) -> None:
        with pytest.raises(ValueError, match="'fatal'"):
            Config(rules={"floating-tag": "fatal"})

    def test_values_can_be_pickled_copied_and_compared(self) -> None:
        registry = Registry("a", "quay.io", password="secret")
        config = Config("my-app", [registry], {"floating-tag": "off"})
        assert pickle.loads(pickle.dumps(config)) == config
        assert type(config._replace(app="b").registries[0]) is Registry
        assert "secret" not in repr(config)


@pytest.mark.parametrize(
    "call",
    [
        lambda: lint_text(b"a: 1"),  # type: ignore[arg-type]
        lambda: fix_text(b"a: 1"),  # type: ignore[arg-type]
        lambda: lint_text("a: 1", LoadedConfig(Config())),  # type: ignore[arg-type]
        lambda: lint_paths("release.yaml"),
        lambda: lint_paths(["release.yaml"], {"app": "my-app"}),  # type: ignore[arg-type]
        lambda: read_kots_domains("apiVersion: v1"),
    ],
)
def test_an_argument_of_another_type_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match=r"^'(text|config|paths|texts)' "):
        call()
