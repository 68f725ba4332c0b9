"""Is everything that we publish valid? Editions of thousands of strange feeds, for our own checks and for a validator.

``python -m tests.validity --help`` has them judged by a validator that is no part of the project.
"""
