"""The options of a KOTS ``Config``: what each is if the customer leaves it alone."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.delivery.field import Field, literal_text
from replreg.delivery.files import Resource
from replreg.templates.values import Text
from replreg.yaml.composer import Mapping, Scalar, scalar_type
from replreg.yaml.templates import MASK

__all__ = ["read_options"]


def read_options(resource: Resource) -> Iterator[tuple[str, Text]]:
    """Yield the name and the default of each option that has one which is written out.

    ``value`` goes before ``default``, as in KOTS. An option whose default is a template, or that has none, is left
    out: nothing is known of it.
    """
    origin = resource.origin("config")
    spec = resource.spec
    for group in spec.sequence("groups") if spec is not None else []:
        for item in group.sequence("items") if isinstance(group, Mapping) else []:
            if not isinstance(item, Mapping):
                continue
            name = item.text("name")
            default = item.scalar("value") or item.scalar("default")
            if name and isinstance(default, Scalar) and MASK not in f"{name}{default.value}":
                text = literal_text(Field(origin, default, "default"))
                if text.pieces and scalar_type(default) != "null":
                    yield name, text
