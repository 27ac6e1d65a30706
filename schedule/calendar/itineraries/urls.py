from django.urls import path

from schedule.calendar.itineraries import views_portal

urlpatterns = [
    path("portal/<slug:code>/itinerary/", views_portal.page, name="itinerary"),
    path("portal/<slug:code>/itinerary.pdf", views_portal.paper, name="itinerary_paper"),
]
