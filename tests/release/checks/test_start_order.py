"""Containers that mount the volumes of others: the names, and the order of starting."""

from __future__ import annotations

import pytest
from release_check_tools import records, written


def release(*subscriptions: tuple[str, str, str], mounts: str = "x") -> str:
    """Return a release of containers one (called x), two and three; each subscription is (publisher, subscriber, action)."""
    lines = ["components:", "- name: A", "  containers:"]
    for name in ("one", "two", "three"):
        lines += ["  - source: public", f"    image_name: {name}", "    version: 1.0.0"]
        lines += ["    name: x"] if name == "one" else ["    name: y"] if name == "three" else []
        lines += [f"    volumes_from: [{mounts}]"] if name == "two" else []
        own = [(second, action) for first, second, action in subscriptions if first == name]
        if own:
            lines += [
                "    publish_events:",
                "    - name: e" + name,
                "      trigger: container-start",
                "      subscriptions:",
            ]
            lines += [f"      - {{component: A, container: {second}{action}}}" for second, action in own]
    return "\n".join(lines) + "\n"


def rules(text: str) -> list[tuple[str, str]]:
    return [(one.rule, written(text, one)) for one in records(text)]


@pytest.mark.parametrize("action", [", action: start", ""])
def test_a_subscription_orders_the_containers(action: str) -> None:
    assert rules(release(("one", "two", action))) == []
    assert rules(release(("one", "three", action), ("three", "two", action))) == []


def test_without_an_order_it_is_an_error() -> None:
    assert rules(release()) == [("unordered-volumes", "x")]
    assert rules(release(("two", "one", ""))) == [("unordered-volumes", "x")]
    assert rules(release(("three", "two", ""))) == [("unordered-volumes", "x")]
    assert str(records(release())[0].severity) == "error"


def test_a_circle_of_subscriptions_comes_to_an_end() -> None:
    assert rules(release(("two", "three", ""), ("three", "two", ""))) == [("unordered-volumes", "x")]


def test_an_unknown_name_is_one_finding() -> None:
    assert rules(release(mounts="z")) == [("unknown-reference", "z")]


def test_an_image_name_does_not_count() -> None:
    (one,) = records(release(mounts="one"))
    assert one.rule == "unknown-reference" and one.fix is not None
    assert one.fix.edits[0].text == "x"


def test_a_container_cannot_mount_itself() -> None:
    text = "components:\n- name: A\n  containers:\n  - {source: public, image_name: a, name: x, volumes_from: [x]}\n"
    assert rules(text) == [("unknown-reference", "x")]


@pytest.mark.parametrize("mounts", ["'{{repl AppID}}'", "''", "~"])
def test_an_unknown_mount_is_not_judged(mounts: str) -> None:
    assert rules(release(mounts=mounts)) == []


def test_a_template_in_a_subscription_may_order_everything() -> None:
    assert rules(release(("one", "'{{repl AppID}}'", ""))) == []
