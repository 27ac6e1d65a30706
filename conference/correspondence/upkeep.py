from datetime import datetime

from django.db.models import QuerySet

from conference.correspondence.models import Message
from conference.retention import periods, purging

ENDED = ("sent", "failed", "cancelled")


def _due_messages(now: datetime) -> QuerySet[Message]:
    """Return the ended ones; what is sent after the conference, such as a notification, is kept as long from then."""
    if not periods.is_over("messages", now):
        return Message.objects.none()
    return Message.objects.filter(state__in=ENDED, created_at__lt=periods.get_limit("messages", now))


purging.tasks.add("messages", purging.delete_rows("messages", _due_messages, since="created_at"))
