"""Finds a ``helm`` program on the path, and runs it without a network, plugins or configuration."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

from replreg.charts.process import Finished, run_limited
from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = ["HelmError", "HelmProgram", "find_helm", "one_line", "run_helm"]

_VERSION = lazy_compile(r"\Av?(\d+)\.(\d+)\.\d+\S*\s*\Z")
_LONGEST_MESSAGE = 400
_DEAD_PROXY = "http://127.0.0.1:9"
"""The port for discarded data, where nothing answers: a download by Helm fails at once."""


class HelmError(NamedTuple):
    """Helm could not be run or refused the chart. ``message`` is one line for people, Helm's own words in it.

    ``was_stopped`` is True where Helm took too long or wrote too much. ``kubernetes`` is the range of versions that the
    chart wants, where Helm refuses it since the given one is not in it.
    """

    message: str
    was_stopped: bool = False
    kubernetes: str = ""


class HelmProgram(NamedTuple):
    """A Helm program: its absolute path and its version as (major, minor)."""

    path: str
    version: tuple[int, int]


def find_helm(seconds: float = 10) -> HelmProgram | HelmError:
    """Return the ``helm`` program on the path, once it has said its version.

    A relative folder of the path is skipped: it may be somebody else's.
    """
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    found = shutil.which("helm", path=os.pathsep.join(folders)) if folders else None
    if found is None or os.path.normcase(os.path.dirname(found)) not in {
        os.path.normcase(folder.rstrip(os.sep) or os.sep) for folder in folders
    }:
        return HelmError("there is no 'helm' program on the path")
    with tempfile.TemporaryDirectory(prefix="replreg-helm-", ignore_cleanup_errors=True) as work:
        arguments = [found, "version", "--template", "{{ .Version }}"]
        finished = run_helm(arguments, work, seconds, 64 * 1024)
    if isinstance(finished, HelmError):
        return finished
    version = _VERSION.match(finished.output.decode("utf-8", "replace"))
    if finished.status != 0 or version is None:
        said = one_line(finished.output + b" " + finished.errors) or "nothing"
        reason = finished.reason or f"asked for its version, it says: {said}"
        return HelmError(f"'{found}' does not look like Helm: {reason}")
    if int(version[1]) < 3:
        return HelmError(f"'{found}' is Helm {version[1]}.{version[2]}: version 3 or newer is needed")
    return HelmProgram(found, (int(version[1]), int(version[2])))


def run_helm(arguments: list[str], work: str, seconds: float, most_output: int) -> Finished | HelmError:
    """Run Helm in an empty folder ``work``, with limits on its time and on the bytes of its output.

    Its environment has only the path; its home, configuration and cache are in ``work``.
    """
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": work,
        "USERPROFILE": work,
        "TMPDIR": work,
        "LC_ALL": "C.UTF-8",
        "KUBECONFIG": os.devnull,
        "HELM_NO_PLUGINS": "1",
        "HTTP_PROXY": _DEAD_PROXY,
        "HTTPS_PROXY": _DEAD_PROXY,
        "ALL_PROXY": _DEAD_PROXY,
        "GOMAXPROCS": "2",
    }
    for name in ("HELM_PLUGINS", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"):
        environment[name] = os.path.join(work, name.lower())
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    try:
        for name in ("HELM_PLUGINS", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"):
            os.mkdir(environment[name])
        return run_limited(arguments, work, environment, seconds=seconds, most_output=most_output)
    except (OSError, ValueError) as error:
        return HelmError(f"'{arguments[0]}' cannot be started: {error}")


def one_line(raw: bytes) -> str:
    """Return words of Helm on one line, without control characters; of a long text, its start and its end."""
    text = " ".join(raw[: 20 * _LONGEST_MESSAGE].decode("utf-8", "replace").split())
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 100]}…{text[-99:]}"
