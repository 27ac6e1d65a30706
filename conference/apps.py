from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

# The one way in which an app joins: modules in its root with these names are imported when Django starts, as the admin does with
# `admin.py`, and each adds to the registry of that name. Routes of the interface (`api_routes`) wait for the addresses (conference/api.py).
JOINING = (
    "guards",  # conference.db.guards, conference.db.reference_tables
    "receivers",  # signals: what follows here from a change elsewhere
    "menu",  # conference.web.menu
    "notices",  # conference.correspondence.letters.registry, conference.audit.words, conference.core.access_log
    "prints",  # conference.printing.documents.registry
    "desk_tasks",  # conference.desk.registry
    "finders",  # conference.desk.finding
    "tables",  # conference.desk.office.registry
    "person_page",  # delegations.registration.overview.person
    "scopes",  # conference.machines.scopes
    "purging",  # conference.db.purging
    "rotation",  # conference.db.rotation
    "file_holders",  # conference.files.stored_files
    "history",  # delegations.registration.overview.history
    "waiting",  # delegations.registration.overview.waiting
    "consequences",  # delegations.registration.members.consequences
    "calendar_hooks",  # schedule.calendar.engagements.hooks
    "itinerary",  # schedule.calendar.itineraries.itinerary
)


class ConferenceConfig(AppConfig):
    name = "conference"
    label = "conference"
    verbose_name = "Conference"

    def ready(self) -> None:
        import conference.celery  # noqa: F401 (a shared task asks for the application that there is; without it, for one of its own)

        autodiscover_modules(*JOINING)
