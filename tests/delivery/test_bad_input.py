"""Bad and huge input: something is returned for it, and work stays in proportion."""

from __future__ import annotations

import pytest
from call_limit import at_most
from delivery_tools import chart_of, delivery_of, helm_chart
from hypothesis import given
from hypothesis import strategies as st

from replreg.delivery.address import Address, spell
from replreg.delivery.airgap_collisions import airgap_collisions
from replreg.delivery.catalogue import make_catalogue
from replreg.delivery.edits import edit_of
from replreg.delivery.images import Delivery
from replreg.delivery.local_registry_paths import local_registry_paths
from replreg.delivery.proxy_paths import proxy_paths
from replreg.delivery.unproxied_images import unproxied_images
from replreg.rules.catalogue import delivery_rules
from replreg.templates.values import Known, Place, Symbol, SymbolKind, Text, Unknown
from replreg.yaml.edits import apply_edits


def look_at(delivery: Delivery) -> None:
    for judge in (unproxied_images, proxy_paths, local_registry_paths, airgap_collisions):
        judge(delivery)
    make_catalogue(delivery)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: [\n",
        "apiVersion: kots.io/v1beta2\nkind: HelmChart\n",
        "apiVersion: kots.io/v1beta2\nkind: HelmChart\nspec: []\n",
        "apiVersion: kots.io/v1beta2\nkind: HelmChart\nspec: {values: [a], optionalValues: a, builder: 1, chart: [1]}\n",
        "apiVersion: kots.io/v1beta1\nkind: Application\nspec: {additionalImages: {a: b}}\n",
        "apiVersion: kots.io/v1beta1\nkind: Config\nspec: {groups: [a, {items: [b, {name: [c]}]}]}\n",
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\nspec: {extensions: {helm: [1], helmCharts: a}}\n",
        "apiVersion: embeddedcluster.replicated.com/v1beta1\nkind: Config\n"
        "spec: {version: '3.x', extensions: {helmCharts: [{values: 'a: [', chart: 1}]}}\n",
        "apiVersion: troubleshoot.sh/v1beta2\nkind: Preflight\nspec: {collectors: [run, {run: [1]}]}\n",
        "apiVersion: v1\nkind: List\nitems: [a, {kind: Pod}]\n",
        helm_chart("a: &a\n  image: quay.io/ns/a:1\n  b: *a"),
        helm_chart("image: '{{repl if }}'"),
        helm_chart("image: {registry: '', repository: '', tag: ''}"),
        helm_chart("image: {registry: 'quay.io/', repository: /ns/a}"),
        helm_chart("image: '/'"),
        helm_chart("image: 'repl{{ LocalRegistryHost }}'"),
        helm_chart("image: 'repl{{ LocalRegistryAddress }}/'"),
    ],
)
def test_nothing_is_raised(text: str) -> None:
    look_at(delivery_of(text))


IN_ITSELF = "a: &a {image: quay.io/ns/a:1, b: *a, c: [*a]}"
DOUBLED = "\n".join(["t0: &t0 {image: quay.io/ns/a:1}", *(f"t{n}: &t{n} [*t{n - 1}, *t{n - 1}]" for n in range(1, 25))])


@pytest.mark.parametrize("values", [IN_ITSELF, DOUBLED], ids=["in-itself", "doubled"])
@pytest.mark.parametrize("kind", ["HelmChart", "Application", "Config", "Deployment", "Preflight"])
def test_no_rule_looks_at_nodes_again_and_again(kind: str, values: str) -> None:
    """The words that a rule needs may be in another file of the release: each rule looks at each file."""
    groups = {"HelmChart": "kots.io/v1beta2", "Deployment": "apps/v1", "Preflight": "troubleshoot.sh/v1beta2"}
    text = helm_chart(values).replace("kots.io/v1beta2", groups.get(kind, "kots.io/v1beta1"))
    delivery = delivery_of(text.replace("kind: HelmChart", f"kind: {kind}"))
    for rule in delivery_rules():
        with at_most(100_000):
            list(rule.check_delivery(delivery))


def test_nested_values_are_read() -> None:
    values = "".join("  " * depth + f"k{depth}:\n" for depth in range(200)) + "  " * 200 + "image: quay.io/ns/a:1"
    (image,) = delivery_of(helm_chart(values)).images
    assert image.place.key.endswith("k199.image")


def test_very_many_optional_values_are_bounded() -> None:
    items = "".join(
        f'  - when: \'repl{{{{ ConfigOptionEquals "o{number}" "1" }}}}\'\n    recursiveMerge: true\n'
        f"    values: {{v{number}: {{image: 'quay.io/ns/i{number}:1'}}}}\n"
        for number in range(80)
    )
    delivery = delivery_of(helm_chart("a: 1", more=f"  optionalValues:\n{items}"))
    assert len(delivery.images) == 80


def test_a_chart_whose_values_are_a_list_has_none() -> None:
    files = {"Chart.yaml": "name: web\nversion: 1.0.0\n", "values.yaml": "- image: quay.io/ns/a:1\n"}
    delivery = delivery_of(helm_chart("image: quay.io/ns/b:1"), chart_of(files))
    assert next(image.place.first.value for image in delivery.images if image.written) == "quay.io/ns/b:1"
    assert [problem.kind for problem in delivery.release.problems] == ["values"]


PIECES = st.lists(
    st.one_of(
        st.tuples(st.text("ab./:@-", min_size=1, max_size=6), st.booleans()),
        st.sampled_from([*SymbolKind, None]),
    ),
    max_size=5,
)


def text_of(parts: list[object]) -> tuple[str, Text]:
    """Return a file and a text of pieces in it."""
    file, pieces = "", []
    for part in parts:
        file += "|"
        if isinstance(part, tuple):
            string, exact = part
            pieces.append(Known(string, Place(len(file), len(file) + len(string), "f"), exact))
            file += string
        else:
            pieces.append(Unknown("why") if part is None else Symbol(part))  # type: ignore[arg-type]
    return file, Text(tuple(pieces))


@given(PIECES)
def test_the_parts_of_an_address_are_within_it(parts: list[object]) -> None:
    _, text = text_of(parts)
    address = Address(text)
    assert len(spell(text)) == len(address.spelled)
    assert address.parts
    assert all(
        address.spelled[start:end] == part
        for (start, end), part in zip(address.parts, address.path.split("/"), strict=True)
    )
    assert (address.tag is None) == (address.tag_start < 0)


@given(PIECES, st.data())
def test_an_edit_makes_the_address_what_it_should_be(parts: list[object], data: st.DataObject) -> None:
    file, text = text_of(parts)
    spelled = spell(text)
    start = data.draw(st.integers(0, len(spelled)))
    end = data.draw(st.integers(start, len(spelled)))
    found = edit_of(Address(text), start, end, "new")
    if found is not None:
        path, edit = found
        assert path == "f"
        assert file[edit.start : edit.end] == spelled[start:end]
        assert "new" in apply_edits(file, [edit])
