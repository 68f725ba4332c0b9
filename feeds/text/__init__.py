"""Pure helpers: HTML, dates, URLs, scripts, fingerprints. No I/O, no clock."""
