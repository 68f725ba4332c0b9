"""One reader a kind of source, and the child processes they run in.

Imported by the parent process for its limits alone: the readers, and feedparser with them, are loaded in the
children (:mod:`feeds.sources.readers`).
"""
