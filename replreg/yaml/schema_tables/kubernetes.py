"""The content of ``schemas/kubernetes.schema.json`` as Python data. Made by scripts/make_rule_table.py."""

from typing import Any

__all__ = ["SCHEMA"]

# fmt: off
SCHEMA: dict[str, Any] = {
    'type': 'object',
    'additionalProperties': True,
    '$defs': {
        'Pod': {'type': 'object', 'properties': {'spec': {'$ref': '#/$defs/PodSpec'}}, 'additionalProperties': True},
        'Workload': {'type': 'object', 'properties': {'spec': {'$ref': '#/$defs/WorkloadSpec'}}, 'additionalProperties': True},
        'CronJob': {'type': 'object', 'properties': {'spec': {'$ref': '#/$defs/CronJobSpec'}}, 'additionalProperties': True},
        'WorkloadSpec': {'type': ['object', 'null'], 'properties': {'template': {'$ref': '#/$defs/PodTemplate'}}, 'additionalProperties': True},
        'CronJobSpec': {'type': ['object', 'null'], 'properties': {'jobTemplate': {'$ref': '#/$defs/JobTemplate'}}, 'additionalProperties': True},
        'JobTemplate': {'type': ['object', 'null'], 'properties': {'spec': {'$ref': '#/$defs/WorkloadSpec'}}, 'additionalProperties': True},
        'PodTemplate': {'type': ['object', 'null'], 'properties': {'spec': {'$ref': '#/$defs/PodSpec'}}, 'additionalProperties': True},
        'PodSpec': {'type': ['object', 'null'], 'properties': {'containers': {'type': 'array', 'items': {'$ref': '#/$defs/Container'}}, 'initContainers': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Container'}}, 'ephemeralContainers': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Container'}}, 'imagePullSecrets': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/PullSecret'}}}, 'additionalProperties': True},
        'Container': {'type': 'object', 'properties': {'name': {'type': 'string'}, 'image': {'description': "The image, with the real host of its registry: quay.io/namespace/name:tag. A registry's reference name is not a host.", 'type': 'string', 'pattern': '\\S'}}, 'additionalProperties': True},
        'PullSecret': {'type': 'object', 'properties': {'name': {'type': 'string'}}, 'additionalProperties': True},
    },
}
