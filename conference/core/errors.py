"""Errors whose message is for the person at the screen or command line. `web/middleware.py` shows those that no view caught."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UserError(Exception):
    """Something that the user can understand and mend. `str(error)` is one sentence in the user's words."""

    status = 409
    title: str | Promise = _("This was not done")


class NotAllowed(UserError):
    status = 403
    title = _("You may not do this")


class NotPossible(UserError):
    """The state does not allow it, or a limit would be passed."""


class AlreadyDecided(UserError):
    """Somebody else was faster: the row is no longer what the actor saw. Says who and what."""

    title = _("Somebody was faster")


class NotFound(UserError):
    """There is no such thing, or it belongs to another delegation; the answer is the same."""

    status = 404
