from django.urls import path

from delegations.registration.photos import views_portal

urlpatterns = [
    path("portal/<slug:code>/photos/", views_portal.photos, name="photos"),
]
