"""A report, once closed, is never changed or removed; a correction is a further report, with its reason."""

from conference.db import guards
from schedule.results.models import Report

guards.append_only(Report)
