import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output_samples import PLAIN, finding_at, make_report

from replreg.files import portable
from replreg.finding import Finding, Position, Severity
from replreg.output import github

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


def test_every_finding_is_one_command(tricky):
    text = github.render(tricky)
    text.encode("utf-8")
    commands = read_commands(text)
    assert len(commands) == len(tricky.findings)
    for (name, properties, data), finding in zip(commands, tricky.findings, strict=True):
        assert name == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity.value]
        assert properties["file"] == portable(finding.path)
        assert properties["title"] == finding.rule
        assert (properties["line"], properties["endLine"]) == (str(finding.start.line), str(finding.end.line))
        assert data == printable("\n".join([finding.message, *finding.notes]))


def test_columns_only_where_a_range_is_on_one_line(tricky):
    for (_, properties, _), finding in zip(read_commands(github.render(tricky)), tricky.findings, strict=True):
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
    assert github.render(report) == (
        "::notice file=a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=11,endColumn=17,title=alias-as-host::50%25: a, b%0Ac\n"
    )


def test_a_clean_run_prints_nothing(empty):
    assert github.render(empty) == ""


@pytest.mark.parametrize("severity", list(Severity))
@given(message=st.text(), path=st.text(st.characters() | st.sampled_from("%:,=/."), min_size=1))
def test_any_text_survives(severity, message, path):
    place = Position(3, 4, 30)
    report = make_report([Finding("schema", severity, message, path, 0, place, place)], {})
    ((_, properties, data),) = read_commands(github.render(report))
    assert data == printable(message)
    assert properties["file"] == printable(portable(path))
