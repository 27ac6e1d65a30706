"""Addresses of the demo's mailbox; the demo's pages include them."""

from django.urls import path

from conference.correspondence import mailbox_pages

app_name = "mailbox"
urlpatterns = [
    path("", mailbox_pages.listing, name="list"),
    path("<slug:name>/", mailbox_pages.letter, name="letter"),
    path("<slug:name>/html", mailbox_pages.letter_html, name="letter-html"),
]
