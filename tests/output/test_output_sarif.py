import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from output_samples import CRLF, MARKED, PLAIN, finding_at, make_report, rendered

from replreg.finding import Edit, Fix
from replreg.linter.fingerprints import fingerprints
from replreg.output.report import HOME
from replreg.rules.catalogue import RULES
from replreg.version import __version__

SCHEMA = Path(__file__).resolve().parents[2].parent / "shared" / "schemas" / "sarif-schema-2.1.0.json"


def read(report):
    log = json.loads(rendered("sarif", report).encode("utf-8"))
    (run,) = log["runs"]
    return log, run


def cut(text, region):
    """Return a region's text, by its offsets and by its lines and columns, which must agree. ``text`` has no mark."""
    by_offset = text[region["charOffset"] :][: region["charLength"]]
    lines = [*text.splitlines(keepends=True), ""]
    first, last = region["startLine"] - 1, region["endLine"] - 1
    start = sum(map(len, lines[:first])) + region["startColumn"] - 1
    end = sum(map(len, lines[:last])) + region["endColumn"] - 1
    assert (start, end - start) == (region["charOffset"], region["charLength"])
    return by_offset


def apply(text, fix):
    """Apply a SARIF fix to a text without a mark, as the standard has it: places are those of the old text."""
    (change,) = fix["artifactChanges"]
    parts, last = [], 0
    for replacement in change["replacements"]:
        region = replacement["deletedRegion"]
        cut(text, region)
        parts += [text[last : region["charOffset"]], replacement["insertedContent"]["text"]]
        last = region["charOffset"] + region["charLength"]
    return "".join([*parts, text[last:]])


@pytest.mark.skipif(not SCHEMA.exists(), reason="the official SARIF schema is not beside the repository")
def test_the_official_schema_accepts_it(tricky, empty):
    import jsonschema

    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for report in (tricky, empty, make_report([], {})):
        assert [error.message for error in validator.iter_errors(read(report)[0])] == []
    wrong = read(tricky)[0]
    wrong["runs"][0]["results"][0]["level"] = "info"
    assert not validator.is_valid(wrong)


def test_the_run(tricky):
    log, run = read(tricky)
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["name"] == "replreg"
    assert run["tool"]["driver"]["version"] == __version__
    assert run["tool"]["driver"]["informationUri"] == HOME
    assert run["automationDetails"] == {"id": "replreg/"}


def test_rules_carry_their_manual(empty):
    rules = read(empty)[1]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULES)
    by_id = {rule["id"]: rule for rule in rules}
    rule = by_id["alias-as-host"]
    assert rule["name"] == "AliasAsHost"
    assert rule["shortDescription"]["text"] == RULES["alias-as-host"].summary
    assert rule["fullDescription"]["text"] in " ".join(RULES["alias-as-host"].manual.split())
    assert rule["help"]["markdown"] == RULES["alias-as-host"].manual
    assert rule["helpUri"] == f"{HOME}rules/alias-as-host/"
    levels = [
        by_id[name]["defaultConfiguration"]["level"] for name in ("alias-as-host", "floating-tag", "unused-ignore")
    ]
    assert levels == ["error", "warning", "note"]


def test_results_name_their_rule_and_place(tricky):
    run = read(tricky)[1]
    rules = run["tool"]["driver"]["rules"]
    prints = fingerprints(tricky.findings, tricky.texts)
    for result, finding, fingerprint in zip(run["results"], tricky.findings, prints, strict=True):
        assert result["ruleId"] == finding.rule
        if finding.rule in RULES:
            assert rules[result["ruleIndex"]]["id"] == finding.rule
        assert result["level"] == {"error": "error", "warning": "warning", "info": "note"}[finding.severity.value]
        assert result["message"]["text"].startswith(finding.message.replace("\ud800", "\ufffd"))
        assert result["partialFingerprints"] == {"replregFingerprint/v1": fingerprint}
        (location,) = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        assert urlsplit(artifact["uri"]).scheme == "" and artifact["uri"].isascii()
        assert unquote(artifact["uri"]) == finding.path.removeprefix("./")
        region = location["physicalLocation"]["region"]
        source = tricky.texts[finding.path]
        found = cut(source.removeprefix("\ufeff"), region)
        assert found == source[finding.start.offset : finding.end.offset].removeprefix("\ufeff")
        if finding.rule == "registry-credentials":
            assert "snippet" not in region
        else:
            assert region["snippet"]["text"] == found


