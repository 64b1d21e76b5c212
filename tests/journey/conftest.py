"""Journeys go through the API alone, over the small city."""

from tests.cast import city, keys
from tests.http.conftest import Wire, wire

__all__ = ["Wire", "city", "keys", "wire"]
