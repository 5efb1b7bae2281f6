"""Settings: the model, its files, its check, and a first draft."""
