"""What a run has to know of a git repository, read from its files: no program is run, whatever its configuration says.

The formats are those of git's own documentation: ``gitrepository-layout(5)``, ``git-config(1)``, ``index-format``.
"""

from __future__ import annotations

import os
import re
import stat
import struct
from collections.abc import Iterator

from replreg.files import is_repository, upward
from replreg.linter.git_ignore import PatternList
from replreg.named_tuple import NamedTuple

__all__ = ["Repository", "find_repository", "open_repository"]

_LARGEST_TEXT = 16 * 1024 * 1024  # bytes of an ignore or configuration file
_LARGEST_INDEX = 1024 * 1024 * 1024
_DEEPEST_INCLUDE = 10  # as git has it
_LONGEST_NAME = 65_536
_GITLINK = 0o160000

_Settings = dict[str, str]


class Repository(NamedTuple):
    """A working tree. ``root`` is its real path.

    ``git_dir`` holds what belongs to this working tree alone, such as its index; ``common_dir`` what several share.
    """

    root: str
    git_dir: str
    common_dir: str
    settings: _Settings

    @property
    def ignores_case(self) -> bool:
        """Whether names that differ in case only are one file here."""
        return self.settings.get("core.ignorecase", "false").lower() in ("true", "yes", "on", "1")

    def shared_patterns(self) -> list[PatternList]:
        """Return the ignore patterns for the whole tree, those that count first in front."""
        named = self.settings.get("core.excludesfile")
        general = _expand(named, self.root) if named is not None else os.path.join(_user_folder(), "ignore")
        texts = (read_regular(path, _LARGEST_TEXT) for path in (f"{self.common_dir}/info/exclude", general) if path)
        return [PatternList(text, ignore_case=self.ignores_case) for text in texts if text]

    def folder_patterns(self, folder: str, base: str) -> PatternList | None:
        """Return the patterns of the ``.gitignore`` in a folder, whose path from the root is ``base`` (``a/b/``)."""
        data = read_regular(os.path.join(folder, ".gitignore"), _LARGEST_TEXT, follow=False)
        return PatternList(data, base, ignore_case=self.ignores_case) if data else None

    def tracked(self, suffixes: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the files with one of ``suffixes``, and the repositories inside of this one, that the index has."""
        size = 32 if self.settings.get("extensions.objectformat", "").lower() == "sha256" else 20
        files: set[str] = set()
        repositories: set[str] = set()
        endings = tuple(map(os.fsencode, suffixes))
        for data in self._indexes(size):
            for name, mode in _read_index(data, size)[0]:
                if mode == _GITLINK:
                    repositories.add(os.fsdecode(name))
                elif name.endswith(endings):
                    files.add(os.fsdecode(name))
        return frozenset(files), frozenset(repositories)

    def _indexes(self, hash_size: int) -> Iterator[bytes]:
        data = read_regular(os.path.join(self.git_dir, "index"), _LARGEST_INDEX)
        if data:
            yield data
            name = _read_index(data, hash_size)[1]
            shared = read_regular(os.path.join(self.git_dir, name), _LARGEST_INDEX) if name else None
            if shared:
                yield shared


def find_repository(folder: str) -> Repository | None:
    """Return the repository that a folder, given by its real path, is in; None if it is in none."""
    for parent in upward(folder):
        if is_repository(parent) and (found := open_repository(parent)):
            return found
    return None


def open_repository(root: str) -> Repository | None:
    """Return the repository whose working tree starts at a folder, given by its real path; None if none does."""
    git_dir = os.path.join(root, ".git")
    if not os.path.isdir(git_dir):
        pointer = (read_regular(git_dir, 65_536) or b"").rstrip(b"\r\n")
        if not pointer.startswith(b"gitdir: "):
            return None
        git_dir = os.path.join(root, os.fsdecode(pointer[8:]))
    if not os.path.lexists(os.path.join(git_dir, "HEAD")):
        return None
    common = (read_regular(os.path.join(git_dir, "commondir"), 65_536) or b"").rstrip(b"\r\n")
    common_dir = os.path.join(git_dir, os.fsdecode(common)) if common else git_dir
    settings: _Settings = {}
    for path in (*_user_configs(), os.path.join(common_dir, "config")):
        _read_config(path, settings, git_dir)
    if settings.get("extensions.worktreeconfig", "").lower() == "true":
        _read_config(os.path.join(git_dir, "config.worktree"), settings, git_dir)
    return Repository(root, git_dir, common_dir, settings)


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


def _user_folder() -> str:
    """Return the folder of the user's own git files, "" where it cannot be known."""
    base = os.environ.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if (home := _home()) else "")
    return os.path.join(base, "git") if base else ""


