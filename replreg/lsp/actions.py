"""The actions that an editor offers for findings: fix one, fix all, or ignore one.

To find out what an action changes, the whole document is proven or linted again. A client that can ask for the edit of
the action that the user has chosen is offered actions at once, also while a version of the document is not linted yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from replreg.finding import Edit, Finding
from replreg.lsp.analysis import Analysis
from replreg.lsp.capabilities import FIX_ALL, FIX_ALL_KIND, QUICK_FIX
from replreg.lsp.diagnostics import diagnostic_of, text_edits
from replreg.lsp.protocol import CodeAction, WorkspaceEdit
from replreg.messages import UNSAFE_FIX

__all__ = ["actions_at", "actions_without_edits", "resolved"]

_FIX_ALL = "Fix all that replreg can fix safely"
_MOST = 20
"""How many findings of one request get a comment that ignores them."""


def actions_at(
    analysis: Analysis,
    start: int,
    end: int,
    only: Sequence[str] | None = None,
    *,
    unasked: bool = False,
    versioned: bool = True,
    related: bool = True,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[CodeAction]:
    """Return what can be done about the findings between two offsets, and about all of them.

    ``only`` has the kinds that are wanted, None for all of them. ``unasked`` is True if the editor asks on its own
    account, which it does at every move of the cursor: then there is nothing to do where there is no finding.
    ``versioned`` is True if the client takes edits that name the version of their document, ``related`` if it shows
    related places. After ``is_cancelled`` returns True, the result is incomplete.
    """
    offers = _Offers(analysis, versioned, related, is_cancelled)
    findings = analysis.findings_at(start, end)
    actions: list[CodeAction] = []
    if _is_wanted(QUICK_FIX, only):
        actions += offers.fixes(findings)
        actions += offers.silences(findings[:_MOST])
    if _is_wanted(FIX_ALL, only) and (findings or only is not None or not unasked):
        actions += offers.fix_all(_spelling(only))
    return actions


def actions_without_edits(
    analysis: Analysis, start: int, end: int, only: Sequence[str] | None = None, *, unasked: bool = False, related: bool
) -> list[CodeAction]:
    """Return what `actions_at` returns, without edits; `resolved` finds the edit of one of them.

    The analysis may be one of an earlier version that was moved. An action may turn out to be impossible.
    """
    findings = analysis.findings_at(start, end)
    actions: list[CodeAction] = []
    if _is_wanted(QUICK_FIX, only):
        fixes = _by_fix(findings)
        for group in sorted(fixes.values(), key=lambda group: not _is_safe(group)):
            actions.append(_without_edit(analysis, _title(group), "fix", group, related))
            if _is_safe(group):
                actions[-1]["isPreferred"] = True
        silences = list(_by_line_and_rule(findings[:_MOST]).items())
        actions += (_without_edit(analysis, _silence(rule), "ignore", group, related) for (_, rule), group in silences)
    # Whoever asks for this kind alone, as on saving, may have typed the mistake just now.
    is_likely = (analysis.is_moved and only is not None) or analysis.had_safe_fix
    if is_likely and _is_wanted(FIX_ALL, only) and (findings or only is not None or not unasked):
        actions.append({**_without_edit(analysis, _FIX_ALL, "all", [], related), "kind": _spelling(only)})
    return actions


def _without_edit(analysis: Analysis, title: str, what: str, group: list[Finding], related: bool) -> CodeAction:
    document = analysis.document
    data: dict[str, Any] = {"uri": document.uri, "version": document.version, "what": what}
    action: CodeAction = {"title": title, "kind": QUICK_FIX, "data": data}
    if group:
        data.update(rule=group[0].rule, start=group[0].start.offset, end=group[0].end.offset)
        action["diagnostics"] = [diagnostic_of(one, document.uri, document.positions, related) for one in group]
    return action


def resolved(
    analysis: Analysis,
    what: str,
    place: tuple[str, int, int] | None,
    *,
    versioned: bool,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> WorkspaceEdit | None:
    """Return the edit of an action of `actions_without_edits`; None if it is not possible.

    ``what`` and ``place`` are from its ``data``: the kind of the action, and the rule with the offsets of a finding.
    """
    offers = _Offers(analysis, versioned, False, is_cancelled)
    if what == "all":
        found = next(iter(offers.fix_all(FIX_ALL)), None)
        return found["edit"] if found is not None else {"changes": {}}
    findings = [one for one in analysis.findings if (one.rule, one.start.offset, one.end.offset) == place]
    actions = offers.fixes(findings) if what == "fix" else offers.silences(findings)
    return next((action["edit"] for action in actions), None)


def _by_fix(findings: Iterable[Finding]) -> dict[tuple[Edit, ...], list[Finding]]:
    """Group findings by their fix, whose edits are in the order of the text."""
    fixed: dict[tuple[Edit, ...], list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None and finding.fix.edits:
            # Insertions at one place stay in their order.
            edits = tuple(sorted(finding.fix.edits, key=lambda edit: (edit.start, edit.end)))
            fixed.setdefault(edits, []).append(finding)
    return fixed


def _by_line_and_rule(findings: Iterable[Finding]) -> dict[tuple[int, str], list[Finding]]:
    """Group the findings that one comment ignores."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        if finding.rule != "unused-ignore":  # it is about such a comment
            groups.setdefault((finding.start.line, finding.rule), []).append(finding)
    return groups


