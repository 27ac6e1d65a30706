"""The app of the print room: documents, how they are set, and which revision a paper is."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "conference.printing"
    label = "printing"
