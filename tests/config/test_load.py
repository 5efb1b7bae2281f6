"""Configuration files: where they are found, what they mean, and what is said of the ones that are wrong."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from replreg.config.load import ConfigError, find_config, load_config, parse_config
from replreg.config.model import Domains
from replreg.config.toml_file import toml_place
from replreg.config.validate import fits_schema
from replreg.registries.linked_registry import Registry
from replreg.yaml.json_schema import load_schema

FULL = """\
app: my-app
registries:
  myquay:
    endpoint: quay.io
    provider: quay
    username: my-org+replicated
    password: ${QUAY_TOKEN}
    email: ops@example.com
  dtr: dtr.example.com:8443
rules:
  floating-tag: error
  unused-image: off
  api-version: "off"
  schema: info
select: [schema, floating-tag]
ignore: [unused-image]
exclude: ["vendor/**"]
overrides:
- paths: ["legacy/*.yaml"]
  rules: {schema: warning}
"""


def test_everything_that_can_be_set() -> None:
    config = parse_config(FULL)
    assert config.app == "my-app"
    assert tuple(config.registries) == (
        Registry("myquay", "quay.io", "quay", "my-org+replicated", "${QUAY_TOKEN}", "ops@example.com"),
        Registry("dtr", "dtr.example.com:8443"),
    )
    assert config.rules == {"floating-tag": "error", "unused-image": "off", "api-version": "off", "schema": "info"}
    assert (config.select, config.ignore) == ({"schema", "floating-tag"}, {"unused-image"})
    assert config.exclude == ("vendor/**",)
    assert (config.overrides[0].paths, config.overrides[0].rules) == (("legacy/*.yaml",), {"schema": "warning"})


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "---\n", "~\n", "null\n", "{}\n", "\ufeff", "registries:\nrules:\n"]
)
def test_an_empty_configuration_is_one(text: str) -> None:
    config = parse_config(text)
    assert (config.app, tuple(config.registries), dict(config.rules), config.select) == (None, (), {}, None)


def test_anchors_and_merge_keys_work() -> None:
    text = "registries:\n  a: &a {endpoint: quay.io, username: u}\n  b: {<<: *a, endpoint: b.io}\n"
    assert [tuple(registry[:4]) for registry in parse_config(text).registries] == [
        ("a", "quay.io", None, "u"),
        ("b", "b.io", None, "u"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("- a\n", 1, 1, "a configuration must be a mapping, but it is a list"),
        ("text\n", 1, 1, "a configuration must be a mapping, but it is text"),
        ("5\n", 1, 1, "a configuration must be a mapping, but it is a number"),
        ("registres: {}\n", 1, 1, "'registres' is not a setting here; did you mean 'registries'?"),
        ("app: x\nzzz: 1\n", 2, 1, "'zzz' is not a setting here; it takes app, registries, domains"),
        ("app: [x]\n", 1, 6, "'app' must be a string, but it is a list"),
        ("app: 5\n", 1, 6, "'app' must be a string, but it is a number; put it into quotes"),
        ("app: yes\n", 1, 6, "'app' must be a string, but it is true or false; put it into quotes"),
        ("app:\n", 1, 5, "'app' must be a string, but it is empty"),
        ("app: ''\n", 1, 6, "'app' is empty"),
        ("registries: [a]\n", 1, 13, "'registries' must be a mapping, but it is a list"),
        ("registries: quay.io\n", 1, 13, "'registries' must be a mapping, but it is text"),
        ("registries:\n  a: 5\n", 2, 6, "'a' must be a string or a mapping, but it is a number; put it into quotes"),
        ("registries:\n  a: {}\n", 2, 3, "'a' has no 'endpoint', which it needs"),
        (
            "registries:\n  a:\n    endpont: quay.io\n",
            3,
            5,
            "'endpont' is not a setting here; did you mean 'endpoint'?",
        ),
        ("registries:\n  a: {endpoint: ''}\n", 2, 17, "'endpoint' is empty"),
        ("registries:\n  '': quay.io\n", 2, 3, "a name is empty here"),
        ("registries:\n  a: quay.io\n  a: b.io\n", 3, 3, "'a' is here twice; keep one of the two"),
        ("registries:\n  public: quay.io\n", 2, 3, "'public' is built in and cannot be the name of a linked registry"),
        (
            "registries:\n  a: {endpoint: q.io, provider: qay}\n",
            2,
            33,
            "'provider' cannot be 'qay'; did you mean 'quay'?",
        ),
        ("rules: {floating-tga: error}\n", 1, 9, "'floating-tga' is not a rule; did you mean 'floating-tag'?"),
        ("rules:\n  schema: eror\n", 2, 11, "'schema' cannot be 'eror'; did you mean 'error'?"),
        ("rules:\n  schema: true\n", 2, 11, "'schema' cannot be 'true'; it takes error, warning, info, off"),
        ("rules:\n  schema: 1\n", 2, 11, "'schema' cannot be '1'"),
        ("rules:\n  schema: [error]\n", 2, 11, "'schema' cannot be 'a list'"),
        ("select: [schema, sxchma]\n", 1, 18, "'sxchma' is not a rule; did you mean 'schema'?"),
        ("ignore: schema\n", 1, 9, "'ignore' must be a list, but it is text"),
        ("exclude: ['']\n", 1, 11, "an entry of 'exclude' is empty"),
        ("exclude: [5]\n", 1, 11, "an entry of 'exclude' must be a string, but it is a number; put it into quotes"),
        ("overrides: [{paths: [a]}]\n", 1, 13, "'overrides' has no 'rules', which it needs"),
        ("overrides: [{paths: [], rules: {}}]\n", 1, 21, "'paths' is empty"),
        ("a: 1\n---\nb: 1\n", 3, 1, "a configuration is one YAML document, but a second one starts here"),
        ("app: [\n", 2, 1, "this is not YAML: "),
        ("a:\tb\n\tc: d\n", 2, 1, "this is not YAML: "),
        ("app: x\0\n", 1, 7, "this is not YAML: found a NUL character"),
        ("app: x\nregistries: 5\nrules: 5\n", 2, 13, "'registries' must be a mapping, but it is a number"),
        ("rules: {zzz: off}\nregistries: 5\n", 1, 9, "'zzz' is not a rule"),
    ],
)
def test_mistakes_are_reported_with_their_place(text: str, line: int, column: int, message: str) -> None:
    for start in ("", "\ufeff"):
        with pytest.raises(ConfigError) as caught:
            parse_config(start + text, "my/replreg.yaml")
        error = caught.value
        assert (error.line, error.column) == (line, column), str(error)
        assert error.message.startswith(message)
        assert str(error) == f"my/replreg.yaml:{line}:{column}: {error.message}"
        assert "\n" not in str(error)


SECRET = "hunter2-secret"


@pytest.mark.parametrize(
    "text",
    [
        f"registries: {{a: {{endpoint: q.io, password: {SECRET}}}}}\n",
        f"registries: {{a: {{endpoint: q.io, password: '${{A}}{SECRET}'}}}}\n",
        f"registries: {{a: {{endpoint: q.io, password: [{SECRET}]}}}}\n",
        f"registries: {{a: {{endpoint: q.io, password: {{a: {SECRET}}}}}}}\n",
        f"registries: {{a: {{endpoint: q.io, passwrd: {SECRET}}}}}\n",
        f"registries: {{a: {{password: {SECRET}}}}}\n",
        f"registries: {{a: [{SECRET}]}}\n",
        f"password: {SECRET}\n",
        f"registries:\n  a:\n    endpoint: q.io\n    password: {SECRET}\n   b: c\n",
        f"registries:\n  a:\n    endpoint: q.io\n    password: '{SECRET}\n",
    ],
)
def test_a_literal_password_is_refused_and_not_echoed(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)


def test_a_password_is_not_in_the_representation() -> None:
    assert "QUAY_TOKEN" not in repr(parse_config(FULL))


def test_an_alias_bomb_and_a_cycle_are_refused() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x]\n"
    for before, after in ("ab", "bc", "cd", "de"):
        bomb += f"{after}: &{after} [{','.join([f'*{before}'] * 30)}]\n"
    with pytest.raises(ConfigError, match="not that large"):
        parse_config(bomb)
    with pytest.raises(ConfigError):
        parse_config("registries: &a\n  a: *a\n")
    with pytest.raises(ConfigError):
        parse_config("[" * 9000 + "]" * 9000)


# Finding and loading


def at(folder: Path, name: str, text: str = "{}\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(folder: Path) -> Path | None:
    path = find_config(folder)
    return Path(path) if path is not None else None


def test_the_nearest_file_upward_counts(tmp_path: Path) -> None:
    outer = at(tmp_path, "replreg.yaml")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert found(tmp_path / "a" / "b") == outer
    inner = at(tmp_path, "a/.replreg.yaml")
    assert found(tmp_path / "a" / "b") == inner
    assert found(tmp_path) == outer


def test_the_plain_name_comes_first_in_one_folder(tmp_path: Path) -> None:
    project = at(tmp_path, "pyproject.toml", "[tool.replreg]\napp = 'x'\n")
    assert found(tmp_path) == project
    hidden = at(tmp_path, ".replreg.yaml")
    assert found(tmp_path) == hidden
    assert found(tmp_path) != at(tmp_path, "replreg.yaml") == found(tmp_path)


@pytest.mark.parametrize("is_file", [False, True])
def test_the_search_ends_at_the_root_of_the_repository(tmp_path: Path, is_file: bool) -> None:
    outer = at(tmp_path, "replreg.yaml")
    repository = tmp_path / "repository"
    (repository / "sub").mkdir(parents=True)
    assert found(repository / "sub") == outer
    (repository / ".git").write_text("gitdir: x") if is_file else (repository / ".git").mkdir()
    assert found(repository / "sub") is None
    assert found(repository) is None
    inner = at(repository, "replreg.yaml")
    assert found(repository / "sub") == inner


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("[tool.replreg]\n", True),
        ("[tool]\nreplreg = {}\n", True),
        ("[tool.replreg.registries]\na = 'b.io'\n", True),
        ("[tool.other]\nneeds = ['replreg']\n", False),
        ("[tool.replreg-other]\n", False),
        ("tool = 5 # replreg\n", False),
        ("[project]\nname = 'x'\n", False),
        ("broken = [  # replreg\n", False),
        ("[tool.replreg]\nbroken = [\n", True),
    ],
)
def test_a_pyproject_counts_if_it_has_the_table(tmp_path: Path, text: str, counts: bool) -> None:
    path = at(tmp_path, "pyproject.toml", text)
    (tmp_path / ".git").mkdir()
    assert found(tmp_path) == (path if counts else None)


def test_a_folder_of_that_name_is_not_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").mkdir()
    (tmp_path / ".git").mkdir()
    assert found(tmp_path) is None


TOML = """\
[project]
name = "x"

