"""One page of HTML that needs nothing else: no network; dark and light; readable on paper and without its script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from replreg.output.terminal import escape_controls

__all__ = ["breakable", "escaped", "page_end", "page_start", "table"]

# Each text has a contrast of at least 4.5 to 1 with its background, in both schemes.
_STYLE = """
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #ffffff; --box: #f6f8fa; --line: #d0d7de;
  --link: #0550ae; --error: #a40e26; --warning: #7d4e00; --info: #0550ae; --ok: #116329; --mark: #ffe5a0;
  --del: #ffe0de; --ins: #d5f5dc; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9aa4af; --back: #0d1117; --box: #161b22;
  --line: #3d444d; --link: #79b8ff; --error: #ff9a94; --warning: #e3b341; --info: #79b8ff; --ok: #7ee08f;
  --mark: #5c4400; --del: #5a1e1e; --ins: #12431f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem 1.25rem 3rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.6rem; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem;
  border-bottom: 1px solid var(--line); padding-bottom: .3rem; } h2 code { font-size: 1.1rem; }
h3 { font-size: 1rem; margin: 0; }
code, pre { font-family: ui-monospace, SFMono-Regular, Consolas, monospace; font-size: .875rem; }
pre { background: var(--box); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem;
  margin: .6rem 0; white-space: pre-wrap; }
table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid var(--line); padding: .35rem .7rem; text-align: left; vertical-align: top;
  overflow-wrap: break-word; min-width: min(6rem, 18vw); } table code { overflow-wrap: anywhere; }
@media (max-width: 30rem) { th, td { padding: .3rem .4rem; overflow-wrap: anywhere; } }
.line { white-space: nowrap; }
thead th { background: var(--box); } .number { text-align: right; }
article { margin: 0 0 1rem; padding: .8rem 1rem; border: 1px solid var(--line); border-left: 5px solid var(--line);
  border-radius: 6px; } article p { margin: .4rem 0; } .place { color: var(--soft); font-weight: 400; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
.ok { color: var(--ok); } .unknown { color: var(--soft); } .soft { color: var(--soft); }
mark { background: var(--mark); color: inherit; border-radius: 3px; }
mark.empty { border-left: 3px solid var(--error); }
del, ins { display: block; text-decoration: none; } del { background: var(--del); } ins { background: var(--ins); }
@media print { body { max-width: none; padding: 0; } article, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  a { text-decoration: none; } }
"""


def escaped(text: str) -> str:
    """Return text for the content or a quoted attribute of an element, with control characters made visible."""
    return escape(escape_controls(text))


def breakable(text: str) -> str:
    """Return what `escaped` does, for a path or an address: a line may end after its slashes."""
    return escaped(text).replace("/", "/<wbr>")


def page_start(title: str, *, style: str = "", script: str = "", before_main: str = "") -> Iterator[str]:
    """Yield the page up to its main part; ``title`` is plain text.

    ``style`` is added to that of every page. ``script`` is what `page_end` gets: the page's policy allows it by its
    hash, and nothing else. ``before_main`` are elements before the main part.
    """
    allowed = f"; script-src 'sha256-{_digest(script)}'" if script else ""
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'{allowed}\">\n"
        f"<title>{escaped(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n{before_main}<main>\n"
    )


def page_end(script: str = "") -> str:
    """Return the end of a page that `page_start` began, with the same script."""
    return "</main>\n" + (f"<script>{script}</script>\n" if script else "") + "</body>\n</html>\n"


def _digest(script: str) -> str:
    """Return the hash of a script as a Content-Security-Policy has it."""
    from base64 import b64encode
    from hashlib import sha256

    return b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")


def table(caption: str, headings: Sequence[str], rows: Sequence[str]) -> str:
    """Return a table; ``caption`` and ``headings`` are plain text, ``rows`` are elements."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    return (
        f"<table>\n<caption>{escaped(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{''.join(rows)}</tbody>\n</table>\n"
    )
