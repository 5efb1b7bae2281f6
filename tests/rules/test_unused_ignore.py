import pytest
from rule_tools import ALIAS, check, findings, fixed, message, spans, yaml

from replreg.config.model import Config
from replreg.linter import suppressions as suppression
from replreg.linter.lint import lint_text
from replreg.registries.linked_registry import Registry

RULE = "unused-ignore"


def service(image, before="", after=""):
    return f"# kind: scheduler-swarm\nservices:\n  web:\n{before}    image: {image}{after}\n"


WRONG = f"{ALIAS}/ns/img:1"


def silenced(text, rule="alias-as-host", **settings):
    """Return True if a text has neither a finding of the rule nor one of a comment without effect."""
    return check(rule, text, **settings) == [] and check(RULE, text, **settings) == []


class TestWhatSuppresses:
    @pytest.mark.parametrize(
        "comment",
        [
            "# replreg: ignore[alias-as-host]",
            "#replreg:ignore[alias-as-host]",
            "#  replreg:  ignore  [ alias-as-host ]",
            "# replreg: ignore[alias-as-host]: because of this",
            "# replreg: ignore[alias-as-host] because of that",
            "# why not # replreg: ignore[alias-as-host]",
            "# replreg: ignore",
            "# replreg: ignore because of that",
        ],
    )
    def test_a_comment_at_the_end_of_the_line_or_alone_before_it(self, comment):
        assert silenced(service(WRONG, after=f" {comment}"))
        assert silenced(service(WRONG, after=f"\t{comment}"))
        assert silenced(service(WRONG, before=f"    {comment}\n"))
        assert silenced(service(WRONG, before=f"{comment}\n"))
        assert silenced(service(WRONG, before=f"    {comment}\n\n    # another comment\n"))
        assert silenced("\ufeff" + service(WRONG, before=f"    {comment}\n").replace("\n", "\r\n"))
        assert silenced(service(WRONG, before=f"    {comment}\n").replace("\n", "\r"))

    def test_several_rules(self):
        both = f"{ALIAS}/ns/Img:1"
        text = service(both, after="  # replreg: ignore[alias-as-host, invalid-image]")
        assert silenced(text)
        assert silenced(text, "invalid-image")

    def test_several_comments(self):
        text = service(
            f"{ALIAS}/ns/Img:1",
            before="    # replreg: ignore[alias-as-host]\n    # replreg: ignore[invalid-image]\n",
        )
        assert silenced(text)
        assert silenced(text, "invalid-image")

    def test_other_rules_and_other_lines_go_on(self):
        text = service(WRONG, after=" # replreg: ignore[alias-as-host]") + f"  b:\n    image: {ALIAS}/ns/Img:1\n"
        assert [found.line for found in check("alias-as-host", text)] == [6]
        assert [found.line for found in check("invalid-image", text)] == [6]
        text = service(f"{ALIAS}/ns/Img:1", after=" # replreg: ignore[alias-as-host]")
        assert spans("invalid-image", text) == ["Img"]

    def test_a_comment_at_the_end_of_the_line_before_does_not_reach(self):
        text = "services:\n  web: # replreg: ignore[alias-as-host]\n    image: " + WRONG + "\n"
        assert spans("alias-as-host", text) == [ALIAS]
        assert spans(RULE, text) == ["# replreg: ignore[alias-as-host]"]

    def test_findings_that_only_a_comment_can_hold(self):
        assert silenced("# replreg: ignore[yaml-syntax]\na: @\n", "yaml-syntax")
        assert silenced("a: 1\na: 2 # replreg: ignore[duplicate-key]\n", "duplicate-key")
        text = "# kind: replicated\nname: A\n---\n# replreg: ignore[document-kind]\n# kind: swarm\nservices: {}\n"
        assert silenced(text, "document-kind")
        assert silenced("# kind: replicated\nname: A\n--- # replreg: ignore[document-kind]\na: b\n", "document-kind")

    def test_a_finding_over_several_lines_is_reached_at_either_end(self):
        image = f'"{ALIAS}/ns/im\\\n      g:1"'
        release = f"images: [{{source: {ALIAS}, name: ns/img, tag: 1}}]\n---\n# kind: scheduler-swarm\n"
        text = release + 'services: {web: {image: "ns/im\\\n      g:1"}} # replreg: ignore[missing-host]\n'
        assert silenced(text, "missing-host")
        assert silenced(service(image, before="    # replreg: ignore[alias-as-host]\n"))

    def test_what_is_suppressed_is_not_fixed(self):
        text = service(WRONG, after=" # replreg: ignore[alias-as-host]") + f"  c:\n    image: {WRONG}\n"
        assert fixed(text) == text.replace(f"c:\n    image: {ALIAS}", "c:\n    image: quay.io")


