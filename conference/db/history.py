"""Which migrations a database has, beside those whose files are gone since later ones replaced them."""

from django.core.management.base import CommandError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def check_replaced(connection: BaseDatabaseWrapper) -> None:
    """Let a database pass that has all migrations that one of today's replaces, or none; nothing can bring it from some to all.

    Raises CommandError. Without this Django either stops with the name of a file that is gone, or leaves the whole app out in silence.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    applied = MigrationRecorder(connection).applied_migrations()
    lacking = [
        f"{app}.{name}"
        for migration in loader.disk_migrations.values()
        if any(key in applied for key in migration.replaces)
        for app, name in migration.replaces
        if (app, name) not in applied
    ]
    if lacking:
        raise CommandError(
            f"The database has only some of the migrations of the version before this one; it lacks {', '.join(sorted(lacking))}."
            " Run ./run migrate with the version before first, then with this one. Nothing was changed."
        )
