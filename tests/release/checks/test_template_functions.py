"""Functions whose names are almost right, and arguments that a function does not know."""

from __future__ import annotations

import pytest
from release_check_tools import WHOLE, fixed, records, written

from replreg.release.checks.index import Index
from replreg.release.checks.options import circular_options, unknown_options
from replreg.release.documents import read_documents


def found(template: str) -> list[tuple[str, str, str]]:
    text = WHOLE + f"config: []\nname: '{{{{repl {template} }}}}'\n"
    return [(one.rule, str(one.severity), written(text, one)) for one in records(text)]


@pytest.mark.parametrize(
    "template, name",
    [
        ('ConfigOptionEqual "a" "b"', "ConfigOptionEqual"),
        ('LicenceFieldValue "a"', "LicenceFieldValue"),
        ('ConfigoptionData "a"', "ConfigoptionData"),
        ('LicenseFieldValue "a"', ""),
        ('print "ConfigOptionEqual"', ""),
        ("$ConfigOptionEqual", ""),
        ("Whatever", ""),
        ("trimSuffix", ""),
    ],
)
def test_names_that_are_almost_right(template: str, name: str) -> None:
    assert found(template) == ([("template-delimiter", "warning", name)] if name else [])


def test_the_right_name_is_an_unsafe_fix() -> None:
    text = WHOLE + "name: '{{repl LicenceFieldValue \"a\"}}'\n"
    (one,) = records(text)
    assert one.fix is not None and not one.fix.safe
    assert records(fixed(text, one)) == []


@pytest.mark.parametrize(
    "template, expected",
    [
        ('LicenseProperty "assignee"', []),
        ('LicenseProperty "asignee"', [("unknown-value", "warning", "asignee")]),
        ('AppSetting "release.note"', [("unknown-value", "warning", "release.note")]),
        ('LdapCopyAuthFrom "HostName"', [("unknown-value", "warning", "HostName")]),
        ('ConsoleSetting "tls.other"', [("unknown-value", "info", "tls.other")]),
        ("LicenseProperty $x", []),
    ],
)
def test_arguments_of_which_there_are_only_a_few(template: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(template) == expected


def test_options_of_a_release_of_several_files() -> None:
    config = 'apiVersion: kots.io/v1beta1\nkind: Config\nspec:\n  groups:\n  - name: g\n    items:\n    - name: a\n      type: text\n      when: repl{{ ConfigOptionEquals "b" "1" }}\n      default: repl{{ ConfigOption "a" }}\n'
    other = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: repl{{ ConfigOption "a" }}\n  b: repl{{ ConfigOption "c" }}\n'
    index = Index()
    for text in (config, other):
        for document in read_documents(text):
            index.add(document)
    index.add_text(config)
    assert [(one.rule, written(config, one)) for one in unknown_options(index)] == [("unknown-option", "b")]
    assert [written(config, one) for one in circular_options(index)] == ["a"]
    index.add_text(other)
    assert [(one.rule, written(other, one)) for one in unknown_options(index)] == [("unknown-option", "c")]
    assert list(circular_options(index)) == []
