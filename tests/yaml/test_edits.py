from __future__ import annotations

import re

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from replreg.finding import Edit
from replreg.release.documents import labeller
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, compose
from replreg.yaml.edits import UnprovenEdit, apply_edits, prove


class TestApply:
    def test_replaces_inserts_and_deletes(self) -> None:
        edits = [Edit(0, 0, ">"), Edit(1, 3, "XYZ"), Edit(4, 5, ""), Edit(6, 6, "<")]
        assert apply_edits("abcdef", edits) == ">aXYZdf<"

    def test_nothing_to_do(self) -> None:
        assert apply_edits("abc", []) == "abc"

    def test_edits_may_touch(self) -> None:
        assert apply_edits("abcd", [Edit(1, 2, "x"), Edit(2, 2, "y"), Edit(2, 3, "z")]) == "axyzd"

    @pytest.mark.parametrize(
        "edits",
        [
            [Edit(0, 2, ""), Edit(1, 3, "")],
            [Edit(2, 3, ""), Edit(0, 1, "")],
            [Edit(2, 1, "")],
            [Edit(0, 2, "x"), Edit(1, 1, "y")],
        ],
    )
    def test_overlaps_and_disorder_are_refused(self, edits: list[Edit]) -> None:
        with pytest.raises(ValueError, match="overlap"):
            apply_edits("abcdef", edits)

    @given(st.text("abc\r\n😀", max_size=20), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.text("xy"))))
    def test_the_rest_of_the_text_stays(self, text: str, steps: list[tuple[int, int, str]]) -> None:
        edits, position, kept = [], 0, []
        for gap, length, new in steps:
            start = min(position + gap, len(text))
            end = min(start + length, len(text))
            edits.append(Edit(start, end, new))
            kept.extend((text[position:start], new))
            position = end
        assert apply_edits(text, edits) == "".join(kept) + text[position:]


MARK = re.compile("⟦(.*?)⇒(.*?)⟧", re.DOTALL)


def parted(marked: str) -> tuple[str, list[Edit]]:
    """A text with ``⟦old⇒new⟧`` for each edit, and the edits in it."""
    edits: list[Edit] = []
    pieces: list[str] = []
    length = position = 0
    for match in MARK.finditer(marked):
        before, old = marked[position : match.start()], match.group(1)
        pieces.extend((before, old))
        length += len(before)
        edits.append(Edit(length, length + len(old), match.group(2)))
        length += len(old)
        position = match.end()
    return "".join([*pieces, marked[position:]]), edits


def try_to_prove(marked: str) -> str:
    text, edits = parted(marked)
    assert edits
    new = apply_edits(text, edits)
    prove(text, new, edits, labeller(None))
    return new


