from django.urls import path

from delegations.registration.members import views_leaving, views_portal

urlpatterns = [
    path("portal/<slug:code>/submit/", views_portal.submit, name="submit"),
    path("portal/<slug:code>/members/new/", views_portal.create_member, name="member_new"),
    path("portal/<slug:code>/members/<uuid:public_id>/", views_portal.member, name="member"),
    path("portal/<slug:code>/members/<uuid:public_id>/photo/", views_portal.photo, name="photo"),
    path("portal/<slug:code>/members/<uuid:public_id>/withdraw/", views_leaving.withdraw_member, name="withdraw"),
    path(
        "portal/<slug:code>/members/<uuid:public_id>/withdraw/undo/",
        views_leaving.undo_withdrawal,
        name="undo_withdrawal",
    ),
    path("portal/<slug:code>/members/<uuid:public_id>/replace/", views_leaving.replace, name="replace"),
]
