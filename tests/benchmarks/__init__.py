"""Measures ``visnyk refresh`` beside the ``reader`` library: ``python -m tests.benchmarks`` (see ``__main__``)."""
