"""Images whose host and path have keys of their own: each fix edits its own characters, whatever the parts are."""

from __future__ import annotations

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg import Config, Registry, fix_text, lint_text

REGISTRIES = [
    [Registry("myq", "quay.io")],
    [Registry("myq", "quay.io/team"), Registry("hub", "index.docker.io")],
    [Registry("myq", "quay.io"), Registry("hub", "docker.io"), Registry("har", "h.example.com:8443/team")],
]
NAMES = ("myq", "hub", "har", "replicated", "public")
HOSTS = [
    "myq", "hub", "har", "quay.io", "docker.io", "index.docker.io", "h.example.com:8443", "replicated", "public",
    "hub.docker.com", "proxy.replicated.com", "proxy.replicated.com/proxy/my-app", "registry.replicated.com/my-app",
]  # fmt: skip
STARTS = ["", *(f"{host}/" for host in HOSTS), "team/", "https://"]
PATHS = ["web", "ns/web", "team/web", "ns/sub/web"]
TEMPLATES = [
    "{{repl ConfigOption `x` }}",
    "{{repl HasLocalRegistry | ternary LocalRegistryHost `quay.io` }}",
    "repl{{ if HasLocalRegistry }}repl{{ LocalRegistryAddress }}/web repl{{ else }}myq/ns/webrepl{{ end }}",
]

registries = st.builds("{}{}".format, st.sampled_from(["", *STARTS]), st.sampled_from([*HOSTS, *TEMPLATES[:2]]))
paths = st.builds("{}{}{}".format, st.sampled_from(STARTS), st.sampled_from(["", *STARTS]), st.sampled_from(PATHS))
repositories = st.one_of(
    paths, paths, st.builds("{}/{}".format, st.sampled_from(TEMPLATES[:2]), paths), st.just(TEMPLATES[2])
)


@st.composite
def values(draw: st.DrawFn) -> str:
    """Write one image in the values of a ``HelmChart``, in flow or in block style, with its keys in any order."""
    pairs = [("registry", draw(registries)), ("repository", draw(repositories)), ("tag", "1")]
    quote = draw(st.sampled_from(["'", '"']))
    written = [f"{key}: {quote}{value}{quote}" for key, value in draw(st.permutations(pairs))]
    if draw(st.booleans()):
        return "image: {" + ", ".join(written) + "}\n"
    return "image:\n" + "".join(f"        {line}\n" for line in written)


@settings(deadline=None, max_examples=examples(150))
@given(st.lists(values(), min_size=1, max_size=2), st.sampled_from(REGISTRIES), st.sampled_from(["v1beta1", "v1beta2"]))
def test_each_fix_edits_its_own_characters(images: list[str], links: list[Registry], version: str) -> None:
    text = f"apiVersion: kots.io/{version}\nkind: HelmChart\nmetadata: {{name: a}}\nspec:\n  values:\n"
    text += "".join(f"    c{number}:\n      {image}" for number, image in enumerate(images))
    config = Config(app="my-app", registries=links)
    for found in lint_text(text, config):
        if found.rule == "alias-as-host":
            word = text[found.start.offset : found.end.offset]
            assert "\n" not in word
            assert ", " not in word
            assert any(name in word for name in NAMES) or word in HOSTS
    for unsafe in (False, True):
        fixed = fix_text(text, config, unsafe=unsafe)  # raises if a fix changes anything else
        assert fix_text(fixed, config, unsafe=unsafe) == fixed
        assert not any(one.fix and (one.fix.safe or unsafe) for one in lint_text(fixed, config))
