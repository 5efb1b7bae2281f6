"""Looks images up in real registries by the OCI Distribution API.

``look_up`` takes queries and a store of credentials and gives answers; it needs the optional library httpx, and
botocore for Amazon ECR with an access key pair. Importing this package imports neither.
"""

from __future__ import annotations

from replreg.registries.client.credentials import CredentialStore
from replreg.registries.client.ecr import EcrUnavailable
from replreg.registries.client.lookup import look_up, look_up_async
from replreg.registries.client.model import Answer, Options, Query, Verdict, VerifyUnavailable
from replreg.registries.client.secret import Secret

__all__ = [
    "Answer",
    "CredentialStore",
    "EcrUnavailable",
    "Options",
    "Query",
    "Secret",
    "Verdict",
    "VerifyUnavailable",
    "look_up",
    "look_up_async",
]
