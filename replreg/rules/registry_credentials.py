"""The user name and the password of a registry have the form that its provider accepts.

## Why

The platform logs in with these credentials when it pulls for a customer, so a mistake shows at the first install. For
Amazon ECR the user name is the access key ID of an IAM user (`AKIA…`) and the password its secret access key. `AWS`,
which `docker login` takes, and temporary keys (`ASIA…`) stop working within hours. Google takes `_json_key` and a
service account's key. The reference name is the vendor's free choice, and the e-mail address has no effect. A secret
does not belong in a file next to the release: name an environment variable.

## Wrong

```yaml
app: my-app
registries:
  ecr:
    endpoint: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    username: AWS
    password: ${ECR_SECRET}
```

## Right

```yaml
app: my-app
registries:
  ecr:
    endpoint: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    username: AKIAIOSFODNN7EXAMPLE
    password: ${ECR_SECRET}
```

## How to fix

This rule has no automatic fix. Write the user name that the table of providers gives. For the password, write the name
of an environment variable as `${NAME}`. If a secret has been in the file, revoke it where it was issued: it is not
enough to remove it from the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import Registry, registry_provider
from replreg.registries.providers import PROVIDERS
from replreg.registries.variables import VARIABLE_REFERENCE
from replreg.rules.base import RegistryProblem

ID = "registry-credentials"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "a user name that cannot be right for the provider; a literal secret"
APPLIES_TO = ("username", "password")
IS_SECRET = True  # the place of a finding can be a password

_TEMPORARY_KEY = lazy_compile(r"ASIA[A-Z0-9]{12,124}")
# Certainly not a user name: Amazon's secret keys, and the tokens of GitHub, Docker Hub and Google.
_SECRET = lazy_compile(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9/+])[A-Za-z0-9/+]{40}|gh[pousr]_\w{30,}|github_pat_\w+|dckr_[po]at_.+|ya29\..+|"
    r"-----BEGIN.*|\{.*",
    re.DOTALL,
)


def check_registry(registry: Registry) -> Iterator[RegistryProblem]:
    """Check the user name and password of one registry as the configuration has them: ``${NAME}`` is a variable.

    No message repeats a value that may be a secret.
    """
    username = registry.username
    if username is not None and not VARIABLE_REFERENCE.search(username):
        if _SECRET.fullmatch(username):
            notes = PROVIDERS[registry_provider(registry)].login_notes
            yield RegistryProblem(
                "username",
                "this looks like a secret, not like a user name; put it into an environment variable, name that under "
                "'password', and issue a new one, since this one has been in a file",
                None,
                notes,
            )
        else:
            yield from _check_username(registry_provider(registry), username)
    password = registry.password
    if password is not None and not VARIABLE_REFERENCE.fullmatch(password):
        yield RegistryProblem(
            "password",
            "a secret does not belong in a file; put it into an environment variable and write its name as "
            "'${NAME}' here, and issue a new one, since this one has been in a file",
        )


def _check_username(name: str, username: str) -> Iterator[RegistryProblem]:
    provider = PROVIDERS[name]
    title, allowed = provider.title, provider.usernames
    has_form = provider.username is None or provider.username.fullmatch(username) is not None
    if name == "ecr" and not has_form:
        yield RegistryProblem("username", _ecr_message(username), None, provider.login_notes)
    elif allowed and username not in allowed:
        listed = f"{', '.join(map(repr, allowed[:-1]))} or {allowed[-1]!r}"
        yield RegistryProblem(
            "username",
            f"this is not a user name of {title}; write {listed} literally, and as password the service account's key "
            "or a token",
        )
    elif name == "quay" and not has_form:
        yield RegistryProblem(
            "username",
            "this is not a user name of Quay; write an account, or a robot as 'organization+robot'",
        )
    elif username != username.strip() or not username:
        yield RegistryProblem("username", "the user name is empty or has spaces around it")


def _ecr_message(username: str) -> str:
    if username == "AWS":
        return "'AWS' is the user name of 'docker login', whose password is valid for hours; write an access key ID"
    if _TEMPORARY_KEY.fullmatch(username):
        return "this access key ID is temporary (ASIA) and stops working within hours; write one that starts with AKIA"
    if "@" in username:
        return "an e-mail address is not a user name of Amazon ECR; write an access key ID"
    if username.isdigit():
        return "an account id is not a user name, and belongs in the endpoint; write an access key ID"
    if username.upper().startswith("AKIA"):
        return "this is not an access key ID: one has at least 12 capital letters and digits after 'AKIA'"
    return "this is not an access key ID; write one, which starts with AKIA, as user name"
