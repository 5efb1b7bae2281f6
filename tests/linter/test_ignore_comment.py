"""The comment that ignores one finding: it is where people would write it, and changes nothing else."""

from __future__ import annotations

import pytest
from lsp_client import HEAD

from replreg import Config, Registry, lint_text
from replreg.finding import Finding
from replreg.linter.ignore_comment import reads_alike, silencing_edit, silencing_edits
from replreg.yaml.edits import apply_edits

CONFIG = Config(app="my-app", registries=[Registry(name="myquay", endpoint="quay.io")])


def silence(text: str, rule: str = "alias-as-host") -> tuple[str | None, list[Finding]]:
    """Silence the first finding of a rule; return the text with the comment, if there is one, and its findings."""
    findings = lint_text(text, CONFIG)
    finding = next(finding for finding in findings if finding.rule == rule)
    edit = silencing_edit(text, finding, findings, lambda edited: lint_text(edited, CONFIG))
    if edit is None:
        return None, findings
    edited = apply_edits(text, [edit])
    return edited, lint_text(edited, CONFIG)


@pytest.mark.parametrize(
    ("line", "silenced"),
    [
        ("    image: myquay/ns/img:2.0.0\n", "    image: myquay/ns/img:2.0.0  # replreg: ignore[alias-as-host]\n"),
        ("    image: myquay/ns/img:2.0.0", "    image: myquay/ns/img:2.0.0  # replreg: ignore[alias-as-host]"),
        ("    image: myquay/ns/img:2.0.0  \r\n", "    image: myquay/ns/img:2.0.0  # replreg: ignore[alias-as-host]  \r\n"),
        ("    image: 'myquay/ns/img:2.0.0' # ours\n", "    image: 'myquay/ns/img:2.0.0' # ours  # replreg: ignore[alias-as-host]\n"),
        ("    {image: myquay/ns/img:2.0.0}\n", "    {image: myquay/ns/img:2.0.0}  # replreg: ignore[alias-as-host]\n"),
        (
            "    image: myquay/ns/img:2.0.0 # replreg: ignore[tag-mismatch]\n",
            "    image: myquay/ns/img:2.0.0 # replreg: ignore[tag-mismatch, alias-as-host]\n",
        ),
        (
            '    image: "myquay/\\\n      ns/img:2.0.0"\n',
            '    # replreg: ignore[alias-as-host]\n    image: "myquay/\\\n      ns/img:2.0.0"\n',
        ),
        (
            "    image: >-\r\n      myquay/ns/img:2.0.0\r\n",
            None,
        ),
    ],
)  # fmt: skip
def test_where_the_comment_is(line: str, silenced: str | None) -> None:
    edited, left = silence(HEAD + line)
    if silenced is None:
        assert edited is None
    else:
        assert edited == HEAD + silenced
        assert "alias-as-host" not in [finding.rule for finding in left]
        assert reads_alike(HEAD + line, edited)


def test_a_line_of_a_file_inside_of_a_file_gets_a_comment_of_that_file() -> None:
    text = """\
replicated_api_version: 2.9.2
assets:
  v1:
  - inline:
      dest: ./pod.yaml
      contents: |
        apiVersion: v1
        kind: Pod
        spec:
          containers:
          - image: myquay/ns/img:2.0.0
            name: a
lifecycle: {v1: []}
config: {v1: []}
"""
    findings = lint_text(text, CONFIG)
    assert "alias-as-host" in [finding.rule for finding in findings]
    edited, left = silence(text)
    assert edited == text.replace("img:2.0.0\n", "img:2.0.0  # replreg: ignore[alias-as-host]\n")
    assert "alias-as-host" not in [finding.rule for finding in left]


def test_a_second_finding_of_the_line_stays() -> None:
    text = HEAD + "    image: myquay/ns/img\n"
    rules = [finding.rule for finding in lint_text(text, CONFIG)]
    assert {"alias-as-host", "tag-mismatch"} <= set(rules)
    edited, left = silence(text)
    assert edited is not None
    assert sorted([*(finding.rule for finding in left), "alias-as-host"]) == sorted(rules)


