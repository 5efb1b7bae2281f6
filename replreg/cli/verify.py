"""``replreg verify``."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from replreg.cli.command_table import declare
from replreg.cli.format_option import format_option
from replreg.cli.options import Settings, paths_argument, settings_options
from replreg.cli.progress_bar import progress
from replreg.cli.session import Session
from replreg.cli.terminal import fail, say, set_encoding
from replreg.cli.trust import is_users_own, read_user_trust
from replreg.linter.list_images import list_images
from replreg.linter.verification import STATUSES, Verified, ask, exit_status, plan
from replreg.messages import counted
from replreg.output.formats import Format

if TYPE_CHECKING:
    from replreg.registries.client import Answer, CredentialStore, Options, Query

__all__ = ["command"]


@declare("verify")
@paths_argument
@format_option("verification", "the results")
@click.option("--concurrency", type=click.IntRange(1, 256), default=8, show_default=True, help="Requests at once.")
@click.option("--per-host", type=click.IntRange(1, 256), default=8, show_default=True, help="Of them to one host.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=15.0, show_default=True, help="Seconds to wait for a reply."
)
@click.option("--retries", type=click.IntRange(0, 10), default=3, show_default=True, help="After a 429 or 5xx.")
@click.option(
    "--insecure-registry",
    metavar="HOST",
    multiple=True,
    help="A host[:port] that may use plain HTTP. Loopback addresses always may.",
)
@click.option(
    "--trust",
    metavar="VARIABLE=HOST",
    multiple=True,
    help="A host that may have the secret in this environment variable. Can be repeated.",
)
@settings_options
def command(paths: tuple[str, ...], output_format: Format, **options: Any) -> int:
    """The credentials are those that the configuration names.

    A secret of the environment goes only to the hosts that you allow for it: with --trust, in the variable
    REPLREG_TRUST, or once and for all with 'replreg registries trust'.

    Needs the extra 'verify': pip install 'replreg[verify]'; for Amazon ECR also 'ecr'.

    \b
    Examples:
      replreg verify release.yaml
      QUAY_TOKEN=... replreg verify --format junit > images.xml
    """
    from replreg.registries.client import CredentialStore, EcrUnavailable, VerifyUnavailable
    from replreg.registries.client import Options as LookupOptions

    asked = LookupOptions(
        concurrency=options.pop("concurrency"),
        per_host=options.pop("per_host"),
        read_timeout=options["timeout"],
        connect_timeout=min(5.0, options.pop("timeout")),
        retries=options.pop("retries"),
        insecure_registries=frozenset(options.pop("insecure_registry")),
    )
    trusted = read_user_trust(options.pop("trust"))
    settings = Settings(options)
    session = Session(settings, paths)
    rows = [row for file in session.results(list_images) for row in file.images]
    # Two folders can link one name to two hosts, so the name alone does not identify a registry.
    registries = list(dict.fromkeys(registry for job in session.jobs for registry in job.config.registries))
    if options["config"] and is_users_own(options["config"], paths):
        trusted = trusted.with_registries(registries)
    try:
        results = _ask(plan(rows), CredentialStore(registries, os.environ, trusted=trusted), asked, settings)
    except (VerifyUnavailable, EcrUnavailable) as error:
        raise fail(str(error)) from None
    set_encoding(sys.stdout, output_format)
    sys.stdout.writelines(output_format.render("verification", results, settings.screen(sys.stdout)))
    if not settings.quiet:
        _summarize(results, failed=session.failed)
    return 2 if session.failed else exit_status(results)


def _ask(
    planned: Sequence[tuple[Any, Query | None, str]], store: CredentialStore, asked: Options, settings: Settings
) -> list[Verified]:
    """Look up what can be, each image once, and return the results in the order of the plan."""
    different = {(str(query), query.anonymous) for _, query, _ in planned if query is not None}
    if not different:
        return ask(planned, store, asked)
    with progress(settings, len(different), "Asking", first=2) as advance:
        return ask(planned, store, asked, on_answer=_ignoring_its_argument(advance))


def _ignoring_its_argument(function: Callable[[], None]) -> Callable[[Answer], None]:
    return lambda _: function()


def _summarize(results: Sequence[Verified], *, failed: bool) -> None:
    sys.stdout.flush()
    counts = Counter(result.status for result in results)
    if not results:
        if not failed:
            say("replreg: no images here")
        return
    parts = [f"{counts[status]} {status.replace('-', ' ')}" for status in STATUSES if counts[status]]
    say(f"{counted(len(results), 'image')}: {', '.join(parts)}.")
