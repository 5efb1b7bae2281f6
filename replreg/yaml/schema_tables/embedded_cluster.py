"""The content of ``schemas/embedded-cluster.schema.json`` as Python data. Made by scripts/make_rule_table.py."""

from typing import Any

__all__ = ["SCHEMA"]

# fmt: off
SCHEMA: dict[str, Any] = {
    'description': 'Config of embeddedcluster.replicated.com, for Embedded Cluster 1 and 2 and for Embedded Cluster 3.',
    'type': 'object',
    'anyOf': [{'$ref': '#/$defs/Config2'}, {'$ref': '#/$defs/Config3'}],
    '$defs': {
        'Config2': {'type': 'object', 'properties': {'apiVersion': {'enum': ['embeddedcluster.replicated.com/v1beta1']}, 'kind': {'description': 'Name of the kind.', 'const': 'Config'}, 'metadata': {'$ref': '#/$defs/Metadata'}, 'spec': {'$ref': '#/$defs/Spec2'}, 'status': {'type': ['object', 'null']}}},
        'Config3': {'type': 'object', 'properties': {'apiVersion': {'enum': ['embeddedcluster.replicated.com/v1beta1']}, 'kind': {'description': 'Name of the kind.', 'const': 'Config'}, 'metadata': {'$ref': '#/$defs/Metadata'}, 'spec': {'$ref': '#/$defs/Spec3'}, 'status': {'type': ['object', 'null']}}},
        'Spec2': {'title': 'Cluster configuration', 'type': ['object', 'null'], 'required': ['version'], 'properties': {'version': {'type': ['string', 'null']}, 'binaryOverrideUrl': {'type': ['string', 'null']}, 'metadataOverrideUrl': {'type': ['string', 'null']}, 'roles': {'$ref': '#/$defs/Roles2'}, 'unsupportedOverrides': {'$ref': '#/$defs/Overrides2'}, 'extensions': {'$ref': '#/$defs/Extensions2'}, 'domains': {'$ref': '#/$defs/Domains2'}}},
        'Roles2': {'type': ['object', 'null'], 'properties': {'controller': {'$ref': '#/$defs/Role2'}, 'custom': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Role2'}}}},
        'Role2': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'description': {'type': ['string', 'null']}, 'nodeCount': {'$ref': '#/$defs/NodeCount'}, 'labels': {'type': ['object', 'null'], 'additionalProperties': {'type': ['string', 'null']}}}},
        'NodeCount': {'type': ['object', 'null'], 'properties': {'values': {'type': ['array', 'null'], 'items': {'type': ['integer', 'null']}}, 'range': {'$ref': '#/$defs/NodeRange'}}},
        'NodeRange': {'type': ['object', 'null'], 'properties': {'min': {'type': ['integer', 'null']}, 'max': {'type': ['integer', 'null']}}},
        'Overrides2': {'type': ['object', 'null'], 'properties': {'k0s': {'type': ['string', 'null']}, 'builtInExtensions': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/BuiltIn2'}}}},
        'BuiltIn2': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'values': {'type': ['string', 'null']}}},
        'Extensions2': {'type': ['object', 'null'], 'properties': {'helm': {'$ref': '#/$defs/Helm2'}, 'velero': {'$ref': '#/$defs/Velero2'}}},
        'Helm2': {'type': ['object', 'null'], 'properties': {'concurrencyLevel': {'type': ['integer', 'null']}, 'repositories': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Repository'}}, 'charts': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Chart2'}}}},
        'Repository': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'url': {'type': ['string', 'null']}, 'username': {'type': ['string', 'null']}, 'password': {'type': ['string', 'null']}, 'caFile': {'type': ['string', 'null']}, 'certFile': {'type': ['string', 'null']}, 'keyfile': {'type': ['string', 'null']}, 'insecure': {'type': ['boolean', 'null']}}},
        'Chart2': {'title': 'Chart', 'type': ['object', 'null'], 'required': ['version'], 'properties': {'name': {'type': ['string', 'null']}, 'chartname': {'type': ['string', 'null']}, 'version': {'type': ['string', 'null']}, 'values': {'type': ['string', 'null']}, 'namespace': {'type': ['string', 'null']}, 'timeout': {'type': ['string', 'integer', 'null']}, 'forceUpgrade': {'type': ['boolean', 'null']}, 'order': {'type': ['integer', 'null']}}},
        'Velero2': {'type': ['object', 'null'], 'properties': {'plugins': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/VeleroPlugin'}}}},
        'VeleroPlugin': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'image': {'type': ['string', 'null']}, 'imagePullPolicy': {'type': ['string', 'null']}}},
        'Domains2': {'type': ['object', 'null'], 'properties': {'replicatedAppDomain': {'type': ['string', 'null']}, 'proxyRegistryDomain': {'type': ['string', 'null']}, 'replicatedRegistryDomain': {'type': ['string', 'null']}}},
        'Spec3': {'title': 'Cluster configuration', 'type': ['object', 'null'], 'required': ['version'], 'properties': {'version': {'type': ['string', 'number', 'boolean', 'null']}, 'roles': {'$ref': '#/$defs/Roles3'}, 'domains': {'$ref': '#/$defs/Domains3'}, 'extensions': {'$ref': '#/$defs/Extensions3'}, 'unsupportedOverrides': {'$ref': '#/$defs/Overrides3'}}},
        'Roles3': {'type': ['object', 'null'], 'properties': {'controller': {'$ref': '#/$defs/Role3'}, 'custom': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Role3'}}}},
        'Role3': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'number', 'boolean', 'null']}, 'labels': {'type': ['object', 'null'], 'additionalProperties': {'type': ['string', 'number', 'boolean', 'null']}}, 'taints': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/Taint3'}}}},
        'Taint3': {'type': ['object', 'null'], 'properties': {'key': {'type': ['string', 'number', 'boolean', 'null']}, 'value': {'type': ['string', 'number', 'boolean', 'null']}, 'effect': {'type': ['string', 'number', 'boolean', 'null']}}},
        'Domains3': {'type': ['object', 'null'], 'properties': {'proxyRegistryDomain': {'type': ['string', 'number', 'boolean', 'null']}, 'replicatedAppDomain': {'type': ['string', 'number', 'boolean', 'null']}}},
        'Extensions3': {'type': ['object', 'null'], 'properties': {'helmCharts': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/HelmChart3'}}}},
        'HelmChart3': {'title': 'Chart extension', 'type': ['object', 'null'], 'required': ['chart', 'releaseName', 'namespace'], 'properties': {'chart': {'$ref': '#/$defs/ChartId3'}, 'releaseName': {'type': ['string', 'number', 'boolean', 'null']}, 'namespace': {'type': ['string', 'number', 'boolean', 'null']}, 'weight': {'type': ['integer', 'null']}, 'values': {'type': ['object', 'string', 'null'], 'additionalProperties': True}, 'builder': {'type': ['object', 'string', 'null'], 'additionalProperties': True}}},
        'ChartId3': {'title': 'Chart', 'type': ['object', 'null'], 'required': ['name'], 'properties': {'name': {'type': ['string', 'number', 'boolean', 'null']}, 'chartVersion': {'type': ['string', 'number', 'boolean', 'null']}}},
        'Overrides3': {'type': ['object', 'null'], 'properties': {'k0s': {'type': ['string', 'null']}, 'builtInExtensions': {'type': ['array', 'null'], 'items': {'$ref': '#/$defs/BuiltIn3'}}}},
        'BuiltIn3': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'number', 'boolean', 'null']}, 'values': {'type': ['string', 'null']}}},
        'Metadata': {'type': ['object', 'null'], 'properties': {'name': {'type': ['string', 'null']}, 'generateName': {'type': ['string', 'null']}, 'namespace': {'type': ['string', 'null']}, 'labels': {'type': ['object', 'null'], 'additionalProperties': {'type': ['string', 'null']}}, 'annotations': {'type': ['object', 'null'], 'additionalProperties': {'type': ['string', 'null']}}, 'finalizers': {'type': ['array', 'null'], 'items': {'type': ['string', 'null']}}, 'ownerReferences': {'type': ['array', 'null'], 'items': {'type': ['object', 'null']}}, 'creationTimestamp': {'type': ['string', 'null']}, 'deletionTimestamp': {'type': ['string', 'null']}, 'deletionGracePeriodSeconds': {'type': ['integer', 'null']}, 'generation': {'type': ['integer', 'null']}, 'resourceVersion': {'type': ['string', 'null']}, 'selfLink': {'type': ['string', 'null']}, 'uid': {'type': ['string', 'null']}, 'clusterName': {'type': ['string', 'null']}, 'managedFields': {'type': ['array', 'null'], 'items': {'type': ['object', 'null']}}}},
    },
}
