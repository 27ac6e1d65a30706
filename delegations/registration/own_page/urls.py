from django.urls import path

from delegations.registration.own_page import views_portal, views_public

urlpatterns = [
    path("member/<str:secret>/", views_public.show_own_page, name="own"),
    path("member/<str:secret>/draft/", views_public.draft, name="own_draft"),
    path("member/<str:secret>/scan/", views_public.own_scan, name="own_scan"),
    path("member/<str:secret>/photo/", views_public.photo, name="own_photo"),
    path("portal/<slug:code>/ask/", views_portal.ask_several, name="ask_several"),
    path("portal/<slug:code>/members/<uuid:public_id>/ask/", views_portal.ask, name="ask_member"),
    path("portal/<slug:code>/members/<uuid:public_id>/ask/withdraw/", views_portal.withdraw_link, name="withdraw_link"),
]
