"""The format ``sarif``: SARIF 2.1.0 (OASIS), which GitHub code scanning and many viewers read.

Section numbers in the comments are those of the standard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from replreg.files import is_absolute, portable, uri
from replreg.finding import Finding, Fix, Position, Severity
from replreg.linter.fingerprints import FINGERPRINT_VERSION, fingerprints
from replreg.output.formats import Format, Screen
from replreg.output.json import array, dumps
from replreg.output.report import HOME, Report, rule_page
from replreg.rules.catalogue import RULES, Rule, may_show_secret
from replreg.version import __version__
from replreg.yaml.text import BOM, LineIndex

__all__ = ["FORMAT"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_FINGERPRINT = f"replregFingerprint/v{FINGERPRINT_VERSION}"
_ROOT = "%SRCROOT%"
# A finding about a whole file must not repeat the file. A snippet is all of its region or nothing (3.30.13).
_LONGEST_SNIPPET = 2000
# GitHub refuses longer descriptions.
_LONGEST_DESCRIPTION = 1000

_Json = dict[str, object]


def _findings(report: Report, screen: Screen) -> Iterator[str]:
    """Yield the report as a SARIF log of one run, one rule and one result a line."""
    rules = [RULES[name] for name in sorted(RULES)]
    driver: _Json = {"name": "replreg", "version": __version__, "informationUri": HOME}
    run: _Json = {
        "automationDetails": {"id": "replreg/"},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that replreg was run in."}}},
        "invocations": [{"executionSuccessful": True}],
    }
    listed = array((dumps(_rule(rule), strict=True) for rule in rules), "  ")
    results = array(_results(report, {rule.id: index for index, rule in enumerate(rules)}), "  ")
    yield (
        f'{{"$schema": {dumps(_SCHEMA)},\n "version": "2.1.0",\n "runs": [\n'
        f'  {{"tool": {{"driver": {{{_members(driver)},\n  "rules": {listed}}}}},\n'
        f'  {_members(run)},\n  "results": {results}}}]}}\n'
    )


def _members(value: _Json) -> str:
    """Return a JSON object without its braces, so that more members can follow."""
    return dumps(value)[1:-1]


def _rule(rule: Rule) -> _Json:
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": _shorten(rule.summary)},
        "fullDescription": {"text": _shorten(_first_paragraph(rule.manual) or rule.summary)},
        "help": {"text": rule.manual or rule.summary, "markdown": rule.manual or rule.summary},
        "helpUri": rule_page(rule.id),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _first_paragraph(manual: str) -> str:
    paragraphs = (" ".join(paragraph.split()) for paragraph in manual.replace("\r\n", "\n").split("\n\n"))
    return next((text for text in paragraphs if text and not text.startswith("#")), "")


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_DESCRIPTION else text[: _LONGEST_DESCRIPTION - 1] + "…"


def _results(report: Report, indexes: Mapping[str, int]) -> list[str]:
    artifacts: dict[str, _Artifact] = {}
    findings, texts = report.findings, report.texts
    lines = []
    for finding, fingerprint in zip(findings, fingerprints(findings, texts), strict=True):
        artifact = artifacts.get(finding.path)
        if artifact is None:
            artifact = artifacts[finding.path] = _Artifact(finding.path, texts.get(finding.path))
        lines.append(dumps(_result(finding, fingerprint, artifact, indexes.get(finding.rule)), strict=True))
    return lines


def _result(finding: Finding, fingerprint: str, artifact: _Artifact, rule_index: int | None) -> _Json:
    result: _Json = {"ruleId": finding.rule}
    if rule_index is not None:
        result["ruleIndex"] = rule_index
    snippet = not may_show_secret(finding.rule)
    result |= {
        "level": _LEVELS[finding.severity],
        # 3.11.5 wants braces doubled in messages. No reader that we know undoes that in a message without arguments,
        # and replreg's messages quote templates, which must look as they do in the file.
        "message": {"text": "\n".join((finding.message, *finding.notes))},
        "locations": [artifact.location(finding.start, finding.end, snippet=snippet)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **artifact.location(place.start, place.end), "message": {"text": place.message}}
            for number, place in enumerate(finding.related, start=1)
        ]
    result["partialFingerprints"] = {_FINGERPRINT: fingerprint}
    if finding.fix is not None:
        result["fixes"] = [artifact.fix(finding.fix)]
    return result


class _Artifact:
    """One file of the run, to place findings and edits in. ``text`` is its decoded text, if known."""

    def __init__(self, path: str, text: str | None) -> None:
        name = portable(path)
        self._location: _Json = {"uri": uri(name)}
        if not is_absolute(name):
            self._location["uriBaseId"] = _ROOT
        self._text = text
        self._lines = None if text is None else LineIndex(text)
        # No text property may depend on a byte-order mark (3.30.2), but replreg's offsets count it.
        self._mark = 1 if text is not None and text.startswith(BOM) else 0

    def location(self, start: Position, end: Position, *, snippet: bool = False) -> _Json:
        """Return a ``location`` object for the span from ``start`` to before ``end``."""
        region = self._region(start, end)
        if snippet and self._text is not None and end.offset - start.offset <= _LONGEST_SNIPPET:
            region["snippet"] = {"text": self._text[start.offset : end.offset].removeprefix(BOM)}
        return {"physicalLocation": {"artifactLocation": self._location, "region": region}}

    def fix(self, fix: Fix) -> _Json:
        """Return a ``fix`` object; whether it is safe, for which SARIF has no word, is one of its ``properties``."""
        replacements = [
            {"deletedRegion": self._span(edit.start, edit.end), "insertedContent": {"text": edit.text}}
            for edit in fix.edits
        ]
        return {
            "description": {"text": fix.message},
            "artifactChanges": [{"artifactLocation": self._location, "replacements": replacements}],
            "properties": {"safe": fix.safe},
        }

    def _region(self, start: Position, end: Position) -> _Json:
        return {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            **self._characters(start.offset, end.offset),
        }

    def _span(self, start: int, end: int) -> _Json:
        if self._lines is None:
            return self._characters(start, end)
        return self._region(self._lines.position(start), self._lines.position(end))

    def _characters(self, start: int, end: int) -> _Json:
        first = max(start - self._mark, 0)
        return {"charOffset": first, "charLength": max(end - self._mark, 0) - first}


FORMAT = Format("sarif", "SARIF 2.1.0, for code scanning", "application/sarif+json", {"findings": _findings})
