"""Supervision looks from outside: what waits for whose word, what is listed, and what the month's notice names."""