@pytest.mark.parametrize(
    "marked",
    [
        "image: ⟦alias⇒quay.io⟧/ns/app:1\n",
        "image: '⟦alias⇒quay.io⟧/ns/app:1'\n",
        # A template that an edit writes is new.
        "a: ⟦b⇒{{repl x}}⟧\n",
        "image: '⟦quay.io/ns⇒{{repl Host \"a\" }}/{{repl Namespace }}⟧/app:1'\n",
        "image: ⟦quay.io⇒repl{{ Host }}⟧/ns/app:1  # {{repl c }}\n",
        'image: "⟦alias⇒quay.io⟧/ns/app:1"\n',
        'image: "⟦\\x61lias⇒quay.io⟧/ns\\/app:1"\n',
        'image: "⟦ali\\\n  as⇒quay.io⟧/ns/app:1"\n',
        "image: |\n  ⟦alias⇒quay.io⟧/ns/app:1\nb: c\n",
        "image: |-\r\n  ⟦alias⇒quay.io⟧/ns/app:1\r\n# c\r\nb: c\r\n",
        "image: >\n  ⟦alias⇒quay.io⟧/ns/app:1\nb: c\n",
        "image: >\n  a ⟦b⇒c⟧\n  d ⟦e⇒f⟧\n\n  g\nb: c\n",
        "image: &x ⟦alias⇒quay.io⟧/ns/app:1\nb: *x\n",
        "image: !!str ⟦alias⇒quay.io⟧/ns/app:1\n",
        "image: &x !!str '⟦alias⇒quay.io⟧/ns'\nb: [*x, *x]\n",
        "{image: ⟦alias⇒quay.io⟧/ns/app:1, b: c}",
        "[⟦a⇒b⟧, ⟦c⇒d⟧, 'e', ⟦f⇒⟧g]",
        "\ufeffimage: ⟦alias⇒quay.io⟧/ns/app:1\n",
        "é: 😀\n---\nimage: ⟦alias⇒quay.io⟧/ns/app:1\n---\nb: c\n",
        "image: ⟦⇒quay.io/⟧ns/app:1\n",
        "image: '⟦⇒quay.io/⟧ns/app:1'\n",
        "image: ⟦public/⇒⟧redis\n",
        "name: app⟦:1⇒⟧\n",
        "name: ⟦quay.io/⇒⟧ns/app⟦:1⇒⟧⟦⇒\ntag: '1'⟧\n",
        "⟦version⇒tag⟧: 1\n",
        "'⟦version⇒tag⟧': 1\nb: c\n",
        "images:\n- name: a\n  tag: '1'⟦⇒\n- name: b\n  tag: '2'⟧\n---\nb: c\n",
        "images:\n- name: a\n  tag: '1' # why⟦⇒\n- name: b\n  tag: '2'⟧\n\n# c\nb: c\n",
        "images:\n- name: a⟦⇒\n- name: b⟧⟦⇒\n- name: c⟧\n",
        "images:\n- &x {name: a}⟦⇒\n- {name: b}⟧\n- *x\n",
        "images: [{name: a}⟦⇒, {name: b}⟧]\n",
        "{name: a⟦⇒, tag: '1'⟧, b: c}",
        "a:\n  b: c⟦⇒\n  d: e⟧\nf: g\n",
        "a: |\n  b⟦⇒\nd: e⟧\nf: g\n",
        'image: ⟦alias⇒quay.io⟧/ns/app:{{repl ConfigOption "tag"}}\n',
        "image: {{repl x}}⟦/ns⇒/team⟧/app:1\n",
        "{{repl if x}}\nimage: ⟦alias⇒quay.io⟧/ns/app:1\n{{repl end}}\n",
        "a: {{repl if x}}b{{repl else}} {c}{{repl end}}\nimage: ⟦alias⇒quay.io⟧/x/y\n",
        "%YAML 1.1\n---\nimage: ⟦alias⇒quay.io⟧/ns/app:1\n",
        "a: &x\n  b: *x\n  image: ⟦alias⇒quay.io⟧/ns/app:1\n",
        "a: ⟦it''s⇒b⟧\n",
        "image: '⟦alias⇒it''s⟧/ns'\n",
        "a: 'it⟦''⇒''''⟧s'\n",
        'a: "⟦b⇒\\"\\\\⟧"\n',
        "a: {b: r:3, c: ⟦d⇒e⟧}\n",
        "a: b # ⟦c⇒d⟧\n",
        "a: '⟦b⇒⟧'\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    image: ⟦alias⇒quay.io⟧/ns/app:1\n    b: c\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    images:\n    - name: a⟦⇒\n      tag: '1'⟧\n    b: c\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    image: 'x'⟦⇒\n    b: c⟧\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\r\n    image: 'x'⟦⇒\r\n    b: c⟧\r\n",
        'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "image: ⟦alias⇒quay.io⟧/ns\\nb: c\\n"\n',
        "a: 'b⟦⇒c⟧'\nd: e\n",
        "a: '⟦⇒c⟧b'\nd: e\n",
        'a: {b: "c⟦⇒d⟧", e: f}\n',
        # Inside of a template, which is covered in the value.
        "a: '{{repl LocalImageName \"⟦alias⇒quay.io⟧/ns/img:1\"}}'\n",
        "a: 'x {{repl F \"⟦a⇒bcd⟧\"}} ⟦y⇒z⟧'\nb: c\n",
        'a: {{repl F "a⟦b⇒⟧"}}\nb: c\n',
        'a: x{{repl F "⟦⇒b⟧"}}{{repl F "⟦c⇒d⟧"}}\n',
        # In a file inside of a scalar, a quote or a backslash is written twice.
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: 'image: ⟦alias⇒it''s⟧/ns'\n",
        'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "image: ⟦alias⇒a\\\\b⟧/ns\\n"\n',
        # Beside a value: its anchor, and the comment after it.
        "a: &⟦x⇒y⟧ b\nc: *⟦x⇒y⟧\n",
        "a: ⟦&x ⇒⟧b\n",
        "- a⟦ # c⇒⟧\n- b\n",
        "a: 'b'⟦ # c⇒⟧\n",
        "a: &x {b: c}\nd: *x\ne: {f: ⟦g⇒h⟧}\ni: *x\n",
        # A value that gets its type.
        "a: ⟦'True'⇒true⟧\n",
        'a: ⟦" 8 "⇒8⟧\n',
        "[⟦'8'⇒8⟧, ⟦'9'⇒9⟧]\n",
        # At the edge of a template.
        "a: '{{repl F}}⟦⇒b⟧'\n",
        "a: '⟦⇒b⟧{{repl F}}'\n",
        "a: ⟦b⇒{{repl x}}⟧c {{repl y}}\n",
        # New lines in a block scalar, each with its indentation.
        "a: |\n  x\n  b⟦⇒\n  c⟧\nd: e\n",
        "a: |\n\n  b⟦⇒\n  c⟧\nd: e\n",
        "- - a: |-\n      b⟦c⇒d\n      e⟧f\n- g\n",
        "a: &x [b⟦⇒, c⟧]\nd: *x\ne: [*x]\n---\na: &x b\nd: *x\n",
        "[a⟦⇒, n⟧, b]\n---\nd: &x ⟦e⇒f⟧\ng: *x\n",
    ],
)
def test_an_edit_of_a_value_is_proven(marked: str) -> None:
    assert try_to_prove(marked) == MARK.sub(lambda match: match.group(2), marked)


