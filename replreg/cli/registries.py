"""``replreg registries``: what is linked, whether it can be right, and how it gets into the configuration."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.options import Settings, fail, say, settings_options, write_utf8
from replreg.cli.suggest import Choice, Group, show_help_without_command
from replreg.config.load import ConfigError, find_config
from replreg.messages import counted
from replreg.output.terminal import clean
from replreg.registries.linked_registry import Registry

if TYPE_CHECKING:
    from replreg.linter.file_job import FileResult

__all__ = ["command"]

API_ORIGIN = "https://api.replicated.com/vendor"
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@click.group("registries", cls=Group, invoke_without_command=True, subcommand_metavar="COMMAND [ARGS]...")
@click.pass_context
def command(context: click.Context) -> None:
    """Look after the linked registries of the configuration.

    \b
    Examples:
      replreg registries list
      replreg registries check
      replicated registry ls --output json | replreg registries import -
    """
    show_help_without_command(context)


@command.command("list")
@click.option("--format", "output_format", type=Choice(["text", "json"]), default="text", help="How to print them.")
@settings_options
def list_command(output_format: str, **options: Any) -> int:
    """List names, endpoints, providers, and whether a credential is set; its value is never shown.

    \b
    Example:
      replreg registries list
    """
    from replreg.output.terminal import plain_table
    from replreg.registries.providers import registry_provider

    settings = Settings(options)
    rows = [
        (registry.name, registry.endpoint, registry_provider(registry), _credential(registry, os.environ))
        for registry in settings.config("-").registries
    ]
    if output_format == "json":
        import json

        items = [dict(zip(("name", "endpoint", "provider", "credential"), row, strict=True)) for row in rows]
        write_utf8(sys.stdout)
        sys.stdout.write(json.dumps(items, ensure_ascii=False, indent=2) + "\n")
        return 0
    if not rows:
        say("replreg: no registries are configured; 'replreg init' or 'replreg registries import' writes them down")
        return 0
    style = settings.style(sys.stdout)
    heading, *lines = plain_table([("NAME", "ENDPOINT", "PROVIDER", "CREDENTIAL"), *rows])
    sys.stdout.writelines(f"{line}\n" for line in (style(heading, bold=True), *lines))
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
        for registry in Settings(options).config("-").registries
        for name in variables_of(registry)
    }
    for name, host in sorted(needed):
        sys.stdout.write(f"{clean(name)}={clean(host)}  {'allowed' if trusted.allows(name, host) else 'not allowed'}\n")
    if not needed:
        say("replreg: the configuration's registries use no variable of the environment")
    return 0


@command.command("check")
@click.option(
    "--format",
    "output_format",
    type=Choice(["text", "concise", "json"]),
    default="text",
    help="How to print what is wrong.",
)
@settings_options
def check_command(output_format: str, **options: Any) -> int:
    """Check endpoints and user names against what each provider takes. Nothing is asked over the network.

    \b
    Example:
      replreg registries check
    """
    from replreg.cli.config_findings import config_outcomes, warn_of_options

    settings = Settings(options)
    registries = settings.config("-").registries
    warn_of_options(settings)
    outcomes = list(config_outcomes(settings, set()))
    if output_format == "json":
        from replreg.output.json import render
        from replreg.output.report import Report
        from replreg.version import __version__

        found = [finding for outcome in outcomes for finding in outcome.findings]
        paths = [str(loaded.path) for loaded in settings.used_configurations()]
        write_utf8(sys.stdout)
        sys.stdout.write(render(Report(found, len(paths), paths, {}, {}, __version__)))
    else:
        _print_findings(outcomes, output_format, settings)
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    if not registries:
        say("replreg: no registries are configured; 'replreg init' or 'replreg registries import' writes them down")
    elif not findings and not settings.quiet:
        say(f"{counted(len(registries), 'registry', 'registries')} checked, nothing to report.")
    return 1 if any(finding.severity.value == "error" for finding in findings) else 0


def _print_findings(outcomes: list[FileResult], output_format: str, settings: Settings) -> None:
    from replreg.output.text import render_concise, render_finding
    from replreg.yaml.text import LineIndex

    style = settings.style(sys.stdout)
    for outcome in outcomes:
        text = outcome.text or ""
        lines = LineIndex(text)
        for finding in outcome.findings:
            if output_format == "concise":
                sys.stdout.write(render_concise(finding, style) + "\n")
            else:
                sys.stdout.write(render_finding(finding, text, lines, style, 120) + "\n\n")


def _credential(registry: Registry, environ: Mapping[str, str]) -> str:
    """Say whether there is a credential, and which environment variable would hold it; never what it is."""
    if registry.password is None:
        return "none"
    missing = [name for name in _VARIABLE.findall(registry.password) if not environ.get(name)]
    return f"not set: the variable {missing[0]} is empty" if missing else "set"


@command.command("import")
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(allow_dash=True))
@click.option("--app-id", metavar="ID", help="Only the registries that apply to this app.")
@click.option("--api-origin", metavar="URL", default=API_ORIGIN, show_default=True, help="Where the vendor API is.")
@click.option("--in-place", "-i", is_flag=True, help="Write the configuration; without it the difference is shown.")
@settings_options
def import_command(file: str | None, app_id: str | None, api_origin: str, in_place: bool, **options: Any) -> int:
    """Take the linked registries over into replreg.yaml, whose comments and layout stay as they are.

    FILE holds what the vendor tool's 'registry ls --output json' prints; - is standard input. Without it the vendor
    API is asked, with the token in REPLICATED_API_TOKEN. A password is never written.

    \b
    Examples:
      replicated registry ls --output json | replreg registries import -
      replreg registries import --in-place links.json
      REPLICATED_API_TOKEN=… replreg registries import --app-id 2Ab…
    """
    from replreg.config.import_links import LinksError, merge_links, read_links
    from replreg.files import shown_path, write_atomically
    from replreg.output.diff import unified_diff
    from replreg.yaml.text import UndecodableText, decode, encode

    settings = Settings(options)
    target = (
        Path(options["config"]) if options["config"] else Path(shown_path(find_config(Path.cwd()) or "replreg.yaml"))
    )
    if target.suffix == ".toml":
        raise fail(f"{target} is TOML, which is not written here; keep the registries in a replreg.yaml beside it")
    try:
        links = read_links(_given(file, api_origin), app_id=app_id)
    except LinksError as error:
        raise fail(f"{file or api_origin}: {error}") from None
    try:
        old, codec = decode(target.read_bytes()) if target.exists() else ("", "utf-8")
        new = merge_links(old, links, str(target))
    except (UndecodableText, OSError) as error:
        raise fail(f"{target}: {error}") from None
    except ConfigError as error:
        raise fail(str(error)) from None
    if new == old:
        say(f"{target}: nothing to change, {counted(len(links), 'linked registry', 'linked registries')}")
        return 0
    if in_place:
        try:
            write_atomically(str(target), encode(new, codec))
        except OSError as error:
            raise fail(f"{target}: cannot be written: {error.strerror or error}") from None
        say(f"{target}: written, {counted(len(links), 'linked registry', 'linked registries')}")
        return 0
    sys.stdout.writelines(unified_diff(old, new, str(target), settings.style(sys.stdout)))
    say("This is what would change; --in-place writes it.")
    return 0


def _given(file: str | None, origin: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    if file is not None:
        try:
            return Path(file).read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise fail(f"{file}: cannot be read: {error.strerror or error}") from None
    token = os.environ.get("REPLICATED_API_TOKEN")
    if not token:
        raise fail(
            "the vendor API takes a token in REPLICATED_API_TOKEN; or give a file, or - for standard input, with what "
            "'replicated registry ls --output json' prints"
        )
    from replreg.registries.client.vendor_api import VendorError, fetch_links

    try:
        return fetch_links(origin, token)
    except VendorError as error:
        raise fail(str(error)) from None
