"""Reviewdog Diagnostic Format: its shape, places in bytes of UTF-8, and suggestions that make the fix."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from output_samples import CRLF, MARKED, PLAIN, finding_at, make_report, rendered

from replreg.finding import Edit, Fix, Severity

# The shape of the format, as its definition describes it. Readers of some versions refuse any other key.
POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "properties": {name: {"type": "integer", "minimum": 1} for name in ("line", "column")},
    "additionalProperties": False,
}
RANGE = {
    "type": "object",
    "required": ["start", "end"],
    "properties": {"start": POSITION, "end": POSITION},
    "additionalProperties": False,
}


def strings(*names: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}, "additionalProperties": False}


DIAGNOSTIC = {
    "type": "object",
    "required": ["message", "location"],
    "properties": {
        "message": {"type": "string", "minLength": 1},
        "location": {
            "type": "object",
            "required": ["path"],
            "properties": {"path": {"type": "string", "minLength": 1}, "range": RANGE},
            "additionalProperties": False,
        },
        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
        "code": {**strings("value", "url"), "required": ["value"]},
        "suggestions": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["range", "text"],
                "properties": {"range": RANGE, "text": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
SCHEMA = Draft202012Validator(
    {
        "type": "object",
        "required": ["diagnostics"],
        "properties": {
            "source": {**strings("name", "url"), "required": ["name"]},
            "diagnostics": {"type": "array", "items": DIAGNOSTIC},
        },
        "additionalProperties": False,
    }
)


def read(report: Any) -> list[dict[str, Any]]:
    document = json.loads(rendered("rdjson", report).encode("utf-8"))
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    assert document["source"]["name"] == "replreg"
    return list(document["diagnostics"])


def offsets(data: bytes, span: dict[str, Any]) -> tuple[int, int]:
    """The bytes of a range, found as a reader finds them: by lines that end at LF, then by bytes."""
    lines = data.split(b"\n")
    found = []
    for name in ("start", "end"):
        line, column = span[name]["line"], span[name]["column"]
        assert column <= len(lines[line - 1]) + 1
        found.append(sum(len(before) + 1 for before in lines[: line - 1]) + column - 1)
    return found[0], found[1]


def test_every_place_is_found_by_its_bytes(tricky: Any) -> None:
    diagnostics = read(tricky)
    assert len(diagnostics) == len(tricky.findings)
    for diagnostic, finding in zip(diagnostics, tricky.findings, strict=True):
        text = tricky.texts[finding.path]
        data = text.encode()
        start, end = offsets(data, diagnostic["location"]["range"])
        assert data[start:end].decode() == text[finding.start.offset : finding.end.offset]
        assert diagnostic["location"]["path"] == finding.path.removeprefix("./")
        assert diagnostic["severity"] == finding.severity.value.upper()
        assert diagnostic["code"]["value"] == finding.rule
        assert diagnostic["message"].startswith(finding.message.replace("\ud800", "\ufffd"))


def test_only_safe_fixes_become_suggestions(tricky: Any) -> None:
    shown = ["suggestions" in diagnostic for diagnostic in read(tricky)]
    assert shown == [bool(finding.fix and finding.fix.safe) for finding in tricky.findings]
    assert sum(shown) == 2


def test_a_rule_that_may_show_a_secret_has_no_suggestion() -> None:
    fix = Fix(True, "Remove it.", (Edit(0, 6, ""),))
    finding = finding_at("r.yaml", PLAIN, "images", rule="registry-credentials", fix=fix)
    assert "suggestions" not in read(make_report([finding], {"r.yaml": PLAIN}))[0]


def test_a_fix_with_edits_far_apart_has_no_suggestion() -> None:
    text = PLAIN + "# x\n" * 1000
    fix = Fix(True, "Do it.", (Edit(0, 1, "I"), Edit(len(text) - 2, len(text) - 1, "y")))
    finding = finding_at("r.yaml", text, "images", fix=fix)
    assert "suggestions" not in read(make_report([finding], {"r.yaml": text}))[0]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_added_at_the_end_are_added_to_the_last_line(newline: str) -> None:
    text = f"a: é{newline}b: 1{newline}"
    fix = Fix(True, "Add it.", (Edit(len(text), len(text), f"c: 2{newline}"),))
    report = make_report([finding_at("r.yaml", text, "b", fix=fix)], {"r.yaml": text})
    (suggestion,) = read(report)[0]["suggestions"]
    assert suggestion["range"]["start"]["line"] == suggestion["range"]["end"]["line"] == 2
    data = text.encode()
    start, end = offsets(data, suggestion["range"])
    assert data[:start] + suggestion["text"].encode() + data[end:] == f"{text}c: 2{newline}".encode()


@given(st.data())
def test_a_suggestion_makes_the_whole_fix(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([PLAIN, CRLF, MARKED, "é🚀\nüb: 🎉🎉 x\n"]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    edits = tuple(
        Edit(start, end, data.draw(st.text("aé🚀\n", max_size=5)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if "\r\n" not in (text[max(start - 1, 0) : start + 1], text[max(end - 1, 0) : end + 1])
    )
    if not edits:
        return
    finding = finding_at("r.yaml", text, text[-3:], severity=Severity.INFO, fix=Fix(True, "Do it.", edits))
    (suggestion,) = read(make_report([finding], {"r.yaml": text}))[0]["suggestions"]
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    encoded = text.encode()
    start, end = offsets(encoded, suggestion["range"])
    assert (encoded[:start] + suggestion["text"].encode() + encoded[end:]).decode() == expected


def test_a_clean_run(empty: Any) -> None:
    assert read(empty) == []
