from __future__ import annotations

import pytest

from replreg.registries.linked_registry import Registry
from replreg.rules.base import RegistryProblem
from replreg.rules.catalogue import RULES

ENDPOINTS = {
    "ecr": "123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "gcr": "gcr.io",
    "gar": "us-docker.pkg.dev",
    "quay": "quay.io",
    "ghcr": "ghcr.io",
    "dockerhub": "index.docker.io",
    "other": "registry.example.com",
}
# Made up, in the form that the provider's have.
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
GITHUB_TOKEN = "ghp_" + "a1B2" * 9


def check(provider: str, username: str | None = None, password: str | None = None) -> list[RegistryProblem]:
    rule = RULES["registry-credentials"].check_registry
    assert rule is not None
    return list(rule(Registry("vendor", ENDPOINTS[provider], username=username, password=password)))


@pytest.mark.parametrize("provider", sorted(ENDPOINTS))
@pytest.mark.parametrize(
    "secret", [AWS_SECRET, GITHUB_TOKEN, "github_pat_11AAAA_bbb", "dckr_pat_abc", '{\n  "private_key": "x"\n}']
)
def test_a_secret_as_user_name_is_never_repeated(provider, secret):
    (problem,) = check(provider, secret)
    assert problem.field == "username"
    assert "looks like a secret" in problem.message
    assert secret not in problem.message + " ".join(problem.notes)


@pytest.mark.parametrize("provider", sorted(ENDPOINTS))
@pytest.mark.parametrize("password", ["hunter2", AWS_SECRET, "$TOKEN", "${TOKEN}x", "", "${}", "${A B}"])
def test_a_literal_password_is_never_repeated(provider, password):
    (problem,) = check(provider, None, password)
    assert (problem.field, problem.replacement) == ("password", None)
    assert "'${NAME}'" in problem.message
    assert not password or password not in problem.message


@pytest.mark.parametrize("username", ["x" * 100_000, "A1a" * 100_000, "-----BEGIN" * 10_000])
def test_long_values_take_linear_time(username):
    for provider in ENDPOINTS:
        check(provider, username, username)
