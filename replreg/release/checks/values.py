"""Sets of words that a key takes, with other words that people write for them."""

from __future__ import annotations

__all__ = ["ALIASES", "SETS", "SHOWN"]

SETS: dict[str, tuple[str, ...]] = {
    "config item type": (
        "text", "label", "password", "file", "bool", "select_one", "select_many", "textarea", "select", "heading",
    ),
    "cluster strategy": ("autoscale", "random"),
    "aggregation method": ("average", "sum", "min", "max", "last"),
    "node role": ("manager", "worker"),
    "volume option": (
        "rw", "ro", "z", "Z", "nocopy", "shared", "slave", "private", "rshared", "rslave", "rprivate",
    ),
    "test procedure": (
        "resolve_host", "regex_match", "file_exists", "validate_json", "certificate_verify", "smtp_auth", "aws_auth",
        "github_app_auth", "ldap_auth", "ldap_config_validate",
    ),
    "event trigger": ("container-start", "container-stop", "port-listen", "exec"),
    "subscription action": ("start",),
    "restart policy": ("no", "always", "on-failure", "false", "False", "FALSE"),
    "port type": ("tcp", "udp"),
    "run type": ("exec",),
    "ready command": ("http_status_code", "tcp_port_accept"),
    "command": ("cert", "publicip", "random", "echo", "raw"),
    "custom command": (
        "scheduler", "raw", "disk_space_available", "disk_space_total", "port_available", "tcp_dial", "http_request",
    ),
    "Swarm custom command": ("scheduler", "tcp_dial", "http_request"),
    "Kubernetes custom command": ("scheduler",),
    "result status": ("success", "warn", "error"),
    "affix": ("left", "right"),
    "identity source": ("ldap", "ldap_advanced"),
    "access mode": ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
    "network mode": ("bridge", "host", "none"),
    "config file source": ("github",),
    "message level": ("debug", "info", "warn", "error"),
    "request method": ("GET", "POST"),
}  # fmt: skip
"""The words that are right, by the name that the tables use. Case matters."""

ALIASES: dict[str, dict[str, str]] = {
    "config item type": {"boolean": "bool", "string": "text", "dropdown": "select_one", "checkbox": "bool"},
    "aggregation method": {"avg": "average", "mean": "average"},
    "result status": {"warning": "warn", "ok": "success", "failure": "error", "fail": "error"},
    "message level": {"warning": "warn"},
    "restart policy": {"on_failure": "on-failure", "never": "no"},
    "access mode": {"rwo": "ReadWriteOnce", "rox": "ReadOnlyMany", "rwx": "ReadWriteMany"},
}
"""Words that people write in place of a right one, in lower case, where spelling alone does not lead to it."""

SHOWN: dict[str, tuple[str, ...]] = {"restart policy": ("no", "always", "on-failure")}
"""The words that a message lists, where that is fewer than all."""
