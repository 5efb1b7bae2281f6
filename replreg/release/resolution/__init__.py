"""Resolves declarations and uses, and joins them."""
