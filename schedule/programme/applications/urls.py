from django.urls import path

from schedule.programme.applications import views_desk, views_portal

urlpatterns = [
    path("portal/<slug:code>/side-events/", views_portal.list_applications, name="side_events"),
    path("portal/<slug:code>/side-events/<uuid:public_id>/", views_portal.detail, name="side_event"),
    path("portal/<slug:code>/side-events/<uuid:public_id>/draft/", views_portal.draft, name="side_event_draft"),
    path("portal/<slug:code>/side-events/<uuid:public_id>/note/", views_portal.note_file, name="side_event_note"),
    path(
        "portal/<slug:code>/side-events/<uuid:public_id>/withdraw/",
        views_portal.withdraw_application,
        name="side_event_withdraw",
    ),
    path("desk/side-events/", views_desk.list_applications, name="applications"),
    path("desk/side-events/<uuid:public_id>/", views_desk.detail, name="application"),
    path("desk/side-events/<uuid:public_id>/accept/", views_desk.accept, name="application_accept"),
    path("desk/side-events/<uuid:public_id>/decline/", views_desk.decline, name="application_decline"),
]
