"""Keeps libraries from logging what passes between them and a server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["quiet"]


@contextmanager
def quiet(*names: str) -> Iterator[None]:
    """Let the loggers ``names``, and those below them, log warnings and worse only, until the block ends.

    At their more talkative levels the HTTP libraries log addresses, headers and bodies: a redirect's address may be
    signed, an answer may hold a token, and a careless server repeats what it was sent. A logger that somebody has
    given a level of its own is left alone.
    """
    silenced = [logger for name in names if (logger := logging.getLogger(name)).level == logging.NOTSET]
    for logger in silenced:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger in silenced:
            logger.setLevel(logging.NOTSET)
