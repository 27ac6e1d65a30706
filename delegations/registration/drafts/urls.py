from django.urls import path

from delegations.registration.drafts import views_portal

urlpatterns = [
    path("portal/<slug:code>/drafts/", views_portal.keep, name="drafts"),
]
