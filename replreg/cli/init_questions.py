"""The questions of ``replreg init`` on the terminal."""

from __future__ import annotations

import click

from replreg.cli.option_values import NO_SLUG
from replreg.cli.terminal import say
from replreg.config.first_guess import GuessedHost, GuessedRegistry
from replreg.config.vendor_files import is_slug
from replreg.output.terminal import escape_controls
from replreg.registries.linked_registry import BUILT_IN, Registry

__all__ = ["Questions", "is_endpoint"]


class Questions:
    """The questions on the terminal: on standard error, so that standard output stays clean."""

    def app(self, proposed: str) -> str | None:
        """Ask until the answer is a slug; None to leave it out."""
        while True:
            answer = self._ask("The application's slug at Replicated (Enter: leave it out)", proposed)
            if not answer or is_slug(answer):
                return answer or None
            say(escape_controls(f"'{answer}' {NO_SLUG}."))

    def endpoint(self, registry: GuessedRegistry) -> str | None:
        """Ask until the answer can be an endpoint; None to leave it open."""
        proposed = registry.endpoints[0] if registry.endpoints else ""
        while True:
            answer = self._ask(
                f"Endpoint of '{escape_controls(registry.name)}', such as quay.io (Enter: leave it open)", proposed
            )
            if not answer or is_endpoint(registry.name, answer):
                return answer or None
            say(escape_controls(f"'{answer}' is not a host such as quay.io."))

    def names(self, hosts: list[GuessedHost], endpoints: dict[str, str]) -> list[GuessedHost]:
        """Ask for the reference name of each host that is linked, and put it into ``endpoints``; return no host.

        A link without a name of its own goes by its endpoint, which is proposed.
        """
        for host in hosts:
            shown = escape_controls(host.host)
            if not click.confirm(f"Is {shown} linked at the vendor portal?", default=False, err=True):
                continue
            while True:
                name = self._ask(f"Reference name of {shown}", "" if host.host in endpoints else host.host)
                reason = _why_no_name(name, endpoints)
                if not reason:
                    endpoints[name] = host.host
                    break
                say(escape_controls(f"'{name}' {reason}."))
        return []

    @staticmethod
    def _ask(question: str, proposed: str) -> str:
        answer = click.prompt(question, default=proposed, show_default=bool(proposed), err=True, type=str)
        return str(answer).strip()


def is_endpoint(name: str, answer: str) -> bool:
    """Return True if a text can be the endpoint of a linked registry: a host, with a port or a namespace if need be."""
    registry = Registry(name, answer)
    is_plain = answer == registry.address and "://" not in answer
    return is_plain and answer not in BUILT_IN and registry.is_usable


def _why_no_name(name: str, endpoints: dict[str, str]) -> str:
    """Return why a text cannot be a new reference name, "" if it can."""
    if not name or any(character.isspace() or character in "=/" or not character.isprintable() for character in name):
        return "cannot be a reference name"
    if name in BUILT_IN:
        return "is built in"
    return "is taken" if name in endpoints else ""
