"""Writes a first ``replreg.yaml``: what is known as settings, what is not known as comments that say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from replreg.config.first_guess import GuessedHost, GuessedRegistry
from replreg.messages import counted
from replreg.registries.image_string import is_host
from replreg.registries.providers import PROVIDERS, provider_of
from replreg.yaml.insertion import plain_or_quoted

__all__ = ["SCHEMA_NAME", "render_setup"]

SCHEMA_NAME = "replreg-config.schema.json"
"""The file beside the configuration that editors read, if it is wanted."""

_HEAD = """\
# Settings of replreg, which checks how releases name images and registries.
# A registry has two names: the reference name, which 'source:' takes, and the endpoint, the host that an image string
# starts with. Below, each reference name has its endpoint, as they are linked at the vendor portal.
"""
_TAIL = """
# How findings are reported: error, warning, info or off. 'replreg rules' lists the rules.
# rules:
#   floating-tag: error

# Files to leave out, relative to this one.
# exclude:
#   - "vendor/**"
"""

_HOST_AS_NAME = (
    "  # It is called like a host, which is right only if the link has no name of its own at the vendor portal. If\n",
    "  # it has one, write that here, and 'replreg fix' writes it into the releases.\n",
)


def render_setup(
    app: str | None,
    endpoints: Mapping[str, str],
    guessed: Iterable[GuessedRegistry] = (),
    hosts: Iterable[GuessedHost] = (),
    *,
    schema: bool = False,
) -> str:
    """Return the text of a configuration.

    ``endpoints`` holds what is known, by reference name. ``guessed`` says what the releases tell of each name, known
    or not; ``hosts`` are hosts that no name goes with. ``schema`` points editors to `SCHEMA_NAME` beside the file.
    """
    parts = [f"# yaml-language-server: $schema={SCHEMA_NAME}\n" if schema else "", _HEAD, "\n"]
    if app:
        parts.append(f"app: {plain_or_quoted(app)}\n")
    else:
        parts.append(
            "# The application's slug at Replicated, as in registry.replicated.com/<slug>/image.\n# app: my-app\n"
        )
    parts.append("\nregistries:\n" if endpoints else "\n# registries:\n")
    seen = {registry.name: registry for registry in guessed}
    for name, endpoint in endpoints.items():
        parts.extend(_known(name, endpoint, seen.get(name)))
    for name, registry in seen.items():
        if name not in endpoints:
            parts.extend(_unknown(registry))
    parts.extend(map(_host, hosts))
    if not endpoints and not seen:
        parts.append("#   myquay:\n#     endpoint: quay.io\n")
    parts.append(_TAIL)
    return "".join(parts)


def _known(name: str, endpoint: str, seen: GuessedRegistry | None) -> Iterator[str]:
    if seen is not None:
        yield f"  # {_seen(seen)}\n"
        if is_host(name.lower()):
            yield from _HOST_AS_NAME
    yield f"  {plain_or_quoted(name)}:\n    endpoint: {plain_or_quoted(endpoint)}\n"
    yield f"    # username: {PROVIDERS[provider_of(endpoint)].first_username}\n"
    yield f"    # password: ${{{_variable(name)}}}   # an environment variable, for 'replreg verify'\n"


def _unknown(registry: GuessedRegistry) -> Iterator[str]:
    yield f"  # {_seen(registry)} No image string tells its endpoint for certain: take the '#' away and fill it in.\n"
    yield f"  # {_comment(registry.name)}:\n"
    if registry.endpoints:
        yield f"  #   endpoint: {_comment(registry.endpoints[0])}   # a guess\n"
        for endpoint in registry.endpoints[1:]:
            yield f"  #   endpoint: {_comment(endpoint)}   # another guess\n"
    else:
        yield "  #   endpoint: registry.example.com\n"


def _host(host: GuessedHost) -> str:
    return (
        f"  # {_comment(host.host)} is pulled from in {_comment(host.place, quote=False)}, and no reference name goes "
        "with it. If it is linked, name it:\n"
        f"  # my-name:\n  #   endpoint: {_comment(host.host)}\n"
    )


def _seen(registry: GuessedRegistry) -> str:
    """Say how many images have a name, and where one of them is."""
    one = "one of them in" if registry.images > 1 else "in"
    return f"{counted(registry.images, 'image')}, {one} {_comment(registry.place, quote=False)}."


def _comment(text: str, *, quote: bool = True) -> str:
    """Return text for a comment: whatever it holds, it ends neither the line nor the comment."""
    text = plain_or_quoted(text) if quote else text
    return "".join(character if character.isprintable() else "?" for character in text)


def _variable(name: str) -> str:
    """Return the environment variable that would hold a registry's password."""
    stem = "".join(character if character.isascii() and character.isalnum() else "_" for character in name.upper())
    stem = stem.strip("_") or "REGISTRY"
    return f"{'_' if stem[:1].isdigit() else ''}{stem}_PASSWORD"
