"""The content of ``schemas/swarm.schema.json`` as Python data. Made by scripts/make_rule_table.py."""

from typing import Any

__all__ = ["SCHEMA"]

# fmt: off
SCHEMA: dict[str, Any] = {
    'type': 'object',
    'properties': {'services': {'type': ['object', 'null'], 'additionalProperties': {'$ref': '#/$defs/Service'}}},
    'additionalProperties': True,
    '$defs': {
        'Service': {'type': ['object', 'null'], 'properties': {'image': {'description': "The image, with the real host of its registry: quay.io/namespace/name:tag. A registry's reference name is not a host.", 'type': 'string', 'pattern': '\\S'}}, 'additionalProperties': True},
    },
}
