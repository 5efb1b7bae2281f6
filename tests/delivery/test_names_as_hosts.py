"""Reference names in place of hosts in a chart, beside a namespace that is called like one."""

from __future__ import annotations

import pytest
from delivery_tools import chart_of, delivery_of, fixed

from replreg.delivery.names_as_hosts import names_as_hosts
from replreg.delivery.settings import DeliverySettings
from replreg.registries.linked_registry import Registry

PROXY = "proxy.replicated.com/proxy/my-app/"


@pytest.mark.parametrize(
    ("endpoint", "image", "right"),
    [
        ("h.example.com", "acme/other/b", "h.example.com/acme/other/b"),
        ("h.example.com/team", "acme/other/b", "h.example.com/acme/other/b"),
        ("h.example.com/team", "acme/team/b", "h.example.com/team/b"),
        ("h.example.com/acme", "acme/other/b", "h.example.com/acme/other/b"),
        ("h.example.com/acme", "acme/acme/b", "h.example.com/acme/b"),
    ],
)
def test_a_namespace_called_like_its_registry_stays(endpoint: str, image: str, right: str) -> None:
    values = f"a: {{image: 'h.example.com/acme/a:1'}}\nb: {{image: '{image}:1'}}\n"
    chart = chart_of({"Chart.yaml": "name: web\nversion: 1.0.0\n", "values.yaml": values})
    delivery = delivery_of({}, chart, settings=DeliverySettings((Registry("acme", endpoint),), "my-app"))
    after = fixed(delivery, names_as_hosts(delivery), "chart/values.yaml")
    assert after.splitlines()[1] == f"b: {{image: '{PROXY}{right}:1'}}"
