"""Writes ``docs/rules.md`` from the rules themselves: a table of them all, then a page for each.

``python scripts/make_docs.py`` writes the file, and with ``--check`` only says whether it is current (status 1 if not).
The same rules give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it documents this checkout, installed or not

from replreg.rules.catalogue import RULES, Rule  # noqa: E402

__all__ = ["PAGE", "demoted", "main", "render"]

PAGE = ROOT / "docs" / "rules.md"

_HEAD = """\
<!-- Made by scripts/make_docs.py from the manuals in replreg/rules/. Change those, and run it again. -->

# Rules

`replreg explain RULE` prints a page of this manual, `replreg rules` the table. Under `rules` in `replreg.yaml` each
rule can be set to `error`, `warning`, `info` or `off`. A *safe* fix is made by `replreg fix`, an *unsafe* one only
with `--unsafe-fixes`. The comment `# replreg: ignore[rule]` at the end of a line silences a rule there.

The samples are checked with three linked registries: `mythirdpartyprivateregistry` is `quay.io`, `hub` is
`index.docker.io`, and `dtr` is `dtr.example.com:8443`.
"""


def render(rules: Sequence[Rule]) -> str:
    """Return the page for ``rules``, in their order, as Markdown that ends with one line feed."""
    rows = ["| rule | default | fix | what it reports |", "|---|---|---|---|"]
    rows += [
        f"| [`{rule.id}`](#{rule.id}) | {rule.severity.value} | {rule.fix or ''} | {rule.summary} |" for rule in rules
    ]
    pages = [_page(rule) for rule in rules]
    return "\n".join([_HEAD, *rows, "", "\n\n".join(pages), ""])


def _page(rule: Rule) -> str:
    fix = f"a fix that is {rule.fix}" if rule.fix else "no fix"
    return f"## {rule.id}\n\nDefault: {rule.severity.value}, {fix}.\n\n{demoted(rule.manual)}"


def demoted(manual: str) -> str:
    """Return a manual with each heading one level deeper. Comments in its samples are no headings."""
    lines = []
    is_sample = False
    for line in manual.splitlines():
        if line.startswith("```"):
            is_sample = not is_sample
        lines.append(f"#{line}" if line.startswith("#") and not is_sample else line)
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None, page: Path = PAGE) -> int:
    """Write ``page``, or check that it is current. Return the exit status: 1 if it is not, else 0."""
    parser = argparse.ArgumentParser(description="Write docs/rules.md from the manuals of the rules.")
    parser.add_argument("--check", action="store_true", help="write nothing; end with status 1 if it is not current")
    options = parser.parse_args(arguments)
    text = render(list(RULES.values()))
    if not options.check:
        page.parent.mkdir(exist_ok=True)
        page.write_bytes(text.encode("utf-8"))
        return 0
    # A checkout on Windows may have other line ends.
    current = page.read_text(encoding="utf-8") if page.is_file() else ""
    if current == text:
        return 0
    print(f"{page.name} is not what the rules say; run 'python scripts/make_docs.py' and commit it", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
