"""Suggestions say what this centre's own closed matters would say, and why; a person decides."""
