"""Tell a database that is away for a while from a fault of ours."""

from django.db import Error, InterfaceError, OperationalError

RETRY_AFTER = 10  # s; a restart takes about as long


def is_outage(problem: BaseException | None) -> bool:
    """Return whether an error is, or follows from, a database that is away or overloaded.

    What a lost connection leads to is said by other errors too, such as that an atomic block has no connection any more.
    """
    while problem is not None:
        if isinstance(problem, OperationalError | InterfaceError):
            return True
        if not isinstance(problem, Error):
            return False
        problem = problem.__cause__ or problem.__context__
    return False
