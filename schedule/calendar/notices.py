from django.utils.translation import gettext_lazy

from conference.audit.sentences import register_sentences
from conference.core import access_log
from schedule.calendar.itineraries import papers

access_log.register_kinds({papers.READ: gettext_lazy("Itinerary")})


access_log.register_pages(
    {
        "calendar:day": gettext_lazy("Calendar"),
        "calendar:itinerary": gettext_lazy("Itinerary"),
        "calendar:feeds": gettext_lazy("Calendar addresses"),
    }
)


register_sentences(
    {
        papers.READ: gettext_lazy("%(who)s downloaded the itineraries of %(what)s"),
        "room.added": gettext_lazy("%(who)s entered the room %(what)s"),
        "room.changed": gettext_lazy("%(who)s changed the room %(what)s"),
        "room.removed": gettext_lazy("%(who)s removed the room %(what)s"),
        "room.closed": gettext_lazy("%(who)s closed a room: %(what)s"),
        "room.reopened": gettext_lazy("%(who)s opened a room again: %(what)s"),
        "venue.added": gettext_lazy("%(who)s entered the venue %(what)s"),
        "venue.changed": gettext_lazy("%(who)s changed the venue %(what)s"),
        "venue.removed": gettext_lazy("%(who)s removed the venue %(what)s"),
        "interpreter.added": gettext_lazy("%(who)s entered the interpreter %(what)s"),
        "interpreter.changed": gettext_lazy("%(who)s changed the interpreter %(what)s"),
        "interpreter.removed": gettext_lazy("%(who)s removed the interpreter %(what)s"),
        "way.changed": gettext_lazy("%(who)s changed the travel times from %(what)s"),
    }
)
