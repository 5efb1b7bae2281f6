"""The hosts of Amazon's Elastic Container Registry, and what people write instead of them.

A private registry has the host ``<12-digit account id>.dkr.ecr.<region>.amazonaws.com``, with ``ecr-fips`` for a FIPS
endpoint and ``.com.cn`` at the end for the regions of China, as Amazon's documentation says.
"""

from __future__ import annotations

from replreg.lazy_re import lazy_compile
from replreg.named_tuple import NamedTuple

__all__ = ["EcrHost", "is_ecr_host", "parse_arn", "parse_ecr_host", "resembles_ecr_host"]

_HOST = lazy_compile(
    r"(?P<account>\d{12}|\d{4}-\d{4}-\d{4})\.(?:dkr[.-])?(?:ecr(?P<fips>-fips)?\.)?"
    r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d+)\.amazonaws\.com(?:\.cn)?"
)
_ARN = lazy_compile(r"arn:aws[a-z-]*:ecr:(?P<region>[a-z0-9-]+):(?P<account>\d{12})(?::.*)?")


class EcrHost(NamedTuple):
    """A private ECR registry: the account's twelve digits, the region, and whether it is a FIPS endpoint."""

    account: str
    region: str
    fips: bool = False

    @property
    def host(self) -> str:
        """The registry's host."""
        service = "ecr-fips" if self.fips else "ecr"
        ending = ".cn" if self.region.startswith("cn-") else ""
        return f"{self.account}.dkr.{service}.{self.region}.amazonaws.com{ending}"


def parse_ecr_host(host: str) -> EcrHost | None:
    """Return the registry that a host in lower case names or is meant to name, or None for any other host.

    A host without ``dkr`` or ``ecr``, with hyphens in the account id, or with the wrong end for its region is accepted;
    `EcrHost.host` is the right one.
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return None
    return EcrHost(match["account"].replace("-", ""), match["region"], match["fips"] is not None)


def parse_arn(text: str) -> EcrHost | None:
    """Return the registry that an Amazon resource name of ECR names, or None for any other text."""
    match = _ARN.fullmatch(text)
    return EcrHost(match["account"], match["region"]) if match else None


def is_ecr_host(host: str) -> bool:
    """Return True if a host is the right one of a private ECR registry."""
    parsed = parse_ecr_host(host)
    return parsed is not None and parsed.host == host


def resembles_ecr_host(host: str) -> bool:
    """Return True if a host in lower case is of ECR, however wrong it is, rather than of another Amazon service."""
    labels = host.removesuffix(".cn").split(".")
    if labels[-2:] != ["amazonaws", "com"]:
        return False
    return not {"ecr", "ecr-fips"}.isdisjoint(labels) or (labels[1:2] == ["dkr"] and labels[0].isdecimal())
