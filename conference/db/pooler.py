"""The database behind a pooler of transactions, such as PgBouncer: between two transactions it gives another connection to the server."""

from typing import Any


def for_transactions(database: Any) -> Any:
    """Return these settings without what lives on in a connection: cursors of the server's, and statements prepared on it.

    Locks and settings of the session are no matter: the program takes and makes them for one transaction.
    """
    options = {**database.get("OPTIONS", {}), "prepare_threshold": None}
    return {**database, "DISABLE_SERVER_SIDE_CURSORS": True, "OPTIONS": options}