[tool.replreg]
app = "my-app"
exclude = ["vendor/**"]

[tool.replreg.registries]
dtr = "dtr.example.com:8443"

[tool.replreg.registries.myquay]
endpoint = "quay.io"
password = "${QUAY_TOKEN}"

[tool.replreg.rules]
floating-tag = "off"
schema = false
"""


def test_toml_means_the_same(tmp_path: Path) -> None:
    loaded = load_config(at(tmp_path, "pyproject.toml", TOML))
    assert (loaded.config.app, loaded.config.exclude, loaded.folder) == ("my-app", ("vendor/**",), str(tmp_path))
    assert [registry.endpoint for registry in loaded.config.registries] == ["dtr.example.com:8443", "quay.io"]
    assert loaded.config.rules == {"floating-tag": "off", "schema": "off"}


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('"my-app"', "5", "5:1", "'app' must be a string, but it is a number; put it into quotes"),
        ('"my-app"', "2020-01-01", "5:1", "'app' must be a string, but it is a date; put it into quotes"),
        ("app =", "aapp =", "5:1", "'aapp' is not a setting here; did you mean 'app'?"),
        ("floating-tag =", "floating-tga =", "16:1", "'floating-tga' is not a rule; did you mean 'floating-tag'?"),
        ("${QUAY_TOKEN}", SECRET, "13:1", "a password is never written here"),
        ("[project]", "[project", "1:9", "this is not TOML: "),
    ],
)
def test_mistakes_in_toml(tmp_path: Path, old: str, new: str, place: str, message: str) -> None:
    path = at(tmp_path, "pyproject.toml", TOML.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(caught.value).startswith(f"{path}:{place}: {message}"), str(caught.value)
    assert SECRET not in str(caught.value)


PLACES = """\
app = "not this one"
[tool.replreg]
overrides = [{paths = ["a"], rules = {schema = "off"}}]
  app = "my-app"

