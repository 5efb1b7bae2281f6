"""``replreg registries``: what is linked, whether it can be right, and how it gets into the configuration."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import Settings, settings_options
from replreg.cli.suggest import Group, show_help_without_command
from replreg.cli.terminal import fail, say, set_encoding
from replreg.config.load import ConfigError, find_config
from replreg.messages import counted
from replreg.output.formats import Format
from replreg.output.terminal import escape_controls
from replreg.registries.linked_registry import Registry

if TYPE_CHECKING:
    from replreg.config.import_links import Link
    from replreg.config.model import Domains

__all__ = ["command"]

_NONE = "replreg: no registries are configured; 'replreg init' or 'replreg registries import' writes them down"
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@declare("registries", Group, invoke_without_command=True, subcommand_metavar="COMMAND [ARGS]...")
@click.pass_context
def command(context: click.Context) -> None:
    """The registries are those of the configuration of the current folder.

    \b
    Examples:
      replreg registries list
      replreg registries check
      replicated registry ls --output json | replreg registries import -
    """
    show_help_without_command(context)


@command.command("list")
@format_option("registries", "the registries")
@settings_options
def list_command(output_format: Format, **options: Any) -> int:
    """List names, endpoints, providers, and whether a credential is set; its value is never shown.

    \b
    Example:
      replreg registries list
    """
    from replreg.output.listings import RegistryRow
    from replreg.registries.providers import registry_provider

    settings = Settings(options)
    rows = [
        RegistryRow(registry.name, registry.endpoint, registry_provider(registry), _credential(registry, os.environ))
        for registry in settings.configurations.config("-").registries
    ]
    set_encoding(sys.stdout, output_format)
    sys.stdout.writelines(output_format.render("registries", rows, settings.screen(sys.stdout)))
    if not rows and output_format.for_people:
        say(_NONE)
    return 0


@command.command("trust")
@click.argument("pairs", nargs=-1, metavar="[VARIABLE=HOST]...")
@settings_options
def trust_command(pairs: tuple[str, ...], **options: Any) -> int:
    """Allow 'replreg verify' to send the secret in an environment variable to a host, from now on.

    The pairs are kept in a file of yours, outside of every repository: ~/.config/replreg/trust. Without a pair, the
    pairs that the configuration needs are listed, and whether you have allowed them.

    \b
    Examples:
      replreg registries trust
      replreg registries trust QUAY_TOKEN=quay.io
    """
    from replreg.cli.trust import read_user_trust
    from replreg.registries.client.trusted_secrets import TrustError, add_to_user_file, variables_of
    from replreg.registries.linked_registry import normalize_host

    if pairs:
        try:
            path = add_to_user_file(pairs, os.environ)
        except TrustError as error:
            raise fail(str(error)) from None
        except OSError as error:
            raise fail(f"the file of trusted hosts cannot be written: {error.strerror or error}") from None
        say(f"{path}: {counted(len(pairs), 'pair')} allowed.")
        return 0
    trusted = read_user_trust(())
    needed = {
        (name, normalize_host(registry.host))
        for registry in Settings(options).configurations.config("-").registries
        for name in variables_of(registry)
    }
    for name, host in sorted(needed):
        state = "allowed" if trusted.allows(name, host) else "not allowed"
        sys.stdout.write(escape_controls(f"{name}={host}  {state}") + "\n")
    if not needed:
        say("replreg: the configuration's registries use no variable of the environment")
    return 0


@command.command("check")
@format_option("findings", "the findings")
@settings_options
def check_command(output_format: Format, **options: Any) -> int:
    """Check endpoints and user names against what each provider takes. Nothing is asked over the network.

    \b
    Example:
      replreg registries check
    """
    from replreg.cli.config_findings import lint_configurations, warn_of_options
    from replreg.output.report import Report

    settings = Settings(options)
    registries = settings.configurations.config("-").registries
    wrong = warn_of_options(settings)
    report = Report(lint_configurations(settings, set()))
    set_encoding(sys.stdout, output_format)
    sys.stdout.writelines(output_format.render("findings", report, settings.screen(sys.stdout)))
    findings = report.findings
    if not registries:
        say(_NONE)
    elif not findings and not wrong and not settings.quiet:
        say(f"{counted(len(registries), 'registry', 'registries')} checked, nothing to report.")
    return 1 if wrong or any(finding.severity.value == "error" for finding in findings) else 0


def _credential(registry: Registry, environ: Mapping[str, str]) -> str:
    """Say whether there is a credential, and which environment variable would hold it; never what it is."""
    if registry.password is None:
        return "none"
    missing = [name for name in _VARIABLE.findall(registry.password) if not environ.get(name)]
    return f"not set: the variable {missing[0]} is empty" if missing else "set"


@command.command("import")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(allow_dash=True))
@click.option("--app-id", metavar="ID", help="Only the registries that apply to this app; and the app's domains.")
@click.option("--api-origin", metavar="URL", help="Where the vendor API is.")
@click.option("--in-place", "-i", is_flag=True, help="Write the configuration; without it the difference is shown.")
@settings_options
def import_command(
    files: tuple[str, ...], app_id: str | None, api_origin: str | None, in_place: bool, **options: Any
) -> int:
    """Copy the linked registries and the vendor's own domains into replreg.yaml.

    FILE holds what the vendor tool's 'registry ls --output json' or 'app hostname ls --output json' prints; - is
    standard input. Without it the vendor API is asked, with the token in REPLICATED_API_TOKEN. Domains belong to an
    app, whose ID is that of --app-id or of the file .replicated. A password is never written, and comments and layout
    stay as they are.

    \b
    Examples:
      replicated registry ls --output json | replreg registries import -
      replicated app hostname ls --output json | replreg registries import -
      replreg registries import --in-place links.json
      REPLICATED_API_TOKEN=... replreg registries import --app-id 2Ab...
    """
    from replreg.config.import_domains import merge_domains
    from replreg.config.import_links import merge_links
    from replreg.file_writing import write_atomically
    from replreg.files import shown_path
    from replreg.output.diff import unified_diff
    from replreg.yaml.text import UndecodableText, decode, encode

    settings = Settings(options)
    target = (
        Path(options["config"]) if options["config"] else Path(shown_path(find_config(Path.cwd()) or "replreg.yaml"))
    )
    if target.suffix == ".toml":
        raise fail(f"{target} is TOML, which is not written here; keep the registries in a replreg.yaml beside it")
    try:
        old, codec = decode(target.read_bytes()) if target.exists() else ("", "utf-8")
        answers = [(name, _given(name)) for name in files] or _fetch(settings, options["config"], api_origin, app_id)
        links, domains = _sort(answers, app_id)
        new = merge_domains(merge_links(old, links, str(target)), domains, str(target))
    except (UndecodableText, OSError) as error:
        raise fail(f"{target}: {error}") from None
    except ConfigError as error:
        raise fail(str(error)) from None
    number = len(domains.proxy) + len(domains.registry)
    parts = [counted(len(links), "linked registry", "linked registries")] if links or not number else []
    if number:
        parts.append(counted(number, "domain"))
    found = " and ".join(parts)
    if new == old:
        say(f"{target}: nothing to change, {found}")
        return 0
    if in_place:
        try:
            write_atomically(str(target), encode(new, codec))
        except OSError as error:
            raise fail(f"{target}: cannot be written: {error.strerror or error}") from None
        say(f"{target}: written, {found}")
        return 0
    sys.stdout.writelines(unified_diff(old, new, str(target), settings.style(sys.stdout)))
    say("This is what would change; --in-place writes it.")
    return 0


def _sort(answers: list[tuple[str, str]], app_id: str | None) -> tuple[list[Link], Domains]:
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


def _given(file: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        return Path(file).read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise fail(f"{file}: cannot be read: {error.strerror or error}") from None


def _fetch(settings: Settings, named: str | None, api_origin: str | None, app_id: str | None) -> list[tuple[str, str]]:
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
    api = connect(api_origin, configured, lambda: read_user_trust(()), is_users_own=is_own, hint=hint)
    files = read_vendor_files(".")
    app_id = app_id or (files.app_id if files is not None else None)
    try:
        answers = [(api.origin, api.links())]
        if app_id:
            answers.append((api.origin, api.hostnames(app_id)))
    except VendorError as error:
        raise fail(str(error)) from None
    if not app_id:
        say("note: the domains were not asked for, since they belong to an app; --app-id names it")
    return answers
