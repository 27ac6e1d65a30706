"""What guests said of their health and vehicles is deleted after a while."""

from functools import partial

from conference.retention import purging
from schedule.receptions.models import Invitation

VEHICLE = ("number_plate", "driver")
# Late answers, and what stood before them, repeat the diets.
HEALTH = ("diet", "companion_diet", "allergies", "late_answer", "before_word")


def _clear(kind: str, columns: tuple[str, ...]) -> purging.PurgeTask:
    rows = partial(purging.with_content, Invitation.objects.all(), *columns)
    return purging.clear_columns(kind, rows, dict.fromkeys(columns, ""), since="sent_at")


purging.tasks.update(
    {"vehicles of guests": _clear("travel", VEHICLE), "diets and allergies of guests": _clear("health", HEALTH)}
)
