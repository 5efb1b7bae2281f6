"""Reads the JSON of the vendor's tool or the vendor API about linked registries and domains."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from replreg.cli.settings import Settings
from replreg.cli.terminal import fail, say

if TYPE_CHECKING:
    from replreg.config.import_links import Link
    from replreg.config.model import Domains

__all__ = ["fetch", "read_given", "sort_answers"]


def sort_answers(answers: list[tuple[str, str]], app_id: str | None) -> tuple[list[Link], Domains]:
    """Return the links and the domains in JSON texts, each with the name of where it is from."""
    from replreg.config.import_domains import are_domains, read_domains
    from replreg.config.import_links import LinksError, read_json, read_links
    from replreg.config.model import Domains

    links: dict[str, Link] = {}
    domains = Domains()
    name = ""
    try:
        for name, text in answers:  # noqa: B007 - the message names it
            if are_domains(data := read_json(text)):
                found = read_domains(data)
                domains = Domains(*(tuple(dict.fromkeys((*a, *b))) for a, b in zip(domains, found, strict=True)))
            else:
                links.update((link.name, link) for link in read_links(text, app_id=app_id))
    except LinksError as error:
        raise fail(f"{name}: {error}") from None
    return list(links.values()), domains


def read_given(file: str) -> str:
    """Return what a file, or ``-`` for standard input, has. Raises `click.ClickException`."""
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        return Path(file).read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise fail(f"{file}: cannot be read: {error.strerror or error}") from None


def fetch(settings: Settings, named: str | None, api_origin: str | None, app_id: str | None) -> list[tuple[str, str]]:
    """Return what the vendor API answers: the registries, and the domains of the app if its ID is known.

    ``named`` is the configuration that the user has named, if any.
    """
    from replreg.cli.trust import is_users_own, read_user_trust
    from replreg.cli.vendor import connect
    from replreg.config.vendor_files import read_vendor_files
    from replreg.registries.client.vendor_api import VendorError

    hint = (
        "; or give a file, or - for standard input, with what 'replicated registry ls --output json' or "
        "'replicated app hostname ls --output json' prints"
    )
    configured = settings.configurations.config("-").api_origin
    is_own = named is not None and is_users_own(named, ())
    files = read_vendor_files(".")
    app_id = app_id or (files.app_id if files is not None else None)
    try:
        with connect(api_origin, configured, lambda: read_user_trust(()), is_users_own=is_own, hint=hint) as api:
            answers = [(api.origin, api.links())]
            if app_id:
                answers.append((api.origin, api.hostnames(app_id)))
    except VendorError as error:
        raise fail(str(error)) from None
    if not app_id:
        say("note: the domains were not asked for, since they belong to an app; --app-id names it")
    return answers
