"""Findings and tables in the words of people or programs: one module a format."""
