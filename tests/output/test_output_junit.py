import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from output_samples import PLAIN, finding_at, make_report, rendered

from replreg.finding import Finding, Fix, Position, Severity

INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read(report):
    return ET.fromstring(rendered("junit", report).encode("utf-8"))


def count(element):
    return int(element.get("tests")), int(element.get("failures")), int(element.get("errors"))


def test_one_suite_a_file_and_one_failure_a_finding(tricky):
    root = read(tricky)
    assert root.tag == "testsuites"
    names = [suite.get("name") for suite in root]
    assert names == ["dépôt/mes fichiers/été 100%.yaml", "clean.yaml", "marked:a,b.yaml", "release.yaml"]
    cases = [case for case in root.iter("testcase") if case.find("failure") is not None]
    assert len(cases) == len(tricky.findings)
    for case, finding in zip(cases, tricky.findings, strict=True):
        failure = case.find("failure")
        assert failure.get("type") == finding.rule
        assert failure.get("message") == INVALID.sub("\ufffd", finding.message)
        assert case.get("classname") == case.get("file") == finding.path.removeprefix("./")
        assert case.get("line") == str(finding.start.line)
        for shown in (finding.message, *finding.notes):
            assert INVALID.sub("\ufffd", shown) in failure.text


def test_counts_are_those_of_the_cases(tricky):
    root = read(tricky)
    assert count(root) == (8, 7, 0)
    for suite in root:
        cases = suite.findall("testcase")
        assert count(suite) == (len(cases), len(suite.findall("testcase/failure")), 0)
        assert len({case.get("name") for case in cases}) == len(cases)


def test_a_file_without_findings_is_one_passed_case(empty):
    root = read(empty)
    assert count(root) == (2, 0, 0)
    assert [suite.get("name") for suite in root] == ["a.yaml", 'b & "c".yaml']
    assert [len(suite) for suite in root] == [1, 1]
    assert all(len(case) == 0 for case in root.iter("testcase"))


def test_findings_in_one_place_are_cases_of_their_own():
    findings = [finding_at("r.yaml", PLAIN, "myquay", message=message) for message in ("a", "b")]
    names = [case.get("name") for case in read(make_report(findings, {"r.yaml": PLAIN})).iter("testcase")]
    assert names == ["alias-as-host (2:11)", "alias-as-host (2:11) #2"]


def test_a_fix_is_in_the_text():
    findings = [finding_at("r.yaml", PLAIN, "myquay", fix=Fix(safe, "Write quay.io.", ())) for safe in (True, False)]
    fixes = [
        failure.text.splitlines()[-2] for failure in read(make_report(findings, {"r.yaml": PLAIN})).iter("failure")
    ]
    assert fixes == ["fix: Write quay.io.", "unsafe fix: Write quay.io."]


def test_the_page_of_the_rule_ends_the_text():
    failure = next(read(make_report([finding_at("r.yaml", PLAIN, "myquay")], {"r.yaml": PLAIN})).iter("failure"))
    assert failure.text.splitlines()[-1] == "see https://replreg.dev/rules/alias-as-host/"


@given(st.text(st.characters()), st.text(st.characters(), min_size=1))
def test_any_text_survives(message, rule):
    place = Position(1, 1, 0)
    report = make_report([Finding(rule, Severity.ERROR, message, "r.yaml", 0, place, place)], {})
    failure = next(read(report).iter("failure"))
    assert failure.get("message") == INVALID.sub("\ufffd", message)
    assert failure.get("type") == INVALID.sub("\ufffd", rule)
    assert failure.text == "r.yaml:1:1: error: " + INVALID.sub("\ufffd", message)
