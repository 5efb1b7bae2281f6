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


@pytest.mark.parametrize(
    ("provider", "username"),
    [
        ("ecr", "AKIAIOSFODNN7EXAMPLE"),
        ("gcr", "_json_key"),
        ("gar", "_json_key"),
        ("gar", "_json_key_base64"),
        ("gar", "oauth2accesstoken"),
        ("quay", "account"),
        ("quay", "my-org+replicated"),
        ("quay", "$oauthtoken"),
        ("ghcr", "account"),
        ("dockerhub", "account"),
        ("dockerhub", "ops@example.com"),
        ("other", "anything at all"),
        ("ecr", "${AWS_ACCESS_KEY_ID}"),
        ("ecr", None),
        ("quay", None),
    ],
)
def test_right_user_names(provider, username):
    assert check(provider, username, "${TOKEN}") == []


@pytest.mark.parametrize(
    ("provider", "username", "words"),
    [
        ("ecr", "AWS", "'docker login'"),
        ("ecr", "ASIAIOSFODNN7EXAMPLE", "temporary"),
        ("ecr", "ops@example.com", "e-mail address"),
        ("ecr", "123456789012", "belongs in the endpoint"),
        ("ecr", "akiaiosfodnn7example", "AKIA"),
        ("ecr", "AKIA123", "at least 12"),
        ("ecr", "deploy-user", "not an access key ID"),
        ("gcr", "vendor@project.iam.gserviceaccount.com", "'_json_key'"),
        ("gar", "json_key", "'_json_key'"),
        ("quay", "ops@example.com", "organization+robot"),
        ("quay", "org+robot+two", "organization+robot"),
        ("ghcr", " account", "spaces"),
    ],
)
def test_wrong_user_names(provider, username, words):
    (problem,) = check(provider, username, "${TOKEN}")
    assert (problem.field, problem.replacement) == ("username", None)
    assert words in problem.message


def test_everything_that_users_of_ecr_had_to_ask_is_in_the_message():
    (problem,) = check("ecr", "AWS")
    notes = " ".join(problem.notes)
    for words in (
        "access key ID",
        "secret access key",
        "name is yours to choose",
        "<12-digit account id>.dkr.ecr.<region>.amazonaws.com",
        "no e-mail address is needed",
    ):
        assert words in notes


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


def test_the_provider_of_the_configuration_counts():
    rule = RULES["registry-credentials"].check_registry
    assert rule is not None
    registry = Registry("vendor", "registry.example.com", provider="ecr", username="vendor")
    assert [problem.field for problem in rule(registry)] == ["username"]


@pytest.mark.parametrize("username", ["x" * 100_000, "A1a" * 100_000, "-----BEGIN" * 10_000])
def test_long_values_take_linear_time(username):
    for provider in ENDPOINTS:
        check(provider, username, username)
