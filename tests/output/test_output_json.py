import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output_samples import PLAIN, finding_at, make_report, rendered

from replreg.finding import Edit, Finding, Fix, Position, Related, Severity
from replreg.output.json import dumps, finding_object
from replreg.yaml.text import LineIndex


def line_of(finding):
    return dumps(finding_object(finding)) + "\n"


def test_findings_have_the_shape_of_the_contract():
    fix = Fix(True, "Write the endpoint.", (Edit(70, 76, "quay.io"),))
    finding = finding_at("r.yaml", PLAIN, "myquay", occurrence=1, message="é", fix=fix, notes=("not here",))
    at = LineIndex(PLAIN).position
    finding = finding._replace(related=(Related("declared here", at(10), at(24)),))
    assert rendered("json", make_report([finding], {"r.yaml": PLAIN})) == (
        '{"version": 1,\n "findings": [\n'
        '  {"rule": "alias-as-host", "severity": "error", "message": "é", "path": "r.yaml", "document": 0, '
        '"start": {"line": 7, "column": 12, "offset": 70}, "end": {"line": 7, "column": 18, "offset": 76}, '
        '"fix": {"safe": true, "message": "Write the endpoint.", '
        '"edits": [{"start": 70, "end": 76, "text": "quay.io"}]}, '
        '"notes": ["not here"], "related": [{"message": "declared here", "start": {"line": 2, "column": 3, "offset": 10}, '
        '"end": {"line": 2, "column": 17, "offset": 24}}], '
        '"url": "https://replreg.dev/rules/alias-as-host/"}\n ],\n'
        ' "summary": {"files": 1, "errors": 1, "warnings": 0, "infos": 0, "fixable": 1}}\n'
    )


def test_every_finding_can_be_read_back(tricky):
    text = rendered("json", tricky)
    read = json.loads(text.encode("utf-8"))
    assert [one["message"] for one in read["findings"]] == [one.message for one in tricky.findings]
    assert [one["path"] for one in read["findings"]] == [one.path for one in tricky.findings]
    assert [one["fix"] is None for one in read["findings"]] == [one.fix is None for one in tricky.findings]
    assert [one["fix"]["safe"] for one in read["findings"] if one["fix"]] == [False, True, True]
    assert read["summary"] == {"files": 4, "errors": 2, "warnings": 4, "infos": 1, "fixable": 3}


def test_keys_come_in_the_order_of_the_contract(tricky):
    read = json.loads(rendered("json", tricky))
    assert list(read) == ["version", "findings", "summary"]
    for finding in read["findings"]:
        assert list(finding) == [
            "rule",
            "severity",
            "message",
            "path",
            "document",
            "start",
            "end",
            "fix",
            "notes",
            "related",
            "url",
        ]
        assert list(finding["start"]) == list(finding["end"]) == ["line", "column", "offset"]
        if finding["fix"]:
            assert list(finding["fix"]) == ["safe", "message", "edits"]
            assert all(list(edit) == ["start", "end", "text"] for edit in finding["fix"]["edits"])


def test_json_lines_are_the_findings_of_json(tricky):
    text = rendered("jsonl", tricky)
    assert text == "".join(line_of(finding) for finding in tricky.findings)
    # splitlines() ends a line at U+2028 and its like too, as some readers do.
    assert [json.loads(line) for line in text.splitlines()] == json.loads(rendered("json", tricky))["findings"]


def test_a_clean_run(empty):
    assert json.loads(rendered("json", empty)) == {
        "version": 1,
        "findings": [],
        "summary": {"files": 2, "errors": 0, "warnings": 0, "infos": 0, "fixable": 0},
    }
    assert rendered("jsonl", empty) == ""


@given(st.text(st.characters()), st.text(st.characters(categories=["Cs", "Cc", "Zl", "Zp", "So"])))
def test_any_text_survives(message, path):
    place = Position(1, 1, 0)
    line = line_of(Finding("schema", Severity.INFO, message, path, 0, place, place))
    assert len(line.splitlines()) == 1 and line.endswith("\n")
    read = json.loads(line.encode("utf-8"))
    # A high and a low surrogate side by side are one character in JSON; no decoded file holds such a pair.
    assert read["message"] == message.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert read["path"] == path.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def test_non_ascii_text_is_kept_as_it_is():
    finding = finding_at("été.yaml", PLAIN, "myquay", message="🚀 “quay.io”")
    assert '"message": "🚀 “quay.io”", "path": "été.yaml"' in line_of(finding)


@pytest.mark.parametrize(
    "module", ["output.json", "output.github", "output.gitlab", "output.junit", "output.sarif", "linter.fingerprints"]
)
def test_a_format_brings_in_no_heavy_library(module):
    # What a measurement of coverage imported before is not counted.
    code = (
        f"import sys; before = set(sys.modules); import replreg.{module}; "
        "print(*({'click', 'rich', 'jsonschema', 'xml'} & set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
