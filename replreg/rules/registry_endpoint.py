"""An endpoint is the host of a registry as image strings have it, without `https://` and without a final slash.

## Why

The endpoint is compared with the host in image strings and is put in front of paths, so it has the same form:
`host[:port]`, with a namespace after it if the link is for one. Docker Hub is `index.docker.io`; `hub.docker.com` is
its web site, not a registry. An endpoint of Amazon ECR has the form `<12-digit account
id>.dkr.ecr.<region>.amazonaws.com`, in China with `.com.cn` at its end.

## Wrong

```yaml
app: my-app
registries:
  mythirdpartyprivateregistry:
    endpoint: https://quay.io/
  hub:
    endpoint: hub.docker.com
```

## Right

```yaml
app: my-app
registries:
  mythirdpartyprivateregistry:
    endpoint: quay.io
  hub:
    endpoint: index.docker.io
```

## How to fix

Write the host alone. `replreg fix` does so in the configuration if only one endpoint can be meant. For Amazon ECR, copy
the account id and the region from the registry's page in the AWS console.
"""

from __future__ import annotations

from collections.abc import Iterator

from replreg.messages import quote
from replreg.registries.endpoints import repaired
from replreg.registries.linked_registry import Registry, registry_provider, split_endpoint
from replreg.registries.providers import PROVIDERS, provider_of
from replreg.registries.reference_grammar import looks_like_host
from replreg.rules.base import RegistryProblem

ID = "registry-endpoint"
GROUP = "images"
SEVERITY = "error"
FIX = "safe"
SUMMARY = "a registry's endpoint is not a host, or not the provider's (`https://`, trailing `/`, `hub.docker.com`, ECR)"
APPLIES_TO = ("needs_checks",)


def check_registry(registry: Registry) -> Iterator[RegistryProblem]:
    """Check the endpoint of one registry. There is at most one problem, since one replacement corrects all of it."""
    written = registry.endpoint
    right, reasons = repaired(written)
    if reasons:
        shown = "" if "@" in written else f"{quote(written)} is not the host alone: "
        advice = f"; write {quote(right)}" if right else ""
        yield RegistryProblem("endpoint", f"{shown}{_listed(reasons)}{advice}", right, _notes(written))
        return
    host = written.partition("/")[0]
    provider = PROVIDERS[registry_provider(registry)]
    name = host.lower().partition(":")[0]
    if not provider.can_be_at(name):
        yield RegistryProblem(
            "endpoint",
            f"{quote(written)} is not an endpoint of {provider.title}; one is {quote(provider.example)}",
            None,
            provider.endpoint_notes or _notes(written),
        )
    elif not looks_like_host(host):
        yield RegistryProblem(
            "endpoint",
            f"{quote(written)} is not a host: a container runtime would take it for a name on Docker Hub; write "
            "'host[:port]', such as 'quay.io', since only the reference name is your choice",
        )


def _listed(clauses: list[str]) -> str:
    *others, last = clauses
    return f"{', '.join(others)}, and {last}" if others else last


def _notes(endpoint: str) -> tuple[str, ...]:
    return PROVIDERS[provider_of(split_endpoint(endpoint)[0])].endpoint_notes
