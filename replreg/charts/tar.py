"""Entries of a gzip-compressed tar archive, one after another, in bounded memory.

The standard library's ``tarfile`` keeps a record of each entry, reads the extended headers whole whatever their size,
and in the older versions of Python that this package supports can be made to loop; so the few header fields that matter
are read here, by the POSIX ``ustar`` and ``pax`` formats and GNU's long names.
"""

from __future__ import annotations

import zlib

from replreg.charts.files import Budget

__all__ = ["CorruptArchive", "Entry", "TarReader"]

_MAGIC = b"\x1f\x8b"
_BLOCK = 512
_CHUNK = 64 * 1024
_LONGEST_HEADER = 256 * 1024
"""The largest extended header that is read. Real ones hold a path, and are a few hundred bytes long."""
_MOST_MEMBERS = 1_000
"""The number of gzip files that may follow one another in one archive."""


class CorruptArchive(Exception):
    """The bytes are not a whole gzip-compressed tar archive; the message says why, in words for people."""


class Entry:
    """One entry: its ``name`` as written, its ``size`` in bytes and its ``kind``.

    ``kind`` is ``file``, ``folder``, ``link``, ``device`` or ``other``; ``target`` is where a link leads.
    """

    __slots__ = ("kind", "name", "size", "target")

    def __init__(self, name: str, size: int, kind: str, target: str) -> None:
        self.name: str = name
        self.size: int = size
        self.kind: str = kind
        self.target: str = target


_KINDS = {
    "\0": "file", "0": "file", "7": "file", "1": "link", "2": "link",
    "3": "device", "4": "device", "6": "device", "5": "folder",
}  # fmt: skip


class TarReader:
    """Reads entries in order: `next` goes to the next one, `read` returns the bytes of the current one.

    Bytes are decompressed only as far as they are asked for, and each is counted in the ``budget``, those that are
    skipped too. Both methods raise `CorruptArchive` and `Exhausted`.
    """

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._data = data
        self._budget = budget
        self._position = 0  # in the compressed data
        self._buffer = bytearray()
        self._decompressor = zlib.decompressobj(wbits=31)
        self._members = 0
        self._left = 0  # of the current entry, with its padding
        self._size = 0  # of the current entry, without it
        if data[:2] != _MAGIC:
            raise CorruptArchive("it is not a gzip archive")

    def next(self) -> Entry | None:
        """Return the next entry, or None at the end of the archive. Charges it to the budget."""
        name = target = None
        size: int | None = None
        while True:
            self._skip(self._left)
            self._left = self._size = 0
            header = self._take(_BLOCK, at_end=True)
            if header is None or not any(header):
                return None
            entry = _parse_header(header)
            if size is not None:
                entry.size = size
            padded = -(-entry.size // _BLOCK) * _BLOCK
            flag = chr(header[156])
            self._budget.take_entry()
            if flag not in "xgLK":
                self._left = padded if entry.kind in ("file", "other") else 0
                self._size = entry.size
                if name is not None:
                    entry.name = name
                if target is not None:
                    entry.target = target
                if entry.kind == "file" and entry.name.endswith("/"):
                    entry.kind = "folder"
                return entry
            if entry.size > _LONGEST_HEADER:
                raise CorruptArchive(f"an extended header claims {entry.size:,} bytes")
            content = (self._take(padded) or b"")[: entry.size]
            if flag == "L":
                name = _text(content.rstrip(b"\0"))
            elif flag == "K":
                target = _text(content.rstrip(b"\0"))
            elif flag == "x":
                records = _pax_records(content)
                name = records.get("path", name)
                target = records.get("linkpath", target)
                if "size" in records:
                    size = _decimal(records["size"])

    def read(self) -> bytes:
        """Return the bytes of the current entry."""
        content = self._take(self._left) or b""
        self._left = 0
        return content[: self._size]

    def _skip(self, count: int) -> None:
        while count > 0:
            step = min(count, _CHUNK)
            self._take(step)
            count -= step

    def _take(self, count: int, *, at_end: bool = False) -> bytes | None:
        """Return the next ``count`` decompressed bytes; None if nothing is left and that is allowed."""
        buffer = self._buffer
        while len(buffer) < count:
            if not self._fill():
                if at_end and not buffer:
                    return None
                raise CorruptArchive("it is cut off")
        self._budget.take_bytes(count)
        taken = bytes(buffer[:count])
        del buffer[:count]
        return taken

    def _fill(self) -> bool:
        """Decompress a little more; return False at the end of the compressed data."""
        decompressor = self._decompressor
        if decompressor.eof:  # gzip files may follow one another
            self._members += 1
            pending = decompressor.unused_data
            if len(pending) < 2:
                pending += self._data[self._position : self._position + _CHUNK]
                self._position += _CHUNK
            if pending[:2] != _MAGIC or self._members > _MOST_MEMBERS:
                return False
            self._decompressor = decompressor = zlib.decompressobj(wbits=31)
        elif decompressor.unconsumed_tail:
            pending = decompressor.unconsumed_tail
        else:
            pending = self._data[self._position : self._position + _CHUNK]
            self._position += len(pending)
            if not pending:
                raise CorruptArchive("it is cut off")
        try:
            self._buffer += decompressor.decompress(pending, _CHUNK)
        except zlib.error as error:
            raise CorruptArchive(f"it cannot be decompressed ({error})") from None
        return True


def _parse_header(header: bytes) -> Entry:
    checksum = _number(header[148:156])
    total = sum(header) - sum(header[148:156]) + 8 * 32
    if checksum != total:
        raise CorruptArchive("a header has a wrong checksum")
    size = _number(header[124:136])
    name = _text(header[:100].split(b"\0", 1)[0])
    if header[257:262] == b"ustar" and header[263:265] == b"00":
        prefix = _text(header[345:500].split(b"\0", 1)[0])
        if prefix:
            name = f"{prefix}/{name}"
    kind = _KINDS.get(chr(header[156]), "other")
    return Entry(name, size, kind, _text(header[157:257].split(b"\0", 1)[0]))


def _number(field: bytes) -> int:
    """Return a header's number: octal digits, or GNU's base 256 where the first bit is set."""
    if field[:1] >= b"\x80":
        if field[0] != 0x80:
            raise CorruptArchive("a header has a negative number")
        return int.from_bytes(field[1:], "big")
    digits = field.split(b"\0", 1)[0].strip()
    if not digits:
        return 0
    if digits.strip(b"01234567"):
        raise CorruptArchive("a header has a number that is not one")
    return int(digits, 8)


def _decimal(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise CorruptArchive("an extended header has a size that is not a number")
    return int(text)


def _pax_records(content: bytes) -> dict[str, str]:
    """Return the records of an extended header, each ``LENGTH KEY=VALUE`` and a line feed."""
    records: dict[str, str] = {}
    position = 0
    while position < len(content) and content[position]:
        space = content.find(b" ", position, position + 21)
        length = _decimal(_text(content[position:space])) if space > 0 else 0
        end = position + length
        if length <= space - position + 1 or end > len(content) or content[end - 1 : end] != b"\n":
            raise CorruptArchive("an extended header is not well formed")
        key, _, value = content[space + 1 : end - 1].partition(b"=")
        records[_text(key)] = _text(value)
        position = end
    return records


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