@pytest.mark.parametrize(
    "marked",
    [
        # It makes a comment of what follows.
        "image: ⟦alias⇒quay.io #⟧/ns/app:1\n",
        'image: "⟦alias⇒quay.io" # ⟧/ns/app:1"\n',
        "⟦⇒# ⟧a: b\nc: d\n",
        "a: b\n⟦⇒#⟧c: d\n",
        "a: b⟦\n⇒ # ⟧c: d\n",
        # It ends quotes, or begins them.
        "image: '⟦alias⇒it's⟧/ns'\n",
        'image: "⟦alias⇒a"b⟧/ns"\n',
        'image: "⟦alias⇒a\\⟧/ns"\n',
        "image: ⟦alias⇒'quay.io⟧/ns\nb: 'c'\n",
        'image: ⟦alias⇒"quay.io"⟧/ns\n',
        "image: ⟦'alias'⇒alias⟧\n",
        # It makes another kind of node.
        "image: ⟦alias⇒[alias]⟧\n",
        "image: ⟦alias⇒a: b⟧\n",
        "image: ⟦alias⇒*x⟧\n",
        "x: &x a\nimage: ⟦alias⇒*x⟧\n",
        "image: ⟦alias⇒&x alias⟧\nb: c\n",
        "image: ⟦alias⇒!!str alias⟧\n",
        "image: ⟦alias⇒|\n  alias⟧\n",
        "a: &x b\nc: ⟦*x⇒b⟧\n",
        "a: ⟦&x ⇒⟧b\nc: *x\n",
        "a: &x b\nd: &⟦y⇒x⟧ e\nc: *x\n",
        # It changes the structure.
        "a: b⟦\n⇒ ⟧c: d\n",
        "a:\n  b: c\n⟦  ⇒⟧d: e\n",
        "a:\n⟦  ⇒⟧b: c\n",
        "- a\n⟦- ⇒⟧b\n",
        "a: {b: c⟦,⇒⟧ d: e}\n",
        "a: [b, c⟦]⇒⟧\n",
        "a: b\n⟦---\n⇒⟧c: d\n",
        "a: b\n⟦⇒---\n⟧c: d\n",
        "a: b\n⟦⇒c: d⟧e: f\n",
        "a: |\n  b\n⟦ ⇒⟧ c\nd: e\n",
        "a: |⟦⇒-⟧\n  b\nd: e\n",
        "images:\n- name: a⟦⇒\n  - name: b⟧\n",
        "images:\n- name: a⟦⇒ - name: b⟧\n",
        "a: b⟦⇒\n  c⟧\nd: e\n",
        "a: 'b⟦⇒\n  c⟧'\nd: e\n",
        "a: &x {b: c}\nd: {<<: ⟦*x⇒{b: c}⟧}\n",
        # It is not YAML any more.
        "a: b⟦⇒: c⟧\n",
        "a: b⟦\n⇒\0⟧\n",
        "a: ⟦b⇒@b⟧\n",
        # It changes the number of templates, or a template itself.
        "a: b:{{repl x}}⟦⇒{{repl y}}⟧\n",
        "a: b:{{⟦repl⇒rep⟧ x}}\n",
        "a: b:{{repl x}⟦}⇒⟧\nc: {{repl y}}\n",
        "{{repl ⟦if⇒print⟧ x}}\na: b\n{{repl end}}\n",
        "a: ⟦b⇒{{repl if x}}b{{repl end}}⟧\n",
        "a: ⟦b⇒{{repl x⟧\n",
        # It changes the file inside of a scalar.
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    image: ⟦alias⇒quay.io #⟧/ns/app:1\n    b: c\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    image: '⟦alias⇒a'b⟧/ns/app:1'\n    b: c\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    image: a⟦⇒\n      b: c⟧\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    image: a⟦\n⇒ ⟧   b: c\n",
        # A key is there twice.
        "a: b\n⟦c⇒a⟧: d\n",
        "- {a: b⟦⇒, a: c⟧}\n",
        # The document is of another kind.
        "apiVersion: apps/v1\n⟦kind⇒kin⟧: Deployment\n",
        # Quotes that are taken away one by one: only an edit of the whole value says that it has another type.
        'a: ⟦"⇒⟧8125⟦"⇒⟧\n',
        "a: ⟦'⇒⟧true⟦'⇒⟧\n",
        'a: ⟦"81⇒81⟧⟦25"⇒25⟧\n',
        "a: !!str ⟦'8'⇒8⟧\n",
        "a: ⟦'8' ⇒8 ⟧# c\n",
        # It takes a node away.
        "a:\n  - b⟦\n  - c⇒⟧\nd: e\n",
        "a: b⟦\nc: d⇒⟧\ne: f\n",
        "a: [b⟦, c⇒⟧]\n",
        "a: {b: c⟦, d: e⇒⟧}\n",
        # A template that is opened, closed or divided.
        "a: '{{repl F \"b\"⟦}}⇒⟧'\n",
        "a: '{{repl F ⟦⇒}}⟧ \"b\"}}'\n",
        "a: 'x ⟦{{repl F}}⇒⟧'\n",
        "a: '⟦ ⇒{{repl ⟧F}}'\n",
        "{{repl ⟦if⇒F⟧ x}}\na: b\n{{repl end}}\n",
        # Text that a block scalar loses or gains.
        "a: |\n  b⟦⇒\n c⟧\nd: e\n",
    ],
)
def test_an_edit_that_changes_more_is_not_proven(marked: str) -> None:
    with pytest.raises(UnprovenEdit):
        try_to_prove(marked)


