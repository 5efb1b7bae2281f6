"""``python -m replreg``, and the command ``replreg``."""

from __future__ import annotations

import gc
import os
import sys

__all__ = ["main"]

_MEASURED = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "COVERAGE_RUN")
"""Coverage.py sets these; it saves what it has measured when the interpreter ends in the usual way."""


def main() -> None:
    """Run the command line and end the process. Ctrl-C during the imports ends it as quietly as later."""
    gc.disable()  # the process is short; collecting garbage would take half as long again as reading the files
    try:
        from replreg.cli import main as run

        status = run()
    except KeyboardInterrupt:
        sys.exit(130)
    if any(name in os.environ for name in _MEASURED):
        sys.exit(status)
    # Everything is written and every stream flushed. Ending the interpreter would take a sixth of a small run.
    os._exit(status)


if __name__ == "__main__":
    main()
