"""Addresses of the outbox."""

from django.urls import path

from conference.correspondence import desk

app_name = "correspondence"
urlpatterns = [
    path("desk/messages/", desk.listing, name="list"),
    path("desk/messages/again/", desk.again, name="again"),
    path("desk/messages/<int:pk>/", desk.message, name="message"),
    path("desk/messages/<int:pk>/html", desk.message_html, name="message-html"),
    path("desk/messages/<int:pk>/cancel/", desk.cancel, name="cancel"),
    path("desk/messages/previews/", desk.previews, name="previews"),
    path("desk/messages/previews/<str:kind>/", desk.preview, name="preview"),
    path("desk/messages/previews/<str:kind>/html", desk.preview_html, name="preview-html"),
]