[tool.replreg.registries]
short = "c.example.com"
"dot.ted" = {endpoint = "d.example.com"}

[tool.replreg.registries.one]  # endpoint
username = "x"
[tool.replreg.registries."t.wo"]
provider = "quay"
endpoint = "e.example.com"
[[tool.replreg.list]]
a = 1
[[tool.replreg.list]]
a = 2
"""


@pytest.mark.parametrize(
    ("trail", "place"),
    [
        (["app"], (4, 3)),
        (["overrides", 0, "rules", "schema"], (3, 1)),
        (["registries", "short", "endpoint"], (7, 1)),
        (["registries", "dot.ted", "endpoint"], (8, 1)),
        (["registries", "one", "endpoint"], (10, 1)),
        (["registries", "one", "username"], (11, 1)),
        (["registries", "t.wo", "endpoint"], (14, 1)),
        (["registries", "t.wo", "username"], (12, 1)),
        (["list", 1, "a"], (18, 1)),
        (["nowhere"], (2, 1)),
        ([], (2, 1)),
    ],
)
def test_places_in_toml(trail: list[str | int], place: tuple[int, int]) -> None:
    assert toml_place(PLACES, trail) == place


def test_places_of_dotted_keys_in_toml() -> None:
    text = '[tool.replreg]\nregistries.one = "a.example.com"\nregistries.two.endpoint = "b.example.com"\n'
    assert toml_place(text, ["registries", "one", "endpoint"]) == (2, 1)
    assert toml_place(text, ["registries", "two", "endpoint"]) == (3, 1)


def test_a_toml_without_a_line_has_a_place_too() -> None:
    assert toml_place("", ["app"]) == (1, 1)


def test_a_named_toml_without_the_table_is_a_mistake(tmp_path: Path) -> None:
    path = at(tmp_path, "pyproject.toml", "[project]\n")
    with pytest.raises(ConfigError, match=r"there is no table \[tool\.replreg\] in it"):
        load_config(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"app: caf\xe9\n", "replreg.yaml:1:9: the file is not UTF-8 text: byte 8 (0xe9) does not belong there"),
        (b"\xff\xfea", "replreg.yaml:1:1: the file is not UTF-16 text"),
    ],
)
def test_a_configuration_that_is_not_text(tmp_path: Path, data: bytes, message: str) -> None:
    for name in ("replreg.yaml", "replreg.toml"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ConfigError) as caught:
            load_config(tmp_path / name)
        assert message.replace("replreg.yaml", name) in str(caught.value)


def test_toml_that_is_nested_too_deeply(tmp_path: Path) -> None:
    path = at(tmp_path, "x.toml", "a = " + "[" * 50_000)
    with pytest.raises(ConfigError, match="this is not TOML: "):
        load_config(path)


def test_utf16_and_carriage_returns_are_fine(tmp_path: Path) -> None:
    (tmp_path / "replreg.yaml").write_bytes(FULL.replace("\n", "\r\n").encode("utf-16"))
    assert load_config(tmp_path / "replreg.yaml").config == parse_config(FULL)


def test_a_path_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    for path, message in ((tmp_path, "Is a directory"), (tmp_path / "none.yaml", "No such file or directory")):
        with pytest.raises(ConfigError) as caught:
            load_config(path)
        assert str(caught.value) == f"{path}: cannot read the configuration: {message}"


def test_a_path_below_the_current_folder_is_shown_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = at(tmp_path, "sub/replreg.yaml", "[]")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(caught.value).startswith(os.path.join("sub", "replreg.yaml:1:1: "))


# The quick check and the schema agree

VALID: dict[str, Any] = {
    "app": "my-app",
    "registries": {
        "a": "quay.io",
        "b": {"endpoint": "b.io", "provider": "quay", "username": "u", "password": "${TOKEN}", "email": "a@b.c"},
    },
    "rules": {"schema": "error", "floating-tag": False},
    "select": ["schema"],
    "ignore": ["unused-image"],
    "exclude": ["vendor/**"],
    "overrides": [{"paths": ["a/*"], "rules": {"schema": "off"}}],
    "domains": {"proxy": ["images.example.com"], "registry": ["registry.example.com:8443"]},
    "targets": ["kots", "helm"],
}
WORDS = st.sampled_from(
    [*"app registries rules select ignore exclude overrides domains proxy targets kots a.b/c endpoint provider username password email paths".split(),
     "schema", "floating-tag", "nothing", "error", "off", "quay", "public", "", "${TOKEN}", "${}", "${A B}", "x${A}", "${é}",
     "${A}\n", "${1A}", "$A", "\u0661"]
)  # fmt: skip
VALUES = st.sampled_from(["", None, True, False, 5, [], {}, [""], "x"]).map(copy.deepcopy) | st.recursive(
    st.none() | st.booleans() | st.integers(-2, 10**21) | st.just(0.5) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)


def places(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path of keys and indices below a node, its own included."""
    found = [at]
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        found += places(value, (*at, key))
    return found


