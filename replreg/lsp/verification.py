"""Asks registries for the images of an open document, with the credentials and the permissions of the user."""

from __future__ import annotations

import os

from replreg.linter import verification
from replreg.linter.verification import Verified
from replreg.lsp.analysis import Analysis
from replreg.registries.client import EcrUnavailable, VerifyUnavailable
from replreg.registries.client.trusted_secrets import TrustError, read_trust

__all__ = ["verify"]


def verify(analysis: Analysis) -> dict[str, Verified]:
    """Return the answer for each image of a document, by what is pulled.

    A secret of the environment goes only to hosts that the user allows: what the repository says does not count. Raises
    RuntimeError with a message if a library is missing or the list of allowed hosts cannot be read.
    """
    job = analysis.job
    rows = dict.fromkeys(mark.row for mark in analysis.landmarks().images() if mark.row is not None)
    try:
        results = verification.verify(rows, job.config.registries if job else (), read_trust((), os.environ))
    except (EcrUnavailable, TrustError, VerifyUnavailable) as error:
        raise RuntimeError(str(error)) from None
    return {result.row.address: result for result in results if result.row.address is not None}
