"""``python -m replreg``, and the command ``replreg``."""

from __future__ import annotations

import gc
import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and end the process. Ctrl-C while it is still being imported ends it as quietly as later."""
    gc.disable()  # the process is short; collecting garbage would take half as long again as reading the files
    try:
        from replreg.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    status = run()
    # Everything is written and every stream flushed. Taking the interpreter apart would take a sixth of a small run.
    os._exit(status)


if __name__ == "__main__":
    main()
