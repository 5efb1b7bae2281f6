"""A release: its documents, what they declare and use, and how the two meet."""
