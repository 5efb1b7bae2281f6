import json
import re

from output_samples import PLAIN, finding_at, make_report, rendered

from replreg.finding import Severity


def test_every_finding_has_what_gitlab_reads(tricky):
    text = rendered("gitlab", tricky)
    assert not text.startswith("\ufeff") and text.endswith("\n")
    entries = json.loads(text.encode("utf-8"))
    assert len(entries) == len(tricky.findings)
    for entry, finding in zip(entries, tricky.findings, strict=True):
        assert entry["description"] == finding.message.replace("\ud800", "\ufffd")
        assert entry["check_name"] == finding.rule
        assert entry["location"]["path"] == finding.path.removeprefix("./")
        assert entry["location"]["lines"] == {"begin": finding.start.line, "end": finding.end.line}
        assert re.fullmatch("[0-9a-f]{32}", entry["fingerprint"])
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_severities():
    report = make_report(
        [finding_at("r.yaml", PLAIN, text, severity=severity) for text, severity in zip("ins", Severity, strict=True)],
        {"r.yaml": PLAIN},
    )
    read = {entry["severity"] for entry in json.loads(rendered("gitlab", report))}
    assert read == {"major", "minor", "info"}


def test_a_clean_run_is_an_empty_list(empty):
    assert json.loads(rendered("gitlab", empty)) == []
