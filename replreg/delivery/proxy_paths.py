"""Mistakes in proxy paths, in every spelling: ``proxy-path``. `replreg.delivery.proxy_path` judges one address."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.images import Delivery
from replreg.delivery.judging import Change, Fault, FaultyAddress, problems_of
from replreg.delivery.places import PlaceKind
from replreg.delivery.problems import DeliveryProblem
from replreg.delivery.proxy_path import ProxyJudge

__all__ = ["proxy_paths"]


def proxy_paths(delivery: Delivery) -> list[DeliveryProblem]:
    """Return the mistakes in proxy paths, in every spelling: `proxy-path`."""
    return problems_of(delivery, _in_proxy_paths(delivery))


def _in_proxy_paths(delivery: Delivery) -> Iterator[FaultyAddress]:
    judge = ProxyJudge(delivery.release.domains, delivery.release.registries)
    for image, installation, address in delivery.written():
        if image.place.shape.is_hint and not judge.is_proxy(address):
            continue
        if delivery.release.registries.is_only_a_name(address.host or address.path.partition("/")[0]):
            continue  # a reference name in place of the host, which `alias-as-host` reports
        faults = list(judge.faults(address))
        if not faults and image.place.kind is PlaceKind.ADDITIONAL_IMAGE:
            faults = [listed] if (listed := judge.in_list(address)) is not None else []
        for found in faults:
            end = found.start if found.is_before else found.end
            changes = () if found.right is None else (Change(found.start, end, found.right),)
            wrong = address.show(found.start, end)
            fix = f"insert '{found.right}'"
            if wrong:
                fix = f"replace '{wrong}' with '{found.right}'" if found.right else f"remove '{wrong}'"
            fault = Fault(found.start, found.end, found.message, changes, found.is_certain, fix, found.severity)
            yield FaultyAddress(image, installation, address, fault)
