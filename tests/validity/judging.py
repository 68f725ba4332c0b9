"""Asks a validator about many files, and counts what it says."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import batched  # type: ignore[attr-defined,unused-ignore]
from pathlib import Path
