"""The content of ``schemas/kubernetes-app.schema.json`` as Python data. Made by scripts/make_rule_table.py."""

from typing import Any

__all__ = ["SCHEMA"]

# fmt: off
SCHEMA: dict[str, Any] = {
    'description': 'Application of app.k8s.io, whose links the Admin Console shows on its dashboard.',
    'type': 'object',
    'anyOf': [{'$ref': '#/$defs/Application'}],
    '$defs': {
        'Application': {'type': 'object', 'properties': {'apiVersion': {'enum': ['app.k8s.io/v1beta1']}, 'kind': {'description': 'Name of the kind.', 'const': 'Application'}, 'metadata': {'$ref': '#/$defs/Metadata'}, 'spec': {'$ref': '#/$defs/Spec'}, 'status': {'type': ['object', 'null']}}},
        'Spec': {'type': ['object', 'null'], 'properties': {'componentKinds': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/GroupKind'}}, 'descriptor': {'$ref': '#/$defs/Descriptor'}, 'selector': {'$ref': '#/$defs/Selector'}, 'addOwnerRef': {'type': ['boolean', 'null']}, 'info': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Info'}}, 'assemblyPhase': {'type': ['string', 'null']}}},
        'GroupKind': {'type': ['object', 'null'], 'properties': {'group': {'type': ['string', 'null']}, 'kind': {'type': ['string', 'null']}}},
        'Descriptor': {'type': ['object', 'null'], 'properties': {'type': {'type': ['string', 'null']}, 'version': {'type': ['string', 'null']}, 'description': {'type': ['string', 'null']}, 'icons': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Icon'}}, 'maintainers': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Contact'}}, 'owners': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Contact'}}, 'keywords': {'type': ['array', 'null'], 'items': {'type': ['string', 'null']}}, 'links': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Link'}}, 'notes': {'type': ['string', 'null']}}},
        'Icon': {'type': ['object', 'null'], 'properties': {'src': {'type': ['string', 'null']}, 'size': {'type': ['string', 'null']}, 'type': {'type': ['string', 'null']}}},
        'Contact': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'url': {'type': ['string', 'null']}, 'email': {'type': ['string', 'null']}}},
        'Link': {'type': ['object', 'null'], 'properties': {'description': {'type': ['string', 'null']}, 'url': {'type': ['string', 'null']}}},
        'Selector': {'type': ['object', 'null'], 'properties': {'matchLabels': {'type': ['object', 'null'], 'additionalProperties': {'type': ['string', 'null']}}, 'matchExpressions': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/SelectorRequirement'}}}},
        'SelectorRequirement': {'type': ['object', 'null'], 'properties': {'key': {'type': ['string', 'null']}, 'operator': {'type': ['string', 'null']}, 'values': {'type': ['array', 'null'], 'items': {'type': ['string', 'null']}}}},
        'Info': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'type': {'type': ['string', 'null']}, 'value': {'type': ['string', 'null']}, 'valueFrom': {'$ref': '#/$defs/InfoSource'}}},
        'InfoSource': {'type': ['object', 'null'], 'properties': {'type': {'type': ['string', 'null']}, 'secretKeyRef': {'$ref': '#/$defs/KeyRef'}, 'configMapKeyRef': {'$ref': '#/$defs/KeyRef'}, 'serviceRef': {'$ref': '#/$defs/ServiceRef'}, 'ingressRef': {'$ref': '#/$defs/IngressRef'}}},
        'KeyRef': {'type': ['object', 'null'], 'properties': {'apiVersion': {'type': ['string', 'null']}, 'kind': {'type': ['string', 'null']}, 'name': {'type': ['string', 'null']}, 'namespace': {'type': ['string', 'null']}, 'uid': {'type': ['string', 'null']}, 'resourceVersion': {'type': ['string', 'null']}, 'fieldPath': {'type': ['string', 'null']}, 'key': {'type': ['string', 'null']}}},
        'ServiceRef': {'type': ['object', 'null'], 'properties': {'apiVersion': {'type': ['string', 'null']}, 'kind': {'type': ['string', 'null']}, 'name': {'type': ['string', 'null']}, 'namespace': {'type': ['string', 'null']}, 'uid': {'type': ['string', 'null']}, 'resourceVersion': {'type': ['string', 'null']}, 'fieldPath': {'type': ['string', 'null']}, 'port': {'type': ['integer', 'null']}, 'path': {'type': ['string', 'null']}, 'protocol': {'type': ['string', 'null']}}},
        'IngressRef': {'type': ['object', 'null'], 'properties': {'apiVersion': {'type': ['string', 'null']}, 'kind': {'type': ['string', 'null']}, 'name': {'type': ['string', 'null']}, 'namespace': {'type': ['string', 'null']}, 'uid': {'type': ['string', 'null']}, 'resourceVersion': {'type': ['string', 'null']}, 'fieldPath': {'type': ['string', 'null']}, 'host': {'type': ['string', 'null']}, 'path': {'type': ['string', 'null']}, 'protocol': {'type': ['string', 'null']}}},
        'Metadata': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'generateName': {'type': ['string', 'null']}, 'namespace': {'type': ['string', 'null']}, 'labels': {'type': ['object', 'null'], 'additionalProperties': {'type': ['string', 'null']}}, 'annotations': {'type': ['object', 'null'], 'additionalProperties': {'type': ['string', 'null']}}, 'finalizers': {'type': ['array', 'null'], 'items': {'type': ['string', 'null']}}, 'ownerReferences': {'type': ['array', 'null'], 'items': {'type': ['object', 'null']}}, 'creationTimestamp': {'type': ['string', 'null']}, 'deletionTimestamp': {'type': ['string', 'null']}, 'deletionGracePeriodSeconds': {'type': ['integer', 'null']}, 'generation': {'type': ['integer', 'null']}, 'resourceVersion': {'type': ['string', 'null']}, 'selfLink': {'type': ['string', 'null']}, 'uid': {'type': ['string', 'null']}, 'clusterName': {'type': ['string', 'null']}, 'managedFields': {'type': ['array', 'null'], 'items': {'type': ['object', 'null']}}}},
    },
}
