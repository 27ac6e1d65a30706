"""Refuse passwords that a guesser tries first, without asking anybody: the lists are on the machine.

NIST SP 800-63B-4, section 3.1.1.2: at least 15 characters where the password may be the only proof, no rules on kinds of characters, and a
list of common, expected and compromised ones. A list alone knows few of that length, which people make of shorter ones: zxcvbn takes a
password apart into words of its lists (30,000 compromised passwords, names, words of English), dates, rows of keys and repetitions, and
says how many guesses that takes.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.models import Conference

ENOUGH_GUESSES = 10**10  # out of reach of 100 a second for three years; the form allows far fewer (limits.py)
LEAST = 15  # characters (settings.AUTH_PASSWORD_VALIDATORS)
LONGEST = 72  # characters that are looked at: a longer one cannot be guessed by what comes behind
SHORTEST_WORD = 4  # of the names of the conference and the person
SHORTEST_OWN = 6  # letters beside those names
OF_THE_SITE = ("plenipo", "plenipotentiary", "delegation", "conference", "treaty", "signing", "ceremony")


class GuessablePasswordValidator:
    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for one that is made of what a guesser tries, the names of the conference and of the person included."""
        if len(password) < LEAST:
            return  # which is said by another
        from zxcvbn import zxcvbn  # it reads its lists, which only a new password needs

        words, text = _expected_words(user), password[:LONGEST]
        if _own_letters(text, words) < SHORTEST_OWN or zxcvbn(text, user_inputs=words)["guesses"] < ENOUGH_GUESSES:
            raise ValidationError(
                _(
                    "This password is easy to guess: it is a known one, or is made of names, dates and rows of keys. "
                    "Choose several words that have nothing to do with one another."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Several words that have nothing to do with one another are hard to guess and easy to remember.")


def _own_letters(password: str, words: list[str]) -> int:
    """Return how many letters a password has besides the words, which zxcvbn counts as unknown between spaces."""
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(re.sub(r"[\W\d_]", "", rest))


def _expected_words(user: Any) -> list[str]:
    """Return words that a guesser expects of this person at this conference."""
    conference = Conference.objects.first()
    texts = [getattr(user, "email", ""), getattr(user, "name", "")]
    if conference is not None:
        texts += [conference.code]
        for name in (
            conference.name,
            conference.short_name,
            conference.treaty_name,
            conference.place,
            conference.venue,
        ):
            texts += name.values()
    words = {word.lower() for text in texts for word in re.split(r"[\W_]+", text or "") if len(word) >= SHORTEST_WORD}
    return [*OF_THE_SITE, *sorted(words)]
