"""Who attacks speaks over the wire like everybody else."""

from tests.http.conftest import city, keys, one_city, upload, wire

__all__ = ["city", "keys", "one_city", "upload", "wire"]
