from conference.db import reference_tables
from conference.retention.models import RetentionPeriod

reference_tables.watch(RetentionPeriod)
