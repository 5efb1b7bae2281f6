"""Chooses the template language of a text and sets its templates aside: the only place that decides it.

Most texts have the platform's templates, ``{{repl … }}`` and ``repl{{ … }}``. Files of ``troubleshoot.sh/v1beta3`` and
the templates of charts are rendered by Helm, so each ``{{ … }}`` in them is a template. Ship reads the YAML first and
renders each string later, so a line with control flow inside of a block scalar is text there.
"""

from __future__ import annotations

from functools import lru_cache

from replreg.lazy_re import lazy_compile
from replreg.yaml.documents import documents_at, split_documents
from replreg.yaml.templates import HELM, MASK, PLATFORM, Dialect, Masked, mask

__all__ = ["dialect_of", "mask_text"]

_HELM_RELEASE = lazy_compile(r"""(?m)^\ufeff?["']?apiVersion["']?[ \t]*:[ \t]*["']?troubleshoot\.sh/v1beta3\b""")
_HELM_OBJECT = lazy_compile(r"\{\{[^{}\n]*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|include \")")
_PLATFORM_TEMPLATE = lazy_compile(r"\{\{repl(?![\w$])|repl\{\{")
_PLATFORM_DOCUMENT = lazy_compile(
    r"""(?m)^\ufeff?(?:#[ \t]*kind:"""
    r"""|["']?apiVersion["']?[ \t]*:[ \t]*["']?(?:kots\.io|embeddedcluster\.replicated\.com)/)"""
)
_BARE = lazy_compile(r"\{\{(?<!repl\{\{)(?!repl(?![\w$]))")  # what it begins with is found several times faster
_SHIP = lazy_compile(r"(?m)^\ufeff?(?:assets|lifecycle):")
_KUBERNETES = lazy_compile(r"(?m)^\ufeff?apiVersion:")
_BLOCK_START = lazy_compile(r"[|>][+-]?[1-9]?[+-]?[ \t]*(?:#[^\r\n]*)?\Z")

_SHORT = 100_000
"""Code points of a text in which counting takes less time than compiling a pattern."""


def dialect_of(text: str) -> Dialect:
    """Return the template language of a decoded text.

    Costs a search for most texts. A text with bare ``{{`` that tells nothing else is composed.
    """
    return _dialect(text) if "{{" in text and _has_bare(text) else PLATFORM


def _has_bare(text: str) -> bool:
    """Return True if a ``{{`` is not the platform's. Most short texts show by counting that none is."""
    if len(text) < _SHORT and "{{{" not in text and "repl{{repl" not in text:
        known = text.count("{{repl ") + text.count("repl{{")
        if known == text.count("{{"):
            return False
    return _BARE.search(text) is not None


@lru_cache(maxsize=2)
def mask_text(text: str) -> Masked:
    """Return a decoded text with its templates covered, as `replreg.yaml.templates.mask` covers them.

    The results for the last two texts are kept, since every pass over a text asks for it.
    """
    masked = mask(text, dialect_of(text))
    has_words = "assets:" in text or "lifecycle:" in text  # most texts have neither
    if masked.templates and has_words and _SHIP.search(text) is not None and _KUBERNETES.search(text) is None:
        return _keep_lines_of_blocks(masked)
    return masked


@lru_cache(maxsize=4)
def _dialect(text: str) -> Dialect:
    if _HELM_RELEASE.search(text) is not None:
        return HELM
    is_platform = _PLATFORM_TEMPLATE.search(text) is not None or _PLATFORM_DOCUMENT.search(text) is not None
    if not is_platform and _HELM_OBJECT.search(text) is not None:
        return HELM
    if _is_yaml(text, PLATFORM) or not _is_yaml(text, HELM):
        return PLATFORM
    return HELM


def _is_yaml(text: str, dialect: Dialect) -> bool:
    masked = mask(text, dialect)
    return all(document.error is None for document in documents_at(text, masked, split_documents(masked.text)))


def _keep_lines_of_blocks(masked: Masked) -> Masked:
    """Return a text of Ship with templates alone on lines of block scalars covered like all others: they are text."""
    lines = masked.text.splitlines(keepends=True)
    blank = [template for template in masked.templates if masked.text[template.start : template.end].isspace()]
    if not blank:
        return masked
    pieces: list[str] = []
    position = 0
    header: int | None = None  # the indentation of the line that starts the open block scalar
    number = 0
    done = 0
    for line in lines:
        end = position + len(line)
        content = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        while number < len(blank) and blank[number].start < end:
            template = blank[number]
            number += 1
            if header is not None and template.start - position > header:
                pieces += [masked.text[done : template.start], MASK * (template.end - template.start)]
                done = template.end
        if content and (header is None or indent <= header):
            header = indent if _BLOCK_START.search(line.rstrip("\r\n")) else None
        position = end
    pieces.append(masked.text[done:])
    return Masked("".join(pieces), masked.templates)
