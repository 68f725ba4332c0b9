"""The read side: all that the viewer and the export may ask. It never fetches, never translates, never writes."""

from feeds.reading.asking import PAGE_SIZE, Reading

__all__ = ["PAGE_SIZE", "Reading"]
