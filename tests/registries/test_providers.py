"""Providers of endpoints, and repaired endpoints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replreg.registries.endpoints import repaired
from replreg.registries.linked_registry import Registry, registry_provider, split_endpoint
from replreg.registries.providers import PROVIDERS, provider_of
from replreg.yaml.json_schema import load_schema

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


@pytest.mark.parametrize(
    ("endpoint", "provider"),
    [
        ("index.docker.io", "dockerhub"),
        ("docker.io", "dockerhub"),
        ("hub.docker.com", "dockerhub"),
        ("registry-1.docker.io", "dockerhub"),
        ("https://index.docker.io/v1/", "dockerhub"),
        ("quay.io", "quay"),
        ("quay.io/namespace", "quay"),
        ("Quay.IO", "quay"),
        ("quay.example.com", "other"),
        (ECR, "ecr"),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "ecr"),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "ecr"),
        ("dkr.ecr.us-east-1.amazonaws.com", "ecr"),
        ("123456789012.ecr.us-east-1.amazonaws.com", "ecr"),
        ("123456789012.dkr.us-east-1.amazonaws.com", "ecr"),
        ("public.ecr.aws", "other"),
        ("s3.us-east-1.amazonaws.com", "other"),
        ("gcr.io", "gcr"),
        ("eu.gcr.io/project", "gcr"),
        ("us-docker.pkg.dev", "gar"),
        ("europe-west1-docker.pkg.dev/project/repository", "gar"),
        ("ghcr.io", "ghcr"),
        ("vendor.azurecr.io", "acr"),
        ("vendor.jfrog.io", "artifactory"),
        ("dtr.example.com:8443", "dtr"),
        ("msr.example.com", "dtr"),
        ("harbor.example.com", "harbor"),
        ("nexus3.example.com:5000", "nexus"),
        ("artifactory.example.com", "artifactory"),
        ("registry.example.com", "other"),
        ("localhost:5000", "other"),
        ("notquay.io", "other"),
        ("quay.io.example.com", "other"),
        ("", "other"),
    ],
)
def test_providers_of_endpoints(endpoint, provider):
    assert provider_of(split_endpoint(endpoint)[0]) == provider


def test_the_configuration_overrides_the_endpoint():
    assert registry_provider(Registry("a", "quay.example.com", provider="quay")) == "quay"
    assert registry_provider(Registry("a", "quay.io")) == "quay"


def test_the_names_are_those_of_the_configuration_s_schema():
    schema = load_schema("replreg-config")
    assert set(PROVIDERS) == set(schema["$defs"]["registry"]["properties"]["provider"]["enum"])


@pytest.mark.parametrize(
    "endpoint",
    [
        "quay.io",
        "quay.io/namespace",
        "dtr.example.com:8443",
        "dtr.example.com:8443/a/b",
        "index.docker.io",
        "index.docker.io/org",
        "registry-1.docker.io",
        ECR,
        ECR + "/team",
        "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
        "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
        "localhost:5000",
        "localhost",
        "10.0.0.1:5000",
        "[::1]:5000",
        "us-docker.pkg.dev",
    ],
)
def test_endpoints_that_are_right(endpoint):
    assert repaired(endpoint) == (None, [])


@pytest.mark.parametrize(
    ("endpoint", "meant"),
    [
        ("https://quay.io", "quay.io"),
        ("HTTPS://quay.io", "quay.io"),
        ("http://registry.example.com:5000/", "registry.example.com:5000"),
        ("quay.io/", "quay.io"),
        ("//quay.io//", "quay.io"),
        ("quay.io/ns/", "quay.io/ns"),
        (" quay.io\n", "quay.io"),
        ("Quay.io/ns", "quay.io/ns"),
        ("registry.example.com/v2/", "registry.example.com"),
        ("https://registry.example.com/v2/_catalog", "registry.example.com"),
        ("https://index.docker.io/v1/", "index.docker.io"),
        ("docker.io", "index.docker.io"),
        ("docker.io/org", "index.docker.io/org"),
        ("hub.docker.com", "index.docker.io"),
        ("https://hub.docker.com/", "index.docker.io"),
        ("registry.hub.docker.com", "index.docker.io"),
        ("https://user:secret@quay.io/", "quay.io"),
        ("https://" + ECR + "/", ECR),
        ("123456789012.ecr.us-east-1.amazonaws.com", ECR),
        ("123456789012.dkr.us-east-1.amazonaws.com", ECR),
        ("123456789012.dkr-ecr.us-east-1.amazonaws.com", ECR),
        ("1234-5678-9012.dkr.ecr.us-east-1.amazonaws.com", ECR),
        (ECR + ".cn", ECR),
        (ECR + "/team/", ECR + "/team"),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"),
        ("123456789012.ecr-fips.us-east-1.amazonaws.com", "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com"),
        ("arn:aws:ecr:us-east-1:123456789012:repository/app", ECR),
        ("arn:aws-cn:ecr:cn-north-1:123456789012", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_endpoints_as_they_were_meant(endpoint, meant):
    right, reasons = repaired(endpoint)
    assert right == meant
    assert reasons
    assert repaired(meant) == (None, [])


@pytest.mark.parametrize(
    "endpoint",
    ["", "   ", "https://", "quay .io", "quay.io:port", "quay.io/Name Space", "hub.docker.com/r/org/img", "quay.io/ns:tag",
     "-.-", "quay..io", "quay.io?x=1"],
)  # fmt: skip
def test_endpoints_without_a_certain_meaning(endpoint):
    right, reasons = repaired(endpoint)
    assert right is None
    assert reasons


@given(st.text(max_size=40) | st.text(alphabet="htps:/@.-quaydockerio0123amznecr \n", max_size=60))
def test_a_repaired_endpoint_is_right(endpoint):
    right, reasons = repaired(endpoint)
    assert right is None or reasons
    if right is not None:
        assert repaired(right) == (None, [])
