from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UserError(Exception):
    """Something that the user can correct. `str(error)` is one sentence in the user's words."""

    status = 409
    title: str | Promise = _("The action was not carried out")


class NotAllowed(UserError):
    status = 403
    title = _("You may not do this")


class NotPossible(UserError):
    """The state or a limit does not allow it."""


class CodeTaken(NotPossible):
    """Another row has the code. Forms say it at the field `code`."""


class AlreadyDecided(UserError):
    """The row is no longer what the actor saw. Says who changed what."""

    title = _("Somebody else acted first")


class NotFound(UserError):
    """There is no such thing, or it belongs to another delegation; the answer is the same."""

    status = 404


class AccessEnded(NotFound):
    """The actor acted for it until somebody ended that. Says who and when, and nothing else of it."""

    status = 403
    title = _("Your access has ended")
