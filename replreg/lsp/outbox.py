"""The thread that writes to the client: no other thread has to wait for a client that does not read."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import BinaryIO

__all__ = ["Outbox"]


class Outbox:
    """Takes bytes for a stream that has no buffer, and writes them in a thread of its own, in the order they come in.

    What the client has not read yet is kept, however much it is: a client may write all of its requests before it
    reads an answer, and would wait for a server that waits for it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._is_broken = False
        self._thread = threading.Thread(target=self._run, name="replreg-outbox", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Have some bytes written, as a whole. Raises OSError once nobody reads the stream any more."""
        if self._is_broken:
            raise BrokenPipeError("nobody reads the stream any more")
        self._waiting.put(data)

    def finish(self, seconds: float) -> None:
        """Wait until all is written, for some seconds at most. Nothing can be written after that."""
        self._waiting.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (data := self._waiting.get()) is not None:
            rest = memoryview(data)
            try:
                while rest:
                    rest = rest[self._stream.write(rest) :]
            except OSError:
                self._is_broken = True
                return
