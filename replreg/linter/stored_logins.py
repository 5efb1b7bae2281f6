"""Asks the platform whether the logins that it keeps for linked registries pull the images of a release."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from replreg.linter.verification import Planned, ShowProgress, Verified, no_progress, plan
from replreg.registries.linked_registry import Registry, normalize_host, split_endpoint
from replreg.registries.verdict import Verdict
from replreg.release.inventory import ImageRow

if TYPE_CHECKING:
    from replreg.registries.client.vendor_api import VendorApi

__all__ = ["verify_stored"]

_NOT_LINKED = "it is not from a linked registry, so the platform keeps no login for it"
_AT_ONCE = 4

_Key = tuple[str, str]


def verify_stored(
    rows: Iterable[ImageRow],
    registries: Iterable[Registry],
    api: VendorApi,
    progress: ShowProgress = no_progress,
) -> list[Verified]:
    """Ask once for each image of a linked registry, and return the results in the order of the rows.

    Raises `VendorError` if the vendor API itself cannot be asked or refuses its token.
    """
    endpoints: dict[str, list[str]] = {}
    for registry in registries:
        endpoints.setdefault(registry.name, []).append(registry.endpoint)
    planned = plan(rows)
    keys = [_key(item, endpoints) for item in planned]
    different = list(dict.fromkeys(key for key in keys if key is not None))
    statuses: dict[_Key, int] = {}
    if different:
        with progress(len(different)) as advance, ThreadPoolExecutor(_AT_ONCE) as pool:
            for key, status in zip(different, pool.map(lambda key: api.test_login(*key), different), strict=True):
                statuses[key] = status
                advance()
    return [_verified(item, key, statuses) for item, key in zip(planned, keys, strict=True)]


def _key(item: Planned, endpoints: dict[str, list[str]]) -> _Key | None:
    """Return the endpoint and the image on it that the platform is asked for; None for what is not linked.

    Where two folders link one name to two hosts, the host of the image tells which one is meant.
    """
    query = item.query
    if query is None:
        return None
    known = endpoints.get(item.row.source, ())
    endpoint = next((one for one in known if normalize_host(split_endpoint(one)[0]) == query.host), None)
    if endpoint is None:
        return None
    separator = "@" if query.digest else ":"
    return endpoint, f"{query.path}{separator}{query.target}"


def _verified(item: Planned, key: _Key | None, statuses: dict[_Key, int]) -> Verified:
    if key is None:
        return Verified(item.row, Verdict.NOT_CHECKED, None, item.why or _NOT_LINKED, item.address)
    status = statuses[key]
    endpoint = key[0]
    if status == 200:
        return Verified(item.row, Verdict.FOUND, None, f"with the login that is stored for {endpoint}", item.address)
    if status == 404:
        detail = f"the login that is stored for {endpoint} does not find it, or may not pull it"
        return Verified(item.row, Verdict.MISSING, None, detail, item.address)
    if status in (401, 403):
        detail = f"{endpoint} refuses the login that is stored for it ({status})"
        return Verified(item.row, Verdict.UNAUTHORIZED, None, detail, item.address)
    if status == 429:
        return Verified(
            item.row, Verdict.RATE_LIMITED, None, f"{endpoint} limits the platform's requests", item.address
        )
    detail = f"the platform has status {status} from {endpoint}"
    return Verified(item.row, Verdict.UNREACHABLE, None, detail, item.address)
