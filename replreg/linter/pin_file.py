"""Writes the digests that were found beside the tags of the images in one file, without writing the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from replreg.delivery.address import Address
from replreg.delivery.edits import edit_of
from replreg.delivery.images import DeliveredImage
from replreg.delivery.places import PlaceKind
from replreg.delivery.proxy_path import ProxyJudge
from replreg.delivery.shapes import Role
from replreg.finding import Edit
from replreg.linter.delivery_check import DeliveryCheck
from replreg.linter.file_job import FailedFile, FileJob, OpenedFile, SkippedFile, open_text
from replreg.linter.kots_folder import KotsFolders
from replreg.linter.lint import LintResult
from replreg.linter.lint_file import lint_checked
from replreg.linter.verification import Verified
from replreg.named_tuple import NamedTuple
from replreg.registries.linked_registry import normalize_host
from replreg.registries.reference import InvalidReference, Reference
from replreg.registries.verdict import Verdict
from replreg.release.dialects import mask_text
from replreg.release.documents import labeller
from replreg.release.resolution.outcomes import Listed
from replreg.templates.texts import HOLE
from replreg.yaml.edits import UnprovenEdit, apply_edits, prove
from replreg.yaml.templates import MASK
from replreg.yaml.text import LineIndex

__all__ = ["NotPinned", "PinnedFile", "digests_of", "pin_file"]

_CLASSIC = "an entry of 'images:' names it, and has no key for a digest"
_LOCAL = "the customer's registry is a part of it, where images are kept by their tags"
_SEVERAL = "it has several addresses, of which a condition chooses one"
_SPLIT = "its tag has a key of its own, and there is no key for a digest beside it"
_TEMPLATE = "a template or another value writes the end of it"


class NotPinned(NamedTuple):
    """An image whose digest is known and is not written: its line, the image, and why."""

    line: int
    image: str
    why: str


class PinnedFile(NamedTuple):
    """A file before and after. ``codec`` encodes both texts."""

    path: str
    text: str
    pinned: str
    left: tuple[NotPinned, ...]
    codec: str = "utf-8"


def digests_of(results: Iterable[Verified]) -> dict[str, str]:
    """Return the digest of each image that was found by its tag, by ``host/path:tag`` of its upstream."""
    found: dict[str, str] = {}
    for result in results:
        pull = result.row.online
        address = pull.upstream if pull is not None and pull.upstream else result.address
        if result.verdict is not Verdict.FOUND or result.digest is None or address is None:
            continue
        try:
            reference = Reference.parse_normalized(address)
        except InvalidReference:
            continue
        if reference.tag is not None and reference.digest is None:
            found[f"{normalize_host(reference.domain or '')}/{reference.path}:{reference.tag}"] = result.digest
    return found


def pin_file(job: FileJob, folders: KotsFolders, digests: Mapping[str, str]) -> PinnedFile | SkippedFile | FailedFile:
    """Read a file and pin its images: ``name:tag`` becomes ``name:tag@sha256:…``, an empty digest key gets its value.

    The result is proven as that of a fix is.
    """
    opened = open_text(job)
    if not isinstance(opened, OpenedFile):
        return opened
    result = lint_checked(job, opened.text, folders)
    if isinstance(result, SkippedFile):
        return result
    delivered = result.delivered
    pins = _in_text(result, digests) if delivered is None else _in_release(*delivered, digests)
    edits: dict[Edit, None] = {}
    left: dict[NotPinned, None] = {}
    lines = LineIndex(opened.text)
    for pin in pins:
        if isinstance(pin, Edit):
            edits[pin] = None
        else:
            offset, image, why = pin
            left[NotPinned(lines.position(offset).line, image, why)] = None
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    pinned = apply_edits(opened.text, ordered)
    try:
        prove(opened.text, pinned, ordered, labeller(job.config.kind), mask_text)
    except UnprovenEdit as error:
        return FailedFile(job.display_path, f"not changed, since {error}")
    return PinnedFile(job.display_path, opened.text, pinned, tuple(left), opened.codec)


_Left = tuple[int, str, str]


def _in_text(result: LintResult, digests: Mapping[str, str]) -> Iterator[Edit | _Left]:
    """Yield the edits of a file that is a release alone, and what is left: offset, image and reason."""
    text = result.release.text
    for used in result.resolution.uses:
        written = used.use.reference
        digest = digests.get(f"{normalize_host(used.domain)}/{used.path}:{used.tag}")
        if digest is None or MASK in written or used.parts.digest or used.use.is_excluded:
            continue
        start, end = used.use.image.span
        if used.own_declaration is not None or isinstance(used.outcome, Listed):
            yield start, written, _CLASSIC
        elif text[start:end] != written or not written.endswith(f":{used.tag}"):
            yield start, written, _TEMPLATE
        else:
            tag = used.tag or ""
            yield Edit(end - len(tag), end, f"{tag}@{digest}")


def _in_release(check: DeliveryCheck, path: str, digests: Mapping[str, str]) -> Iterator[Edit | _Left]:
    """Yield the edits of one file of a release folder, and what is left: offset, image and reason."""
    release = check.delivery.release
    judge = ProxyJudge(release.domains, release.registries)
    for image in check.delivery.images:
        place = image.place
        if place.kind is PlaceKind.EXCLUDED_IMAGE or image.is_rendered or place.first.path != path:
            continue
        addresses = {address.spelled: address for found in image.written.values() for address in found}
        known = [(address, digest) for address in addresses.values() if (digest := _digest(judge, address, digests))]
        if not known:
            continue
        (address, digest), offset = known[0], place.first.span[0]
        if any(one.is_local for one in addresses.values()):
            yield offset, address.shown, _LOCAL
        elif len(addresses) > 1:
            yield offset, address.shown, _SEVERAL
        else:
            edit = _edit(image, address, digest)
            own = edit is not None and edit[0] == path and release.can_edit(path)
            yield edit[1] if edit is not None and own else (offset, address.shown, _why_not(image))


def _digest(judge: ProxyJudge, address: Address, digests: Mapping[str, str]) -> str | None:
    upstream = judge.upstream(address)
    if upstream is None or address.digest or HOLE in address.spelled:
        return None
    return digests.get(f"{normalize_host(upstream.host)}/{upstream.path}:{address.tag}")


def _edit(image: DeliveredImage, address: Address, digest: str) -> tuple[str, Edit] | None:
    """Return the file and the edit that pin an image; None where its tag is not written at the end of one string."""
    part = image.place.part(Role.DIGEST)
    if part is not None:
        fields = part.fields
        # An empty string in quotes is a place for a digest; what else is empty may be so for the chart's reasons.
        if len(fields) != 1 or fields[0].node.value or fields[0].node.style not in ("'", '"'):
            return None
        start, end = fields[0].span
        return fields[0].path, Edit(start, end, digest)
    if image.place.part(Role.TAG) is not None:
        return None
    if address.tag is None:
        return None
    # The tag is written again, since an insertion behind a plain string could be read as another value.
    return edit_of(address, address.tag_start, len(address.spelled), f"{address.tag}@{digest}")


def _why_not(image: DeliveredImage) -> str:
    has_tag = image.place.part(Role.TAG) is not None and image.place.part(Role.DIGEST) is None
    return _SPLIT if has_tag else _TEMPLATE
