from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig, apps

# The one way in which an app joins: modules with these names, in its root and in its topics' folders, are imported when Django starts,
# as the admin does with `admin.py`, and add to the registries that docs/architecture.md lists ("Registries"). Routes of the interface
# (`api_routes`) wait for the addresses (conference/api.py).
JOINING = (
    "guards",
    "receivers",  # signals: what follows here from a change elsewhere
    "menu",
    "notices",
    "prints",
    "desk_tasks",
    "finders",
    "tables",
    "person_page",
    "upkeep",
    "personal_data",
    "history",
    "waiting",
    "consequences",
    "hooks",
    "itinerary",
    "notified_acts",
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
