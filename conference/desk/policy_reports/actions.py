from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from conference.core import clock
from conference.desk.models import PolicyViolation
from conference.desk.policy_reports.reports import Report

MOST = 500  # rows; what else is reported then is not kept
KEPT_FOR = timedelta(days=30)  # after the last report


def count_violation(report: Report) -> None:
    """Count a report with those alike. Three queries at most."""
    now = clock.now()
    rows = PolicyViolation.objects.filter(**asdict(report))
    if not rows.exists() and PolicyViolation.objects.count() < MOST:
        violation = PolicyViolation(**asdict(report), first_at=now, last_at=now)
        PolicyViolation.objects.bulk_create([violation], ignore_conflicts=True)
    rows.update(count=F("count") + 1, last_at=now)


def due_violations(now: datetime) -> QuerySet[PolicyViolation]:
    return PolicyViolation.objects.filter(last_at__lte=now - KEPT_FOR)
