"""The facts about an image or a registry, in Markdown: its addresses in both worlds, and why."""

from __future__ import annotations

from collections.abc import Sequence

from replreg.config.model import Config
from replreg.lsp.landmarks import Landmark, Landmarks
from replreg.messages import counted
from replreg.registries.linked_registry import BUILT_IN
from replreg.release.inventory import ImageRow, Place, Pull

__all__ = ["describe"]

_WORDS = {"proxy": "through the platform's proxy", "local": "from the customer's registry", "direct": "directly"}
_BUILT_IN = {
    "public": "Images that anybody can pull. They need no linked registry.",
    "replicated": "The platform's own registry, `registry.replicated.com`.",
}


def describe(mark: Landmark, marks: Landmarks, config: Config) -> str:
    """Return a paragraph or a list about what a place names."""
    if mark.subject.kind == "registry":
        return _registry(mark.subject.name, marks, config)
    return _image(mark.row, config) if mark.row is not None else f"**{_code(mark.subject.name)}**"


def _registry(name: str, marks: Landmarks, config: Config) -> str:
    lines = [f"**{_code(name)}**"]
    registry = next((one for one in config.registries if one.name == name), None)
    if registry is not None:
        lines.append(f"The reference name of the linked registry {_code(registry.endpoint)}.")
        lines.append(f"`source:` takes {_code(name)}. In an image string, write the host {_code(registry.host)}.")
    elif name in BUILT_IN:
        lines.append(_BUILT_IN[name])
    else:
        lines.append("No linked registry of this name is in the configuration.")
    rows = [one.row for one in marks.all if one.row is not None]
    if rows:  # else this is the configuration
        lines.append(f"{counted(len({row.image for row in rows if row.source == name}), 'image')} of this release.")
    return "\n\n".join(lines)


def _image(row: ImageRow, config: Config) -> str:
    lines = []
    if row.is_delivered:
        lines += [f"- online: {_pull(row.online)}", f"- air gap: {_pull(row.airgap)}"]
    else:
        lines.append(f"- pulled from: {_code(row.address) if row.address else 'not known'}")
    if row.source:
        registry = next((one for one in config.registries if one.name == row.source), None)
        endpoint = f", which is {_code(registry.endpoint)}" if registry is not None else ""
        lines.append(f"- source: {_code(row.source)}{endpoint}")
    if row.why:
        lines.append(f"- not certain: {row.why}")
    lines.append(f"- declared: {_places(row.declared)}")
    lines.append(f"- used: {_places(row.used)}")
    return "\n".join((f"**{_code(row.image)}**", "", *lines))


def _pull(pull: Pull | None) -> str:
    if pull is None:
        return "nothing is pulled"
    way = _WORDS.get(pull.via, "not known how")
    upstream = f" (from {_code(pull.upstream)})" if pull.upstream else ""
    return f"{_code(pull.address)}, {way}{upstream}"


def _places(places: Sequence[Place]) -> str:
    if not places:
        return "nowhere"
    shown = [f"{place.path}:{place.line}" if place.path else f"line {place.line}" for place in places[:5]]
    more = f" and {len(places) - 5} more" if len(places) > 5 else ""
    return ", ".join(dict.fromkeys(shown)) + more


def _code(text: str) -> str:
    """Return text as code in Markdown; a text with backticks has longer fences around it."""
    if "`" not in text:
        return f"`{text}`"
    fence = "`" * (text.count("`") + 1)
    return f"{fence} {text} {fence}"
