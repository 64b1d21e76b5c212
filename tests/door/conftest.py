"""The tests of the door play in the small city."""

from tests.cast import city, keys
from tests.door.crowd import crowd

__all__ = ["city", "crowd", "keys"]
