"""Each function on strings, lists and conditions: what it gives where all is known, and where a part is not."""

from __future__ import annotations

import pytest
from template_tools import AIRGAP, expression, helm, rendered

OPTION = '(ConfigOption "x")'


class TestKnown:
    @pytest.mark.parametrize(
        ("code", "result"),
        [
            ('and "a" "b"', "b"),
            ('and "" "b" "c"', ""),
            ('or "" "b" "c"', "b"),
            ('or "" "" ""', ""),
            ('not ""', "true"),
            ("not true", "false"),
            ("and true false true", "false"),
            ('eq "a" "a"', "true"),
            ('eq "a" "b" "a"', "true"),
            ("eq 1 2 3", "false"),
            ('ne "a" "b"', "true"),
            ("lt 1 2", "true"),
            ("ge 1 2", "false"),
            ('le "a" "b"', "true"),
            ('gt "é" "z"', "true"),
            ("le 2 2", "true"),
            ("ternary 1 2 true", "1"),
            ('false | ternary "a" "b"', "b"),
            ('default "d" ""', "d"),
            ('default "d" "v"', "v"),
            ('default "d"', "d"),
            ('"" | default "d"', "d"),
            ('empty ""', "true"),
            ("empty 0", "true"),
            ("empty (list 1)", "false"),
            ('coalesce "" 0 "c"', "c"),
            ('all 1 "a"', "true"),
            ('any 0 ""', "false"),
        ],
    )
    def test_conditions(self, code: str, result: str) -> None:
        assert expression(code) == result

    @pytest.mark.parametrize(
        ("code", "result"),
        [
            ('print "a" 1 2 "b" 3', "a1 2b3"),
            ('print "a" "b"', "ab"),
            ('println "a" 1', "a 1\n"),
            ('printf "%s/%s:%v-%d%%" "a" "b" "c" 4', "a/b:c-4%"),
            ('printf "%q" "a\\"b"', '"a\\"b"'),
            ('printf "%v" true', "true"),
            ('quote "a" 1 nil "b\\n"', '"a" "1" "b\\n"'),
            ('squote "a" 1', "'a' '1'"),
            ('cat "a" nil 1', "a 1"),
            ('lower "ABC"', "abc"),
            ('upper "abc"', "ABC"),
            ('title "hello wORLD_a"', "Hello WORLD_a"),
            ('untitle "Hello World"', "hello world"),
            ('nospace " a b\\t"', "ab"),
            ('trim " \\na b "', "a b"),
            ('trimAll "$-" "-$a$-"', "a"),
            ('trimPrefix "-" "--a"', "-a"),
            ('trimSuffix ":1" "a:1"', "a"),
            ('trimSuffix ":2" "a:1"', "a:1"),
            ('replace "/" "-" "a/b/c"', "a-b-c"),
            ('replace "ab" "" "xaby"', "xy"),
            ('contains "b" "abc"', "true"),
            ('hasPrefix "ab" "abc"', "true"),
            ('hasSuffix "ab" "abc"', "false"),
            ('substr 1 3 "abcd"', "bc"),
            ('substr -1 3 "abcd"', "abc"),
            ('substr 1 -1 "abcd"', "bcd"),
            ('trunc 2 "abcd"', "ab"),
            ('trunc -2 "abcd"', "cd"),
            ('trunc 9 "abcd"', "abcd"),
            ('indent 2 "a\\nb"', "  a\n  b"),
            ('nindent 1 "a"', "\n a"),
            ('repeat 3 "ab"', "ababab"),
            ("toString 12", "12"),
            ('atoi "12"', "12"),
            ('atoi "x"', "0"),
            ('int "12"', "12"),
            ("int 2.9", "2"),
            ('b64enc "a"', "YQ=="),
            ('b64dec "YQ=="', "a"),
            ('ToLower "A"', "a"),
            ('ToUpper "a"', "A"),
            ('TrimSpace " a "', "a"),
            ('Trim " a "', "a"),
            ('Trim "-a-" "-"', "a"),
            ('UrlEncode "a b/c"', "a+b%2Fc"),
            ('Base64Encode "a"', "YQ=="),
            ('ParseBool "1"', "true"),
            ('ParseBool "yes"', "false"),
            ('ParseInt "7"', "7"),
            ('len "é"', "2"),
        ],
    )
    def test_strings(self, code: str, result: str) -> None:
        assert expression(code) == result

    @pytest.mark.parametrize(
        ("code", "result"),
        [
            ('list "a" 1', "[a 1]"),
            ('dict "b" 1 "a" (list 2)', "map[a:[2] b:1]"),
            ('get (dict "a" 1) "a"', "1"),
            ('get (dict "a" 1) "b"', ""),
            ('(dict "a" (dict "b" 2)).a.b', "2"),
            ('hasKey (dict "a" 1) "b"', "false"),
            ('dig "a" "b" "d" (dict "a" (dict "b" 2))', "2"),
            ('dig "a" "c" "d" (dict "a" (dict "b" 2))', "d"),
            ('index (list "a" "b") 1', "b"),
            ('index (dict "a" (list 5)) "a" 0', "5"),
            ("len (list 1 2)", "2"),
            ("first (list 1 2)", "1"),
            ("last (list 1 2)", "2"),
            ("rest (list 1 2 3)", "[2 3]"),
            ("initial (list 1 2 3)", "[1 2]"),
            ("reverse (list 1 2)", "[2 1]"),
            ('uniq (list "a" "b" "a")', "[a b]"),
            ('has "a" (list "b" "a")', "true"),
            ('keys (dict "a" 1)', "[a]"),
            ('values (dict "a" 1)', "[1]"),
            ('(split "/" "a/b")._1', "b"),
            ('splitList "/" "a/b" | last', "b"),
            ('Split "a/b" "/" | first', "a"),
            ('splitList "//" "a//b"', "[a b]"),
            ('join "-" (list "a" 1 nil)', "a-1"),
            ("true", "true"),
            ("1.5", "1.5"),
            ("1000000.0", "1e+06"),
        ],
    )
    def test_lists_and_mappings(self, code: str, result: str) -> None:
        assert expression(code) == result

    @pytest.mark.parametrize(("code", "result"), [('required "m" "a"', "a"), ("nil", ""), ("first (list)", "")])
    def test_helm(self, code: str, result: str) -> None:
        assert helm(code) == result

    def test_nothing_is_printed_as_the_platform_prints_it(self) -> None:
        assert expression("first (list)") == "<no value>"


