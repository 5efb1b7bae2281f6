"""The tasks of the project. ``nox -l`` lists them, ``nox -s NAME`` runs one, ``nox`` runs the first three.

Each task makes its environment below ``.nox/`` and keeps it. Words after ``--`` go to the program that the task runs.
"""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["tests", "lint", "docs"]
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)


def install(session: nox.Session, *groups: str) -> None:
    """Install replreg, editable, and the dependency groups of these names."""
    session.install("-e", ".", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, except the slow ones."""
    install(session, "test")
    session.run("pytest", "-q", "-n", "auto", "-m", "not slow", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the slow tests, and the properties with all their examples."""
    install(session, "test", "browser")
    long = {"REPLREG_TESTS": "long"}
    session.run("pytest", "-q", "-n", "auto", "-m", "slow or hypothesis", *session.posargs, env=long)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Search for inputs on which replreg fails; `nox -s fuzz -- 20000` tries that many of each kind."""
    install(session, "test")
    examples = session.posargs[0] if session.posargs else "3000"
    session.run("pytest", "-q", "-n", "auto", "tests/fuzz", env={"REPLREG_FUZZ_EXAMPLES": examples})


@nox.session(python=PYTHONS)
def versions(session: nox.Session) -> None:
    """Run the tests with each version of Python that is installed."""
    install(session, "test")
    session.run("pytest", "-q", "-n", "auto", "-m", "not slow", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Run every hook of .pre-commit-config.yaml over all files: ruff, mypy, zizmor, replreg itself."""
    install(session, "dev")
    session.run("pre-commit", "run", "--all-files", "--show-diff-on-failure", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write the generated pages and build the site below site/; `nox -s docs -- serve` shows it while you write."""
    install(session, "docs")
    session.run("python", "scripts/make_docs.py")
    session.run("python", "scripts/make_picture.py")
    session.run("python", "scripts/make_images_picture.py")
    words = session.posargs or ["build", "--strict", "--quiet"]
    session.run("mkdocs", *words, env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the tests, measure which lines they reach in every process that they start, and print the figure."""
    install(session, "test")
    for old in Path().glob(".coverage*"):
        old.unlink()
    measured = {
        "COVERAGE_PROCESS_START": os.path.abspath("pyproject.toml"),
        "COVERAGE_FILE": os.path.abspath(".coverage"),
    }
    session.run("pytest", "-q", "-n", "auto", "-m", "not slow", *session.posargs, env=measured)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the speed of replreg and of its peers; it takes minutes, and a quiet machine."""
    install(session)
    session.install("yamllint")
    session.run("python", "-m", "benchmarks", *session.posargs)
