"""Forms that arrive when it is not certain who sent them: kept, encrypted, in the session until their sender has shown who he is.

Nothing of them is carried out by itself: a page shows what was typed, and its button sends it (views_account.py).
"""

import json
import re
from dataclasses import dataclass

from django.http import HttpRequest

from conference import fields
from conference.web.middleware import back_of

KEY, PLACE = "carried_form", "accounts_browsersession.carried"
MAX_FORM_LENGTH = 200_000  # characters
# What a form holds for the program's sake, not the reader's.
UNSEEN = re.compile(r"[0-9a-f-]{32,}|\d*|on")


@dataclass(frozen=True)
class PendingForm:
    """A form as it arrived.

    Attributes:
        path: Where it goes, with the query.
        back: The page from which it came.
        pairs: Names and values.
        has_files: Whether files came along, which are not kept.
    """

    user_id: int
    path: str
    back: str
    pairs: list[tuple[str, str]]
    has_files: bool

    @property
    def typed(self) -> list[str]:
        """Return the values that mean something to the reader."""
        return [
            value
            for name, value in self.pairs
            if not UNSEEN.fullmatch(value) and "version" not in name and not name.startswith("expected")
        ]

    @property
    def as_areas(self) -> list[tuple[str, str]]:
        """Return the pairs for text areas, which alone keep lines: HTML leaves out the first one's end."""
        return [(name, f"\n{value}") for name, value in self.pairs]


def keep_form(request: HttpRequest, user_id: int) -> bool:
    """Keep the request's form for that user. Return False for one that is too large, or has a password, which no page shows."""
    if any("password" in name for name in request.POST):
        return False
    pairs = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    form = {
        "user_id": user_id,
        "path": request.get_full_path(),
        "back": back_of(request),
        "pairs": [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"],
        "has_files": bool(request.FILES),
    }
    text = json.dumps(form)
    if len(text) > MAX_FORM_LENGTH:
        return False
    request.session[KEY] = {"path": form["path"], "sealed": fields.encrypt(text, PLACE)}
    return True


def get_form(request: HttpRequest) -> PendingForm | None:
    """Return the form that is kept for this user. One of somebody else, who used the browser before, goes."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    values = json.loads(fields.decrypt(kept["sealed"], PLACE))
    form = PendingForm(**{**values, "pairs": [tuple(pair) for pair in values["pairs"]]})
    if form.user_id != request.user.pk:
        del request.session[KEY]
        return None
    return form


def forget_form(request: HttpRequest) -> None:
    """Forget the form that this request sends again."""
    kept = request.session.get(KEY)
    if kept and kept["path"] == request.get_full_path():
        del request.session[KEY]