def _home() -> str:
    return os.environ.get("HOME") or os.environ.get("USERPROFILE") or ""


def _user_configs() -> list[str]:
    """Return the configuration files of the system and of the user, in the order in which git reads them."""
    paths = []
    if os.environ.get("GIT_CONFIG_NOSYSTEM", "").lower() in ("", "0", "false", "no", "off"):
        paths.append(os.environ.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig")
    given = os.environ.get("GIT_CONFIG_GLOBAL")
    if given is not None:
        return [*paths, given] if given else paths
    if folder := _user_folder():
        paths.append(os.path.join(folder, "config"))
    if home := _home():
        paths.append(os.path.join(home, ".gitconfig"))
    return paths


def _expand(path: str, root: str) -> str:
    """Return a path from a configuration, in which ``~`` is the home; "" where there is none."""
    if path.startswith("~"):
        expanded = os.path.expanduser(path)
        return "" if expanded.startswith("~") else expanded
    return os.path.join(root, path) if path else ""


_SECTION = re.compile(r'\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*(=?)[ \t]*")
_VALUE = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\\(.)|([#;].*)|([^"\\#;\n]+)', re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", "\n": ""}


def _read_config(path: str, settings: _Settings, git_dir: str, depth: int = 0) -> None:
    """Add the settings of a configuration file, by ``section.key`` in lower case; the last one of a name counts."""
    data = read_regular(path, _LARGEST_TEXT)
    if not data or depth > _DEEPEST_INCLUDE:
        return
    for section, condition, key, value in _config_entries(data.decode("utf-8", "surrogateescape")):
        settings[f"{section}.{key}"] = value
        if key == "path" and (section == "include" or (section == "includeif" and _holds(condition, path, git_dir))):
            _read_config(_expand(value, os.path.dirname(path)), settings, git_dir, depth + 1)


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


def _read_index(data: bytes, hash_size: int) -> tuple[list[tuple[bytes, int]], str]:
    """Return name and mode of each entry of an index (versions 2 to 4), and the name of the index that it continues.

    A damaged index has the entries before the damage.
    """
    entries: list[tuple[bytes, int]] = []
    try:
        signature, version, count = struct.unpack_from(">4sLL", data)
        if signature != b"DIRC" or version not in (2, 3, 4):
            return entries, ""
        position = 12
        name = b""
        for _ in range(count):
            mode = int.from_bytes(data[position + 24 : position + 28], "big")
            start = position + 42 + hash_size
            flags = int.from_bytes(data[start - 2 : start], "big")
            if version > 2 and flags & 0x4000:
                start += 2
            if version == 4:
                dropped, start = _varint(data, start)
                end = data.index(0, start)
                name = name[: len(name) - dropped] + data[start:end]
                position = end + 1
            else:
                end = start + (flags & 0xFFF) if flags & 0xFFF < 0xFFF else data.index(0, start)
                name = data[start:end]
                position += (end - position) // 8 * 8 + 8
            if end > len(data) or len(name) > _LONGEST_NAME:
                return entries, ""
            entries.append((name, mode))
        while position + 8 < len(data) - hash_size:
            extension, length = struct.unpack_from(">4sL", data, position)
            if extension == b"link":
                shared = data[position + 8 : position + 8 + hash_size].hex()
                return entries, f"sharedindex.{shared}" if shared.strip("0") else ""
            position += 8 + length
    except (ValueError, IndexError, struct.error):
        pass
    return entries, ""


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Read a number as pack files have it; return it and the position after it."""
    byte = data[position]
    value = byte & 0x7F
    while byte & 0x80:
        position += 1
        byte = data[position]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, position + 1