@st.composite
def configurations(draw: st.DrawFn) -> Any:
    """A valid configuration with up to three places deleted, replaced, renamed or added to."""
    root: list[Any] = [copy.deepcopy(VALID)]
    for _ in range(draw(st.integers(0, 3))):
        *trail, last = (0, *draw(st.sampled_from(places(root[0]))))
        parent: Any = root
        for key in trail:
            parent = parent[key]
        child = parent[last]
        change = draw(st.sampled_from(["replace", "delete", "rename", "add"]))
        if change == "add" and isinstance(child, dict):
            child[draw(WORDS)] = draw(VALUES)
        elif change == "add" and isinstance(child, list):
            child.append(draw(VALUES))
        elif change == "rename" and isinstance(parent, dict):
            parent[draw(WORDS)] = parent.pop(last)
        elif change == "delete" and parent is not root:
            del parent[last]
        else:
            parent[last] = draw(VALUES)
    return root[0]


@settings(max_examples=examples(1000), deadline=None)
@given(configurations())
def test_a_configuration_is_taken_if_and_only_if_its_schema_takes_it(plain: Any) -> None:
    valid = Draft202012Validator(load_schema("replreg-config")).is_valid(plain)
    if plain is None:
        valid = True  # an empty file
    elif isinstance(plain, dict) and isinstance(plain.get("registries"), dict) and "public" in plain["registries"]:
        valid = False  # which the schema does not know
    assert fits_schema(plain) == (valid and plain is not None)
    try:
        parse_config(json.dumps(plain))
    except ConfigError as error:
        assert not valid, str(error)
        assert error.line == 1
    else:
        assert valid


