"""The only source of chance of the seeds."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(*keys: object) -> Random:
    """Return a generator that depends on the keys alone, not on the process's hash seed."""
    return Random("/".join(map(str, keys)))  # noqa: S311 - invented people, not secrets


def one_of(options: Sequence[T], rng: Random) -> T:  # noqa: UP047 - readable to tools of Python 3.11 as well
    return options[int(rng.random() * len(options))]
