"""The rules, a row each. Made by scripts/make_rule_table.py from the modules of this package."""

__all__ = ["TABLE"]

# fmt: off
# Id, group, default severity, best fix, summary, scope of the check, whether its place can be a secret.
TABLE: tuple[tuple[str, str, str, str | None, str, str, bool], ...] = (
    ("api-version", "document", "warning", None, "`replicated_api_version` missing or not a semantic version", "document", False),
    ("document-kind", "document", "warning", None, "a `# kind:` marker that the platform does not know, or one of several documents without a kind", "release", False),
    ("duplicate-key", "document", "error", None, "a key twice in one mapping", "document", False),
    ("schema", "document", "error", None, "the document does not have the shape of its kind (JSON Schema)", "document", False),
    ("unknown-key", "document", "warning", "unsafe", "a key that the platform ignores; names the nearest known one (`imagename` → `image_name`)", "document", False),
    ("unused-ignore", "document", "info", None, "a suppression comment that suppresses nothing", "", False),
    ("yaml-syntax", "document", "error", None, "the file is not YAML, once templates are set aside", "document", False),
    ("alias-as-host", "images", "error", "safe", "an image string starts with a reference name where the endpoint belongs", "release", False),
    ("duplicate-image", "images", "warning", None, "one image listed twice", "release", False),
    ("endpoint-as-source", "images", "error", "safe", "`source` is a registry's endpoint where its reference name belongs", "release", False),
    ("floating-tag", "images", "warning", None, "no tag, or `latest`", "release", False),
    ("host-in-name", "images", "error", "unsafe", "`name`/`image_name` repeats the endpoint (or the reference name) that `source` already gives", "release", False),
    ("image-path", "images", "warning", None, "a path that the provider cannot have (`gcr.io/app`, `quay.io/app`)", "release", False),
    ("invalid-image", "images", "error", None, "an image string that is not a valid reference", "release", False),
    ("missing-host", "images", "error", "safe", "an image declared under a linked registry is used without the host, so it would come from Docker Hub", "release", False),
    ("missing-pull-secret", "images", "warning", None, "a pod with a private image and no `imagePullSecrets` entry `replicatedregistrykey`", "release", False),
    ("missing-source", "images", "error", None, "a native container without `source`", "release", False),
    ("proxy-path", "images", "error", "safe", "a `proxy.replicated.com` image whose app slug or upstream is wrong", "release delivery", False),
    ("registry-credentials", "images", "warning", None, "a user name that cannot be right for the provider; a literal secret", "registry", True),
    ("registry-endpoint", "images", "error", "safe", "a registry's endpoint is not a host, or not the provider's (`https://`, trailing `/`, `hub.docker.com`, ECR)", "registry", False),
    ("reserved-key", "images", "error", None, "`key`, `domain`, `image_key` or `image_domain` set by hand", "release", False),
    ("ship-image-path", "images", "error", None, "a third-party Ship image with more than two path parts", "release", False),
    ("source-mismatch", "images", "error", "unsafe", "declared under one registry, used from another's host", "release", False),
    ("tag-in-name", "images", "error", "unsafe", "`name`/`image_name` carries `:tag`", "release", False),
    ("tag-mismatch", "images", "error", None, "declared and used with different tags", "release", False),
    ("undeclared-image", "images", "error", "unsafe", "a use that no `images:` entry lists; the fix adds the entry", "release", False),
    ("unknown-source", "images", "error", None, "`source` names no linked registry, nor `public` or `replicated`", "release", False),
    ("unrewritten-workload", "images", "warning", None, "a private image in a workload whose API version the platform does not rewrite", "release", False),
    ("unused-image", "images", "warning", None, "an `images:` entry that nothing uses", "release", False),
    ("version-key", "images", "error", "safe", "`version:` in an `images:` entry, where the key is `tag:`", "release", False),
    ("airgap-collision", "kots", "error", None, "two images whose last part and tag are equal: one overwrites the other in an air gap", "delivery", False),
    ("chart-pairing", "kots", "error", None, "a `HelmChart` whose chart is there in another version only, or one pair twice", "delivery", False),
    ("local-registry-path", "kots", "error", "safe", "a path that the local registry of KOTS and Embedded Cluster 2 does not have", "delivery", False),
    ("unproxied-image", "kots", "error", "safe", "a private image by its upstream host, in values that nothing rewrites", "delivery", False),
)
