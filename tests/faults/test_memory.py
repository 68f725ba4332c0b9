"""What a refresh takes of the machine while everybody sends as much as is taken."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import CAN_MEASURE_MEMORY, measure
from tests.jobs.city import City

from .large_sites import HOSTS, large_city

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CAN_MEASURE_MEMORY, reason="memory is looked up in /proc")]

BOUND = 300_000_000


def test_large_documents_from_everywhere(tmp_path: Path) -> None:
    """With 32 hosts that send 9.5 MB of the worst at once, all processes together stay below 300 MB."""
    city = City(tmp_path)
    command = [sys.executable, "-m", "feeds.cli", "--config", str(city.config), "--data", str(city.data)]
    with large_city(city):
        done = measure([*command, "refresh", "--json"], env=dict(os.environ), memory=True, interval=0.02)
    assert (done.returncode, done.stderr) == (3, "")
    summary = json.loads(done.stdout)
    assert sum(summary["sources"].values()) == HOSTS
    codes = {error["code"] for error in summary["errors"].values()}
    assert {"parse-memory", "not-a-feed", "not-a-channel"} <= codes
    assert "crash" not in codes and "parse-crash" not in codes
    assert summary["entries"]["new"] >= 2
    assert done.memory is not None
    assert done.memory.samples > 100
    assert done.memory.pss < BOUND, f"{done.memory.pss / 1e6:.0f} MB"
