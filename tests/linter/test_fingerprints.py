from hypothesis import given
from hypothesis import strategies as st
from output_samples import PLAIN, finding_at

from replreg.finding import Severity
from replreg.linter.fingerprints import fingerprints
from replreg.yaml.text import LineIndex


def prints(source, *texts, path="r.yaml", **more):
    return fingerprints([finding_at(path, source, text, **more) for text in texts], {path: source})


def all_of(source, text, **more):
    """The fingerprints of a finding on every occurrence of ``text``."""
    findings = [finding_at("r.yaml", source, text, occurrence=number, **more) for number in range(source.count(text))]
    return fingerprints(findings, {"r.yaml": source})


def test_the_recipe_is_fixed():
    # Stored fingerprints must match those of later versions. Whoever has to change this line bumps FINGERPRINT_VERSION as well.
    assert prints("image: myquay/ns/img:1\n", "myquay") == ["2cc05c47cfb7aaad3aed14a82681921f"]


def test_it_survives_moved_lines_indentation_and_line_ends():
    before = prints(PLAIN, "myquay/ns")
    assert prints("# one\n\n# more\n" + PLAIN, "myquay/ns") == before
    assert prints(PLAIN.replace("\n", "\r\n"), "myquay/ns") == before
    assert prints("\ufeff" + PLAIN, "myquay/ns") == before
    assert prints(PLAIN.replace("    image:", "\t  image: "), "myquay/ns") == before
    assert prints(PLAIN + "more: 1\n", "myquay/ns") == before


def test_it_survives_another_message_and_severity():
    before = prints(PLAIN, "myquay/ns")
    assert prints(PLAIN, "myquay/ns", message="Other words.", severity=Severity.INFO) == before


def test_it_differs_by_rule_path_line_and_span():
    variants = [
        prints(PLAIN, "myquay/ns"),
        prints(PLAIN, "myquay/ns", rule="missing-host"),
        prints(PLAIN, "myquay/ns", path="other.yaml"),
        prints(PLAIN.replace("img:1", "img:2"), "myquay/ns"),
        prints(PLAIN, "myquay/ns/img"),
    ]
    assert len({tuple(variant) for variant in variants}) == len(variants)


def test_a_leading_dot_in_the_path_means_nothing():
    assert prints(PLAIN, "myquay", path="./r.yaml") == prints(PLAIN, "myquay")


def test_a_mark_before_the_first_line_means_nothing():
    assert prints("\ufeffimage: x/y\n", "x/y") == prints("image: x/y\n", "x/y")
    assert prints("\ufeffimage: x/y\n", "\ufeffimage") == prints("image: x/y\n", "image")


def test_the_first_of_many_lines_counts():
    pod = "spec:\n  containers: []\n"
    assert prints(pod, pod) == prints(pod.replace("[]", "[a, b]"), pod.replace("[]", "[a, b]"))


def test_equal_lines_are_counted():
    three = all_of("a: x\nb: 1\na: x\na: x\n", "x")
    assert len(set(three)) == 3
    assert all_of("a: x\n\na: x\n", "x") == three[:2]


def test_two_on_one_line_do_not_depend_on_each_other():
    source = "images: [{name: a:1}, {name: b:1}]\n"
    assert prints(source, "a:1", "b:1") == prints(source, "a:1") + prints(source, "b:1")


def test_the_start_of_a_long_line_counts():
    source = "images: [" + ", ".join(f"{{name: a{number:04}}}" for number in range(2000)) + "]\n"
    names = [f"a{number:04}" for number in range(0, 2000, 99)]
    found = prints(source, *names)
    assert len(set(found)) == len(names)
    assert prints(source.replace("a1999", "b1999"), *names) == found
    assert all_of("a: " + 3000 * "b" + " x x\n", " x")[0] != all_of("c: " + 3000 * "b" + " x x\n", " x")[0]


def test_a_secret_leaves_no_trace():
    first, second = (
        prints(f"password: {secret}\n", secret, rule="registry-credentials", message=f"Not {secret}.")
        for secret in ("hunter2", "correct horse")
    )
    assert first == second


def test_without_the_text_the_message_counts():
    finding = finding_at("r.yaml", PLAIN, "myquay", message="One.")
    other = finding_at("r.yaml", PLAIN, "myquay", message="Two.")
    assert len(set(fingerprints([finding, other], {}))) == 2
    assert fingerprints([finding], {}) == fingerprints([finding], {})


lines = st.lists(st.sampled_from(["a: x", "  a: x", "b: x", "", "# x\udcff", "x\t x", "x 🎉"]), max_size=12)


@given(lines, st.sampled_from(["\n", "\r\n", "\r"]), st.integers(0, 3))
def test_no_two_are_alike_and_none_depends_on_the_lines_above(source_lines, end, above):
    source = end.join(source_lines)
    found = all_of(source, "x")
    assert len(set(found)) == len(found) == source.count("x")
    assert all_of(end.join(["# above"] * above + source_lines), "x") == found
    assert LineIndex(source).position(len(source)).line == len(source_lines or [""])
