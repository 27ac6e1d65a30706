from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "conference.retention"
    label = "retention"
