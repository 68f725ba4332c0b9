"""What stands behind the editor's desk: who may sit there, and what they do.

It is the one part of the website that writes; readers' pages ask :mod:`feeds.reading`.
"""

from feeds.editing.desk import LONGEST_REASON, Editing
from feeds.editing.results import Done, Listed, version_of
from feeds.jobs.desk import Explained, Unit
from feeds.jobs.review import Reviewed

__all__ = ["LONGEST_REASON", "Done", "Editing", "Explained", "Listed", "Reviewed", "Unit", "version_of"]
