"""Reads the configuration of git, by ``git-config(1)``: the files of the system, of the user and of a repository."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator

__all__ = ["LARGEST_TEXT", "GitSettings", "expand_path", "read_config", "read_regular", "user_configs", "user_folder"]

LARGEST_TEXT = 16 * 1024 * 1024
"""The most bytes of an ignore or configuration file that are read."""

_DEEPEST_INCLUDE = 10  # as git has it

GitSettings = dict[str, str]
"""The settings by ``section.key`` in lower case."""


def read_regular(path: str, largest: int, *, follow: bool = True) -> bytes | None:
    """Return a regular file's bytes; None if it is absent, anything else, unreadable, or larger than ``largest``."""
    try:
        status = os.stat(path, follow_symlinks=follow)
        if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
            return None
        with open(path, "rb") as stream:
            return stream.read(largest + 1)[:largest]
    except (OSError, ValueError):
        return None


def user_folder() -> str:
    """Return the folder of the user's own git files, "" where it cannot be known."""
    base = os.environ.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if (home := _home()) else "")
    return os.path.join(base, "git") if base else ""


def _home() -> str:
    return os.environ.get("HOME") or os.environ.get("USERPROFILE") or ""


def user_configs() -> list[str]:
    """Return the configuration files of the system and of the user, in the order in which git reads them."""
    paths = []
    if os.environ.get("GIT_CONFIG_NOSYSTEM", "").lower() in ("", "0", "false", "no", "off"):
        paths.append(os.environ.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig")
    given = os.environ.get("GIT_CONFIG_GLOBAL")
    if given is not None:
        return [*paths, given] if given else paths
    if folder := user_folder():
        paths.append(os.path.join(folder, "config"))
    if home := _home():
        paths.append(os.path.join(home, ".gitconfig"))
    return paths


def expand_path(path: str, root: str) -> str:
    """Return a path from a configuration, in which ``~`` is the home; "" where there is none."""
    if path.startswith("~"):
        expanded = os.path.expanduser(path)
        return "" if expanded.startswith("~") else expanded
    return os.path.join(root, path) if path else ""


_SECTION = re.compile(r'\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*(=?)[ \t]*")
_VALUE = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\\(.)|([#;].*)|([^"\\#;\n]+)', re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", "\n": ""}


def read_config(path: str, settings: GitSettings, git_dir: str, depth: int = 0) -> None:
    """Add the settings of a configuration file, by ``section.key`` in lower case; the last one of a name counts."""
    data = read_regular(path, LARGEST_TEXT)
    if not data or depth > _DEEPEST_INCLUDE:
        return
    for section, condition, key, value in _config_entries(data.decode("utf-8", "surrogateescape")):
        settings[f"{section}.{key}"] = value
        if key == "path" and (section == "include" or (section == "includeif" and _holds(condition, path, git_dir))):
            read_config(expand_path(value, os.path.dirname(path)), settings, git_dir, depth + 1)


def _config_entries(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield section, subsection, key and value of each entry."""
    section = subsection = ""
    position = 0
    text = text.replace("\r\n", "\n")
    while position < len(text):
        match = _SECTION.match(text, position)
        if match:
            section, subsection = match[1].lower(), re.sub(r"\\(.)", r"\1", match[2] or "")
            position = match.end()
            continue
        match = _KEY.match(text, position)
        if match is None:
            if text[position] in "#;":
                position = _line_end(text, position)
            position += 1
            continue
        key, position = match[1].lower(), match.end()
        value = "true"
        if match[2]:
            value, position = _config_value(text, position)
        yield section, subsection, key, value
        position = _line_end(text, position)


def _config_value(text: str, position: int) -> tuple[str, int]:
    pieces: list[str] = []
    keep = 0  # characters that are not to be stripped at the end
    while match := _VALUE.match(text, position):
        position = match.end()
        quoted, escaped, comment, plain = match.groups()
        if comment is not None:
            position = match.start()
            break
        if plain is not None:
            pieces.append(plain)
            continue
        pieces.append(
            _ESCAPES.get(escaped, escaped)
            if quoted is None
            else re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), quoted, flags=re.DOTALL)
        )
        keep = sum(map(len, pieces))
    value = "".join(pieces)
    return value[:keep] + value[keep:].rstrip(), position


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _holds(condition: str, path: str, git_dir: str) -> bool:
    """Return True if the condition of an ``includeIf`` is that the repository is at a place, and it is there."""
    from replreg.config.globs import matches

    kind, _, pattern = condition.partition(":")
    place = os.path.realpath(git_dir).replace(os.sep, "/")
    if kind not in ("gitdir", "gitdir/i") or not pattern:
        return False
    if kind == "gitdir/i":
        place, pattern = place.lower(), pattern.lower()
    if pattern.startswith("./"):
        pattern = f"{os.path.dirname(os.path.realpath(path))}{pattern[1:]}"
    elif pattern.startswith("~/"):
        pattern = os.path.realpath(_home()) + pattern[1:]
    elif not pattern.startswith("/"):
        pattern = f"**/{pattern}"
    return matches(place.lstrip("/"), f"{pattern}**" if pattern.endswith("/") else pattern)
