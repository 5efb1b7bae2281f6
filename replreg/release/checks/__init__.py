"""The checks of a release document apart from its images: tables of facts, and functions that apply them."""
