"""What the functions of templates do, on values whose parts may be unknown."""