class TestWholeFiles:
    @pytest.mark.parametrize(
        "head", ["", "\n\n", "# a comment\n", "---\n", "--- # first\n", "%YAML 1.1\n---\n", "\ufeff"]
    )
    def test_in_the_head(self, head):
        assert silenced(f"{head}# replreg: ignore-file[alias-as-host]\n" + service(WRONG))
        assert silenced(f"{head}# replreg: ignore-file\n" + service(WRONG))

    def test_it_reaches_all_documents(self):
        text = "# replreg: ignore-file[alias-as-host]\n" + service(WRONG) + "---\n" + service(WRONG)
        assert silenced(text)
        assert check("alias-as-host", text.replace("alias-as-host", "invalid-image"))

    def test_below_content_it_does_nothing_and_says_so(self):
        text = service(WRONG) + "# replreg: ignore-file[alias-as-host]\n"
        assert spans("alias-as-host", text) == [ALIAS]
        assert message(RULE, text) == "'ignore-file' counts only above the first line of content"


class TestTheVendorsComments:
    def test_next(self):
        assert silenced(service(WRONG, before="    # repl-lint-ignore-next\n"))
        assert silenced(service(WRONG, before="    #repl-lint-ignore-next because\n"))
        text = service(WRONG, before="    # repl-lint-ignore-next\n    ports: []\n")
        assert spans("alias-as-host", text) == [ALIAS]

    def test_start_and_end(self):
        text = (
            f"services:\n  a: {{image: {WRONG}}}\n  # repl-lint-ignore-start\n  b: {{image: {WRONG}}}\n\n"
            f"  c: {{image: {WRONG}}}\n  # repl-lint-ignore-end\n  d: {{image: {WRONG}}}\n"
        )
        assert [found.line for found in check("alias-as-host", text)] == [2, 8]
        assert check(RULE, text) == []

    def test_a_block_that_is_not_closed_reaches_to_the_end(self):
        assert silenced("# repl-lint-ignore-start\n" + service(WRONG) + "---\n" + service(WRONG))

    def test_a_block_within_a_block_is_one_block(self):
        text = (
            f"services:\n  # repl-lint-ignore-start\n  a: {{image: {WRONG}}}\n  # repl-lint-ignore-start\n"
            f"  b: {{image: {WRONG}}}\n  # repl-lint-ignore-end\n  c: {{image: {WRONG}}}\n"
        )
        assert [found.line for found in check("alias-as-host", text)] == [7]

    def test_an_end_without_a_start(self):
        text = "# repl-lint-ignore-end\n" + service(WRONG)
        assert spans("alias-as-host", text) == [ALIAS]
        assert check(RULE, text) == []

    def test_file(self):
        assert silenced("# repl-lint-ignore-file\n" + service(WRONG))
        assert spans("alias-as-host", service(WRONG) + "# repl-lint-ignore-file\n") == [ALIAS]

    def test_they_are_never_reported_since_they_were_not_written_for_us(self):
        for comment in ("next", "start", "end", "file"):
            assert check(RULE, f"# repl-lint-ignore-{comment}\n" + service("redis:3")) == []

    def test_other_words_are_none_of_them(self):
        text = service(WRONG, before="    # repl-lint-ignore-nexts\n    # repl-lint-ignored\n")
        assert spans("alias-as-host", text) == [ALIAS]


