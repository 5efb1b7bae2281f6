"""Asks registries for the images of an open document, with the credentials and the permissions of the user."""

from __future__ import annotations

import os

from replreg.linter.verification import ask, plan
from replreg.lsp.analysis import Analysis
from replreg.lsp.code_lens import Answered
from replreg.registries.client import CredentialStore, EcrUnavailable, Options, VerifyUnavailable
from replreg.registries.client.trusted_secrets import TrustError, read_trust

__all__ = ["verify"]


def verify(analysis: Analysis) -> dict[str, Answered]:
    """Return the answer for each image of a document, by its address.

    A secret of the environment goes only to hosts that the user allows: what the repository says does not count. Raises
    RuntimeError with a message if a library is missing or the list of allowed hosts cannot be read.
    """
    job = analysis.job
    rows = list(dict.fromkeys(mark.row for mark in analysis.landmarks().images() if mark.row is not None))
    try:
        store = CredentialStore(job.config.registries if job else (), os.environ, trusted=read_trust((), os.environ))
        results = ask(plan(rows), store, Options())
    except (EcrUnavailable, TrustError, VerifyUnavailable) as error:
        raise RuntimeError(str(error)) from None
    return {
        result.row.address: Answered(result.status, result.digest, result.detail)
        for result in results
        if result.row.address is not None
    }