def _title(group: Sequence[Finding]) -> str:
    title = group[0].fix.message if group[0].fix else ""
    return f"{title[:1].upper()}{title[1:]}" + ("" if _is_safe(group) else UNSAFE_FIX)


def _silence(rule: str) -> str:
    return f"Ignore '{rule}' on this line"


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind is wanted: a general kind means all below it, and the empty one means everything."""
    return only is None or any(kind == wanted or not wanted or kind.startswith(f"{wanted}.") for wanted in only)


def _spelling(only: Sequence[str] | None) -> str:
    """Return the kind of the action that fixes all: the general one for a client that asks for just that."""
    return FIX_ALL_KIND if only is not None and FIX_ALL_KIND in only and FIX_ALL not in only else FIX_ALL


class _Offers:
    """Makes the actions on one document."""

    def __init__(self, analysis: Analysis, versioned: bool, related: bool, is_cancelled: Callable[[], bool]) -> None:
        self._is_cancelled = is_cancelled
        self._analysis = analysis
        self._document = analysis.document
        self._versioned = versioned
        self._related = related

    def fixes(self, findings: Iterable[Finding]) -> Iterable[CodeAction]:
        """Yield the fix of each finding, safe ones first. Findings that one fix removes share it."""
        fixed = _by_fix(findings)
        groups = sorted(fixed.items(), key=lambda item: not _is_safe(item[1]))
        self._analysis.prove_fixes(list(fixed), self._is_cancelled)
        for edits, group in groups:
            if self._analysis.is_proven(edits):
                yield self._action(_title(group), QUICK_FIX, edits, group, preferred=_is_safe(group))

    def silences(self, findings: Iterable[Finding]) -> Iterable[CodeAction]:
        """Yield a comment for each line and rule that a comment can ignore."""
        groups = _by_line_and_rule(findings)
        self._analysis.find_silencing_edits([group[0] for group in groups.values()], self._is_cancelled)
        for (_, rule), group in groups.items():
            edit = self._analysis.silencing_edit(group[0])
            if edit is not None:
                yield self._action(_silence(rule), QUICK_FIX, [edit], group)

    def fix_all(self, kind: str) -> Iterable[CodeAction]:
        """Yield the one action that makes every safe fix of the document."""
        edits = self._analysis.fix_all()
        if edits:
            yield self._action(_FIX_ALL, kind, edits, [])

    def _action(
        self, title: str, kind: str, edits: Sequence[Edit], findings: list[Finding], preferred: bool = False
    ) -> CodeAction:
        document = self._document
        changed = text_edits(document.positions, edits)
        action: CodeAction = {"title": title, "kind": kind}
        if findings:
            action["diagnostics"] = [
                diagnostic_of(finding, document.uri, document.positions, self._related) for finding in findings
            ]
        if preferred:
            action["isPreferred"] = True
        if self._versioned:
            identifier = {"uri": document.uri, "version": document.version}
            action["edit"] = {"documentChanges": [{"textDocument": identifier, "edits": changed}]}
        else:
            action["edit"] = {"changes": {document.uri: changed}}
        return action


def _is_safe(findings: Sequence[Finding]) -> bool:
    return any(finding.fix is not None and finding.fix.safe for finding in findings)
