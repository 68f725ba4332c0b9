"""``python -m tests.samples.sites``: serve the sample sites until Ctrl-C, and say where."""

from __future__ import annotations

import contextlib
import threading

from tests.samples.sites.serving import serving

with serving() as sites, contextlib.suppress(KeyboardInterrupt):
    for name, site in sites.items():
        print(f"{name:10} {site.address}", flush=True)
    threading.Event().wait()
