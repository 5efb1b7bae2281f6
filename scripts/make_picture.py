"""Draws ``docs/picture.svg``: a terminal in which replreg finds and fixes the mistake of ``examples/swarm``.

``python scripts/make_picture.py`` runs the commands and writes the file. With ``--check`` it runs them and ends with
status 1 if the picture does not show what they print. The picture contains the printed text, for screen readers and for
this check, so another release of the drawing library does not make it outdated.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

__all__ = ["COMMANDS", "PICTURE", "draw", "is_current", "main", "transcript"]

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "picture.svg"
FOLDER = ROOT / "examples" / "swarm"
COMMANDS = ("lint wrong.yaml", "fix --diff wrong.yaml")

_WIDTH = 104  # columns of the terminal
_TITLE = "examples/swarm"
_CODES = re.compile(r"\x1b\[[0-9;]*m")

# The template of rich, without fonts from elsewhere and without the buttons of a window.
_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" \
aria-labelledby="title text">
<title id="title">replreg in a terminal</title>
<desc id="text">DESCRIPTION</desc>
<!-- Made by scripts/make_picture.py; transcript DIGEST -->
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
  font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def transcript() -> str:
    """Run the commands and return the output with its colour codes. Raises RuntimeError if a command fails."""
    parts = []
    environ = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environ["PYTHONPATH"] = str(ROOT)  # so that it shows this checkout, installed or not
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "replreg", *command.split(), "--color", "always"],
            cwd=FOLDER,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(f"replreg {command} ended with {done.returncode}: {done.stdout}")
        parts.append(f"\x1b[1m$ replreg {command}\x1b[0m\n{done.stdout.rstrip()}\n")
    return "\n".join(parts)


def draw(shown: str) -> str:
    """Return the picture of a transcript, as SVG."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(Text.from_ansi(shown), highlight=False)
    svg = console.export_svg(title=_TITLE, theme=MONOKAI, code_format=_FORMAT, unique_id="replreg")
    svg = svg.replace("<text ", '<text xml:space="preserve" ')  # some renderers drop spaces at the start of a line
    return svg.replace("DESCRIPTION", _description(shown)).replace("DIGEST", _digest(shown))


def is_current(svg: str, shown: str) -> bool:
    """Whether a picture shows this transcript."""
    return f"transcript {_digest(shown)} " in svg and f">{_description(shown)}</desc>" in svg


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the picture, or check it; return the process's status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; end with status 1 if it is not current")
    options = parser.parse_args(arguments)
    shown = transcript()
    if options.check:
        if PICTURE.is_file() and is_current(PICTURE.read_text(encoding="utf-8"), shown):
            return 0
        print(f"{PICTURE.relative_to(ROOT)} is not current; run scripts/make_picture.py", file=sys.stderr)
        return 1
    PICTURE.write_text(draw(shown), encoding="utf-8", newline="\n")
    return 0


def _description(shown: str) -> str:
    return html.escape(_CODES.sub("", shown))


def _digest(shown: str) -> str:
    return sha256(shown.encode("utf-8")).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