@pytest.mark.parametrize(
    "new",
    [
        "a: x\nc: e\n",
        "a: x\nc: d\ne: f\n",
        "a: x\n",
        "a: y\nc: d\n",
        "a: x\nc: 'd'\n",
        "a: x\nc: !!str d\n",
        "a: x\nc: &a d\n",
        "a: x\nc:  d\n",
        "a: x\n---\nc: d\n",
        "a: x\nc: d\n---\n- e\n",
        "a: x\n  c: d\n",
        "",
    ],
)
def test_a_text_with_another_difference_is_not_proven(new: str) -> None:
    prove("a: b\nc: d\n", "a: x\nc: d\n", [Edit(3, 4, "x")])
    with pytest.raises(UnprovenEdit):
        prove("a: b\nc: d\n", new, [Edit(3, 4, "x")])


WORD = st.text("ab/:.-", min_size=1, max_size=5).map(lambda text: f"x{text}x")
SPICE = [
    "quay.io",
    "#",
    " #",
    ": ",
    "'",
    '"',
    "\\",
    "\n",
    "\n  ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "&a ",
    "*a",
    "|",
    "x",
]


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {plain(key): plain(value) for key, value in node.pairs if isinstance(key, Scalar)}


@given(
    st.lists(
        st.tuples(WORD, st.sampled_from(["{}", "'{}'", '"{}"', "|\n    {}", "&a {}", "[{}, b]"])),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 200),
    st.integers(0, 3),
    st.lists(st.sampled_from(SPICE), max_size=3).map("".join),
)
@settings(max_examples=examples(200))
def test_a_proven_text_differs_from_the_old_one_in_the_edit_only(
    items: list[tuple[str, str]], place: int, length: int, new: str
) -> None:
    old = "".join(f"k{number}: {style.format(word)}\n" for number, (word, style) in enumerate(items))
    start = place % len(old)
    edit = Edit(start, min(start + length, len(old)), new)
    text = apply_edits(old, [edit])
    try:
        prove(old, text, [edit])
    except UnprovenEdit:
        return
    (root,) = compose(old).roots
    before = plain(root)
    (root,) = compose(text).roots
    after = plain(root)
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert sum(1 for key in before if before[key] != after.get(key)) <= 1
    assert sum(1 for key in after if key not in before) <= 1


@pytest.mark.slow
def test_many_edits_in_many_documents() -> None:
    count = 3_000
    text, edits = parted("".join(f"---\na{n}: [x, '⟦alias⇒quay.io⟧/ns/{n}', b, &a c, *a]\n" for n in range(count)))
    prove(text, apply_edits(text, edits), edits)


