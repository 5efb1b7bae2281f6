"""Amazon ECR: the access key pair of a linked registry is traded for a registry token, as the platform does.

Host names and the token's shape are those of Amazon's documentation of ``GetAuthorizationToken``: base64 of
``AWS:<password>``, good for twelve hours and for every registry that the key's owner may read.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from replreg.registries.client.login import Credentials
from replreg.registries.client.model import Failure, Verdict, VerifyUnavailable
from replreg.registries.client.quiet_logging import quiet
from replreg.registries.client.secret import Secret
from replreg.registries.ecr_host import EcrHost, is_ecr_host, parse_ecr_host

__all__ = ["EcrHost", "EcrUnavailable", "parse_host", "trade"]

_TIMEOUT = 10
_REFUSALS = ("UnrecognizedClient", "InvalidClientTokenId", "InvalidSignature", "SignatureDoesNotMatch", "AccessDenied")


class EcrUnavailable(VerifyUnavailable):
    """The library that speaks to Amazon is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "asking Amazon ECR with an access key pair needs the library botocore: pip install 'replreg[ecr]'"
        )


def parse_host(host: str) -> EcrHost | None:
    """Return the parts of a normalised host that is an ECR registry, or None for any other host."""
    return parse_ecr_host(host) if is_ecr_host(host) else None


def trade(pair: Credentials, place: EcrHost, environ: Mapping[str, str]) -> Credentials:
    """Return the registry login that the access key ID and secret access key of ``pair`` buy; blocks meanwhile.

    ``AWS_ENDPOINT_URL`` and ``AWS_ENDPOINT_URL_ECR`` name another endpoint than Amazon's, as for every AWS tool.
    Raises Failure: not-checked where botocore is absent, unauthorized where Amazon refuses the keys, unreachable else.
    """
    try:
        with quiet("botocore", "urllib3"):
            encoded = _authorization_token(pair, place, environ)
        username, _, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except EcrUnavailable as error:
        raise Failure(Verdict.NOT_CHECKED, str(error)) from None
    except (binascii.Error, ValueError):
        password = ""
    if not password:
        raise Failure(Verdict.UNREACHABLE, "Amazon's API answered with something that is not a registry token")
    return Credentials(username, Secret(password), f"{pair.origin} (by Amazon's API)")


def _authorization_token(pair: Credentials, place: EcrHost, environ: Mapping[str, str]) -> str:
    try:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.session import Session
    except ImportError:
        raise EcrUnavailable from None
    redirected = environ.get("AWS_ENDPOINT_URL_ECR") or environ.get("AWS_ENDPOINT_URL")
    try:
        # The keys are given here, so a profile that the environment names, and that may not exist, must not matter.
        session = Session(session_vars={"profile": (None, [], None, None)})
        client: Any = session.create_client(
            "ecr",
            region_name=place.region,
            endpoint_url=redirected,
            aws_access_key_id=pair.username,
            aws_secret_access_key=pair.secret.reveal(),
            config=Config(
                connect_timeout=_TIMEOUT,
                read_timeout=_TIMEOUT,
                retries={"mode": "standard", "max_attempts": 3},
                use_fips_endpoint=place.fips,
            ),
        )
        try:
            data = client.get_authorization_token()["authorizationData"]
        finally:
            client.close()
        return str(data[0]["authorizationToken"])
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        code = code if re.fullmatch(r"[A-Za-z0-9.]{1,60}", code) else "an unknown error"
        if code.startswith(_REFUSALS) or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") in (401, 403):
            raise Failure(Verdict.UNAUTHORIZED, f"Amazon refuses the access key of {pair.origin} ({code})") from None
        raise Failure(Verdict.UNREACHABLE, f"Amazon's API answered with {code}") from None
    except BotoCoreError as error:
        raise Failure(Verdict.UNREACHABLE, f"Amazon's API cannot be asked ({type(error).__name__})") from None
    except (LookupError, TypeError, ValueError):
        return ""
