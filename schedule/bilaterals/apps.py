from django.apps import AppConfig


class BilateralsConfig(AppConfig):
    name = "schedule.bilaterals"
    label = "bilaterals"
