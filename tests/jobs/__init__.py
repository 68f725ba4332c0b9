"""The verbs, on a whole Visnyk in a temporary folder with servers on loopback."""
