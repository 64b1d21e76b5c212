"""The demonstration city: real names and counts, invented boundaries and people, the same for the same seed."""