def test_the_schema_uses_no_keyword_that_the_quick_check_does_not_know() -> None:
    known = {"type", "enum", "minLength", "pattern", "minItems", "items", "required", "propertyNames", "properties"}
    known |= {"additionalProperties", "$ref", "$defs", "$id", "$schema", "title", "description", "examples", "default"}
    stack: list[Any] = [load_schema("replreg-config")]
    while stack:
        schema = stack.pop()
        assert schema.keys() <= known
        assert "$ref" not in schema or schema.keys() <= {"$ref", "title", "description", "examples", "default"}
        stack += [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
        stack += [schema[key] for key in ("items", "propertyNames") if key in schema]
        stack += [schema["additionalProperties"]] if isinstance(schema.get("additionalProperties"), dict) else []


def test_a_right_configuration_is_read_without_the_schema_library() -> None:
    code = "import sys; from replreg.config.load import parse_config; parse_config(sys.argv[1]); print('jsonschema' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, json.dumps(VALID)], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("domains: {proxy: ['https://images.example.com']}", (1, 19), "is not a domain"),
        ("domains: {proxy: ['images.example.com/proxy']}", (1, 19), "is not a domain"),
        ("domains: {proxy: images.example.com}", (1, 18), "must be a list"),
        ("domains: {proxies: []}", (1, 11), "did you mean 'proxy'?"),
        ("targets: [kots, helmm]", (1, 17), "did you mean 'helm'?"),
        ("targets: kots", (1, 10), "must be a list"),
    ],
)
def test_wrong_domains_and_targets(text: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text)
    assert (caught.value.line, caught.value.column) == place
    assert words in caught.value.message


def test_domains_and_targets() -> None:
    config = parse_config("domains:\n  proxy: [Images.example.com]\n  registry:\ntargets: [helm, kots, helm]\n")
    assert config.domains == Domains(("images.example.com",), ())
    assert config.targets == ("helm", "kots")
    assert (parse_config("").domains, parse_config("").targets) == (Domains(), ())


@pytest.mark.parametrize("load", ["yaml", "toml"])
def test_a_registry_whose_name_is_a_space_is_an_error_of_the_configuration(tmp_path: Path, load: str) -> None:
    path = tmp_path / ("replreg.yaml" if load == "yaml" else "pyproject.toml")
    path.write_text(
        "registries: {' ': quay.io}\n" if load == "yaml" else '[tool.replreg.registries]\n" " = "quay.io"\n'
    )
    with pytest.raises(ConfigError, match="needs a name"):
        load_config(path)