class TestUnknown:
    @pytest.mark.parametrize(
        ("code", "result"),
        [
            (f'print "a/" {OPTION} ":b"', "a/?:b"),
            (f'printf "%s:%s" {OPTION} "1"', "?:1"),
            (f'lower (print "A" {OPTION})', "a?"),
            (f'trimSuffix "/" (print {OPTION} "a/")', "?a"),
            (f'trimPrefix "a" (print "b" {OPTION})', "b?"),
            (f'trimPrefix "a" {OPTION}', "?"),
            (f'trim (print " a" {OPTION} " ")', "a?"),
            (f'replace "/" "-" (print "a/" {OPTION})', "a-?"),
            (f'replace "ab" "-" (print "a/" {OPTION})', "?"),
            (f"quote {OPTION}", '"?"'),
            (f'splitList "/" {OPTION} | last', "?"),
            (f'join "/" (list "a" {OPTION})', "a/?"),
            (f'eq (print "a" {OPTION}) "b"', "false"),
            (f'eq (print {OPTION} "a") "b"', "false"),
            (f'hasPrefix "a" (print "b" {OPTION})', "false"),
            (f'contains "a" (print "a" {OPTION})', "true"),
            (f'and "" {OPTION}', ""),
            (f'or "a" {OPTION}', "a"),
            (f'default "d" (print "a" {OPTION})', "a?"),
            (f"substr 0 1 {OPTION}", "?"),
            ('eq (LicenseFieldValue "appSlug") (LicenseFieldValue "appSlug")', "true"),
            ("empty Namespace", "false"),
        ],
    )
    def test_a_result_that_does_not_depend_on_the_unknown_stays(self, code: str, result: str) -> None:
        assert expression(code) == result

    @pytest.mark.parametrize(
        ("code", "results"),
        [
            (f'or {OPTION} "b"', ["?", "b"]),
            (f'default "d" {OPTION}', ["?", "d"]),
            (f'coalesce {OPTION} "d"', ["?", "d"]),
            (f'ternary "a" "b" (eq {OPTION} "1")', ["a", "b"]),
            (f"empty {OPTION}", ["true", "false"]),
            (f'eq {OPTION} "a"', ["true", "false"]),
            (f'hasPrefix "a" {OPTION}', ["true", "false"]),
            (f"ParseBool {OPTION}", ["true", "false"]),
            (f'has "a" (list "b" {OPTION})', ["true", "false"]),
        ],
    )
    def test_a_result_that_depends_on_the_unknown_has_alternatives(self, code: str, results: list[str]) -> None:
        assert rendered(f"{{{{repl {code} }}}}") == results

    @pytest.mark.parametrize(
        "code",
        [
            *[
                "nosuch 1",
                "ternary 1 2",
                "lower 1",
                'ternary "a" "b" "c"',
                "index (list 1) 5",
                'printf "%s"',
                'printf "a" 1',
            ],
            *[
                'printf "%5s" "a"',
                'substr 3 1 "abcd"',
                'trunc 1 "éa"',
                'repeat 1000000 "a"',
                'b64dec "%"',
                "not",
                "$x.y",
            ],
            *['required "m" "a"', "env", "now", "uuidv4", 'first "a"', "len 1", 'replace "" "a" "b"', 'indent -1 "a"'],
            *['"a" "b"', "(1) 2", ".a.b", 'fromJson "{}"', 'include "a" .', "index 1 2", "lt 1 2.0 3", "1 | $x"],
        ],
    )
    def test_a_result_that_cannot_be_computed_is_unknown(self, code: str) -> None:
        assert expression(code) == "?"

    def test_a_mapping_that_is_changed_is_not_known(self) -> None:
        text = '{{repl $d := dict "a" "1" }}{{repl $_ := set $d "a" "2" }}{{repl $d.a }}'
        assert rendered(text) == ["?"]

    def test_symbols_are_kept(self) -> None:
        assert expression('LocalRegistryHost | lower | trimSuffix "/"', AIRGAP) == "<HOST>"
        assert expression('splitList "/" (print LocalRegistryHost "/a/b") | last', AIRGAP) == "?"
        assert expression('print LocalRegistryHost "/a" | replace "/" "-"', AIRGAP) == "<HOST>-a"
