"""Lint, fix, list and verify: one text, one file, many files."""
