"""The answers of git that a run needs: which paths it ignores, and which lines changed."""
