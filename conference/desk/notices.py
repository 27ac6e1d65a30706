"""How the access log tells of persons whom the desk's own pages name."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core import access_log
from conference.core.access import actor_of
from conference.web.context_processors import conference_of

NAMED = "persons.named"

access_log.register_kinds({NAMED: _("Names on the desk")}, daily=True)
access_log.register_kinds({"record.exported": _("Table of the audit log")})
access_log.register_pages({"desk:home": _("Desk"), "desk:find": _("Search")})
sentences.register_sentences(
    {
        NAMED: _("%(who)s was shown names of persons (%(what)s)"),
        "record.exported": _("%(who)s downloaded the audit log"),
        "retention.changed": _("%(who)s changed how long is kept: %(what)s"),
        "retention.purged": _("%(who)s deleted what was kept long enough: %(what)s"),
        "access_log.deleted": _("%(who)s deleted the older part of the access log (%(what)s)"),
        "site.exported": _("%(who)s exported the whole system (%(what)s)"),
        "person.erased": _("%(who)s erased the personal data of a person (%(what)s)"),
        "setting.added": _("%(who)s added to the settings: %(what)s"),
        "setting.changed": _("%(who)s changed a setting: %(what)s"),
        "setting.removed": _("%(who)s removed from the settings: %(what)s"),
    }
)


def names_shown(request: HttpRequest, count: int, page: str) -> None:
    """Log that a page of the desk shows the names of `count` persons; do nothing for none.

    Args:
        page: A registered key of access_log.PAGES.
    """
    conference = conference_of(request)
    if count and conference is not None:
        access_log.log_read(
            actor=actor_of(request), of=conference, verb=NAMED, right="desk.see", page=page, names=count
        )
