"""The tags of a repository, as the OCI Distribution API lists them, and those that look like another one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from urllib.parse import parse_qs, urlsplit

__all__ = ["MOST_PAGES", "PAGE_SIZE", "next_page", "read_tags", "similar_tags"]

PAGE_SIZE = 1000
"""How many tags are asked for at once; a registry may send fewer."""

MOST_PAGES = 5
"""How many pages are read of one repository."""

_MOST_TAGS = 10_000  # of one page, which a registry may make as long as it likes
_MOST_SHOWN = 3
_LEAST_LIKENESS = 0.6
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_NEXT = re.compile(r'<([^<>]*)>\s*;[^<>]*\brel="?next"?', re.IGNORECASE)


def read_tags(body: bytes) -> list[str] | None:
    """Return the tags in the body of an answer to ``GET /v2/<name>/tags/list``; None for something else.

    An entry that cannot be a tag is left out.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or "tags" not in content:
        return None
    tags = content["tags"] or []
    if not isinstance(tags, list):
        return None
    return [tag for tag in tags[:_MOST_TAGS] if isinstance(tag, str) and _TAG.fullmatch(tag)]


def next_page(link: str | None) -> str | None:
    """Return the tag after which the next page begins, from the header ``Link``; None at the last page.

    >>> next_page('</v2/a/tags/list?last=1.0&n=100>; rel="next"')
    '1.0'
    """
    match = _NEXT.search(link or "")
    if match is None:
        return None
    try:
        last = parse_qs(urlsplit(match[1]).query).get("last", [""])[0]
    except ValueError:
        return None
    return last if _TAG.fullmatch(last) else None


def similar_tags(tag: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that look like one, the likest first: the same but for a ``v`` or case, a longer or a near one.

    >>> similar_tags("1.2.3", ["v1.2.3", "1.2.4", "nightly"])
    ('v1.2.3', '1.2.4')
    """
    bare = _bare(tag)
    matcher = SequenceMatcher(b=bare, autojunk=False)
    ranked: list[tuple[int, float, str]] = []
    for other in known:
        short = _bare(other)
        if short == bare:
            ranked.append((0, 0.0, other))
        elif re.match(r"[.+_-]", short[len(bare) :]) and short.startswith(bare):
            ranked.append((1, len(short), other))
        elif abs(len(short) - len(bare)) <= 8:
            matcher.set_seq1(short)
            # The two bounds are cheap, and nearly all of many tags end there.
            if matcher.real_quick_ratio() >= _LEAST_LIKENESS and matcher.quick_ratio() >= _LEAST_LIKENESS:
                ratio = matcher.ratio()
                if ratio >= _LEAST_LIKENESS:
                    ranked.append((2, -ratio, other))
    return tuple(other for _, _, other in sorted(ranked)[:_MOST_SHOWN])


def _bare(tag: str) -> str:
    return re.sub(r"^v(?=\d)", "", tag.lower())
