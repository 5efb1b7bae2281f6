"""Benchmarks, run by ``python -m benchmarks``; ``docs/benchmarks.md`` has the figures."""
