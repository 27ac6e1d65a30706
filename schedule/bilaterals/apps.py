"""The app of the bilateral meetings."""

from django.apps import AppConfig


class BilateralsConfig(AppConfig):
    name = "schedule.bilaterals"
    label = "bilaterals"
