"""The lifecycle of a Ship release: steps that are missing, so that something is never written or applied."""

from __future__ import annotations

from replreg.finding import AbsentKey, Severity
from replreg.release.checks.access import absent_key, entry_span, is_absent, may_have_more, node_span
from replreg.release.checks.record import Record
from replreg.yaml.fragment import Fragment
from replreg.yaml.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["OLD_NAMES", "STEPS", "lifecycle_records"]

STEPS = (
    "message", "render", "config", "kustomizeIntro", "helmIntro", "terraform", "kustomize", "kubectlApply",
    "helmValues", "unfork",
)  # fmt: skip
"""The kinds of a step."""

OLD_NAMES = {
    "amazon_elastic_kubernetes_service": "amazon_eks",
    "kubectl_apply": "kubectlApply",
    "base_path": "base",
}
"""Old names of an asset, a step and a key of ``kustomize``, each with the one that Ship reads."""

_TERRAFORM = ("terraform", "amazon_eks", "google_gke", "azure_aks")
_RULE = "ship-lifecycle"
_MOST_ENTRIES = 50
"""In how many steps or assets a misspelt kind is looked for."""


def lifecycle_records(fragment: Fragment, root: Node | None, document: int = 0) -> list[Record]:
    """Return what the lifecycle of a Ship release lacks, or has without a use."""
    if not isinstance(root, Mapping):
        return []
    assets, lifecycle = root.mapping("assets"), root.mapping("lifecycle")
    if lifecycle is None:
        return _without_lifecycle(fragment, root, document)
    steps = lifecycle.get("v1")
    if not isinstance(steps, Sequence) and not is_absent(steps):
        return []
    found = _kinds(steps)
    if isinstance(steps, Sequence) and (may_have_more(fragment, steps) or found is None):
        return []
    kinds = found or {}
    listed = assets.get("v1") if assets is not None else None
    made = _kinds(listed)
    if made is None or (isinstance(listed, Sequence) and may_have_more(fragment, listed)):
        return []
    records: list[Record] = []
    render = kinds.get("render")
    if not isinstance(listed, Sequence) or not listed.items:
        return records
    if render is None:
        key = root.key("lifecycle")
        span = node_span(fragment, key) if key is not None else entry_span(fragment, root)
        message = "the lifecycle has no 'render' step, so no asset is ever written"
        lacks = _lacks(fragment, lifecycle, "render")
        hint = "add '- render: {}'"
        records.append(Record(_RULE, "lifecycle", span, Severity.WARNING, message, None, (), document, hint, lacks))
        return records
    asset = next((made[kind] for kind in _TERRAFORM if kind in made), None)
    step = kinds.get("terraform")
    if asset is not None and step is None:
        message = "an asset makes Terraform files, but no 'terraform' step applies them"
        lacks, span = _lacks(fragment, lifecycle, "terraform"), node_span(fragment, asset)
        hint = "add '- terraform: {}'"
        records.append(Record(_RULE, "assets.v1", span, Severity.WARNING, message, None, (), document, hint, lacks))
    elif step is not None and asset is None and not _renders_own_assets(steps):
        message = "the 'terraform' step has nothing to apply: no asset makes Terraform files"
        lacks, span = _lacks(fragment, assets, *_TERRAFORM), node_span(fragment, step)
        hint = "add one or remove the step"
        records.append(Record(_RULE, "lifecycle.v1", span, Severity.WARNING, message, None, (), document, hint, lacks))
    return records


def _without_lifecycle(fragment: Fragment, root: Mapping, document: int) -> list[Record]:
    key = root.key("config")
    if key is None or root.get("assets") is None or root.get("lifecycle") is not None or may_have_more(fragment, root):
        return []
    message = "this release has 'config' and 'assets', but no 'lifecycle', so nothing is asked or written"
    lacks = (absent_key(fragment, root, "lifecycle"),)
    return [Record(_RULE, "", node_span(fragment, key), Severity.INFO, message, None, (), document, "add one", lacks)]


def _lacks(fragment: Fragment, holder: Mapping | None, *kinds: str) -> tuple[AbsentKey, ...]:
    """Return the keys that are absent where a step or an asset of one of some kinds could be."""
    if holder is None:
        return ()
    if holder.get("v1") is None:
        return (absent_key(fragment, holder, "v1"),)
    entries = [entry for entry in holder.sequence("v1") if isinstance(entry, Mapping)]
    return tuple([absent_key(fragment, entry, kind) for entry in entries[:_MOST_ENTRIES] for kind in kinds])


def _kinds(entries: Node | None) -> dict[str, Node] | None:
    """Return the key of the first entry of each kind, by kind; None if an entry is not a mapping."""
    found: dict[str, Node] = {}
    for entry in entries.items if isinstance(entries, Sequence) else ():
        if isinstance(entry, Mapping):
            for key, _ in entry.entries():
                found.setdefault(OLD_NAMES.get(key.value, key.value), key)
        elif not is_absent(entry) and not isinstance(entry, Scalar):
            return None
    return found


def _renders_own_assets(steps: Node | None) -> bool:
    for step in steps.items if isinstance(steps, Sequence) else ():
        render = step.mapping("render") if isinstance(step, Mapping) else None
        if render is not None and not is_absent(render.get("assets")):
            return True
    return False
