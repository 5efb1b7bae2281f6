"""Writes the pages of the rules: ``docs/rules.md`` with the table, and ``docs/rules/<id>.md`` for each rule.

It also writes the table of providers in ``docs/naming.md`` and that of formats in ``docs/formats.md``. ``python
scripts/make_docs.py`` writes the pages and removes those of rules that no longer exist. With ``--check`` it writes
nothing and ends with status 1 if a page is not current. The same code gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it documents this checkout, installed or not

from replreg.config.model import default_level  # noqa: E402
from replreg.output.formats import SUBJECTS, all_formats  # noqa: E402
from replreg.registries.providers import OWN_HOST, PROVIDERS  # noqa: E402
from replreg.rules.catalogue import GROUPS, RULES, Rule  # noqa: E402

__all__ = ["DOCS", "HEADINGS", "formats_page", "main", "naming_page", "pages", "sections"]

DOCS = ROOT / "docs"

HEADINGS = ("What it does", "Why", "Example", "Fix", "Safety")
"""The sections of a page, in their order."""

_MADE = "<!-- Made by scripts/make_docs.py from replreg/rules/. Edit the rule, then run the script again. -->"

_TABLE = """\
# Rules

`replreg rules` prints these tables, and `replreg explain RULE` prints the page of a rule.

Each rule, and each group of rules, can be set to `error`, `warning`, `info` or `off` under [`rules`](configuration.md)
in `replreg.yaml`. `--select` and `--ignore` take rules, groups and `ALL`.
`replreg fix` makes *safe* fixes; *unsafe* ones need `--unsafe-fixes`. The comment `# replreg: ignore[RULE]` at the end
of a line [ignores the findings](suppression-and-baseline.md) of a rule there.
"""

_EXAMPLE = """\
The sample is checked with three linked registries: `mythirdpartyprivateregistry` is `quay.io`, `hub` is
`index.docker.io`, and `dtr` is `dtr.example.com:8443`.
"""

_SAFETY = {
    "safe": """\
The fix is safe unless a finding says otherwise: `replreg fix` makes it. If the fix of a finding could be wrong, the
finding says so, and only `replreg fix --unsafe-fixes` makes it.""",
    "unsafe": """\
The fix is probably right and could be wrong: only `replreg fix --unsafe-fixes` makes it. Read the change before you
keep it.""",
    None: "`replreg fix` never changes a file because of this rule.",
}

_PROVIDERS = "<!-- providers: scripts/make_docs.py writes this table from replreg/registries/providers.py -->"
_END_OF_PROVIDERS = "<!-- end of providers -->"
_FORMATS = "<!-- formats: scripts/make_docs.py writes this table from replreg/output/ -->"
_END_OF_FORMATS = "<!-- end of formats -->"

_COMMANDS = {"findings": "`lint`", "images": "`images`", "verification": "`verify`"}
"""The command that prints each subject of a format that cannot print all of them."""

# The headings of a manual, and where its text goes on the page: the section, and a heading within it.
_PLACES = {
    "Wrong": ("Example", "Wrong"),
    "Right": ("Example", "Right"),
    "How to fix": ("Fix", ""),
    **{heading: (heading, "") for heading in HEADINGS},
}


def pages(rules: Sequence[Rule]) -> dict[str, str]:
    """Return the text of each page by its path below ``docs/``, as Markdown that ends with one line feed."""
    made = {f"rules/{rule.id}.md": _page(rule) for rule in rules}
    lines = [_MADE, "", _TABLE]
    for group, about in GROUPS.items():
        lines += [f"## {group}", "", about, "", "| rule | default | fix | what it reports |", "|---|---|---|---|"]
        lines += [
            f"| [`{rule.id}`](rules/{rule.id}.md) | {_level(rule)} | {rule.fix or ''} | {rule.summary} |"
            for rule in rules
            if rule.group == group
        ]
        lines.append("")
    return {"rules.md": "\n".join(lines), **made}


def naming_page(text: str) -> str:
    """Return the page about names with the current table of providers."""
    rows = [
        f"| {provider.title[0].upper()}{provider.title[1:]} | `{provider.example}` | "
        f"{f'`{provider.path}`' if provider.path else 'any'} |"
        for provider in PROVIDERS.values()
        if provider.example != OWN_HOST
    ]
    own = "| Your own server | its host, with the port if it has one: `dtr.example.com:8443` | as on that server |"
    table = ["| provider | endpoint | paths |", "|---|---|---|", *rows, own]
    return _with_table(text, _PROVIDERS, table, _END_OF_PROVIDERS)


def formats_page(text: str) -> str:
    """Return the page about formats with the current table: the first paragraph of each module, and its commands."""
    rows = []
    for item in all_formats():
        module = import_module(f"replreg.output.{item.name.replace('-', '_')}")
        about = " ".join((module.__doc__ or "").partition("\n\n")[0].split()).partition(": ")[2].replace("``", "`")
        commands = [command for subject, command in _COMMANDS.items() if subject in item.renderers]
        printed = "all" if len(item.renderers) == len(SUBJECTS) else ", ".join(commands)
        rows.append(f"| `{item.name}` | {about[:1].upper()}{about[1:]} | {printed} |")
    table = ["| format | what it is | printed by |", "|---|---|---|", *rows]
    return _with_table(text, _FORMATS, table, _END_OF_FORMATS)


def _with_table(text: str, begin: str, table: Sequence[str], end: str) -> str:
    """Return a page with a table between two comments. Raises ValueError if it lacks one of them."""
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"the page lacks '{begin}' or '{end}'")
    return "\n".join([before + begin, "", *table, "", end + after])


def _level(rule: Rule) -> str:
    return default_level(rule.severity.value, rule.group)


def sections(manual: str) -> list[tuple[str, str]]:
    """Return the sections of a manual, each with its heading; the first one, before any heading, has an empty one.

    A line of a sample is never a heading, although a comment in YAML looks like one.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    is_sample = False
    for line in manual.splitlines():
        if line.startswith("```"):
            is_sample = not is_sample
        if line.startswith("## ") and not is_sample:
            found.append((line[3:].strip(), []))
        else:
            found[-1][1].append(line)
    return [(title, "\n".join(lines).strip()) for title, lines in found]


