from __future__ import annotations

import pytest

from replreg.registries.linked_registry import Registry
from replreg.rules.base import RegistryProblem
from replreg.rules.catalogue import RULES

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


def check(endpoint: str, provider: str | None = None) -> list[RegistryProblem]:
    rule = RULES["registry-endpoint"].check_registry
    assert rule is not None
    return list(rule(Registry("vendor", endpoint, provider=provider)))


@pytest.mark.parametrize(
    ("endpoint", "provider"),
    [
        ("quay.io", None),
        ("quay.io/org", None),
        ("quay.example.com", "quay"),
        ("dtr.example.com:8443", None),
        ("localhost:5000", None),
        ("index.docker.io", "dockerhub"),
        ("registry-1.docker.io", None),
        (ECR, "ecr"),
        ("eu.gcr.io", "gcr"),
        ("europe-west1-docker.pkg.dev", "gar"),
        ("vendor.azurecr.io", None),
        ("registry.example.com", "harbor"),
    ],
)
def test_right_endpoints(endpoint, provider):
    assert check(endpoint, provider) == []


@pytest.mark.parametrize(
    ("endpoint", "replacement", "words"),
    [
        ("https://quay.io", "quay.io", "it has a scheme; write 'quay.io'"),
        ("quay.io/", "quay.io", "it ends in a slash"),
        ("https://quay.io/", "quay.io", "it has a scheme, and it ends in a slash"),
        ("hub.docker.com", "index.docker.io", "Docker Hub's endpoint is 'index.docker.io'"),
        ("docker.io", "index.docker.io", "Docker Hub's endpoint is 'index.docker.io'"),
        ("123456789012.ecr.us-east-1.amazonaws.com", ECR, "not a host of Amazon ECR"),
        ("hub.docker.com/r/org/app", None, "Docker Hub's endpoint"),
    ],
)
def test_what_can_be_meant_in_one_way(endpoint, replacement, words):
    (problem,) = check(endpoint)
    assert (problem.field, problem.replacement) == ("endpoint", replacement)
    assert words in problem.message


@pytest.mark.parametrize(
    ("endpoint", "provider", "words"),
    [
        ("dkr.ecr.us-east-1.amazonaws.com", None, "not an endpoint of Amazon ECR"),
        ("12345.dkr.ecr.us-east-1.amazonaws.com", None, "not an endpoint of Amazon ECR"),
        ("quay.io", "ecr", "not an endpoint of Amazon ECR"),
        ("quay.io", "dockerhub", "not an endpoint of Docker Hub"),
        ("pkg.dev", None, "not an endpoint of Google Artifact Registry"),
        ("vendor", None, "is not a host"),
        ("quay.io/Org Name", None, "not a namespace"),
        ("quay .io", None, "characters that no host can have"),
    ],
)
def test_what_cannot_be_corrected(endpoint, provider, words):
    (problem,) = check(endpoint, provider)
    assert problem.replacement is None
    assert words in problem.message


def test_the_form_of_an_ecr_endpoint_is_in_the_message():
    for endpoint, provider in (("dkr.ecr.us-east-1.amazonaws.com", None), ("quay.io", "ecr"), (f"https://{ECR}", None)):
        (problem,) = check(endpoint, provider)
        assert "<12-digit account id>.dkr.ecr.<region>.amazonaws.com" in " ".join(problem.notes)
    assert check("https://quay.io")[0].notes == ()


def test_a_password_in_an_endpoint_is_not_repeated():
    (problem,) = check("https://robot:s3cr3t@quay.io/")
    assert problem.replacement == "quay.io"
    assert "s3cr3t" not in problem.message + " ".join(problem.notes)
    assert "credentials" in problem.message


@pytest.mark.parametrize(
    "endpoint", ["http://a b:s3cr3t@quay.io/x y", "bot:s3cr3t@", "https://s3cr3t@", "s3cr3t@/quay.io/"]
)
def test_nor_is_it_where_the_rest_is_wrong(endpoint):
    for problem in check(endpoint):
        assert "s3cr3t" not in problem.message + (problem.replacement or "") + " ".join(problem.notes)


def test_a_corrected_endpoint_is_right():
    for endpoint in ("https://Quay.io/v2/", "docker.io/org", "1234-5678-9012.dkr.ecr.cn-north-1.amazonaws.com"):
        (problem,) = check(endpoint)
        assert problem.replacement is not None
        assert check(problem.replacement) == []
