"""The one source of chance of the seeds: the same words give the same sequence, in every process."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(*words: object) -> Random:
    """Return a generator that depends on the given words alone. It is seeded with text, so Python's hash seed has no say."""
    return Random("/".join(map(str, words)))  # noqa: S311 - invented people, not secrets


def one_of(options: Sequence[T], rng: Random) -> T:  # noqa: UP047 - readable to tools of Python 3.11 as well
    """Return one of the options, each as likely as another."""
    return options[int(rng.random() * len(options))]
