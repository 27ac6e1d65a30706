"""A delegation's history of its sent applications."""

from django.utils.translation import gettext_lazy as _

from delegations.registration.overview.history import register_sentence

SEE = "applications.see"

register_sentence(
    "application.submitted",
    _("You sent the application for the side event “%(what)s”."),
    _("%(who)s sent the application for the side event “%(what)s”."),
    right=SEE,
)
register_sentence(
    "application.withdrawn",
    _("You withdrew the application for the side event “%(what)s”."),
    _("%(who)s withdrew the application for the side event “%(what)s”."),
    right=SEE,
)
_ACCEPTED = _("Side event accepted: %(what)s.")
register_sentence("application.accepted", _ACCEPTED, _ACCEPTED, right=SEE)
_DECLINED = _("Side event not accepted: %(what)s.")
register_sentence("application.declined", _DECLINED, _DECLINED, right=SEE)
