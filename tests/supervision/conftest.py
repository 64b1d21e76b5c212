"""Supervision is tested in the small city."""

from tests.cast import city, keys

__all__ = ["city", "keys"]
