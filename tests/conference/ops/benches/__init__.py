"""Benches that take no time, for the tests of `./run bench`."""

from tests.bench import database

__all__ = ["database"]
