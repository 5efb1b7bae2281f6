"""Writes a first ``replreg.yaml``: settings that are known, and the others as comments.

Each commented-out setting is one line, so that the file stays valid when any of them is uncommented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from replreg.config.first_guess import GuessedHost, GuessedRegistry
from replreg.config.import_domains import render_domains
from replreg.config.model import Domains
from replreg.messages import counted
from replreg.registries.image_string import is_host
from replreg.registries.linked_registry import split_endpoint
from replreg.registries.providers import PROVIDERS, provider_of
from replreg.yaml.insertion import plain_or_quoted
from replreg.yaml.templates import MASK

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
rules:
  # floating-tag: error

# Files to leave out, relative to this one.
exclude:
  # - "vendor/**"
"""

_HOST_AS_NAME = (
    "  # This name is a host, which is right only if the link has no name of its own at the vendor portal. If it has\n",
    "  # one, write that name here, and 'replreg fix' writes it into the releases.\n",
)


def render_setup(
    app: str | None,
    endpoints: Mapping[str, str],
    guessed: Iterable[GuessedRegistry] = (),
    hosts: Iterable[GuessedHost] = (),
    *,
    schema: bool = False,
    app_guess: str | None = None,
    domains: Domains | None = None,
    linked: Iterable[GuessedHost] = (),
) -> str:
    """Return the text of a configuration.

    ``endpoints`` holds what is known, by reference name. ``guessed`` says what the releases tell of each name, known
    or not; ``hosts`` are hosts that no name goes with. ``app_guess`` may be the slug; ``domains`` are the vendor's own,
    None if there is no release of KOTS, Embedded Cluster or Helm; ``linked`` are hosts that are linked under whatever
    name. ``schema`` points editors to `SCHEMA_NAME` beside the file.
    """
    parts = [f"# yaml-language-server: $schema={SCHEMA_NAME}\n" if schema else "", _HEAD, "\n"]
    if app:
        parts.append(f"app: {plain_or_quoted(app)}\n")
    else:
        guess = f"{_comment(app_guess)}   # a guess: the name of the Application" if app_guess else "my-app"
        parts.append(
            f"# The application's slug at Replicated, as in registry.replicated.com/<slug>/image.\n# app: {guess}\n"
        )
    if domains is not None:
        parts.append("\n# Your own domains of the platform, as the vendor portal has them.\n")
        parts.append(render_domains(domains) or "# domains: {proxy: [images.example.com]}\n")
    parts.append("\nregistries:\n")
    seen = {registry.name: registry for registry in guessed}
    certain = {host.host: host for host in linked}
    for name, endpoint in endpoints.items():
        if name in certain and name not in seen:
            parts.append(_linked(certain[name]))
        parts.extend(_known(name, endpoint, seen.get(name)))
    for name, registry in seen.items():
        if name not in endpoints:
            parts.extend(_unknown(registry))
    parts.extend(map(_host, hosts))
    if not endpoints and not seen:
        parts.append("  # myquay: quay.io\n")
    parts.append(_TAIL)
    return "".join(parts)


def _known(name: str, endpoint: str, seen: GuessedRegistry | None) -> Iterator[str]:
    if seen is not None:
        yield f"  # {_seen(seen)}\n"
        if is_host(name.lower()):
            yield from _HOST_AS_NAME
    yield f"  {plain_or_quoted(name)}:\n    endpoint: {plain_or_quoted(endpoint)}\n"
    yield f"    # username: {PROVIDERS[provider_of(split_endpoint(endpoint)[0])].first_username}\n"
    yield f"    # password: ${{{_variable(name)}}}   # an environment variable, for 'replreg verify'\n"


def _unknown(registry: GuessedRegistry) -> Iterator[str]:
    yield f"  # {_seen(registry)} No image string shows its endpoint for certain: fill it in and remove the '#'.\n"
    name = _comment(registry.name)
    for number, endpoint in enumerate(registry.endpoints):
        yield f"  # {name}: {_comment(endpoint)}   # {'another' if number else 'a'} guess\n"
    if not registry.endpoints:
        yield f"  # {name}: registry.example.com\n"


def _host(host: GuessedHost) -> str:
    name = _comment(host.host)
    return (
        f"  # Images come from {name} in {_comment(host.place, quote=False)}, and no reference name goes with it.\n"
        f"  # If it is linked under another name, write that name.\n  # {name}: {name}\n"
    )


def _linked(host: GuessedHost) -> str:
    images = f"{counted(host.images, 'image')}, such as {_comment(host.example, quote=False)}"
    return (
        f"  # {images} in {_comment(host.place, quote=False)}.\n"
        "  # If the link has a reference name of its own at the vendor portal, write that name.\n"
    )


def _seen(registry: GuessedRegistry) -> str:
    """Say how many images have a name, and where one of them is."""
    one = "one of them in" if registry.images > 1 else "in"
    return f"{counted(registry.images, 'image')}, {one} {_comment(registry.place, quote=False)}."


def _comment(text: str, *, quote: bool = True) -> str:
    """Return text for a comment, without a character that could end the line or the comment."""
    text = plain_or_quoted(text) if quote else text
    return "".join(character if character.isprintable() else "?" for character in text.replace(MASK, "…"))


def _variable(name: str) -> str:
    """Return the environment variable that would hold a registry's password."""
    stem = "".join(character if character.isascii() and character.isalnum() else "_" for character in name.upper())
    stem = stem.strip("_") or "REGISTRY"
    return f"{'_' if stem[:1].isdigit() else ''}{stem}_PASSWORD"
