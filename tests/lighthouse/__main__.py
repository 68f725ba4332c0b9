"""Lighthouse on the front, a story and a partner's page of a running demo: ``python -m tests.lighthouse``.

Each category must reach 95 of 100 on Lighthouse's profile for phones, in both languages. Needs Node 18.16 or newer,
npm, and Chromium; `make lighthouse` installs Lighthouse itself from the lock file beside this module.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser.looking import CHROMIUM
from tests.cli.running import Running, running

WANTED = 0.95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
HERE = Path(__file__).parent


def pages(demo: Running) -> list[str]:
    """The pages that are looked at, as paths."""
    items = json.loads(demo.answers("/editions/all-en.json"))["items"]
    story = next(item["url"].removeprefix(demo.url) for item in items if "Leeds" in item["title"])
    key = story.split("/entry/")[1]
    return [path for ui in ("en", "uk") for path in (f"/{ui}/", f"/{ui}/entry/{key}", f"/{ui}/partner/leeds")]


def audit(url: str) -> dict[str, Any]:
    """The scores of one page, 0 to 1, and what fell short."""
    command = ["node", str(HERE / "audit.mjs"), url]
    environment = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
    if done.returncode:
        sys.exit(f"{url}: Lighthouse ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    """Print a line a page; 1 where one falls short."""
    short = 0
    with tempfile.TemporaryDirectory() as data, running("--data", data, "demo", measured=False) as demo:
        demo.hears("published")
        print(f"{'page':40} " + " ".join(f"{name:>14}" for name in CATEGORIES) + "  bytes  shift")
        for path in pages(demo):
            found = audit(demo.url + path)
            scores = " ".join(f"{round(found[name] * 100):>14}" for name in CATEGORIES)
            print(f"{path:40} {scores}  {found['bytes']:.0f}  {found['shift']:.3f}", flush=True)
            low = [name for name in CATEGORIES if found[name] < WANTED]
            short += len(low)
            for line in found["failed"] if low else ():
                print(f"    {line}")
        demo.end(signal.SIGINT)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
