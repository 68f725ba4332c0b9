"""Visnyk's engine: gathers a city's news, translates it and republishes it as feeds.

Floors, from the ground up (a lower floor never imports a higher one; ``make lint`` fails if it does):

0. ``model``, ``errors``: frozen dataclasses and one exception tree
1. ``text``: pure helpers for HTML, dates, URLs, scripts, fingerprints
2. ``ingest``, ``translation``, ``editions``: pure rules
3. ``fetch``, ``sources``, ``engines``, ``store``: adapters to the world
4. ``jobs``: the verbs
5. ``config``, ``rewriting``, ``sourcefile``, ``termfile``, ``takedownfile``, ``terms``, ``reading``, ``engine_room``,
   ``translating``, ``publishing``, ``editing``, ``service``, ``cli``: settings and the files that they are in, the read
   side, engines, translation, publication, the desk, the one place that wires, thin commands
"""

__version__ = "0.1.0"
