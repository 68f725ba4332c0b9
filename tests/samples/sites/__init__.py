"""Eight small news sites, each of another kind, for finding out how their news can be had."""
