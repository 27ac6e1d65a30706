"""The Celery application. Without PLENIPO_MODE worker and beat refuse an incomplete environment."""

import os

from celery import Celery

if "DJANGO_SETTINGS_MODULE" not in os.environ:
    os.environ.setdefault("PLENIPO_MODE", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

app = Celery("plenipo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Else a thread other than the one that imports this asks an application without our settings, whose broker is another.
app.set_default()
