"""The language server: what `replreg lint` and `replreg fix` do, in an editor."""
