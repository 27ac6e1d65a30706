"""The app of documents, badges, and the revisions of papers."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "conference.printing"
    label = "printing"
