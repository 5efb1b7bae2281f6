"""``replreg init``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from replreg.cli.command_table import declare
from replreg.cli.init_questions import Questions, is_endpoint
from replreg.cli.option_values import NO_SLUG, parse_registries
from replreg.cli.settings import slug_of_files, slug_of_options
from replreg.cli.terminal import fail, say
from replreg.config.first_file import SCHEMA_NAME, render_setup
from replreg.config.first_guess import PUBLIC_HOSTS, Guess, guess_setup
from replreg.config.load import CONFIG_NAMES, ConfigError, parse_config
from replreg.config.toml_file import has_table
from replreg.config.vendor_files import VendorFiles, is_slug, read_vendor_files
from replreg.linter.delivered_setup import DeliveredSetup, read_delivered
from replreg.linter.inputs import Input, InputError, OutsideLink, expand, expand_vendor_files
from replreg.linter.kots_folder import KotsFolders
from replreg.messages import counted
from replreg.output.terminal import escape_controls
from replreg.registries.image_string import is_host
from replreg.registries.linked_registry import split_endpoint
from replreg.release.kots_domains import KotsDomains
from replreg.yaml.text import UndecodableText, decode

__all__ = ["command"]


@declare("init")
@click.argument("folder", required=False, default=".", type=click.Path(file_okay=False, exists=True))
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: write what is known, and the rest as comments.")
@click.option(
    "--registry",
    metavar="NAME=ENDPOINT",
    multiple=True,
    help="A linked registry: its reference name and its endpoint. Can be repeated.",
)
@click.option("--app", metavar="SLUG", help="The application's slug at Replicated.")
@click.option("--schema", is_flag=True, help=f"Also write {SCHEMA_NAME} beside it, so that editors complete it.")
@click.option("--force", is_flag=True, help="Write over a replreg.yaml that is there.")
@click.option("--quiet", "-q", is_flag=True, help="Do not say what was found.")
def command(
    folder: str, yes: bool, registry: tuple[str, ...], app: str | None, schema: bool, force: bool, quiet: bool
) -> int:
    """It reads the releases below FOLDER, and asks for what they do not contain.

    Where an image is declared under a reference name and used with a host, that host is proposed as the endpoint.
    Without a terminal nothing is asked, as with --yes.

    \b
    Examples:
      replreg init
      replreg init --yes --registry myquay=quay.io --app my-app
    """
    given = {name: item.endpoint for name, item in parse_registries(registry).items()}
    for name, endpoint in given.items():
        if not is_endpoint(name, endpoint):
            raise click.BadParameter(f"'{endpoint}' is not a host such as quay.io", param_hint="--registry")
    target = Path(folder) / CONFIG_NAMES[0]
    _check_absent(target, force)
    if schema:
        _check_schema(target.with_name(SCHEMA_NAME), force)
    if app is not None and not is_slug(app):
        raise click.BadParameter(f"'{app}' {NO_SLUG}", param_hint="--app")
    of_environment = slug_of_options(None, quiet)
    vendor_files = read_vendor_files(folder)
    items, texts, contexts, folders = _texts(folder, vendor_files)
    guess, delivered = guess_setup(texts, contexts), read_delivered(items, folders, folder)
    guess = _joined(guess, delivered)
    if not quiet:
        _report(guess, delivered, folder, given)
    ask = None if yes or not sys.stdin.isatty() else Questions()
    named = of_environment or (slug_of_files(vendor_files, quiet) if vendor_files else None)
    app = app or _app(guess, named, ask)
    endpoints = _endpoints(guess, given, ask)
    for host in delivered.hosts:
        if host.is_linked and host.seen.host not in {split_endpoint(endpoint)[0] for endpoint in endpoints.values()}:
            endpoints.setdefault(host.seen.host, host.seen.host)
    linked = {split_endpoint(endpoint)[0] for endpoint in endpoints.values()}
    hosts = [host for host in guess.hosts if host.host not in linked]
    if ask:
        hosts = ask.names(hosts, endpoints)
    text = render_setup(
        app, endpoints, guess.registries, hosts,
        schema=schema, app_guess=delivered.application, domains=delivered.domains if delivered.releases else None,
        linked=[host.seen for host in delivered.hosts if host.is_linked],
    )  # fmt: skip
    _check_text(text, target)
    _write(target, text)
    if schema:
        _write(target.with_name(SCHEMA_NAME), _schema_text())
    if not quiet:
        _say_next(target, folder, guess, endpoints)
    return 0


def _joined(guess: Guess, delivered: DeliveredSetup) -> Guess:
    """Return a guess with what the releases of KOTS, Embedded Cluster and Helm tell of hosts and of the slug."""
    domains = {*delivered.domains.proxy, *delivered.domains.registry}
    hosts = {host.host: host for host in guess.hosts if host.host not in domains}
    hosts.update((host.seen.host, host.seen) for host in delivered.hosts if host.seen.host not in PUBLIC_HOSTS)
    claimed = {endpoint for registry in guess.registries for endpoint in registry.endpoints}
    return guess._replace(
        hosts=tuple(host for name, host in hosts.items() if name not in claimed),
        apps=tuple(dict.fromkeys((*guess.apps, *delivered.slugs))),
        files=max(guess.files, delivered.releases),
    )


def _check_absent(target: Path, force: bool) -> None:
    """Refuse to write where settings are already."""
    if force:
        return
    for name in CONFIG_NAMES:
        other = target.with_name(name)
        if os.path.lexists(other):
            raise fail(f"{other} is there already; --force writes {'over it' if other == target else 'all the same'}")
    project = target.with_name("pyproject.toml")
    if project.is_file() and has_table(project):
        raise fail(f"{project} has settings of replreg already; --force writes {target} all the same")


def _check_schema(target: Path, force: bool) -> None:
    if not force and os.path.lexists(target) and target.read_text(encoding="utf-8", errors="replace") != _schema_text():
        raise fail(f"{target} is there already, with another content; --force writes over it")


def _texts(
    folder: str, files: VendorFiles | None
) -> tuple[list[Input], dict[str, str], dict[str, KotsDomains | None], KotsFolders]:
    """Read the files that lint would read; return them, their texts, and what each folder says of its KOTS release.

    A file that cannot be read or is not text says nothing.
    """
    texts: dict[str, str] = {}
    contexts: dict[str, KotsDomains | None] = {}
    folders = KotsFolders()
    items: list[Input] = []
    for item in expand_vendor_files(files) if files is not None and files.patterns else expand([folder]):
        if isinstance(item, InputError):
            say(escape_controls(f"warning: {item}"))
            continue
        if isinstance(item, Input):
            items.append(item)
        if isinstance(item, OutsideLink) or os.path.basename(item.path) in CONFIG_NAMES:
            continue
        try:
            text, _ = decode(Path(item.path).read_bytes())
        except OSError as error:
            say(escape_controls(f"warning: {item.path}: cannot be read: {error.strerror or error}"))
        except UndecodableText:
            continue
        else:
            shown = os.path.relpath(item.path, folder).replace(os.sep, "/")
            texts[shown] = text
            contexts[shown] = folders.domains_of(os.path.dirname(os.path.abspath(item.path)), os.path.abspath(folder))
    return items, texts, contexts, folders


def _report(guess: Guess, delivered: DeliveredSetup, folder: str, given: dict[str, str]) -> None:
    """List what was found, with the registries that options have given."""
    where = "here" if folder == "." else f"below {folder}"
    if not guess.files:
        say(f"There is no release {where} yet, so the settings are an example to fill in.")
        return
    say(f"Read {counted(guess.files, 'release file')} {where}.")
    for registry in guess.registries:
        if registry.name in given:
            seen = f"linked to {given[registry.name]} by --registry"
        else:
            seen = f"pulled from {' and '.join(registry.endpoints)}" if registry.endpoints else "endpoint not known"
        say(escape_controls(f"  source '{registry.name}': {counted(registry.images, 'image')}, {seen}"))
    if delivered.domains.proxy:
        say(escape_controls(f"  pulled through the proxy at {', '.join(delivered.domains.proxy)}"))
    linked = {host.seen.host for host in delivered.hosts if host.is_linked}
    names = {split_endpoint(endpoint)[0]: name for name, endpoint in given.items()}
    for host in guess.hosts:
        images = f"{counted(host.images, 'image')}, such as {host.example}"
        if host.host in names:
            link = f"linked as '{names[host.host]}'"
        else:
            link = "taken for a linked registry" if host.host in linked else "link it if it is private"
        say(escape_controls(f"  host {host.host}: {images}; {link}"))


def _app(guess: Guess, named: str | None, ask: Questions | None) -> str | None:
    """Return the slug that the vendor's own settings name, else the only one in image strings; asked where possible."""
    seen = [app for app in guess.apps if is_slug(app)]
    if ask:
        return ask.app(named or (seen[0] if seen else ""))
    return named or (seen[0] if len(seen) == 1 else None)