def _page(rule: Rule) -> str:
    parts: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    for title, text in sections(rule.manual):
        heading, below = _PLACES.get(title, ("What it does", title)) if title else ("What it does", "")
        parts[heading].append(f"### {below}\n\n{text}" if below else text)
    if rule.scope != "registry" and any("```yaml" in text for text in parts["Example"]):
        parts["Example"].insert(0, _EXAMPLE.rstrip())
    if not parts["Safety"]:
        parts["Safety"].append(_SAFETY[rule.fix])
    fix = f"The fix is {rule.fix}." if rule.fix else "The rule has no fix."
    facts = f"Reports: {rule.summary}.\n\nThe default level is {_level(rule)}. {fix}"
    body = [f"## {heading}\n\n" + "\n\n".join(filter(None, texts)) for heading, texts in parts.items() if any(texts)]
    return "\n\n".join([_MADE, f"# {rule.id}", facts, *body]) + "\n"


def _outdated(folder: Path, made: Mapping[str, str]) -> list[str]:
    """Return the paths of pages that are missing, not current, or of a rule that does not exist."""
    stale = [path.relative_to(folder).as_posix() for path in (folder / "rules").glob("*.md")]
    wrong = [name for name in stale if name not in made]
    for name, text in made.items():
        path = folder / name
        # A checkout on Windows may have other line ends.
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            wrong.append(name)
    return sorted(wrong)


def main(arguments: Sequence[str] | None = None, folder: Path = DOCS) -> int:
    """Write the pages below ``folder``, or check that they are current. Return the exit status: 1 if one is not."""
    parser = argparse.ArgumentParser(description="Write the pages of the rules below docs/.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; end with status 1 if a page is not current"
    )
    options = parser.parse_args(arguments)
    made = pages(list(RULES.values()))
    for name, update in (("naming.md", naming_page), ("formats.md", formats_page)):
        if (folder / name).is_file():
            made[name] = update((folder / name).read_text(encoding="utf-8"))
    outdated = _outdated(folder, made)
    if options.check:
        for name in outdated:
            print(f"docs/{name} is not current; run 'python scripts/make_docs.py' and commit it", file=sys.stderr)
        return 1 if outdated else 0
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    for name in outdated:
        if name in made:
            (folder / name).write_bytes(made[name].encode("utf-8"))
        else:
            (folder / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
