"""Test procedures of the config screen, and the custom commands that they and custom requirements run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replreg.finding import Severity
from replreg.release.checks.access import (
    absent_key,
    entry_span,
    is_absent,
    is_false,
    known_text,
    lacks,
    may_have_more,
    node_span,
)
from replreg.release.checks.record import Path
from replreg.yaml.nodes import Mapping, Scalar, Sequence
from replreg.yaml.templates import legible

if TYPE_CHECKING:
    from replreg.release.checks.walker import Walk

__all__ = ["ARGUMENTS", "check_custom_command", "check_group", "check_test_procedure"]

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "resolve_host": ("host",),
    "regex_match": ("value", "expression"),
    "file_exists": ("file",),
    "validate_json": ("item",),
    "certificate_verify": ("certificate",),
    "smtp_auth": ("address with port", "TLS as 0 or 1", "kind of login", "user", "password"),
    "aws_auth": ("key id", "secret", "service"),
    "github_app_auth": ("type", "host", "protocol", "client id", "secret"),
    "ldap_auth": (
        "type", "host", "port", "encryption", "search user", "search password", "base DN", "user search DN",
        "restricted group", "user name field", "login user", "login password",
    ),
    "ldap_config_validate": ("LDAP item",),
}  # fmt: skip
"""The arguments that a built-in procedure needs, in order. On an item, its own value is the first one."""


def check_test_procedure(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    """Report a test that does not say what it runs, says it twice, is given too little, or never runs."""
    if not lacks(mapping, "command") and not lacks(mapping, "custom_command"):
        key = mapping.key("custom_command")
        message = "this test has both 'command' and 'custom_command'; only one can run; remove one of them"
        place = entry_span(walk.fragment, mapping) if key is None else key
        walk.report("conflicting-options", path, place, Severity.WARNING, message)
    elif lacks(mapping, "command") and lacks(mapping, "custom_command"):
        walk.report_missing(mapping, path, "command", Severity.WARNING, "add 'command' or 'custom_command'")
    else:
        _check_arguments(walk, mapping, path)
    run_on_save = mapping.get("run_on_save")
    if run_on_save is not None and not is_absent(run_on_save) and is_false(walk.fragment, run_on_save):
        message = "'run_on_save' is false, so the test runs only if somebody presses its button; write true"
        walk.report("config-advice", (path, "run_on_save"), run_on_save, Severity.INFO, message)


def _check_arguments(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    command = mapping.get("command")
    needed = ARGUMENTS.get(known_text(walk.fragment, command) or "") if walk.is_whole or walk.is_ship else None
    if needed is None or command is None or may_have_more(walk.fragment, mapping):
        return
    is_of_item = path is not None and path[0] is not None and path[0][0] is not None and path[0][0][1] == "items"
    given = 1 if is_of_item else 0
    for key in ("arg_fields", "args"):
        value = mapping.get(key)
        if isinstance(value, Sequence) and not may_have_more(walk.fragment, value):
            given += len(value.items)
        elif not is_absent(value):
            return  # a template, or a shape that `schema` reports
    if given < len(needed):
        what = ", ".join(f"'{name}'" for name in needed[given:])
        name = legible(known_text(walk.fragment, command) or "")
        message = f"the test '{name}' gets {given} of its {len(needed)} arguments; it cannot succeed"
        hint = f"add {what} to 'arg_fields' or 'args'"
        lists = [key for key in ("arg_fields", "args") if mapping.get(key) is None]
        absent = tuple([absent_key(walk.fragment, mapping, key) for key in lists])
        place = node_span(walk.fragment, command)
        walk.report("missing-key", path, place, Severity.INFO, message, hint=hint, lacks=absent)


def check_group(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    """Report passwords that a group's own test does not get: it must list them."""
    test = mapping.mapping("test_proc")
    if test is None or test.mapping("custom_command") is None:
        return
    listed = {item.value for item in test.sequence("arg_fields") if isinstance(item, Scalar)}
    for number, item in enumerate(mapping.sequence("items")):
        if not isinstance(item, Mapping) or known_text(walk.fragment, item.get("type")) != "password":
            continue
        name = item.get("name")
        text = known_text(walk.fragment, name)
        if (
            isinstance(name, Scalar)
            and text is not None
            and text not in listed
            and not may_have_more(walk.fragment, test)
        ):
            message = (
                f"the test of this group does not get the password '{legible(name.value)}'; passwords are passed on "
                "only if 'arg_fields' lists them; add it there if the test needs it"
            )
            where: Path = (((path, "items"), number), "name")
            walk.report("config-advice", where, name, Severity.INFO, message)


def check_custom_command(walk: Walk, mapping: Mapping, path: Path | None) -> None:
    """Report a command that only another scheduler than the document's has."""
    from replreg.release.checks.values import SETS

    node = mapping.get("id")
    if walk.scheduler in ("swarm", "kubernetes") and isinstance(node, Scalar) and node.value in SETS["custom command"]:
        name = "Swarm custom command" if walk.scheduler == "swarm" else "Kubernetes custom command"
        walk.check_word(name, node, "id", (path, "id"), "D")
