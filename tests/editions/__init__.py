"""What subscribers get: Atom, RSS, JSON Feed, OPML."""