def test_many_edits_in_one_scalar() -> None:
    text, edits = parted('a: "' + "⟦b⇒cd⟧ \\x41" * 5_000 + '"\n')
    prove(text, apply_edits(text, edits), edits)


def test_many_insertions_at_one_place() -> None:
    text = "images:\n- name: a\n"
    edits = [Edit(17, 17, f"\n- name: a{n}") for n in range(5_000)]
    prove(text, apply_edits(text, edits), edits)


def test_only_documents_that_are_edited_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from replreg.yaml import edits as edit

    read: list[tuple[int, int]] = []
    real = edit.documents_at
    monkeypatch.setattr(
        edit, "documents_at", lambda text, masked, spans, by: (read.extend(spans), real(text, masked, spans, by))[1]
    )
    old = "a: one\n---\nb: two\n---\nc: three\n"
    edits = [Edit(old.index("two"), old.index("two") + 3, "twenty")]
    prove(old, apply_edits(old, edits), edits)
    assert read == [(7, 18), (7, 21)]


def test_a_proof_reads_the_text_by_the_events_of_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    from replreg.yaml import edits as edit

    read: list[str] = []
    real = edit.compose_events
    monkeypatch.setattr(edit, "compose_events", lambda text, base: (read.append(text), real(text, base))[1])
    old = "a: one\nb: |\n  c: two\n"
    edits = [Edit(old.index("two"), old.index("two") + 3, "twenty")]
    new = apply_edits(old, edits)
    prove(old, new, edits)
    assert sorted(read) == sorted([old, new, "c: two\n", "c: twenty\n"])


def test_an_edit_that_makes_two_documents_of_one_is_not_proven() -> None:
    old = "a: one\n---\nb: two\n---\nc: three\n"
    edits = [Edit(old.index("two"), old.index("two") + 3, "two\n---\nx: y")]
    with pytest.raises(UnprovenEdit):
        prove(old, apply_edits(old, edits), edits)


@pytest.mark.parametrize(
    ("old", "edit", "is_proven"),
    [
        ("a: 'x {{ repl AppID }}'\n", Edit(8, 9, ""), True),
        ("a: 'x {{\t repl AppID }}'\n", Edit(8, 10, ""), True),
        ("a: 'x repl {{ AppID }}'\n", Edit(10, 11, ""), True),
        ("a: 'x {{ repl AppID }}' # {{ repl B }}\n", Edit(8, 9, ""), True),  # the other one stays none
        ("a: 'x {{  repl AppID }}'\n", Edit(8, 9, ""), True),  # the value loses a space, and is still not a template
        ("a: 'x {{ no AppID }}'\n", Edit(8, 9, ""), True),  # a value without its space, and no template
        ("a: 'x {{ repl AppID }}'\n", Edit(7, 8, ""), True),  # no template either
        ("a: '{{ repl AppID }}'\n", Edit(6, 7, "y"), True),  # a word in place of the space opens none either
        ("a: '{{ repl AppID }}'\n", Edit(6, 7, "repl "), False),
        ("a: '{{ repl if B }}'\nc: d\n", Edit(6, 7, ""), True),
        ('a: "8125"\n', Edit(3, 9, "8125"), True),
        ("a: 'true'\n", Edit(3, 9, "true"), True),
        ("a: 'word'\n", Edit(3, 9, "word"), False),  # nothing but the style would change
        ("a: '8125'\n", Edit(3, 9, "8126"), False),
    ],
)
def test_an_edit_may_open_a_template_and_give_a_value_its_type(old: str, edit: Edit, is_proven: bool) -> None:
    new = apply_edits(old, [edit])
    if is_proven:
        prove(old, new, [edit])
    else:
        with pytest.raises(UnprovenEdit):
            prove(old, new, [edit])


@pytest.mark.parametrize(
    ("old", "edits"),
    [
        ("a: [x, y]\n", [Edit(4, 5, "x, z")]),  # one item becomes two
        ("- x\n- y\n", [Edit(2, 3, "[x]")]),
        ("[[a], b]\n", [Edit(3, 4, ""), Edit(7, 7, "]")]),  # the same items in other lists
        ("{k: {a: b}, c: d}\n", [Edit(9, 10, ""), Edit(16, 16, "}")]),
        ("- {a: b}\n- c\n", [Edit(3, 4, "a: b, c")]),
    ],
)
def test_the_structure_of_lists_and_mappings_is_proven(old: str, edits: list[Edit]) -> None:
    with pytest.raises(UnprovenEdit):
        prove(old, apply_edits(old, edits), edits)
