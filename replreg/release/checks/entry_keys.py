"""The keys that mappings of each shape must have, and those that tell the entries of a list apart."""

from __future__ import annotations

__all__ = ["MISSING", "UNIQUE"]

MISSING: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "component": (("name", "P", False),),
    "volume": (("host_path", "P", False), ("container_path", "P", False)),
    "config file": (("filename", "P", True),),
    "container support file": (("filename", "P", True),),
    "container support command": (("filename", "P", True),),
    "customer file": (("name", "D", False), ("filename", "D", False)),
    "extra host": (("hostname", "P", True), ("address", "P", True)),
    "ulimit": (("name", "D", True),),
    "subscription": (("component", "P", True), ("container", "P", True), ("action", "D", False)),
    "host volume": (("host_path", "D", True),),
    "admin command": (("alias", "P", True), ("command", "P", True)),
    "native source": (("component", "P", True), ("container", "P", True)),
    "swarm source": (("service", "P", True),),
    "support file": (("filename", "P", True),),
    "support command": (("filename", "P", True), ("command", "P", True)),
    "custom monitor": (("name", "P", False),),
    "custom metric": (("target", "P", True),),
    "custom requirement": (
        ("id", "P", True),
        ("message", "P", False),
        ("command", "P", False),
        ("results", "P", False),
    ),
    "requirement command": (("id", "P", False),),
    "result": (("status", "P", True), ("message", "P", True)),
    "message": (("default_message", "P", True),),
    "custom command": (("id", "P", True),),
    "test procedure": (("display_name", "D", False),),
    "config group": (("name", "P", True),),
    "config item": (("name", "P", True), ("type", "P", False)),
    "child item": (("name", "P", True),),
    "locale": (("tag", "P", True),),
    "image": (("name", "P", True),),
    "volume claim": (("name", "P", False),),
    "swarm secret": (("name", "P", True), ("value", "P", True)),
    "swarm config": (("name", "P", True), ("value", "P", True)),
    "terms": (("markdown", "L", True),),
    "ship group": (("name", "D", True), ("items", "P", True)),
    "ship item": (("name", "P", True),),
}
"""The keys that a shape must have: the key, the source of the fact, and whether a fragment must have it too."""

UNIQUE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "container": (("name", "containers", "P"),),
    "custom requirement": (("id", "custom requirements", "P"),),
    "config item": (("name", "config items", "X"),),
    "child item": (("name", "config items", "X"),),
    "ship item": (("name", "config items", "X"),),
    "component": (("name", "components", "X"),),
    "command": (("name", "commands", "X"),),
    "admin command": (("alias", "admin commands", "X"),),
    "swarm secret": (("name", "secrets", "X"),),
    "swarm config": (("name", "configs", "X"),),
    "volume claim": (("name", "volume claims", "X"),),
    "locale": (("tag", "locales", "X"),),
    "event": (("name", "events", "D-"),),
}
"""The keys that tell the entries of a shape apart: the key, what a message calls them, and the source of the fact."""
