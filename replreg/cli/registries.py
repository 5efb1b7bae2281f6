"""``replreg registries``: what is linked, whether it can be right, and how it gets into the configuration."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import settings_options
from replreg.cli.settings import Settings
from replreg.cli.suggest import Group, show_help_without_command
from replreg.cli.terminal import fail, say, set_encoding
from replreg.config.load import ConfigError, find_config
from replreg.messages import counted
from replreg.output.formats import Format
from replreg.output.terminal import escape_controls
from replreg.registries.linked_registry import Registry

__all__ = ["command"]

_NONE = "replreg: no registries are configured; 'replreg init' or 'replreg registries import' writes them down"


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
    from replreg.registries.linked_registry import registry_provider

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
    from replreg.registries.client.trusted_secrets import TrustError, add_to_user_file
    from replreg.registries.linked_registry import normalize_host
    from replreg.registries.variables import variables_of

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
    from replreg.cli.warnings import warn_of_options
    from replreg.linter.config_files import lint_configurations
    from replreg.output.report import Report

    settings = Settings(options)
    registries = settings.configurations.config("-").registries
    wrong = warn_of_options(settings)
    report = Report(lint_configurations(settings.configurations))
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
    from replreg.registries.variables import VARIABLE_REFERENCE

    missing = [name for name in VARIABLE_REFERENCE.findall(registry.password) if not environ.get(name)]
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
    from replreg.cli.vendor_json import fetch, read_given, sort_answers
    from replreg.config.import_domains import merge_domains
    from replreg.config.import_links import merge_links
    from replreg.files import shown_path
    from replreg.output.diff import unified_diff
    from replreg.safe_write import write_atomically
    from replreg.yaml.text import UndecodableText, decode, encode

    settings = Settings(options)
    target = (
        Path(options["config"]) if options["config"] else Path(shown_path(find_config(Path.cwd()) or "replreg.yaml"))
    )
    if target.suffix == ".toml":
        raise fail(f"{target} is TOML, which is not written here; keep the registries in a replreg.yaml beside it")
    try:
        old, codec = decode(target.read_bytes()) if target.exists() else ("", "utf-8")
        answers = [(name, read_given(name)) for name in files] or fetch(settings, options["config"], api_origin, app_id)
        links, domains = sort_answers(answers, app_id)
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
