"""A city, a site that it reads, an engine that translates: those of the jobs."""

from __future__ import annotations

from tests.jobs.conftest import city, libre, site

__all__ = ["city", "libre", "site"]
