"""The tests of the door play in the small city."""

from tests.cast import city, keys

__all__ = ["city", "keys"]
