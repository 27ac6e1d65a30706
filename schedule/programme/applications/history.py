"""A delegation's history of its sent applications."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from delegations.registration.overview.history import register

register(
    "application.submitted",
    _("You sent the application for the side event “%(what)s”."),
    _("%(who)s sent the application for the side event “%(what)s”."),
)
register(
    "application.withdrawn",
    _("You withdrew the application for the side event “%(what)s”."),
    _("%(who)s withdrew the application for the side event “%(what)s”."),
)
_ACCEPTED = _("Side event accepted: %(what)s.")
register("application.accepted", _ACCEPTED, _ACCEPTED)
_DECLINED = _("Side event not accepted: %(what)s.")
register("application.declined", _DECLINED, _DECLINED)
