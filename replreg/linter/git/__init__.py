"""What a run has to know of git: which paths it ignores, and which lines changed."""
