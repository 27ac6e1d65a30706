"""Addresses of this app."""

from django.urls import path

from schedule.calendar import portal_itinerary

app_name = "calendar"
urlpatterns = [
    path("portal/<slug:code>/itinerary/", portal_itinerary.page, name="itinerary"),
    path("portal/<slug:code>/itinerary.pdf", portal_itinerary.paper, name="itinerary_paper"),
]