def test_notes_and_related_places_are_passed_on(tricky):
    (result,) = (result for result in read(tricky)[1]["results"] if "relatedLocations" in result)
    assert result["message"]["text"].endswith("note: the install says\n'not found'")
    (place,) = result["relatedLocations"]
    assert place["id"] == 1
    assert place["message"]["text"] == "declared here"
    assert cut(PLAIN, place["physicalLocation"]["region"]) == "source: myquay"


def test_applying_the_fixes_fixes_the_text(tricky):
    results = read(tricky)[1]["results"]
    fixed = 0
    for result, finding in zip(results, tricky.findings, strict=True):
        if finding.fix is None:
            assert "fixes" not in result
            continue
        (fix,) = result["fixes"]
        source = tricky.texts[finding.path]
        parts, last = [], 0
        for edit in finding.fix.edits:
            parts += [source[last : edit.start], edit.text]
            last = edit.end
        expected = "".join([*parts, source[last:]])
        assert expected != source
        assert apply(source.removeprefix("\ufeff"), fix) == expected.removeprefix("\ufeff")
        assert fix["description"]["text"] == finding.fix.message
        assert fix["properties"] == {"safe": finding.fix.safe}
        assert (
            fix["artifactChanges"][0]["artifactLocation"]
            == (result["locations"][0]["physicalLocation"]["artifactLocation"])
        )
        fixed += 1
    assert fixed == 3


@pytest.mark.parametrize("source", [PLAIN, CRLF, MARKED, "\ufeff" + CRLF, CRLF.replace("\r\n", "\r")])
def test_places_do_not_depend_on_a_mark_or_on_line_ends(source):
    text = source.removeprefix("\ufeff")
    for start in range(len(source) - len(text), len(source) - 4, 3):
        span = source[start : start + 4]
        if span.startswith("\n") or span.endswith("\r"):
            continue
        first = finding_at("r.yaml", source, span, fix=Fix(True, "Cut.", (Edit(start, start + 4, ""),)))
        (result,) = read(make_report([first], {"r.yaml": source}))[1]["results"]
        assert cut(text, result["locations"][0]["physicalLocation"]["region"]) == span
        begin = start - (len(source) - len(text))
        assert apply(text, result["fixes"][0]) == text[:begin] + text[begin + 4 :]


def test_a_mark_is_in_no_snippet():
    report = make_report([finding_at("r.yaml", MARKED, "\ufeffimage")], {"r.yaml": MARKED})
    region = read(report)[1]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["snippet"]["text"] == cut(MARKED.removeprefix("\ufeff"), region) == "image"


def test_a_fix_in_a_text_that_is_not_known_has_offsets():
    finding = finding_at("r.yaml", PLAIN, "myquay", fix=Fix(True, "Cut.", (Edit(18, 24, ""),)))
    (result,) = read(make_report([finding], {}, ["r.yaml"]))[1]["results"]
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["deletedRegion"] == {"charOffset": 18, "charLength": 6}
    assert "snippet" not in result["locations"][0]["physicalLocation"]["region"]


def test_a_long_span_is_not_repeated():
    source = "x" * 100_000 + "\n"
    report = make_report([finding_at("r.yaml", source, source)], {"r.yaml": source})
    assert len(rendered("sarif", report)) < len(rendered("sarif", make_report([], {}))) + 10_000


def test_descriptions_stay_below_the_limit_of_github(monkeypatch):
    rule = RULES["alias-as-host"]
    monkeypatch.setattr(rule, "summary", "s" * 3000)
    rules = {item["id"]: item for item in read(make_report([], {}))[1]["tool"]["driver"]["rules"]}
    assert all(len(item["shortDescription"]["text"]) <= 1024 for item in rules.values())
    assert all(len(item["fullDescription"]["text"]) <= 1024 for item in rules.values())
    assert rules["alias-as-host"]["help"]["markdown"] == rule.manual


def test_an_absolute_path_is_a_file_uri():
    report = make_report([finding_at("/srv/my app/é.yaml", PLAIN, "myquay")], {"/srv/my app/é.yaml": PLAIN})
    (result,) = read(report)[1]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/my%20app/%C3%A9.yaml"}
