"""Pure rules of translation: units, codes, checks, memory exchange."""
