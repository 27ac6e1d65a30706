from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig, apps

# The one way in which an app joins: modules with these names, in its root and in its topics' folders, are imported when Django starts,
# as the admin does with `admin.py`, and each adds to the registry of that name. Routes of the interface (`api_routes`) wait for the
# addresses (conference/api.py).
JOINING = (
    "guards",  # conference.db.guards, conference.db.reference_tables
    "receivers",  # signals: what follows here from a change elsewhere
    "menu",  # conference.web.menu
    "notices",  # conference.correspondence.letters.registry, conference.audit.sentences, conference.core.access_log
    "prints",  # conference.printing.documents.registry
    "desk_tasks",  # conference.desk.registry: the tasks, figures, panels and health that the desk's home shows
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
    "occasions",  # delegations.gates.devices.occasions
    "gate_names",  # delegations.accreditation.passes.queries
    "calendar_hooks",  # schedule.calendar.engagements.hooks
    "itinerary",  # schedule.calendar.itineraries.itinerary
)
LAYERS = ("conference", "delegations", "schedule")


def joining_modules() -> Iterator[str]:
    """Yield the dotted names of the modules that join, by JOINING, then by installed app: its root before its topics, those by name."""
    own = [app for app in apps.get_app_configs() if app.name.partition(".")[0] in LAYERS]
    folders = {app.name: [app.name, *_topics(app)] for app in own}
    for name in JOINING:
        for app in own:
            yield from (f"{folder}.{name}" for folder in folders[app.name] if find_spec(f"{folder}.{name}"))


def _topics(app: AppConfig) -> Iterator[str]:
    for module in sorted(iter_modules([app.path]), key=lambda module: module.name):
        name = f"{app.name}.{module.name}"
        # What is an app itself (conference.desk) is its own turn; a topic's folder is a package of no app.
        if module.ispkg and module.name not in ("migrations", "management") and not apps.is_installed(name):
            yield name


class ConferenceConfig(AppConfig):
    name = "conference"
    label = "conference"
    verbose_name = "Conference"

    def ready(self) -> None:
        import conference.celery  # noqa: F401 (a shared task asks for the application that there is; without it, for one of its own)

        for module in joining_modules():
            import_module(module)
