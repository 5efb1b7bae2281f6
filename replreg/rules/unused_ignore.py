"""A comment that suppresses nothing hides the next mistake on its line."""

from __future__ import annotations

ID = "unused-ignore"
SEVERITY = "info"
FIX = None
SUMMARY = "a suppression comment that suppresses nothing"
