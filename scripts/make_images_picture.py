"""Draws ``docs/images.svg``: the images of a small release, online and in an air gap, as ``images --format html`` does.

``python scripts/make_images_picture.py`` writes the file. With ``--check`` it ends with status 1 if the file is not
what it would write.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from replreg.config.model import Config  # noqa: E402
from replreg.linter.paths import Release  # noqa: E402
from replreg.output.graph_svg import COLORS, GRAPH_STYLE, SYMBOLS, Drawing  # noqa: E402
from replreg.output.image_graph import image_graph  # noqa: E402
from replreg.output.image_worlds import STATES, WORLDS  # noqa: E402
from replreg.registries.linked_registry import Registry  # noqa: E402
from replreg.release.inventory import ImageRow  # noqa: E402

__all__ = ["PICTURE", "draw", "main", "rows"]

PICTURE = ROOT / "docs" / "images.svg"
RELEASE = {
    "app.yaml": """\
apiVersion: kots.io/v1beta1
kind: Application
metadata: {name: my-app}
spec:
  title: My App
  additionalImages:
    - quay.io/my-org/migrate:2.0.0
""",
    "web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
        - name: schema
          image: quay.io/my-org/schema:{{repl ConfigOption "schema"}}
      containers:
        - name: web
          image: quay.io/my-org/web:2.0.0
        - name: worker
          image: mythirdpartyprivateregistry/my-org/worker:2.0.0
        - name: proxy
          image: docker.io/library/nginx:1.27
""",
    "report.yaml": """\
apiVersion: example.com/v1
kind: Report
metadata: {name: nightly}
spec:
  image: docker.io/library/nginx:1.27
""",
}
CONFIG = Config(registries=[Registry("mythirdpartyprivateregistry", "quay.io")], app="my-app")

_MARGIN = 24
_HEAD = 44  # the height of an installation's heading


def rows() -> list[ImageRow]:
    """Return the images of the release in the picture."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in RELEASE.items():
            Path(folder, name).write_text(text, encoding="utf-8", newline="\n")
        os.chdir(folder)  # so that the paths are short, and the same everywhere
        try:
            return Release.from_paths(["."], CONFIG).images()
        finally:
            os.chdir(before)


def draw(images: Sequence[ImageRow]) -> str:
    """Return the picture, as SVG: a graph for each installation, one below the other."""
    parts: list[str] = []
    says: list[str] = []
    top, width = _MARGIN, 0
    for world, title in WORLDS.items():
        graph = image_graph(images, world)
        drawing = Drawing(graph)
        width = max(width, drawing.width)
        parts.append(f'<text class="world" x="{_MARGIN}" y="{top + 18}">{title}</text>\n')
        parts += drawing.svg(attributes=f' x="{_MARGIN}" y="{top + _HEAD}"')
        says.append(f"{title}: " + ", ".join(f"{node.title} is {STATES[node.state]}" for node in graph.images))
        top += _HEAD + drawing.height + _MARGIN
    width += 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" role="img" '
        'aria-labelledby="title text">\n'
        f'<title id="title">The images of a release</title>\n<desc id="text">{escape("; ".join(says))}.</desc>\n'
        "<!-- Made by scripts/make_images_picture.py -->\n"
        f"<style>\n:root {{ {COLORS['light']} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {COLORS['dark']} }} }}\n"
        ".world { font: 600 20px system-ui, sans-serif; fill: var(--text); }\n"
        f"{GRAPH_STYLE}</style>\n{SYMBOLS}"
        f'<rect width="{width}" height="{top}" rx="10" style="fill: var(--back); stroke: var(--line)"/>\n'
        f"{''.join(parts)}</svg>\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the picture, or check it; return the process's status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; end with status 1 if it is not current")
    options = parser.parse_args(arguments)
    made = draw(rows())
    if options.check:
        if PICTURE.is_file() and PICTURE.read_text(encoding="utf-8") == made:
            return 0
        print(f"{PICTURE.relative_to(ROOT)} is not current; run scripts/make_images_picture.py", file=sys.stderr)
        return 1
    PICTURE.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
