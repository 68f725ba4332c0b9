"""Documents that were good until a program got hold of them: ``python -m tests.fuzz``."""