def test_no_comment_is_offered_that_would_become_a_part_of_a_value() -> None:
    """Even if nothing were found any more: in a folded scalar a comment is text, on either line."""
    text = HEAD + "    image: >-\n      myquay/ns/img:2.0.0\n"
    findings = lint_text(text, CONFIG)
    finding = next(finding for finding in findings if finding.rule == "alias-as-host")
    assert silencing_edit(text, finding, findings, lambda _: []) is None


def test_a_comment_can_follow_the_head_of_a_folded_scalar() -> None:
    text = HEAD.replace("2.9.2", ">-\n  banana") + "    image: quay.io/ns/img:2.0.0\n"
    edited, left = silence(text, "api-version")
    assert edited == text.replace(">-", ">-  # replreg: ignore[api-version]")
    assert left == []


def test_no_comment_is_offered_that_would_not_silence() -> None:
    findings = lint_text(HEAD + "    image: myquay/ns/img:2.0.0\n", CONFIG)
    finding = next(finding for finding in findings if finding.rule == "alias-as-host")
    text = HEAD + "    image: myquay/ns/img:2.0.0\n"
    assert silencing_edit(text, finding, findings, lambda _: findings) is None
    assert silencing_edit(text, finding, findings, lambda _: None) is None


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("a: 1\n", "a: 1  # x\n", True),
        ("a: 1\n", "# x\na: 1\n", True),
        ("a: 1\n", "a: 2\n", False),
        ("a: 1\n", "a: '1'\n", False),
        ("a: 1\n", "b: 1\n", False),
        ("a: [1]\n", "a: [1, 2]\n", False),
        ("a: 1\n", "a: 1\nb: 2\n", False),
        ("a: 1\n", "a: 1\n---\nb: 2\n", False),
        ("a: 1\n", "a: [1]\n", False),
        ("a: !x 1\n", "a: !y 1\n", False),
        ("a: |\n  b: 1\n", "a: |\n  b: 1 # x\n", True),
        ("a: |\n  b: 1\n", "a: |\n  b: 2\n", False),
        ("a: |\n  - b\n", "a: |\n  # x\n  - b\n", True),
        ("a: |\n  #!/bin/sh\n  docker pull x\n", "a: |\n  #!/bin/sh\n  docker pull x # x\n", False),
        ("a: |\n  words\n", "a: |\n  # x\n  words\n", False),
        ("a: |\n  # y\n", "a: |\n  # x\n  # y\n", False),
        ("a: >\n  b: 1\n", "a: >\n  b: 1 # x\n", False),
        ('a: "b\n  c"\n', 'a: "b # x\n  c"\n', False),
        ("a: &a {b: 1}\nc: *a\n", "a: &a {b: 1} # x\nc: *a\n", True),
        ("a: ]\n", "a: ]\n", True),
        ("a: ]\n", "a: ] # x\n", False),
    ],
)
def test_texts_that_read_alike(old: str, new: str, alike: bool) -> None:
    assert reads_alike(old, new) is alike


MANY = HEAD + "".join(
    line
    for number in range(12)
    for line in (
        f"  s{number}:\n    image: myquay/ns/img:{number}\n",
        f"  t{number}:\n    image: 'myquay/ns/img{number}'\n",
        f'  u{number}:\n    image: "myquay/ns/\n      img{number}"\n' if number % 4 == 0 else "",
    )
)


def test_many_findings_get_the_comments_that_each_gets_alone() -> None:
    findings = lint_text(MANY, CONFIG)
    assert len({(finding.start.line, finding.rule) for finding in findings}) > 40
    linted: list[str] = []

    def relint(text: str) -> list[Finding]:
        linted.append(text)
        return lint_text(text, CONFIG)

    together = silencing_edits(MANY, findings, findings, relint)
    assert len(linted) < len(together), "the text is not linted once for each"
    for finding in findings:
        alone = silencing_edit(MANY, finding, findings, lambda text: lint_text(text, CONFIG))
        assert together[finding.start.line, finding.rule] == alone, finding


def test_nothing_is_tried_after_the_request_was_cancelled() -> None:
    findings = lint_text(MANY, CONFIG)
    assert silencing_edits(MANY, findings, findings, lambda text: pytest.fail("it was linted"), lambda: True) == {}
