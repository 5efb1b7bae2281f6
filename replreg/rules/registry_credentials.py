"""What a registry takes as user name and password is not the same everywhere, and at Amazon it is not what it seems.

## Why

The platform logs in with these when it pulls for a customer, so a mistake shows at the first install. For Amazon ECR
the user name is the access key ID of an IAM user (`AKIA…`) and the password its secret access key; `AWS`, which
`docker login` takes, and temporary keys (`ASIA…`) stop working within hours. The reference name stays the vendor's free
choice, and the e-mail address of the form does not matter. Google takes `_json_key` and a service account's key. A
secret never belongs in a file that is kept with the release: name an environment variable.

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

Write the user name that the table of providers gives, and for the password the name of an environment variable as
`${NAME}`. If a secret has been in the file, take it back where it was issued; removing it from the file is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replreg.lazy_re import lazy_compile
from replreg.registries.linked_registry import Registry
from replreg.registries.providers import PROVIDERS, registry_provider
from replreg.rules.base import RegistryProblem

ID = "registry-credentials"
GROUP = "images"
SEVERITY = "warning"
FIX = None
SUMMARY = "a user name that cannot be right for the provider; a literal secret"
IS_SECRET = True  # the place of a finding can be a password

_VARIABLE = lazy_compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_TEMPORARY_KEY = lazy_compile(r"ASIA[A-Z0-9]{12,124}")
# What is certainly no user name: Amazon's secret keys, and the tokens of GitHub, Docker Hub and Google.
_SECRET = lazy_compile(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9/+])[A-Za-z0-9/+]{40}|gh[pousr]_\w{30,}|github_pat_\w+|dckr_[po]at_.+|ya29\..+|"
    r"-----BEGIN.*|\{.*",
    re.DOTALL,
)


def check_registry(registry: Registry) -> Iterator[RegistryProblem]:
    """Look at the user name and password of one registry as the configuration has them: ``${NAME}`` is a variable.

    No message repeats what may be a secret.
    """
    username = registry.username
    if username is not None and not _VARIABLE.search(username):
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
    if password is not None and not _VARIABLE.fullmatch(password):
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
            f"this is no user name that {title} takes; it is {listed}, just as it stands here, and the password is the "
            "service account's key or a token",
        )
    elif name == "quay" and not has_form:
        yield RegistryProblem(
            "username",
            "this is no user name of Quay: it takes an account, or a robot as 'organization+robot'",
        )
    elif username != username.strip() or not username:
        yield RegistryProblem("username", "the user name is empty or has blanks around it")


def _ecr_message(username: str) -> str:
    if username == "AWS":
        return "'AWS' is the user name of 'docker login', whose password lasts for hours; a link takes an access key ID"
    if _TEMPORARY_KEY.fullmatch(username):
        return (
            "this access key ID is a temporary one (ASIA), which stops working within hours; a link takes one of AKIA"
        )
    if "@" in username:
        return "an e-mail address is no user name of Amazon ECR; a link takes an access key ID"
    if username.isdigit():
        return "the account id belongs in the endpoint; the user name of a link is an access key ID"
    if username.upper().startswith("AKIA"):
        return "this is no access key ID: that is 'AKIA' with at least 12 capital letters and digits behind it"
    return "this is no access key ID, which is what a link takes as user name; one starts with AKIA"
