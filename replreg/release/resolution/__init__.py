"""Brings declarations and uses together."""
