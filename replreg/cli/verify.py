"""``replreg verify``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import paths_argument, settings_options
from replreg.cli.progress_bar import progress
from replreg.cli.session import Session
from replreg.cli.settings import Settings
from replreg.cli.terminal import fail, say, set_encoding
from replreg.cli.trust import is_users_own, read_user_trust
from replreg.cli.vendor import connect
from replreg.linter.list_images import joined_rows, list_images
from replreg.linter.verification import Side, Verified, exit_status, verify
from replreg.messages import counted
from replreg.output.formats import Format
from replreg.registries.verdict import Verdict

__all__ = ["command"]


def _hosts(context: click.Context, parameter: click.Parameter, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the hosts. A URL or a path would match none, so it is refused."""
    for host in hosts:
        if "/" in host or not host:
            raise click.BadParameter(f"'{host}' is not a HOST or HOST:PORT, as in registry.example.com:5000")
    return hosts


@declare("verify")
@paths_argument
@format_option("verification", "the results")
@click.option("--concurrency", type=click.IntRange(1, 256), default=8, show_default=True, help="Requests at once.")
@click.option("--per-host", type=click.IntRange(1, 256), default=8, show_default=True, help="Of these, to one host.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=15.0, show_default=True, help="Seconds to wait for a reply."
)
@click.option("--retries", type=click.IntRange(0, 10), default=3, show_default=True, help="After status 429 or 5xx.")
@click.option(
    "--insecure-registry",
    metavar="HOST",
    multiple=True,
    callback=_hosts,
    help="A host[:port] that may use plain HTTP. Loopback addresses always may.",
)
@click.option(
    "--trust",
    metavar="VARIABLE=HOST",
    multiple=True,
    help="A host that may have the secret in this environment variable. Can be repeated.",
)
@click.option(
    "--via",
    type=click.Choice([str(side.value) for side in Side]),
    default=Side.UPSTREAM.value,
    show_default=True,
    help="Ask for an image behind the platform's proxy at its upstream registry, or at the proxy itself.",
)
@click.option(
    "--stored",
    is_flag=True,
    help="Ask the platform whether the logins that it stores pull the images of linked registries.",
)
@click.option(
    "--pin",
    is_flag=True,
    help="Show the digests that were found as changes: name:tag becomes name:tag@sha256:...",
)
@click.option("--in-place", "-i", is_flag=True, help="Write the changes of --pin into the files.")
@click.option("--api-origin", metavar="URL", help="Where the vendor API is, for --stored.")
@settings_options
def command(paths: tuple[str, ...], output_format: Format, **options: Any) -> int:
    """The credentials are those that the configuration names.

    A secret of the environment goes only to the hosts that you allow for it: with --trust, in the variable
    REPLREG_TRUST, or once and for all with 'replreg registries trust'.

    With --stored, the vendor API is asked, with the token in REPLICATED_API_TOKEN, and the logins here do not matter.

    Needs the extra 'verify': pip install 'replreg[verify]'; for Amazon ECR also 'ecr'.

    \b
    Examples:
      replreg verify release.yaml
      QUAY_TOKEN=... replreg verify --format junit > images.xml
      replreg verify --via proxy
      replreg verify --pin --in-place
      REPLICATED_API_TOKEN=... replreg verify --stored
    """
    pin, in_place = options.pop("pin"), options.pop("in_place")
    if in_place and not pin:
        raise click.UsageError("--in-place writes the changes of --pin; give both", click.get_current_context())
    if pin and options["stored"]:
        raise click.UsageError(
            "--stored does not tell the digests that --pin writes; give one of the two", click.get_current_context()
        )
    from replreg.linter.stored_logins import verify_stored
    from replreg.registries.client import EcrUnavailable, VerifyUnavailable
    from replreg.registries.client import Options as LookupOptions
    from replreg.registries.client.vendor_api import VendorError

    asked = LookupOptions(
        concurrency=options.pop("concurrency"),
        per_host=options.pop("per_host"),
        read_timeout=options["timeout"],
        connect_timeout=min(5.0, options.pop("timeout")),
        retries=options.pop("retries"),
        insecure_registries=frozenset(options.pop("insecure_registry")),
    )
    trusted = read_user_trust(options.pop("trust"))
    side, stored, api_origin = Side(options.pop("via")), options.pop("stored"), options.pop("api_origin")
    settings = Settings(options)
    session = Session(settings, paths)
    rows = joined_rows(list(session.results(list_images)))
    # Two folders can link one name to two hosts, so the name alone does not identify a registry.
    registries = list(dict.fromkeys(registry for job in session.jobs for registry in job.config.registries))
    is_own = bool(options["config"]) and is_users_own(options["config"], paths)
    if is_own:
        trusted = trusted.with_registries(registries)
    show = partial(progress, settings, description="Asking", first=2)
    try:
        if stored:
            origins = list(dict.fromkeys(job.config.api_origin for job in session.jobs if job.config.api_origin))
            if len(origins) > 1 and not api_origin:
                raise fail(f"the configurations name two addresses of the vendor API: {' and '.join(origins[:2])}")
            configured = origins[0] if origins else None
            with connect(api_origin, configured, lambda: trusted, is_users_own=is_own, hint="") as api:
                results = verify_stored(rows, registries, api, show)
        else:
            results = verify(rows, registries, trusted, asked, side, show)
    except (EcrUnavailable, VendorError, VerifyUnavailable) as error:
        raise fail(str(error)) from None
    if pin:
        from replreg.cli.pin import pin_files

        pin_files(session, results, in_place=in_place)
        if not settings.quiet:
            _summarize(results, failed=session.failed)
        return 2 if session.failed else exit_status(results)
    set_encoding(sys.stdout, output_format)
    sys.stdout.writelines(output_format.render("verification", results, settings.screen(sys.stdout)))
    if not settings.quiet:
        _summarize(results, failed=session.failed)
    return 2 if session.failed else exit_status(results)


def _summarize(results: Sequence[Verified], *, failed: bool) -> None:
    sys.stdout.flush()
    counts = Counter(result.verdict for result in results)
    if not results:
        if not failed:
            say("replreg: no images here")
        return
    parts = [f"{counts[verdict]} {str(verdict).replace('-', ' ')}" for verdict in Verdict if counts[verdict]]
    say(f"{counted(len(results), 'image')}: {', '.join(parts)}.")
