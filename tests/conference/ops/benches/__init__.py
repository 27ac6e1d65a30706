"""Benches that take no time, for the tests of `./run bench`."""
