"""Lists called newest first are sorted by the time that they show."""

from django.db.models import Model, Q, QuerySet


def newest[M: Model](rows: QuerySet[M], time: str, *, before: int | None = None) -> QuerySet[M]:
    """Return `rows`, newest first by the field `time`, after the row with the key `before`; empty if that row is not among them.

    By time and not by key: rows are written in another order than their times when what waited is told later, or was imported.
    One query for `before`.
    """
    sorted_rows = rows.order_by(f"-{time}", "-pk")
    if before is None:
        return sorted_rows
    last_shown = rows.order_by().filter(pk=before).values_list(time, flat=True).first()
    if last_shown is None:
        return rows.none()
    # A condition that an index of the time alone can begin with.
    behind = Q(**{f"{time}__lt": last_shown}) | Q(**{time: last_shown, "pk__lt": before})
    return sorted_rows.filter(behind, **{f"{time}__lte": last_shown})
