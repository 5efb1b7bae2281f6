"""The functions of templates, on values whose parts may be unknown."""
