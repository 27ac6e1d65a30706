from django.urls import path

from delegations.registration.drafts import views_portal

urlpatterns = [
    path("portal/<slug:code>/drafts/", views_portal.keep_draft, name="drafts"),
    path("portal/<slug:code>/photos/<uuid:key>/", views_portal.photo_draft, name="photo_draft"),
]