class TestWithoutEffect:
    @pytest.mark.parametrize(
        ("comment", "says"),
        [
            ("# replreg: ignore", "this comment suppresses nothing; remove it"),
            ("# replreg: ignore[alias-as-host]", "this comment suppresses no 'alias-as-host' finding; remove it"),
            ("# replreg: ignore[invalid-image]", "this comment suppresses no 'invalid-image' finding; remove it"),
            ("# replreg: ignore[alias-as-hots]", "there is no rule 'alias-as-hots'; did you mean 'alias-as-host'?"),
            ("# replreg: ignore[zzz]", "there is no rule 'zzz'; 'replreg rules' lists them"),
            ("# replreg: ignore[]", "the brackets name no rule; write 'ignore[rule]', or 'ignore' for all"),
            ("# replreg: ignore[ , ]", "the brackets name no rule; write 'ignore[rule]', or 'ignore' for all"),
            ("# replreg: ignore[alias-as-host", "the bracket is not closed"),
            ("# replreg: ignroe[alias-as-host]", "replreg has no comment 'ignroe'; did you mean 'ignore'?"),
            ("# replreg: off", "replreg has no comment 'off'; it knows 'ignore[…]' and 'ignore-file[…]'"),
        ],
    )
    def test_a_comment_is_underlined_and_explained(self, comment, says):
        (found,) = check(RULE, service("redis:3", after=f" {comment}"))
        assert (found.line, found.column) == (4, 20)
        assert comment.startswith(found.text)
        assert found.text.startswith("# replreg: ")
        assert found.message == says
        assert [item.line for item in check(RULE, service("redis:3", before=f"    {comment}\n"))] == [4]

    def test_rules_without_brackets_are_not_a_licence_for_all(self):
        text = service(WRONG, after=" # replreg: ignore alias-as-host")
        assert spans("alias-as-host", text) == [ALIAS]
        assert message(RULE, text) == "the rule must be in brackets: write 'ignore[alias-as-host]'"

    def test_one_rule_of_several(self):
        text = service(WRONG, after=" # replreg: ignore[alias-as-host, invalid-image]")
        assert check("alias-as-host", text) == []
        assert message(RULE, text) == "this comment suppresses no 'invalid-image' finding; remove the rule from it"

    def test_a_rule_named_twice_is_reported_once(self):
        text = service("redis:3", after=" # replreg: ignore[invalid-image, invalid-image]")
        assert len(check(RULE, text)) == 1

    def test_an_unknown_rule_beside_a_right_one(self):
        text = service(WRONG, after=" # replreg: ignore[zzz, alias-as-host]")
        assert check("alias-as-host", text) == []
        assert message(RULE, text).startswith("there is no rule 'zzz'")

    def test_whole_files(self):
        text = "# replreg: ignore-file[alias-as-host]\n" + service("redis:3")
        assert message(RULE, text) == "this comment suppresses no 'alias-as-host' finding; remove it"

    def test_a_rule_that_is_off_cannot_be_suppressed(self):
        text = service("redis:3", after=" # replreg: ignore[alias-as-host]")
        assert check(RULE, text, rules={"alias-as-host": "off"}) == []
        assert check(RULE, text, ignore=frozenset({"alias-as-host"})) == []

    def test_it_can_be_switched_off_and_made_worse(self):
        text = service("redis:3", after=" # replreg: ignore[alias-as-host]")
        assert check(RULE, text, rules={RULE: "off"}) == []
        assert findings(RULE, text)[0].severity.value == "info"
        assert findings(RULE, text, rules={RULE: "error"})[0].severity.value == "error"

    def test_it_can_be_suppressed_itself(self):
        assert check(RULE, service("redis:3", after=" # replreg: ignore[alias-as-host, unused-ignore]")) == []
        text = "# replreg: ignore-file[unused-ignore]\n" + service("redis:3", after=" # replreg: ignore[zzz]")
        assert check(RULE, text) == []

    def test_the_document_is_the_one_it_is_in(self):
        text = service("redis:3") + "---\n" + service("redis:3", after=" # replreg: ignore") + "---\na: b\n"
        assert [(finding.document, finding.start.line) for finding in findings(RULE, text)] == [(1, 9)]

    def test_a_file_without_any_document(self):
        assert spans(RULE, "# replreg: ignore\n") == ["# replreg: ignore"]


@pytest.mark.parametrize(
    "text",
    [
        "a: b # see replreg: ignore\n",
        "a: b# replreg: ignore\n",
        "a: http://x/#replreg: ignore\n",
        'a: {{repl ConfigOption "# replreg: ignore"}}\n',
        "# replreg is a linter; ignore this\n",
        "# see replreg.yaml: ignore\n",
    ],
)
def test_text_that_is_not_such_a_comment(text):
    assert check(RULE, text) == []


def test_a_template_before_the_comment():
    assert silenced(service(f"{ALIAS}/ns/img:{{{{repl Tag}}}}", after=" # replreg: ignore[alias-as-host]"))


def test_nothing_is_fixed():
    text = yaml(service("redis:3", after=" # replreg: ignore"))
    assert fixed(text, unsafe=True, rule=RULE) == text


def test_many_comments_and_many_findings_take_linear_time():
    image = f"{{image: {ALIAS}/ns/img:1}} # replreg: ignore[alias-as-host]\n"
    text = "services:\n" + "".join(f"  s{number}: {image}" for number in range(500))
    assert silenced(text)
    text = "# replreg: ignore[alias-as-host]\n" * 500 + f"services: {{web: {{image: '{WRONG}'}}}}\n"
    assert silenced(text)


def test_many_comments_for_the_whole_file_are_asked_once_for_each_rule(monkeypatch):
    asked = []
    real = suppression.Ignore.covers
    monkeypatch.setattr(suppression.Ignore, "covers", lambda self, finding: asked.append(1) or real(self, finding))
    services = "".join(f"  s{number}:\n    image: {ALIAS}/ns/img:1\n" for number in range(300))
    text = "# replreg: ignore-file[floating-tag, alias-as-host]\n" * 300 + f"services:\n{services}"
    found = lint_text(text, Config(registries=[Registry(ALIAS, "quay.io")]))
    assert {finding.message for finding in found} == {
        "this comment suppresses no 'floating-tag' finding; remove the rule from it"
    }
    assert len(found) == 300
    assert len(asked) <= 600
