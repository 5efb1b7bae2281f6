import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output_samples import PLAIN, finding_at, make_report, rendered

from replreg.files import portable
from replreg.finding import Finding, Position, Severity

COMMAND = re.compile(r"::(?P<name>[a-z]+) (?P<properties>.*?)::(?P<data>.*)")


def read_commands(text):
    """Read commands as GitHub's runner does: split at the first ``::``, at commas and at ``=``, then unescape."""
    commands = []
    # The runner reads lines, which end at LF, CR or CR LF and nowhere else.
    for line in re.split(r"\r\n|\r|\n", text)[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = {}
        for pair in match["properties"].split(","):
            name, value = pair.split("=", 1)
            for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
                value = value.replace(escape, character)
            properties[name] = value
        data = match["data"]
        for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            data = data.replace(escape, character)
        commands.append((match["name"], properties, data))
    return commands


def printable(text):
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def errors_first(report):
    return sorted(report.findings, key=lambda finding: -finding.severity.rank)


def test_every_finding_is_one_command_errors_first(tricky):
    text = rendered("github", tricky)
    text.encode("utf-8")
    commands = read_commands(text)
    assert len(commands) == len(tricky.findings)
    for (name, properties, data), finding in zip(commands, errors_first(tricky), strict=True):
        assert name == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity.value]
        assert properties["file"] == portable(finding.path)
        assert properties["title"] == finding.rule
        assert (properties["line"], properties["endLine"]) == (str(finding.start.line), str(finding.end.line))
        assert data == printable("\n".join([finding.message, *finding.notes]))


def test_columns_only_where_a_range_is_on_one_line(tricky):
    for (_, properties, _), finding in zip(
        read_commands(rendered("github", tricky)), errors_first(tricky), strict=True
    ):
        if finding.start.line == finding.end.line:
            columns = (properties["col"], properties["endColumn"])
            assert columns == (str(finding.start.column), str(finding.end.column))
        else:
            assert "col" not in properties and "endColumn" not in properties


def test_one_command_to_the_letter():
    report = make_report(
        [finding_at("./a,b:c%.yaml", PLAIN, "myquay", message="50%: a, b\nc", severity=Severity.INFO)],
        {"./a,b:c%.yaml": PLAIN},
    )
    assert rendered("github", report) == (
        "::notice file=a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=11,endColumn=17,title=alias-as-host::50%25: a, b%0Ac\n"
    )


def test_a_clean_run_prints_nothing(empty):
    assert rendered("github", empty) == ""


@pytest.mark.parametrize("severity", list(Severity))
@given(message=st.text(), path=st.text(st.characters() | st.sampled_from("%:,=/."), min_size=1))
def test_any_text_survives(severity, message, path):
    place = Position(3, 4, 30)
    report = make_report([Finding("schema", severity, message, path, 0, place, place)], {})
    ((_, properties, data),) = read_commands(rendered("github", report))
    assert data == printable(message)
    assert properties["file"] == printable(portable(path))


def test_findings_that_github_would_not_show_are_in_the_log_and_counted():
    findings = [
        finding_at("a.yaml", PLAIN, text, severity=severity, message=f"{severity} {number} ##[error]")
        for severity, count, text in (
            (Severity.WARNING, 12, "my"),
            (Severity.ERROR, 25, "quay"),
            (Severity.INFO, 3, "ns"),
        )
        for number in range(count)
    ]
    lines = rendered("github", make_report(findings, {"a.yaml": PLAIN})).splitlines()
    commands = read_commands("".join(f"{line}\n" for line in lines if line.startswith("::")))
    assert [name for name, _, _ in commands] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 3
    rest = [line for line in lines if line.startswith("- a.yaml:")]
    assert len(rest) == 15 + 2
    assert not any("##[" in line for line in rest), "the runner takes that for a command wherever it is"
    assert lines[-1].startswith("15 more errors and 2 more warnings")