def _endpoints(guess: Guess, given: dict[str, str], ask: Questions | None) -> dict[str, str]:
    """Return the endpoint of each reference name: as given, else as asked, else as guessed where that is certain."""
    endpoints: dict[str, str] = {}
    for registry in guess.registries:
        if registry.name in given:
            endpoints[registry.name] = given[registry.name]
        elif ask:
            answer = ask.endpoint(registry)
            if answer:
                endpoints[registry.name] = answer
        elif registry.sure:
            endpoints[registry.name] = registry.endpoints[0]
    return {**endpoints, **given}


def _check_text(text: str, target: Path) -> None:
    """Refuse to write a file that the next run would refuse."""
    try:
        parse_config(text, str(target))
    except ConfigError as error:
        raise fail(f"nothing is written, since it would not be right: {error.message}") from None


def _schema_text() -> str:
    import json

    from replreg.yaml.json_schema import load_schema

    return json.dumps(load_schema("replreg-config"), ensure_ascii=False, indent=2) + "\n"


def _write(target: Path, text: str) -> None:
    from replreg.safe_write import write_atomically

    try:
        write_atomically(str(target), text.encode("utf-8"))
    except OSError as error:
        raise fail(f"cannot write {target}: {error.strerror or error}") from None


def _say_next(target: Path, folder: str, guess: Guess, endpoints: dict[str, str]) -> None:
    missing = [registry.name for registry in guess.registries if registry.name not in endpoints]
    say(escape_controls(f"{target}: written, with {counted(len(endpoints), 'registry', 'registries')}."))
    if not endpoints and not missing:
        say("No linked registry is in it, so private images cannot be checked: add yours under 'registries' there.")
    if missing:
        names = ", ".join(f"'{name}'" for name in missing)
        say(escape_controls(f"Fill in the endpoint of {names} there: the host, as at the vendor portal."))
    hosts = [item.name for item in guess.registries if item.name in endpoints and is_host(item.name.lower())]
    if hosts:
        names = ", ".join(f"'{name}'" for name in hosts)
        say(
            escape_controls(
                f"Look again at {names} there: it is a host; if the link has a name of its own, write that."
            )
        )
    say(escape_controls(f"Then: replreg lint{'' if folder == '.' else f' {folder}'}"))
