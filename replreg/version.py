"""The version of the package, in a module that imports nothing, so that ``--version`` costs nothing."""

__version__ = "0.1.0"
