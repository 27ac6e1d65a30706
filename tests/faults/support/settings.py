"""The project's settings for a real worker, with the test's mail server and queue.

Its waits are short unless FAULTS_OWN_WAITS is set.
"""

import os
from datetime import timedelta

from celery.schedules import schedule

from conference.settings import *  # noqa: F403
from conference.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, TEMPLATES
from tests.correspondence.sink import mailers

if "FAULTS_OWN_WAITS" not in os.environ:
    OUTBOX_LEASE = 4
    OUTBOX_HANDED = 4
# As in production a commit is on the disk before it is acknowledged.
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 10}
ROOT_URLCONF = "tests.faults.support.site"
MAILERS = mailers(int(os.environ["FAULTS_SMTP_PORT"]))
CELERY_BROKER_URL = os.environ["FAULTS_BROKER"]
# A queue and keys of this test's own, since the broker may be somebody else's too.
CELERY_TASK_DEFAULT_QUEUE = os.environ["FAULTS_QUEUE"]
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{CELERY_TASK_DEFAULT_QUEUE}:"
CELERY_BEAT_SCHEDULE = {"relay": {"task": "correspondence.relay", "schedule": schedule(timedelta(seconds=0.5))}}
CELERY_INCLUDE = ["tests.faults.support.notice"]
TEMPLATES[0]["DIRS"].append(os.environ["FAULTS_TEMPLATES"])  # type: ignore[attr-defined]
