"""Pure rules of what to store and when to ask again."""
