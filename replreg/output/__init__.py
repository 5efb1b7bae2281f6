"""The output formats, one module each. Import only the one that is asked for: start-up time is a feature."""
