"""Findings and reports that are hard to print, for the tests of every format to read back with another reader."""

from replreg.finding import Edit, Finding, Fix, Related, Severity
from replreg.linter.lint_file import LintedFile
from replreg.output.formats import Screen, find_format
from replreg.output.report import Report
from replreg.output.terminal import Style
from replreg.yaml.text import LineIndex

PLAIN = "images:\n- source: myquay\n  name: ns/img\n---\nservices:\n  a:\n    image: myquay/ns/img:1\n"
CRLF = "# 🚀 tout d’abord\r\nimages:\r\n- name: 'a 🎉 b'  \r\n  version: \"1\"\r\n"
MARKED = "\ufeffimage: x/y\nother: z\n"
NESTED = "dépôt/mes fichiers/été 100%.yaml"


def finding_at(
    path, source, text, rule="alias-as-host", severity=Severity.ERROR, message="Wrong.", occurrence=0, **more
):
    """A finding on the given occurrence of ``text`` in ``source``."""
    start = -1
    for _ in range(occurrence + 1):
        start = source.index(text, start + 1)
    lines = LineIndex(source)
    return Finding(rule, severity, message, path, 0, lines.position(start), lines.position(start + len(text)), **more)


def rendered(name, content, subject="findings", width=None):
    """What a format makes of a subject, without colour."""
    return "".join(find_format(name, subject).render(subject, content, Screen(Style(False), width)))


def make_report(findings, sources, paths=None):
    """A report of files by path, each with its findings in the order of their places."""
    files = []
    for path in sorted({*(sources if paths is None else paths), *(finding.path for finding in findings)}):
        own = sorted((item for item in findings if item.path == path), key=lambda item: (item.start, item.end))
        files.append(LintedFile(path, tuple(own), sources.get(path)))
    return Report(files)


def tricky_report():
    """Every severity, fix and related place, in files with CR LF, a mark, astral characters and awkward names."""
    at = LineIndex(PLAIN).position
    used = PLAIN.rindex("myquay")
    sources = {"release.yaml": PLAIN, "./" + NESTED: CRLF, "marked:a,b.yaml": MARKED}
    findings = [
        finding_at(
            "release.yaml",
            PLAIN,
            "myquay",
            occurrence=1,
            message='"myquay" is a name, not a host: 100% of pulls fail,\nas <b>&amp;</b> ]]> shows\r\n🚫 {0} {{repl x}}',
            fix=Fix(True, "Write the endpoint “quay.io”.", (Edit(used, used + 6, "quay.io"),)),
            notes=("note: the install says\n'not found'",),
            related=(Related("declared here", at(10), at(24)),),
        ),
        finding_at("release.yaml", PLAIN, "services:\n  a:\n    image", rule="unknown-rule", severity=Severity.WARNING),
        finding_at(
            "./" + NESTED,
            CRLF,
            "'a 🎉 b'",
            rule="floating-tag",
            severity=Severity.WARNING,
            message="::error::no, it is not\x1b[31m\x00\u2028\ud800\ufffe",
            fix=Fix(
                False,
                'Write tag: and \t"quote"\r\nit.',
                (Edit(CRLF.index("'a"), CRLF.index("b'") + 2, "🦊"), Edit(len(CRLF), len(CRLF), "  tag: 1\r\n")),
            ),
        ),
        finding_at("./" + NESTED, CRLF, "version", rule="unused-ignore", severity=Severity.INFO, message="ok"),
        finding_at(
            "marked:a,b.yaml",
            MARKED,
            "x/y",
            fix=Fix(True, "Drop it.", (Edit(MARKED.index("x/"), MARKED.index("y\n"), ""),)),
        ),
        finding_at("marked:a,b.yaml", MARKED, MARKED, rule="registry-credentials", severity=Severity.WARNING),
        finding_at("marked:a,b.yaml", MARKED, "", rule="floating-tag", severity=Severity.WARNING),
    ]
    return make_report(findings, sources, ["./" + NESTED, "clean.yaml", "marked:a,b.yaml", "release.yaml"])


def empty_report():
    return make_report([], {}, ["a.yaml", 'b & "c".yaml'])
